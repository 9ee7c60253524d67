//! What MEGA refuses, answers in no sense, or does not answer, and how logins are spaced.

use std::time::Duration;

use helix_bot::failure::Class;
use helix_bot::sync::{CloudSync as _, Progress};
use tokio_util::sync::CancellationToken;

use super::{BETWEEN_LOGINS, client, row, row_with, timeouts};
use crate::support::Double as _;
use crate::support::mega::{Fault, Mega};
use crate::sync::world::{PATH, World, archive, assert_told, content, destination, path, until};

#[tokio::test]
async fn a_wrong_password_is_the_operators_matter_and_is_not_tried_again_at_once() {
    let (world, mega) = (World::new(), Mega::start().await);
    let legacy = client(&mega, "not the password", timeouts(Duration::from_mins(5)));
    for _ in 0..20 {
        let error = archive(&legacy, "mega:", &world.file(10)).await.expect_err("refused");
        assert_told(&error, Class::Auth, "MEGA refused the login; check MEGA_EMAIL and MEGA_PASS");
        assert!(!format!("{error:?}").contains("not the password"));
    }
    assert_eq!(mega.logins(), 1);
}

#[tokio::test]
async fn a_dropped_session_is_followed_by_one_login_that_keeps_its_distance() {
    let row = row().await;
    row.archived(&row.world.file(1000)).await;
    row.mega.drop_sessions();
    let next = row.world.file(1000);
    assert_told(&row.refused(&next).await, Class::Offline, "the session with mega was lost");
    until("the next login", async || archive(&row.legacy, "mega:", &next).await.is_ok()).await;
    assert!(row.mega.stored(PATH) == Some(content(&next)));
    let gaps = row.mega.login_gaps();
    assert!(gaps.len() == 1 && gaps[0] >= BETWEEN_LOGINS / 2, "{gaps:?}");
}

#[tokio::test]
async fn what_mega_answers_decides_what_is_told() {
    for (on, fault, class, words) in [
        ("us", Fault::Code(-16), Class::Auth, "has blocked the account"),
        ("us", Fault::Code(-26), Class::Auth, "a second factor"),
        ("us", Fault::Code(-4), Class::Transient, "slow down"),
        ("us", Fault::Code(-3), Class::Transient, "slow down"),
        ("us0", Fault::Status(429), Class::Transient, "slow down"),
        ("us0", Fault::Status(500), Class::Transient, "a fault on its side"),
        ("us0", Fault::Status(402), Class::Transient, "cannot be read"),
        ("u", Fault::Code(-17), Class::Quota, "is full"),
        ("p", Fault::Code(-24), Class::Quota, "is full"),
        ("u", Fault::Code(-11), Class::Auth, "denies access"),
        ("upload", Fault::Code(-8), Class::Transient, "begins anew"),
        ("upload", Fault::Status(503), Class::Transient, "a fault on its side"),
        ("g", Fault::Code(-17), Class::Quota, "used up"),
        ("download", Fault::Status(509), Class::Quota, "used up"),
        ("p", Fault::Code(-15), Class::Transient, "dropped our session"),
    ] {
        let row = row().await;
        row.mega.fail(on, fault.clone());
        let error = row.refused(&row.world.file(1000)).await;
        assert_eq!(error.class, class, "{on} {fault:?}: {error}: {:?}", error.cause);
        assert_told(&error, class, words);
    }
}

#[tokio::test]
async fn a_pause_that_mega_asks_for_is_handed_on() {
    let row = row().await;
    row.mega.fail("us0", Fault::AskToWait(300));
    let error = row.refused(&row.world.file(1000)).await;
    assert_told(&error, Class::Transient, "slow down");
    assert_eq!(error.retry_after, Some(Duration::from_mins(5)));
}

#[tokio::test]
async fn answers_that_make_no_sense_are_failures_and_all_is_well_after_them() {
    let row = row_with(Mega::start().await, timeouts(Duration::ZERO));
    let file = row.world.file(1000);
    for on in ["us0", "us", "f", "u", "upload", "p", "g", "download"] {
        for body in [
            "",
            "[",
            "[]",
            "[null]",
            "[{}]",
            "[[], 1]",
            "<html>",
            "-999",
            r#"[{"v":2,"s":"","p":7,"g":7,"f":[{}]}]"#,
        ] {
            let fresh = client(&row.mega, Mega::login().1, timeouts(Duration::ZERO));
            row.mega.fail(on, Fault::Body(body.to_owned()));
            let ended = archive(&fresh, "mega:", &file).await;
            row.mega.mend();
            match ended {
                Err(error) => assert_eq!(error.class, Class::Transient, "{on} {body}: {error}"),
                Ok(_) => panic!("{on} {body}: it was taken for an answer"),
            }
        }
    }
    until("the copy", async || archive(&row.legacy, "mega:", &file).await.is_ok()).await;
    row.archived(&file).await;
}

#[tokio::test]
async fn events_that_make_no_sense_lead_to_a_new_list() {
    let row = row().await;
    row.archived(&row.world.file(1000)).await;
    for body in ["", "{}", "[]", r#"{"a": 1, "sn": 2}"#, "-3"] {
        row.mega.fail("sc", Fault::Body(body.to_owned()));
        row.archived(&row.world.file(1000)).await;
        row.mega.mend();
    }
    assert_eq!((row.mega.logins(), row.mega.seen("f")), (1, 6));
}

#[tokio::test]
async fn a_silent_mega_is_given_up_and_a_transfer_that_waits_for_it_can_be_called_off() {
    let mut quick = timeouts(Duration::ZERO);
    quick.answer = Duration::from_secs(1);
    let row = row_with(Mega::start().await, quick);
    let file = row.world.file(1000);
    row.mega.fail("us", Fault::Silence);
    assert_told(&row.refused(&file).await, Class::Transient, "did not answer in time");
    row.mega.mend();

    row.mega.fail("upload", Fault::Silence);
    let cancel = CancellationToken::new();
    let to = destination("mega:");
    let (path, note) = (path(PATH), |_: Progress| {});
    let (ended, ()) = tokio::join!(row.legacy.archive(&to, &path, &file, &note, &cancel), async {
        until("the upload", async || row.mega.seen("upload") == 1).await;
        cancel.cancel();
    });
    assert_eq!(ended.expect_err("called off").class, Class::Cancelled);
    row.mega.mend();
    row.archived(&file).await;
    row.legacy.shutdown().await;
    assert_eq!(row.refused(&file).await.class, Class::Cancelled);
}

#[tokio::test]
async fn a_mega_that_is_not_there_is_tried_again_later() {
    let mega = Mega::start().await;
    let (world, legacy) = (World::new(), client(&mega, "x", timeouts(Duration::ZERO)));
    drop(mega);
    let file = world.file(10);
    until("the end of it", async || {
        archive(&legacy, "mega:", &file)
            .await
            .is_err_and(|error| error.guidance.contains("cannot be reached"))
    })
    .await;
}
