//! What the operator decides: it holds until he takes it back, and is written down.

use std::time::Duration;

use helix_bot::failure::Class;
use helix_bot::store::{
    Act, Announcement, AnnouncementState, Barrier, Block, Decision, Held, Hold, Lane, NewRitual, Origin,
    Outcome, Reached, Scope, Store, Telling, TellingTurn,
};
use uuid::Uuid;

use super::fixture::{
    TestDatabase, accept_and_render, at, claim, destination, picture, receipt, request, retry, uploads, work,
};

fn decision(reason: &str) -> Decision {
    Decision { who: 7, reason: reason.to_owned(), at: at(1) }
}

fn act(done: &str) -> Act {
    Act { who: 7, done: done.to_owned(), at: at(2) }
}

async fn hold(store: &Store, what: Hold) {
    let held = Held { what, decision: decision("maintenance") };
    store.hold(&held, "held").await.expect("written");
}

async fn release(store: &Store, what: &Hold) -> bool {
    store.release(what, &act("let go")).await.expect("answered")
}

pub(super) async fn what_is_held_back_stays_so_and_is_logged(database: TestDatabase) {
    let store = database.open().await;
    for what in [Hold::Rituals, Hold::Rendering, Hold::Destination(destination(1))] {
        hold(&store, what).await;
    }
    store.close().await;
    let store = database.open().await;
    let held = store.held().await.expect("answered");
    assert_eq!(held.len(), 3);
    assert!(held.iter().all(|held| held.decision == decision("maintenance")), "{held:?}");
    assert!(release(&store, &Hold::Rendering).await);
    assert!(!release(&store, &Hold::Rendering).await, "it was not held any more");
    let acts = store.acts(2).await.expect("answered");
    assert_eq!(acts.first(), Some(&act("let go")), "the latest first, and nothing that changed nothing");
    assert_eq!(acts[1].done, "held");
}

pub(super) async fn a_lane_that_is_held_gives_no_jobs_until_it_is_let_go(database: TestDatabase) {
    let store = database.open().await;
    let ritual = store.accept(&request(1)).await.expect("accepted");
    hold(&store, Hold::Rendering).await;
    assert_eq!(claim(&store, &Lane::Render, at(3)).await, None);
    assert_eq!(store.next_due(&Lane::Render, None).await.expect("answered"), None, "no use in looking again");
    let own = store.claim(&Lane::Render, Some(ritual), at(3), at(63)).await.expect("answered");
    assert!(own.is_some(), "the command line makes its own picture");
    let own = own.expect("a job");
    store.finish(&own.lease, &Outcome::Released, at(3)).await.expect("handed back");
    assert!(release(&store, &Hold::Rendering).await);
    work(&store, &Lane::Render, at(4), &Outcome::Rendered(picture())).await;

    hold(&store, Hold::Destination(destination(0))).await;
    assert_eq!(claim(&store, &uploads(0), at(5)).await, None);
    let counts = store.overview().await.expect("counts").destinations[&destination(0)].clone();
    assert_eq!((counts.waiting, counts.held.as_deref()), (1, Some("maintenance")));
    let own = store.overview_of(1, &[destination(0)]).await.expect("counts");
    assert!(own.destinations[&destination(0)].held.is_some());
    assert!(claim(&store, &uploads(1), at(5)).await.is_some(), "another destination goes on");
    assert!(claim(&store, &Lane::Post, at(5)).await.is_some(), "and so do messages");
    assert!(release(&store, &Hold::Destination(destination(0))).await);
    assert!(claim(&store, &uploads(0), at(6)).await.is_some());
}

pub(super) async fn a_hold_outlasts_whatever_ends_the_pause_of_a_refused_login(database: TestDatabase) {
    let store = database.open().await;
    accept_and_render(&store, &request(1)).await;
    work(&store, &uploads(0), at(1), &retry(60, Class::Auth, "wrong password")).await;
    hold(&store, Hold::Destination(destination(0))).await;
    assert!(store.lift_pause(&destination(0), at(2)).await.expect("answered"));
    store.revive(Scope::Everything, at(2)).await.expect("answered");
    assert_eq!(claim(&store, &uploads(0), at(3)).await, None);
    assert!(release(&store, &Hold::Destination(destination(0))).await);
    work(&store, &uploads(0), at(3), &Outcome::Archived(receipt())).await;
}

pub(super) async fn a_copy_at_a_held_destination_is_not_looked_at(database: TestDatabase) {
    let store = database.open().await;
    accept_and_render(&store, &request(1)).await;
    work(&store, &uploads(0), at(1), &Outcome::Archived(receipt())).await;
    let later = at(1_000_000);
    let turn = async || {
        let spacing = Duration::from_mins(1);
        store.claim_audit(&destination(0), spacing, later, later + spacing).await.expect("answered")
    };
    hold(&store, Hold::Destination(destination(0))).await;
    assert!(turn().await.is_none());
    assert!(release(&store, &Hold::Destination(destination(0))).await);
    assert!(turn().await.is_some());
}

pub(super) async fn a_drain_and_blocks_are_told_to_those_whom_they_concern(database: TestDatabase) {
    let store = database.open().await;
    let barrier = async |guild, user| store.barrier(guild, Some(user)).await.expect("answered");
    assert_eq!(barrier(Some(1), 3).await, None);
    for (id, reason) in [(u64::MAX, "spam"), (4, "rude")] {
        let block = Block { id, decision: decision(reason) };
        store.block(&block, "blocked").await.expect("written");
    }
    assert_eq!(barrier(Some(1), 3).await, None, "others are not concerned");
    assert_eq!(barrier(Some(u64::MAX), 3).await, Some(Barrier::Server(decision("spam"))));
    assert_eq!(barrier(Some(1), 4).await, Some(Barrier::Person(decision("rude"))));
    assert_eq!(barrier(None, 4).await, Some(Barrier::Person(decision("rude"))));
    assert_eq!(barrier(Some(u64::MAX), 4).await, Some(Barrier::Server(decision("spam"))), "the server first");
    assert_eq!(store.blocks(10).await.expect("answered").len(), 2);
    hold(&store, Hold::Rituals).await;
    assert_eq!(barrier(Some(1), 3).await, Some(Barrier::Drain(decision("maintenance"))));
    assert!(release(&store, &Hold::Rituals).await);
    assert!(store.unblock(4, &act("unblocked")).await.expect("answered"));
    assert!(!store.unblock(4, &act("unblocked")).await.expect("answered"));
    assert_eq!(barrier(None, 4).await, None);
}

pub(super) async fn a_lane_is_told_by_its_length_and_by_those_who_wait_most(database: TestDatabase) {
    let store = database.open().await;
    let mut message = 0;
    for (guild, rituals) in [(1, 3), (2, 9), (3, 1)] {
        for _ in 0..rituals {
            message += 1;
            let origin = Origin::Message { guild: Some(guild), channel: 2, message, user: 3 };
            store.accept(&NewRitual { origin, ..request(message) }).await.expect("accepted");
        }
    }
    claim(&store, &Lane::Render, at(1)).await.expect("a job");
    let length = store.lane_length(&Lane::Render).await.expect("answered");
    assert_eq!((length.waiting, length.put_off, length.running), (12, 0, 1));
    let most = store.waiting_most(&Lane::Render, 2).await.expect("answered");
    assert_eq!(most[0], (2, 9));
    assert_eq!(most.len(), 2);
    assert_eq!(store.lane_length(&Lane::LargeRender).await.expect("answered").waiting, 0);
}

fn announcement() -> Announcement {
    Announcement {
        id: Uuid::now_v7(),
        text: "We move on Sunday.".to_owned(),
        who: 7,
        at: at(1),
        state: AnnouncementState::Asked,
        listed: 0,
    }
}

pub(super) async fn an_announcement_is_confirmed_once_and_each_server_has_one_turn(database: TestDatabase) {
    let store = database.open().await;
    let asked = announcement();
    store.ask_announcement(&asked).await.expect("kept");
    assert_eq!(store.announcement(asked.id).await.expect("answered"), Some(asked.clone()));
    assert_eq!(store.open_announcement().await.expect("answered"), None, "nobody confirmed it");
    assert!(store.confirm_announcement(asked.id, &act("announced")).await.expect("answered"));
    assert!(
        !store.confirm_announcement(asked.id, &act("announced")).await.expect("answered"),
        "a second click"
    );
    assert!(!store.discard_announcement(asked.id).await.expect("answered"));

    for guilds in [vec![1, 2], vec![2, u64::MAX], vec![]] {
        store.list_announcement(asked.id, &guilds).await.expect("listed");
    }
    let open = store.open_announcement().await.expect("answered").expect("open");
    assert_eq!((open.state, open.listed), (AnnouncementState::Sending, u64::MAX));
    let take =
        async |seconds| store.take_telling(asked.id, at(seconds), at(seconds + 30)).await.expect("answered");
    let first = take(10).await.expect("a turn");
    let second = take(10).await.expect("a turn");
    let third = take(10).await.expect("a turn");
    assert_eq!(take(10).await, None, "each has one");
    store.record_telling(asked.id, first.guild, &Telling::Told(20)).await.expect("written");
    store
        .record_telling(asked.id, second.guild, &Telling::Failed("no channel".to_owned()))
        .await
        .expect("written");
    assert!(!store.end_announcement(asked.id).await.expect("answered"));
    // Whoever had begun with the third is gone; it may have arrived since.
    let again = take(40).await.expect("a turn");
    assert_eq!(again, TellingTurn { guild: third.guild, begun: Some(at(10)) });
    store.put_off_telling(asked.id, again.guild, at(100), None).await.expect("written");
    assert_eq!(take(99).await, None);
    assert_eq!(take(100).await, Some(TellingTurn { guild: third.guild, begun: None }));
    let reached = store.reached(asked.id).await.expect("answered");
    assert_eq!(reached, Reached { told: 1, failed: 1, waiting: 1 });
    store.record_telling(asked.id, third.guild, &Telling::Told(21)).await.expect("written");
    assert!(store.end_announcement(asked.id).await.expect("answered"));
    assert_eq!(store.open_announcement().await.expect("answered"), None);
    assert_eq!(
        store.latest_announcement().await.expect("answered").expect("it").state,
        AnnouncementState::Done
    );
}
