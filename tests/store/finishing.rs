//! What comes of a run, and what follows from it for the ritual's other jobs.

use helix_bot::digest::{Digest, Md5};
use helix_bot::failure::Class;
use helix_bot::store::{ArchiveState, Lane, MotionFile, NewRitual, Origin, Outcome, Rendered, Scope, Store};

use super::fixture::{
    START, TestDatabase, accept_and_render, at, claim, command_line_request, copy, dead, destination,
    message, picture, receipt, request, retry, uploads, view, work,
};

fn retrying(seconds: u64, reason: &str) -> ArchiveState {
    ArchiveState::Retrying { at: at(seconds), reason: reason.to_owned() }
}

fn given_up(reason: &str) -> ArchiveState {
    ArchiveState::Dead { reason: reason.to_owned() }
}

/// True if the message is to be brought up to date at `seconds`; then it is.
async fn message_is_due(store: &Store, seconds: u64) -> bool {
    let Some(job) = claim(store, &Lane::Post, at(seconds)).await else { return false };
    assert_eq!(job.attempt, 1, "news is told with a fresh count");
    let shown = Outcome::Posted(message("shown"));
    assert!(store.finish(&job.lease, &shown, at(seconds)).await.expect("the outcome is written"));
    true
}

pub(super) async fn a_ritual_in_motion_is_recorded_with_the_file_that_moves(database: TestDatabase) {
    let store = database.open().await;
    let file = MotionFile {
        digest: Digest::of(b"moving"),
        md5: Some(Md5::of(b"moving")),
        bytes: 1 << 20,
        width: 448,
        height: 448,
        frames: 48,
        reduced: true,
        ms: 900,
    };
    let id = store.accept(&NewRitual { motion: true, ..request(1) }).await.expect("it is accepted");
    assert!(view(&store, id).await.ritual.motion);
    let moving = Rendered { motion: Some(file.clone()), ..picture() };
    work(&store, &Lane::LargeRender, START, &Outcome::Rendered(moving.clone())).await;
    assert_eq!(view(&store, id).await.ritual.rendered, Some(moving.clone()));

    let again = MotionFile { digest: Digest::of(b"moving by another encoder"), ..file };
    let again = Rendered { motion: Some(again), ..moving };
    assert!(store.replace_file(id, &again).await.expect("the database answers"));
    assert_eq!(view(&store, id).await.ritual.rendered, Some(again));

    let still = accept_and_render(&store, &request(2)).await;
    let seen = view(&store, still).await.ritual;
    assert_eq!((seen.motion, seen.rendered), (false, Some(picture())));
}

pub(super) async fn a_picture_is_recorded_with_its_facts(database: TestDatabase) {
    let store = database.open().await;
    let id = accept_and_render(&store, &request(1)).await;
    assert_eq!(view(&store, id).await.ritual.rendered, Some(picture()));
    assert_eq!(claim(&store, &Lane::Render, at(999)).await, None);
    work(&store, &Lane::Post, START, &Outcome::Posted(message("archiving"))).await;
    assert_eq!(view(&store, id).await.ritual.posted, Some(message("archiving")));
}

pub(super) async fn an_archived_copy_is_recorded_with_its_receipt(database: TestDatabase) {
    let store = database.open().await;
    let id = accept_and_render(&store, &request(1)).await;
    work(&store, &uploads(1), START, &Outcome::Archived(receipt())).await;
    assert_eq!(copy(&store, id, 0).await, ArchiveState::Pending);
    assert_eq!(copy(&store, id, 1).await, ArchiveState::Archived(receipt()));
    assert_eq!(claim(&store, &uploads(1), at(999)).await, None);
}

pub(super) async fn a_failed_copy_says_why_until_it_is_archived(database: TestDatabase) {
    let store = database.open().await;
    let id = accept_and_render(&store, &request(1)).await;
    work(&store, &uploads(0), START, &retry(10, Class::Transient, "no network")).await;
    assert_eq!(copy(&store, id, 0).await, retrying(10, "no network"));
    let job = claim(&store, &uploads(0), at(10)).await.expect("its time has come");
    assert_eq!(copy(&store, id, 0).await, retrying(10, "no network"), "also while it is tried again");
    assert!(store.finish(&job.lease, &Outcome::Archived(receipt()), at(11)).await.expect("it is written"));
    assert_eq!(copy(&store, id, 0).await, ArchiveState::Archived(receipt()));
}

pub(super) async fn a_refused_login_pauses_the_whole_destination(database: TestDatabase) {
    let store = database.open().await;
    let first = accept_and_render(&store, &request(1)).await;
    let second = accept_and_render(&store, &request(2)).await;
    work(&store, &uploads(0), START, &retry(50, Class::Auth, "wrong password")).await;

    assert_eq!(claim(&store, &uploads(0), at(49)).await, None, "the second ritual waits as well");
    assert_eq!(store.next_due(&uploads(0), None).await.expect("the database answers"), Some(at(50)));
    for id in [first, second] {
        assert_eq!(copy(&store, id, 0).await, retrying(50, "wrong password"), "and says why");
        assert_eq!(copy(&store, id, 1).await, ArchiveState::Pending);
    }
    assert!(claim(&store, &uploads(1), START).await.is_some(), "another destination goes on");
    assert!(claim(&store, &uploads(0), at(50)).await.is_some(), "until the pause ends");
    let paused =
        store.overview().await.expect("the database answers").destinations[&destination(0)].paused.clone();
    assert_eq!(paused, Some((at(50), "wrong password".to_owned())));
}

pub(super) async fn a_copy_that_succeeds_ends_the_pause(database: TestDatabase) {
    let store = database.open().await;
    accept_and_render(&store, &request(1)).await;
    accept_and_render(&store, &request(2)).await;
    accept_and_render(&store, &request(3)).await;
    let running = claim(&store, &uploads(0), START).await.expect("a job is due");
    work(&store, &uploads(0), START, &retry(50, Class::Auth, "wrong password")).await;
    assert_eq!(claim(&store, &uploads(0), at(1)).await, None);
    let archived = Outcome::Archived(receipt());
    assert!(store.finish(&running.lease, &archived, at(2)).await.expect("it is written"));
    assert!(claim(&store, &uploads(0), at(2)).await.is_some(), "the login works after all");
    let overview = store.overview().await.expect("the database answers");
    assert_eq!(overview.destinations[&destination(0)].paused, None);
}

pub(super) async fn a_pause_that_is_lifted_lets_its_copies_go_on_and_no_others(database: TestDatabase) {
    let store = database.open().await;
    for message in [1, 2] {
        accept_and_render(&store, &request(message)).await;
    }
    for which in [0, 1] {
        work(&store, &uploads(which), START, &retry(900, Class::Transient, "no network")).await;
        work(&store, &uploads(which), START, &retry(900, Class::Auth, "wrong password")).await;
    }
    let lift =
        async |which| store.lift_pause(&destination(which), at(5)).await.expect("the database answers");
    assert!(lift(0).await);
    assert!(!lift(0).await, "it is not paused any more");
    let refused = claim(&store, &uploads(0), at(5)).await.expect("the refused copy is tried again");
    assert_eq!(refused.attempt, 1, "as if for the first time");
    assert_eq!(claim(&store, &uploads(0), at(5)).await, None, "what failed otherwise keeps its time");
    assert_eq!(claim(&store, &uploads(1), at(5)).await, None, "another destination stays paused");
}

pub(super) async fn every_news_of_a_copy_has_the_message_updated(database: TestDatabase) {
    let store = database.open().await;
    accept_and_render(&store, &request(1)).await;
    assert!(message_is_due(&store, 1).await);
    assert!(!message_is_due(&store, 1).await, "once is enough while nothing happens");
    for outcome in [retry(2, Class::Quota, "full"), Outcome::Released, Outcome::Archived(receipt())] {
        work(&store, &uploads(0), at(2), &outcome).await;
        assert_eq!(message_is_due(&store, 3).await, outcome != Outcome::Released, "{outcome:?}");
    }
    work(&store, &uploads(1), at(4), &dead("no such bucket")).await;
    assert!(message_is_due(&store, 5).await);

    // News do not end the wait for a pause that Discord asked for, but the wait of an update that failed.
    store.revive(Scope::Everything, at(6)).await.expect("the database answers");
    work(&store, &uploads(1), at(6), &retry(7, Class::Transient, "no network")).await;
    work(&store, &Lane::Post, at(6), &Outcome::Postponed { at: at(100) }).await;
    work(&store, &uploads(1), at(7), &retry(8, Class::Transient, "no network")).await;
    assert!(!message_is_due(&store, 99).await);
    work(&store, &Lane::Post, at(100), &retry(500, Class::Transient, "Discord is down")).await;
    work(&store, &uploads(1), at(101), &Outcome::Archived(receipt())).await;
    assert!(message_is_due(&store, 101).await);
}

pub(super) async fn news_during_an_update_is_told_by_another_update(database: TestDatabase) {
    let store = database.open().await;
    accept_and_render(&store, &request(1)).await;
    for (step, end) in [Outcome::Posted(message("archiving")), Outcome::Done].into_iter().enumerate() {
        let writing = claim(&store, &Lane::Post, START).await.expect("a message is due");
        work(&store, &uploads(step), START, &Outcome::Archived(receipt())).await;
        assert_eq!(claim(&store, &Lane::Post, START).await, None, "it is being written");
        assert!(store.finish(&writing.lease, &end, START).await.expect("it is written"));
        let due = store.next_due(&Lane::Post, None).await.expect("the database answers");
        assert_eq!(due, Some(START), "{end:?}");
    }
    assert!(message_is_due(&store, 0).await);
    assert!(!message_is_due(&store, 0).await);
}

pub(super) async fn nobody_waiting_in_discord_means_no_message(database: TestDatabase) {
    let store = database.open().await;
    accept_and_render(&store, &command_line_request(1)).await;
    work(&store, &uploads(0), START, &Outcome::Archived(receipt())).await;
    assert_eq!(claim(&store, &Lane::Post, at(999)).await, None);
}

pub(super) async fn a_ritual_that_cannot_be_rendered_is_told_and_can_be_revived(database: TestDatabase) {
    let store = database.open().await;
    let id = store.accept(&request(1)).await.expect("it is accepted");
    work(&store, &Lane::Render, START, &dead("out of memory")).await;

    let seen = view(&store, id).await;
    assert_eq!((seen.render_failure.as_deref(), seen.ritual.rendered), (Some("out of memory"), None));
    assert_eq!(copy(&store, id, 0).await, given_up("the picture could not be rendered"));
    assert_eq!(claim(&store, &uploads(0), at(999)).await, None);
    assert!(message_is_due(&store, 1).await, "whoever asked is told");

    assert_eq!(
        store.revive(Scope::Everything, at(2)).await.expect("the database answers"),
        3,
        "the picture and two copies"
    );
    let seen = view(&store, id).await;
    assert_eq!((seen.render_failure, &seen.archives[0].state), (None, &ArchiveState::Pending));
    assert!(!message_is_due(&store, 2).await, "there is nothing new to tell yet");
    let render = work(&store, &Lane::Render, at(2), &Outcome::Rendered(picture())).await;
    assert_eq!(render.attempt, 1, "another life begins with a fresh count");
    assert!(message_is_due(&store, 2).await, "now the picture is shown");
    for which in [0, 1] {
        work(&store, &uploads(which), at(2), &Outcome::Archived(receipt())).await;
    }
}

pub(super) async fn a_dead_job_stays_until_a_person_revives_it(database: TestDatabase) {
    let store = database.open().await;
    let id = accept_and_render(&store, &request(1)).await;
    work(&store, &uploads(0), START, &dead("no such bucket")).await;
    work(&store, &Lane::Post, START, &dead("no permission to write there")).await;
    work(&store, &uploads(1), START, &retry(900, Class::Auth, "wrong password")).await;

    assert_eq!(copy(&store, id, 0).await, given_up("no such bucket"));
    for lane in [Lane::Post, uploads(0)] {
        assert_eq!(claim(&store, &lane, at(800)).await, None, "{lane:?}");
        assert_eq!(store.next_due(&lane, None).await.expect("the database answers"), None, "{lane:?}");
    }
    assert_eq!(store.revive(Scope::Everything, at(800)).await.expect("the database answers"), 2);
    assert_eq!(copy(&store, id, 0).await, ArchiveState::Pending);
    for lane in [Lane::Post, uploads(0), uploads(1)] {
        assert!(claim(&store, &lane, at(800)).await.is_some(), "{lane:?}, and no pause holds it");
    }
    assert_eq!(store.revive(Scope::Everything, at(801)).await.expect("the database answers"), 0);
}

pub(super) async fn one_guild_revives_its_own_rituals_and_lifts_no_pause(database: TestDatabase) {
    let store = database.open().await;
    let elsewhere = Origin::Message { guild: Some(u64::MAX), channel: 2, message: 2, user: 3 };
    let theirs = NewRitual { origin: elsewhere, ..request(2) };
    let (ours, theirs) =
        (accept_and_render(&store, &request(1)).await, accept_and_render(&store, &theirs).await);
    accept_and_render(&store, &command_line_request(3)).await;
    for _ in 0..3 {
        work(&store, &uploads(0), START, &dead("no such bucket")).await;
    }
    work(&store, &uploads(1), START, &retry(900, Class::Transient, "no network")).await;
    work(&store, &uploads(1), START, &retry(900, Class::Transient, "no network")).await;
    work(&store, &uploads(1), START, &retry(900, Class::Auth, "wrong password")).await;

    let revived = store.revive(Scope::Guild(1), at(5)).await.expect("the database answers");
    assert_eq!(revived, 1, "of three, the one of this guild");
    assert_eq!(copy(&store, ours, 0).await, ArchiveState::Pending);
    assert_eq!(copy(&store, ours, 1).await, retrying(900, "no network"), "the pause holds it as it is");
    assert_eq!(copy(&store, theirs, 0).await, given_up("no such bucket"));
    assert_eq!(copy(&store, theirs, 1).await, retrying(900, "no network"));
    assert_eq!(claim(&store, &uploads(1), at(5)).await, None, "no pause is lifted");

    assert_eq!(store.revive(Scope::Guild(u64::MAX), at(6)).await.expect("the database answers"), 1);
    assert_eq!(store.revive(Scope::Guild(7), at(6)).await.expect("the database answers"), 0);
    assert_eq!(store.revive(Scope::Everything, at(7)).await.expect("the database answers"), 1);
    assert!(claim(&store, &uploads(1), at(7)).await.is_some(), "the operator lifts pauses");
}

pub(super) async fn no_guild_moves_what_a_pause_or_a_refused_login_keeps_waiting(database: TestDatabase) {
    let store = database.open().await;
    accept_and_render(&store, &request(1)).await;
    accept_and_render(&store, &request(2)).await;
    work(&store, &uploads(0), START, &dead("no such bucket")).await;
    work(&store, &uploads(0), START, &retry(900, Class::Auth, "wrong password")).await;
    let revive = async |now| store.revive(Scope::Guild(1), now).await.expect("the database answers");
    for second in 1..9 {
        assert_eq!(revive(at(second)).await, 0, "its destination is paused");
    }
    assert_eq!(claim(&store, &uploads(0), at(899)).await, None);
    // Once the pause is over the refused copy comes in its turn, and its attempts are counted on.
    assert_eq!(claim(&store, &uploads(0), at(900)).await.expect("due").attempt, 2);
    store.revive(Scope::Everything, at(901)).await.expect("the database answers");
    assert_eq!(claim(&store, &uploads(0), at(901)).await.expect("revived").attempt, 1);
}

pub(super) async fn a_file_rendered_again_is_recorded_until_a_copy_stands(database: TestDatabase) {
    let store = database.open().await;
    let again = Rendered { digest: Digest::of(b"another encoder"), bytes: 4000, ..picture() };
    let other = Rendered { pixels: Digest::of(b"another picture"), ..again.clone() };
    let replace = async |id, file: &Rendered| store.replace_file(id, file).await.expect("it is answered");

    let id = store.accept(&request(1)).await.expect("it is accepted");
    assert!(!replace(id, &again).await, "there is no file to replace yet");
    work(&store, &Lane::Render, START, &Outcome::Rendered(picture())).await;
    assert!(!replace(id, &other).await, "another picture is no new file of this ritual");
    assert!(replace(id, &again).await);
    assert_eq!(view(&store, id).await.ritual.rendered, Some(again.clone()));

    work(&store, &uploads(0), START, &Outcome::Archived(receipt())).await;
    assert!(!replace(id, &picture()).await, "a copy stands that was compared with the recorded file");
    assert_eq!(view(&store, id).await.ritual.rendered, Some(again));
}
