//! What goes wrong on Drive's side, as the queue and the operator are told.

use helix_bot::failure::Class;

use super::super::world::assert_told;
use super::Scene;
use crate::support::drive::{Part, Refusal};

#[tokio::test]
async fn an_account_that_is_asked_to_slow_down_is_tried_again_later() {
    for (part, refusal) in [
        (Part::All, Refusal::UserRateLimit),
        (Part::Upload, Refusal::RateLimit),
        (Part::Upload, Refusal::TooManyRequests),
    ] {
        let scene = Scene::new().await;
        scene.cloud.refuse(part, refusal);
        let error = scene.refused().await;
        assert_told(&error, Class::Transient, "asks us to slow down");
        // The 429 has a `Retry-After`, which rclone does not read.
        assert_eq!(error.retry_after, None);
        scene.cloud.relent();
        scene.archive(&scene.world.file(1000)).await;
    }
}

#[tokio::test]
async fn a_limit_that_passes_is_waited_for() {
    let scene = Scene::new().await;
    scene.cloud.refuse_times(1, Part::Upload, Refusal::UserRateLimit);
    scene.archive(&scene.world.file(1000)).await;
}

#[tokio::test]
async fn what_drive_answers_decides_what_is_told() {
    for (part, refusal, class, words) in [
        (Part::All, Refusal::BadToken, Class::Auth, "cloud no longer takes its token"),
        (Part::Upload, Refusal::BadToken, Class::Auth, "cloud no longer takes its token"),
        (Part::Upload, Refusal::ReadOnly, Class::Auth, "denies access"),
        (Part::Upload, Refusal::MissingScope, Class::Auth, "denies access"),
        (Part::All, Refusal::ApiDisabled, Class::Auth, "has not enabled the cloud's API"),
        (Part::Upload, Refusal::NoStorage, Class::Auth, "has no room of its own"),
        (Part::All, Refusal::Fault, Class::Transient, "a fault on its side"),
        (Part::Upload, Refusal::Unavailable, Class::Transient, "a fault on its side"),
    ] {
        let scene = Scene::new().await;
        scene.cloud.refuse(part, refusal);
        let error = scene.refused().await;
        assert_told(&error, class, words);
    }
}

#[tokio::test]
async fn a_root_folder_that_is_not_there_is_told() {
    let scene = Scene::with(&[("ROOT_FOLDER_ID", "1NoSuchFolder")]).await;
    let error = scene.refused().await;
    assert_told(&error, Class::Transient, "a folder of cloud is gone, or is not shared with its login");
}
