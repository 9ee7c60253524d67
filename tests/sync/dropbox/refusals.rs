//! What goes wrong on Dropbox's side, as the queue and the operator are told.

use std::time::{Duration, Instant};

use helix_bot::failure::Class;
use helix_bot::sync::CloudSync;
use helix_bot::sync::rclone::Rclone;

use super::super::world::{World, archive, assert_told};
use super::{BOTH, scene};
use crate::support::Double as _;
use crate::support::dropbox::{Dropbox, Part, Refusal};

#[tokio::test]
async fn an_account_that_is_asked_to_slow_down_is_tried_again_later() {
    for (batch_mode, part, refusal) in [
        ("sync", Part::All, Refusal::TooManyRequests(1)),
        ("sync", Part::Upload, Refusal::TooManyRequests(0)),
        ("sync", Part::Commit, Refusal::TooManyWrites(0)),
        ("off", Part::Upload, Refusal::TooManyWrites(0)),
    ] {
        let scene = scene(batch_mode).await;
        scene.cloud.refuse(part, refusal);
        assert_told(&scene.refused().await, Class::Transient, "asks us to slow down");
    }
}

#[tokio::test]
async fn a_file_that_is_refused_within_its_batch_is_tried_again_later() {
    let scene = scene("sync").await;
    scene.cloud.refuse(Part::EachCommit, Refusal::TooManyWrites(0));
    assert_told(&scene.refused().await, Class::Transient, "asks us to slow down");
    scene.cloud.relent();
    assert_eq!(scene.cloud.objects(), Vec::<String>::new());
    scene.archive(&scene.world.file(1000)).await;
}

#[tokio::test]
async fn a_pause_that_dropbox_asks_for_is_kept() {
    let scene = scene("sync").await;
    scene.cloud.refuse_times(1, Part::All, Refusal::TooManyRequests(1));
    let begun = Instant::now();
    scene.archive(&scene.world.file(1000)).await;
    assert!(begun.elapsed() >= Duration::from_secs(1), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_pause_longer_than_our_patience_is_handed_on() {
    for part in [Part::All, Part::Upload] {
        let (world, dropbox) = (World::new(), Dropbox::start().await);
        let mut options = world.options(dropbox.environment("cloud"));
        options.timeouts.answer = Duration::from_secs(2);
        options.timeouts.stall = Duration::from_secs(2);
        let rclone = Rclone::new(options);
        dropbox.refuse(part, Refusal::TooManyRequests(300));
        let error = archive(&rclone, "cloud:", &world.file(1000)).await.expect_err("five minutes");
        assert_told(&error, Class::Transient, "cloud asks us to slow down");
        let pause = error.retry_after.expect("a pause");
        assert!((Duration::from_secs(290)..=Duration::from_mins(5)).contains(&pause), "{part:?}: {pause:?}");
        rclone.available().await.expect("the daemon is well");
    }
}

#[tokio::test]
async fn a_pause_that_outlasts_rclones_own_tries_is_handed_on() {
    let scene = scene("sync").await;
    scene.cloud.refuse(Part::All, Refusal::TooManyRequests(2));
    let error = scene.refused().await;
    assert_told(&error, Class::Transient, "cloud asks us to slow down");
    assert_eq!(error.retry_after, Some(Duration::from_secs(2)));
}

#[tokio::test]
async fn what_dropbox_answers_decides_what_is_told() {
    for (part, refusal, class, words) in [
        (Part::All, Refusal::ExpiredToken, Class::Auth, "cloud no longer takes its token"),
        (Part::All, Refusal::InvalidToken, Class::Auth, "RCLONE_CONFIG_CLOUD_TOKEN"),
        (Part::Upload, Refusal::ExpiredToken, Class::Auth, "cloud no longer takes its token"),
        (Part::Upload, Refusal::MissingScope, Class::Auth, "denies access"),
        (Part::All, Refusal::Unavailable, Class::Transient, "a fault on its side"),
        (Part::Upload, Refusal::Unavailable, Class::Transient, "a fault on its side"),
        (Part::Upload, Refusal::Fault, Class::Transient, "a fault on its side"),
    ] {
        for batch_mode in BOTH {
            let scene = scene(batch_mode).await;
            scene.cloud.refuse(part, refusal);
            let error = scene.refused().await;
            assert_told(&error, class, words);
        }
    }
}
