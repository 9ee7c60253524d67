//! Whose Drive it is: a person's with a token, or a service account's with a key; and where in it the root lies.

use helix_bot::failure::Class;
use helix_bot::sync::rclone::Rclone;

use super::super::world::{PATH, World, archive, assert_told, content};
use crate::support::Double as _;
use crate::support::drive::{Drive, SHARED_DRIVE, ServiceAccount};
use crate::support::rclone::settings;

#[tokio::test]
async fn a_folder_by_its_id_and_a_shared_drive_are_roots_too() {
    let drive = Drive::start().await;
    let world = World::new();
    let id = drive.folder("for the bot");
    let rooted = |key, value| {
        let root = settings("cloud", vec![(key, value)]);
        world.rclone(drive.environment("cloud").into_iter().chain(root))
    };
    let file = world.file(1000);
    let content = Some(content(&file));

    archive(&rooted("ROOT_FOLDER_ID", id), "cloud:", &file).await.expect("archived");
    assert_eq!(drive.stored(&format!("for the bot/{PATH}")), content);

    // What the account itself has room for does not count there.
    drive.limit(0);
    archive(&rooted("TEAM_DRIVE", SHARED_DRIVE.to_owned()), "cloud:", &file).await.expect("archived");
    assert_eq!(drive.stored_in(SHARED_DRIVE, PATH), content);
}

/// An rclone that knows `drive` as `cloud` and logs in as a service account; in its own Drive or in a shared one.
fn as_service_account(drive: &Drive, account: &ServiceAccount, shared: Option<&str>) -> (World, Rclone) {
    let world = World::new();
    let root = shared.map(|id| ("TEAM_DRIVE", id.to_owned())).into_iter().collect();
    let rclone =
        world.rclone(drive.environment_of(account, "cloud").into_iter().chain(settings("cloud", root)));
    (world, rclone)
}

#[tokio::test]
async fn a_service_account_writes_to_a_shared_drive_and_has_no_room_of_its_own() {
    let Some(account) = ServiceAccount::new() else { return };
    let drive = Drive::start().await;
    drive.know(&account);

    let (world, rclone) = as_service_account(&drive, &account, None);
    let error = archive(&rclone, "cloud:", &world.file(1000)).await.expect_err("no room");
    assert_told(&error, Class::Auth, "has no room of its own");

    let (world, rclone) = as_service_account(&drive, &account, Some(SHARED_DRIVE));
    let file = world.file(1000);
    archive(&rclone, "cloud:", &file).await.unwrap_or_else(|error| panic!("{error}: {:?}", error.cause));
    assert_eq!(drive.stored_in(SHARED_DRIVE, PATH), Some(content(&file)));
    assert_eq!(drive.tokens().given(), 2);
}

#[tokio::test]
async fn a_service_account_whose_key_was_withdrawn_waits_for_the_operator() {
    let (Some(account), Some(another)) = (ServiceAccount::new(), ServiceAccount::new()) else { return };
    let drive = Drive::start().await;
    drive.know(&another);
    let (world, rclone) = as_service_account(&drive, &account, Some(SHARED_DRIVE));
    let error = archive(&rclone, "cloud:", &world.file(1000)).await.expect_err("refused");
    assert_told(&error, Class::Auth, "a service account needs a new key");
    assert_eq!(drive.tokens().given(), 0);
}
