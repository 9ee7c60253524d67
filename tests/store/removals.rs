//! Copies that somebody wants gone: asked for once, counted and made good no more, removed by one worker at a time.

use helix_bot::digest::Digest;
use helix_bot::failure::Class;
use helix_bot::store::{
    Adopted, ArchiveState, BatchCounts, Lane, Outcome, Removal, RemovalEnd, RemovalState, RemovedCopy,
    RitualId, Scope, Store, Timestamp,
};

use super::fixture::{
    TestDatabase, accept_and_render, at, claim, copy, destination, picture, receipt, request, retry, uploads,
    view, work,
};

async fn archived(store: &Store, number: u64) -> RitualId {
    let id = accept_and_render(store, &request(number)).await;
    for which in [0, 1] {
        work(store, &uploads(which), at(9), &Outcome::Archived(receipt())).await;
    }
    id
}

async fn ask(store: &Store, id: RitualId, which: usize, now: u64) -> u64 {
    ask_in(store, &[id], which, None, now).await
}

async fn ask_in(store: &Store, ids: &[RitualId], which: usize, batch: Option<&str>, now: u64) -> u64 {
    let copies: Vec<_> = ids.iter().map(|id| (*id, destination(which))).collect();
    store.remove_copies(&copies, Some(3), batch, at(now)).await.expect("asked")
}

async fn next(store: &Store, which: usize, now: u64) -> Option<Removal> {
    store.claim_removal(&destination(which), at(now), at(now + 60)).await.expect("answered")
}

async fn end(store: &Store, removal: &Removal, end: RemovalEnd, now: u64) -> bool {
    store.finish_removal(&removal.lease, &end, at(now)).await.expect("answered")
}

async fn removed(store: &Store, id: RitualId) -> RemovedCopy {
    match copy(store, id, 0).await {
        ArchiveState::Removed(copy) => copy,
        other => panic!("{other:?}"),
    }
}

/// What server 1 is told of the first destination: copies and bytes.
async fn counted(store: &Store) -> (u64, u64) {
    let overview = store.overview_of(1, &[destination(0)]).await.expect("counted");
    let counts = &overview.destinations[&destination(0)];
    (counts.archived, counts.bytes)
}

pub(super) async fn a_removed_copy_is_history_and_counts_no_more(database: TestDatabase) {
    let store = database.open().await;
    let id = archived(&store, 1).await;
    assert_eq!(counted(&store).await, (1, picture().bytes));
    assert_eq!(ask(&store, id, 0, 20).await, 1);
    assert_eq!(ask(&store, id, 0, 21).await, 0, "it is asked for already");
    assert_eq!(ask(&store, RitualId::new(), 0, 21).await, 0, "there is no such ritual");
    assert_eq!(counted(&store).await, (0, 0));
    let waiting = removed(&store, id).await;
    assert_eq!((waiting.asked, waiting.by, &waiting.state), (at(20), Some(3), &RemovalState::Waiting(None)));
    assert_eq!(waiting.receipt, Some(receipt()), "what the receipt said is kept");
    assert_eq!(copy(&store, id, 1).await, ArchiveState::Archived(receipt()), "the other copy stands");
    assert_eq!(view(&store, id).await.copies(picture().digest).count(), 1, "nobody is sent there for it");

    let removal = next(&store, 0, 20).await.expect("it is due");
    assert_eq!((removal.ritual, removal.path.as_str(), removal.attempt), (Some(id), "rituals/1.png", 1));
    let [file] = &removal.files[..] else { panic!("{:?}", removal.files) };
    assert_eq!((file.digest, file.md5, file.bytes), (picture().digest, picture().md5, picture().bytes));
    assert_eq!(next(&store, 0, 21).await, None, "somebody has it");
    assert!(end(&store, &removal, RemovalEnd::Removed, 30).await);
    assert_eq!(removed(&store, id).await.state, RemovalState::Gone(at(30)));
    assert_eq!(ask(&store, id, 0, 40).await, 0, "it is gone");

    let copies = store.proven_copies(&destination(0), None, Timestamp(i64::MAX), 9).await.expect("answered");
    assert_eq!(copies, [], "it is never audited");
    store.revive(Scope::Everything, at(50)).await.expect("revived");
    assert_eq!(claim(&store, &uploads(0), at(9999)).await, None, "nor made good");
    let path = "rituals/1.png".parse().expect("a path");
    assert!(!store.add_archive(id, &destination(0), &path, at(60)).await.expect("answered"), "nor sent anew");
    assert!(store.settled_at(id).await.expect("answered").is_none(), "the message is still to be posted");
}

pub(super) async fn what_is_being_sent_is_called_off_and_looked_at_afterwards(database: TestDatabase) {
    let store = database.open().await;
    let id = accept_and_render(&store, &request(1)).await;
    let sending = claim(&store, &uploads(0), at(10)).await.expect("a job");
    assert_eq!(ask(&store, id, 0, 20).await, 1);
    assert!(!store.extend(&sending.lease, at(99)).await.expect("answered"), "it is called off");
    let sent = store.finish(&sending.lease, &Outcome::Archived(receipt()), at(21)).await.expect("answered");
    assert!(!sent, "and writes nothing");
    assert_eq!(
        next(&store, 0, 70).await,
        None,
        "its lease lasts until then, and it needs a while to break off"
    );
    let removal = next(&store, 0, 75).await.expect("it is due");
    assert_eq!(removal.files.len(), 1, "it may have arrived all the same");
    assert!(end(&store, &removal, RemovalEnd::Removed, 76).await);
    assert_eq!(removed(&store, id).await.receipt, None);

    // One that only waited is not sent any more.
    assert_eq!(ask(&store, id, 1, 80).await, 1);
    assert_eq!(claim(&store, &uploads(1), at(999)).await, None);
    assert!(next(&store, 1, 80).await.is_some());
}

pub(super) async fn a_removal_is_fenced_and_taken_over(database: TestDatabase) {
    let store = database.open().await;
    let id = archived(&store, 1).await;
    ask(&store, id, 0, 20).await;
    let lost = next(&store, 0, 20).await.expect("due");
    assert!(store.extend_removal(&lost.lease, at(100)).await.expect("answered"));
    assert_eq!(next(&store, 0, 99).await, None);
    assert_eq!(store.next_removal_due(&destination(0)).await.expect("answered"), Some(at(100)));
    let taken = next(&store, 0, 100).await.expect("its lease ran out");
    assert_eq!((taken.attempt, taken.lease.removal), (2, lost.lease.removal));
    assert!(!end(&store, &lost, RemovalEnd::Kept("x".to_owned()), 101).await, "nothing is written");
    assert!(!store.extend_removal(&lost.lease, at(999)).await.expect("answered"));
    assert!(end(&store, &taken, RemovalEnd::Released, 102).await);
    let again = next(&store, 0, 103).await.expect("it was handed back");
    assert_eq!(again.attempt, 2, "which counts as no attempt");
    assert!(end(&store, &again, RemovalEnd::Missing, 104).await);
    assert_eq!(removed(&store, id).await.state, RemovalState::Gone(at(104)));
}

pub(super) async fn a_removal_waits_after_a_failure_and_with_its_destination(database: TestDatabase) {
    let store = database.open().await;
    let [id, other] = [archived(&store, 1).await, archived(&store, 2).await];
    ask(&store, id, 0, 20).await;
    let first = next(&store, 0, 20).await.expect("due");
    let away =
        RemovalEnd::Retry { at: at(50), class: Class::Transient, reason: "away".to_owned(), counts: true };
    assert!(end(&store, &first, away, 21).await);
    assert_eq!(removed(&store, id).await.state, RemovalState::Waiting(Some("away".to_owned())));
    assert_eq!(next(&store, 0, 49).await, None);
    assert_eq!(store.next_removal_due(&destination(0)).await.expect("answered"), Some(at(50)));

    accept_and_render(&store, &request(3)).await;
    work(&store, &uploads(0), at(30), &retry(90, Class::Auth, "the login was refused")).await;
    assert_eq!(next(&store, 0, 89).await, None, "the destination is paused");
    let second = next(&store, 0, 90).await.expect("it goes on");
    let dead = RemovalEnd::Dead { class: Class::Permanent, reason: "it may not be removed".to_owned() };
    assert!(end(&store, &second, dead, 91).await);
    let state = removed(&store, id).await.state;
    assert_eq!(state, RemovalState::Dead("it may not be removed".to_owned()));
    assert_eq!(next(&store, 0, 9999).await, None);

    ask(&store, other, 1, 92).await;
    let kept = next(&store, 1, 92).await.expect("due");
    assert!(end(&store, &kept, RemovalEnd::Kept("another file".to_owned()), 93).await);
    assert_eq!(store.revive(Scope::Guild(2), at(100)).await.expect("answered"), 0, "it is another server's");
    store.revive(Scope::Guild(1), at(100)).await.expect("answered");
    assert_eq!(next(&store, 0, 100).await.expect("tried again").attempt, 1);
    assert_eq!(ask(&store, other, 1, 110).await, 1, "what was left alone may be asked for again");
    assert_eq!(next(&store, 1, 110).await.expect("due").files.len(), 1);
}

pub(super) async fn single_removals_go_before_those_of_a_batch_which_are_counted(database: TestDatabase) {
    let store = database.open().await;
    let mut ids = Vec::new();
    for number in 1..=4 {
        ids.push(archived(&store, number).await);
    }
    assert_eq!(ask_in(&store, &ids[..3], 0, Some("spring"), 20).await, 3);
    ask(&store, ids[3], 0, 30).await;
    let first = next(&store, 0, 40).await.expect("due");
    assert_eq!(first.ritual, Some(ids[3]));
    for ending in [RemovalEnd::Removed, RemovalEnd::Kept("other".to_owned())] {
        let removal = next(&store, 0, 40).await.expect("due");
        assert!(end(&store, &removal, ending, 41).await);
    }
    let counts = store.removal_batch("spring").await.expect("counted");
    let expected = BatchCounts { waiting: 1, removed: 1, kept: 1, ..BatchCounts::default() };
    assert_eq!(counts, expected);
    assert_eq!(store.removal_batch("autumn").await.expect("counted"), BatchCounts::default());
}

pub(super) async fn adopted_objects_are_removed_as_well(database: TestDatabase) {
    let store = database.open().await;
    let path = "old/a.png".parse().expect("a path");
    let object =
        Adopted { destination: destination(0), path, digest: Digest::of(b"old"), bytes: 3, at: at(1) };
    store.adopt(&object).await.expect("adopted");
    let ask = async || store.remove_adopted(&object.destination, &object.path, None, at(5)).await;
    assert!(ask().await.expect("asked"));
    assert!(!ask().await.expect("answered"), "none is known there any more");
    assert_eq!(store.adopted().await.expect("answered"), []);
    let removal = next(&store, 0, 5).await.expect("due");
    assert_eq!((removal.ritual, removal.files[0].digest), (None, object.digest));
    assert!(end(&store, &removal, RemovalEnd::Removed, 6).await);
    let [removed] = &store.removed_objects().await.expect("answered")[..] else { panic!("one") };
    assert_eq!((&removed.path, &removed.copy.state), (&object.path, &RemovalState::Gone(at(6))));

    store.adopt(&object).await.expect("another was put there and adopted");
    assert!(ask().await.expect("asked"));
    assert!(next(&store, 0, 7).await.is_some());
}

pub(super) async fn how_much_stands_is_kept_up_with_every_receipt(database: TestDatabase) {
    let store = database.open().await;
    let bytes = picture().bytes;
    let ids = [archived(&store, 1).await, archived(&store, 2).await];
    assert_eq!(counted(&store).await, (2, 2 * bytes));
    let stood = store.proven_copies(&destination(0), None, Timestamp(i64::MAX), 9).await.expect("answered");
    assert!(store.copy_lost(&stood[0], "gone", at(50)).await.expect("recorded"));
    assert_eq!(counted(&store).await, (1, bytes));
    assert_eq!(ask(&store, stood[0].ritual, 0, 51).await, 1, "a lost copy may be given up");
    assert_eq!(counted(&store).await, (1, bytes));
    assert_eq!(claim(&store, &uploads(0), at(99)).await, None, "and is not made good");
    ask_in(&store, &ids, 0, None, 60).await;
    assert_eq!(counted(&store).await, (0, 0));
    let moving = helix_bot::store::NewRitual { motion: true, ..request(5) };
    store.accept(&moving).await.expect("accepted");
    let motion = helix_bot::store::MotionFile {
        digest: Digest::of(b"moving"),
        md5: None,
        bytes: 1000,
        width: 1,
        height: 1,
        frames: 1,
        reduced: false,
        ms: 1,
    };
    let rendered = helix_bot::store::Rendered { motion: Some(motion), ..picture() };
    work(&store, &Lane::LargeRender, at(61), &Outcome::Rendered(rendered)).await;
    work(&store, &uploads(0), at(62), &Outcome::Archived(receipt())).await;
    assert_eq!(counted(&store).await, (1, bytes + 1000));
    ask(&store, moving.id, 0, 63).await;
    let mut files = Vec::new();
    while let Some(removal) = next(&store, 0, 63).await {
        files.extend(removal.files.into_iter().map(|file| file.path));
    }
    assert!(files.contains(&"rituals/5.gif".to_owned()), "{files:?}");
}
