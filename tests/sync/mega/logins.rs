//! How rarely anybody logs in to MEGA, and what comes of a login.

use std::time::Duration;

use helix_bot::failure::Class;
use helix_bot::sync::CloudSync;
use helix_bot::sync::rclone::Rclone;

use super::super::world::{PATH, World, archive, assert_told, content, destination, until};
use super::{BETWEEN_LOGINS, mega, options};
use crate::support::Double as _;
use crate::support::mega::{Fault, Mega};

/// Each login kept twice the distance of the one before. A login takes a moment to arrive, one more than another.
#[track_caller]
fn assert_spaced(mega: &Mega) {
    let gaps = mega.login_gaps();
    assert!(!gaps.is_empty());
    for (doubled, gap) in gaps.iter().enumerate() {
        assert!(*gap + BETWEEN_LOGINS / 2 >= BETWEEN_LOGINS * (1 << doubled), "{gaps:?}");
    }
}

#[tokio::test]
async fn a_dropped_session_is_told_and_cured_by_one_login_that_keeps_its_distance() {
    let row = mega().await;
    let file = row.world.file(300_000);
    row.archived(&file).await;
    row.mega.fail_times(1, "u", Fault::Code(-15));
    let next = row.world.file(300_000);
    let error = row.refused(&next).await;
    assert_told(&error, Class::Transient, "mega dropped our session");
    until("the next login", async || archive(&row.rclone, "mega:", &next).await.is_ok()).await;
    assert!(row.mega.stored(PATH) == Some(content(&next)));
    assert_eq!(row.mega.logins(), 2);
    assert_spaced(&row.mega);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_session_that_is_dropped_while_nothing_happens_does_not_make_rclone_ask_without_end() {
    let row = mega().await;
    row.rclone.reach(&destination("mega:")).await.expect("reached");
    row.mega.drop_sessions();
    until("the daemon's end", async || row.world.daemons().is_empty()).await;
    let asked = row.mega.seen("sc");
    let file = row.world.file(1000);
    until("the next login", async || archive(&row.rclone, "mega:", &file).await.is_ok()).await;
    row.archived(&file).await;
    assert_eq!(row.mega.logins(), 2);
    assert!(row.mega.seen("sc") < asked + 50, "the new daemon waits properly");
}

#[tokio::test]
async fn a_session_that_is_dropped_again_and_again_makes_logins_rarer() {
    let row = mega().await;
    let file = row.world.file(1000);
    for login in 1..=3 {
        until("a login", async || {
            let _ = archive(&row.rclone, "mega:", &file).await;
            row.mega.logins() == login
        })
        .await;
        row.mega.drop_sessions();
    }
    assert_spaced(&row.mega);
}

#[tokio::test]
async fn a_wrong_password_is_the_operators_matter_and_is_not_tried_again_at_once() {
    let (world, mega) = (World::new(), Mega::start().await);
    let mut options = options(&world, &mega);
    options.env = mega.environment_with("mega", "not the password");
    options.timeouts.login = Duration::from_mins(5);
    let rclone = Rclone::new(options);
    let file = world.file(1000);
    for _ in 0..20 {
        let error = archive(&rclone, "mega:", &file).await.expect_err("refused");
        assert_told(&error, Class::Auth, "mega refused the login");
    }
    assert_told(&rclone.reach(&destination("mega:")).await.expect_err("refused"), Class::Auth, "refused");
    assert_eq!(mega.logins(), 1, "one login, whoever asks");
}

#[tokio::test]
async fn after_a_failed_login_the_next_ones_keep_a_growing_distance_and_then_all_is_well() {
    let row = mega().await;
    let file = row.world.file(1000);
    row.mega.fail_times(2, "us", Fault::Code(-4));
    let error = row.refused(&file).await;
    assert_told(&error, Class::Transient, "mega asks us to slow down");
    until("the third login", async || archive(&row.rclone, "mega:", &file).await.is_ok()).await;
    assert_eq!(row.mega.logins(), 3);
    assert_spaced(&row.mega);
    row.archived(&file).await;
}

#[tokio::test]
async fn what_mega_answers_to_a_login_decides_what_is_told() {
    for (fault, class, words) in [
        (Fault::Code(-16), Class::Auth, "mega has blocked the account"),
        (Fault::Code(-26), Class::Auth, "asks for a second factor"),
        (Fault::Code(-4), Class::Transient, "asks us to slow down"),
        (Fault::Code(-18), Class::Transient, "did not log us in"),
        // Its client tries these again by itself, a few times.
        (Fault::Code(-3), Class::Transient, "did not log us in"),
        // For how long it asks to be left alone, its client does not look.
        (Fault::AskToWait(300), Class::Transient, "did not log us in"),
        (Fault::Status(500), Class::Transient, "did not log us in"),
        (Fault::Body("<html>".to_owned()), Class::Transient, "did not log us in"),
    ] {
        let row = mega().await;
        row.mega.fail("us", fault);
        let error = row.refused(&row.world.file(10)).await;
        assert_told(&error, class, words);
        assert_eq!(error.retry_after, None);
        let again = row.refused(&row.world.file(10)).await;
        // Told again without another login: nothing was tried.
        assert_told(&again, class.when_starting(), words);
    }
}

#[tokio::test]
async fn the_work_that_is_asked_for_before_a_login_is_done() {
    let row = mega().await;
    row.mega.ask_for_work();
    row.archived(&row.world.file(1000)).await;
    assert_eq!(row.mega.work_done(), 2, "for the question how to log in, and for the login");
    assert_eq!(row.mega.logins(), 1);
}
