//! Whose Drive it is: a person's with a token, or a service account's with a key; and where in it the root lies.

use helix_bot::sync::rclone::Rclone;
use helix_bot::sync::{Class, CloudSync};

use super::super::world::{PATH, World, archive, destination};
use super::assert_told;
use crate::support::drive::{Drive, SHARED_DRIVE, ServiceAccount, Token};

#[tokio::test]
async fn an_expired_token_is_renewed() {
    let (world, drive) = (World::new(), Drive::start().await);
    let remote = drive.environment_with("cloud", Token::Expired);
    for started in 1..=2 {
        let rclone = world.rclone(remote.clone());
        archive(&rclone, "cloud:", &world.file(1000)).await.expect("archived");
        archive(&rclone, "cloud:", &world.file(1000)).await.expect("archived");
        // The variable still has the old one, so each daemon gets one of its own, and keeps it.
        assert_eq!(drive.tokens().given(), started);
        rclone.shutdown().await;
    }
}

#[tokio::test]
async fn a_permission_that_was_taken_back_waits_for_the_operator() {
    let (world, drive) = (World::new(), Drive::start().await);
    let rclone = world.rclone(drive.environment_with("cloud", Token::Expired));
    drive.tokens().refuse();
    let error = archive(&rclone, "cloud:", &world.file(1000)).await.expect_err("refused");
    assert_told(&error, Class::Auth, "cloud no longer takes its token");
    let error = rclone.reach(&destination("cloud:")).await.expect_err("refused");
    assert_told(&error, Class::Auth, "RCLONE_CONFIG_CLOUD_TOKEN");
}

#[tokio::test]
async fn a_folder_by_its_id_and_a_shared_drive_are_roots_too() {
    let drive = Drive::start().await;
    let world = World::new();
    let id = drive.folder("for the bot");
    let setting = |key: &str, value: &str| (format!("RCLONE_CONFIG_CLOUD_{key}"), value.to_owned());
    let file = world.file(1000);
    let content = std::fs::read(&file.path).ok();

    let remote = drive.environment("cloud").into_iter().chain([setting("ROOT_FOLDER_ID", &id)]);
    archive(&world.rclone(remote), "cloud:", &file).await.expect("archived");
    assert_eq!(drive.stored(&format!("for the bot/{PATH}")), content);

    // What the account itself has room for does not count there.
    drive.limit(0);
    let remote = drive.environment("cloud").into_iter().chain([setting("TEAM_DRIVE", SHARED_DRIVE)]);
    archive(&world.rclone(remote), "cloud:", &file).await.expect("archived");
    assert_eq!(drive.stored_in(SHARED_DRIVE, PATH), content);
}

/// What makes `cloud` a remote of a service account that `drive` knows by `known`.
fn as_service_account(drive: &Drive, known: &ServiceAccount, settings: &[(&str, &str)]) -> (World, Rclone) {
    let world = World::new();
    let remote = drive.environment_of(known, "cloud").into_iter().chain(
        settings.iter().map(|(key, value)| (format!("RCLONE_CONFIG_CLOUD_{key}"), (*value).to_owned())),
    );
    let rclone = world.rclone(remote);
    (world, rclone)
}

#[tokio::test]
async fn a_service_account_writes_to_a_shared_drive_and_has_no_room_of_its_own() {
    let Some(account) = ServiceAccount::new() else { return };
    let drive = Drive::start().await;
    drive.know(&account);

    let (world, rclone) = as_service_account(&drive, &account, &[]);
    let error = archive(&rclone, "cloud:", &world.file(1000)).await.expect_err("no room");
    assert_told(&error, Class::Auth, "has no room of its own");

    let (world, rclone) = as_service_account(&drive, &account, &[("TEAM_DRIVE", SHARED_DRIVE)]);
    let file = world.file(1000);
    archive(&rclone, "cloud:", &file).await.unwrap_or_else(|error| panic!("{error}: {:?}", error.cause));
    assert_eq!(drive.stored_in(SHARED_DRIVE, PATH), std::fs::read(&file.path).ok());
    assert_eq!(drive.tokens().given(), 2);
}

#[tokio::test]
async fn a_service_account_whose_key_was_withdrawn_waits_for_the_operator() {
    let (Some(account), Some(another)) = (ServiceAccount::new(), ServiceAccount::new()) else { return };
    let drive = Drive::start().await;
    drive.know(&another);
    let (world, rclone) = as_service_account(&drive, &account, &[("TEAM_DRIVE", SHARED_DRIVE)]);
    let error = archive(&rclone, "cloud:", &world.file(1000)).await.expect_err("refused");
    assert_told(&error, Class::Auth, "a service account needs a new key");
    assert_eq!(drive.tokens().given(), 0);
}
