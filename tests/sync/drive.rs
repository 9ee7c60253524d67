//! Google Drive, through rclone's own client, against a double of its API.

use helix_bot::sync::rclone::Rclone;
use helix_bot::sync::{Action, Class, CloudSync, LocalFile, SyncError, VerifiedBy};

use super::world::{PATH, World, archive, destination};
use crate::support::drive::{Drive, Hashes, Part, Refusal, SHARED_DRIVE, ServiceAccount, Token};

/// A Drive, an rclone that knows it as `cloud`, and files to send.
struct Scene {
    rclone: Rclone,
    world: World,
    drive: Drive,
}

impl Scene {
    async fn new() -> Self {
        Self::with(&[]).await
    }

    /// With settings of the remote beyond what it needs.
    async fn with(settings: &[(&str, &str)]) -> Self {
        let drive = Drive::start().await;
        let world = World::new();
        let settings =
            settings.iter().map(|(key, value)| (format!("RCLONE_CONFIG_CLOUD_{key}"), (*value).to_owned()));
        let rclone = world.rclone(drive.environment("cloud").into_iter().chain(settings));
        Self { rclone, world, drive }
    }

    async fn archive(&self, file: &LocalFile) -> (VerifiedBy, bool) {
        let proof = archive(&self.rclone, "cloud:", file).await.unwrap_or_else(|error| {
            panic!("{error}: {:?}: {:#?}", error.cause, self.drive.requests());
        });
        assert_eq!(self.drive.stored(PATH), std::fs::read(&file.path).ok());
        assert_eq!(self.drive.objects(), [PATH]);
        (proof.verified_by, proof.already_there)
    }

    async fn refused(&self) -> SyncError {
        archive(&self.rclone, "cloud:", &self.world.file(1000)).await.expect_err("refused")
    }
}

#[track_caller]
fn assert_told(error: &SyncError, class: Class, words: &str) {
    assert_eq!(error.class, class, "{error}: {:?}", error.cause);
    assert!(error.guidance.contains(words), "{error}: {:?}", error.cause);
}

#[tokio::test]
async fn the_copy_is_exactly_where_it_was_promised_and_drives_own_hash_proves_it() {
    let scene = Scene::new().await;
    let file = scene.world.file(300_000);
    let proof = archive(&scene.rclone, "cloud:deep folder", &file).await.expect("archived");
    assert_eq!(proof.verified_by, VerifiedBy::Sha256);
    assert!(!proof.already_there);
    assert_eq!(scene.drive.stored(&format!("deep folder/{PATH}")), std::fs::read(&file.path).ok());
    assert_eq!(scene.drive.objects(), [format!("deep folder/{PATH}")]);
    assert!(
        !scene.drive.requests().iter().any(|request| request.contains("alt=media")),
        "it was not read back"
    );
}

#[tokio::test]
async fn a_file_that_is_sent_in_chunks_arrives_whole() {
    let scene = Scene::with(&[("UPLOAD_CUTOFF", "0"), ("CHUNK_SIZE", "256Ki")]).await;
    let file = scene.world.file(700_001);
    assert_eq!(scene.archive(&file).await, (VerifiedBy::Sha256, false));
    assert_eq!(scene.drive.requests().iter().filter(|request| request.contains("upload_id")).count(), 3);
}

#[tokio::test]
async fn an_empty_file_is_archived_too() {
    let scene = Scene::new().await;
    scene.archive(&scene.world.file(0)).await;
}

#[tokio::test]
async fn an_identical_copy_is_recognised_and_not_sent_again() {
    let scene = Scene::new().await;
    let file = scene.world.file(300_000);
    scene.archive(&file).await;
    assert_eq!(scene.archive(&file).await, (VerifiedBy::Sha256, true));
    assert_eq!(scene.drive.uploads(), 1);
}

#[tokio::test]
async fn a_partial_copy_and_another_content_of_the_same_size_are_replaced() {
    let scene = Scene::new().await;
    let file = scene.world.file(300_000);
    let content = std::fs::read(&file.path).expect("the file");
    scene.drive.put(PATH, &content[..100_000]);
    assert_eq!(scene.archive(&file).await, (VerifiedBy::Sha256, false));

    let another = scene.world.file(300_000);
    assert_eq!(scene.archive(&another).await, (VerifiedBy::Sha256, false));
    // What was there can be taken out of Drive's trash for thirty days.
    assert_eq!(scene.drive.trash(), ["the ritual.png", "the ritual.png"]);
}

#[tokio::test]
async fn of_several_objects_with_the_files_name_one_is_left() {
    let scene = Scene::new().await;
    let file = scene.world.file(100_000);
    let content = std::fs::read(&file.path).expect("the file");
    for others in [vec![&b"x"[..], b"y", b"z"], vec![&content, b"y"], vec![b"x", &content, &content]] {
        for other in others {
            scene.drive.put(PATH, other);
        }
        scene.archive(&file).await;
    }
}

#[tokio::test]
async fn an_upload_that_was_stored_but_not_answered_leaves_one_object() {
    let scene = Scene::new().await;
    scene.drive.refuse_times(1, Part::AnswerToUpload, Refusal::Unavailable);
    scene.archive(&scene.world.file(100_000)).await;
}

#[tokio::test]
async fn a_file_without_the_hash_is_read_back() {
    let scene = Scene::new().await;
    scene.drive.offer(Hashes::OnlyMd5);
    let file = scene.world.file(100_000);
    assert_eq!(scene.archive(&file).await, (VerifiedBy::ReadBack, false));
    assert_eq!(scene.archive(&file).await, (VerifiedBy::ReadBack, true));
}

#[tokio::test]
async fn a_bit_that_flipped_on_its_way_is_noticed_and_the_copy_removed() {
    let scene = Scene::new().await;
    scene.drive.damage(true);
    let error = scene.refused().await;
    assert_told(&error, Class::Transient, "damaged");
    assert_eq!(scene.drive.objects(), Vec::<String>::new());
    scene.drive.damage(false);
    scene.archive(&scene.world.file(1000)).await;
}

#[tokio::test]
async fn a_file_among_many_is_found_page_by_page() {
    let scene = Scene::new().await;
    for number in 0..120 {
        scene.drive.put(&format!("rituals/{number}.png"), b"x");
    }
    scene.rclone.reach(&destination("cloud:rituals")).await.expect("reached");
    scene.drive.folder("folders");
    scene.rclone.reach(&destination("cloud:folders")).await.expect("reached");
}

#[tokio::test]
async fn an_account_that_is_asked_to_slow_down_is_tried_again_later() {
    for (part, refusal) in [
        (Part::All, Refusal::UserRateLimit),
        (Part::Upload, Refusal::RateLimit),
        (Part::Upload, Refusal::TooManyRequests),
    ] {
        let scene = Scene::new().await;
        scene.drive.refuse(part, refusal);
        let error = scene.refused().await;
        assert_told(&error, Class::Transient, "asks us to slow down");
        scene.drive.relent();
        scene.archive(&scene.world.file(1000)).await;
    }
}

#[tokio::test]
async fn a_limit_that_passes_is_waited_for() {
    let scene = Scene::new().await;
    scene.drive.refuse_times(1, Part::Upload, Refusal::UserRateLimit);
    scene.archive(&scene.world.file(1000)).await;
}

#[tokio::test]
async fn an_account_without_room_is_told_as_full() {
    let scene = Scene::new().await;
    scene.drive.limit(500);
    let error = scene.refused().await;
    assert_told(&error, Class::Quota, "cloud is full");
    assert_eq!(error.action, Action::Copy);
    assert_eq!(scene.drive.objects(), Vec::<String>::new());
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
        scene.drive.refuse(part, refusal);
        let error = scene.refused().await;
        assert_told(&error, class, words);
    }
}

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
async fn a_drive_is_reached_before_its_folder_exists_and_a_probe_leaves_nothing() {
    let scene = Scene::new().await;
    let to = destination("cloud:deep folder");
    scene.rclone.reach(&to).await.unwrap_or_else(|error| panic!("{error}: {:?}", error.cause));
    scene.rclone.probe(&to, &scene.world.path("")).await.expect("probed");
    assert_eq!(scene.drive.objects(), Vec::<String>::new());
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

#[tokio::test]
async fn a_folder_that_somebody_removed_is_made_again() {
    for forever in [false, true] {
        let scene = Scene::new().await;
        scene.archive(&scene.world.file(1000)).await;
        // rclone still knows the id under which it made the folder.
        scene.drive.remove_folder("rituals", forever);
        let error = scene.refused().await;
        assert_eq!(error.class, Class::Transient, "{error}: {:?}", error.cause);
        scene.archive(&scene.world.file(1000)).await;
    }
}

#[tokio::test]
async fn a_root_folder_that_is_not_there_is_told() {
    let scene = Scene::with(&[("ROOT_FOLDER_ID", "1NoSuchFolder")]).await;
    let error = scene.refused().await;
    assert_told(&error, Class::Transient, "a folder of cloud is gone, or is not shared with its login");
}

/// What makes `cloud` a remote of a service account that `drive` knows by `known`.
async fn as_service_account(
    drive: &Drive,
    known: &ServiceAccount,
    settings: &[(&str, &str)],
) -> (World, Rclone) {
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

    let (world, rclone) = as_service_account(&drive, &account, &[]).await;
    let error = archive(&rclone, "cloud:", &world.file(1000)).await.expect_err("no room");
    assert_told(&error, Class::Auth, "has no room of its own");

    let (world, rclone) = as_service_account(&drive, &account, &[("TEAM_DRIVE", SHARED_DRIVE)]).await;
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
    let (world, rclone) = as_service_account(&drive, &account, &[("TEAM_DRIVE", SHARED_DRIVE)]).await;
    let error = archive(&rclone, "cloud:", &world.file(1000)).await.expect_err("refused");
    assert_told(&error, Class::Auth, "a service account needs a new key");
    assert_eq!(drive.tokens().given(), 0);
}

/// A remote of this one, as rclone's command line sees it.
fn command(drive: &Drive, arguments: &[&str]) -> String {
    let output = std::process::Command::new(crate::support::rclone::program())
        .args(arguments)
        .env("RCLONE_CONFIG", "/dev/null")
        .envs(drive.environment("cloud"))
        .output()
        .expect("rclone starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn rclone_gets_a_link_and_the_space_from_it() {
    let drive = Drive::start().await;
    drive.limit(1_000_000);
    drive.put(PATH, vec![7; 1000]);
    let link = command(&drive, &["link", &format!("cloud:{PATH}")]);
    let id = drive.shared(PATH).expect("it is shared now");
    assert_eq!(link, format!("https://drive.google.com/open?id={id}"));
    let about: serde_json::Value =
        serde_json::from_str(&command(&drive, &["about", "cloud:", "--json"])).expect("JSON");
    assert_eq!(
        (&about["total"], &about["used"], &about["free"]),
        (&1_000_000.into(), &1000.into(), &999_000.into())
    );
}
