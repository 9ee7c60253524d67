//! What stands in a Drive after an archive, and what proved it.

use std::process::Command;

use helix_bot::sync::{Class, CloudSync, VerifiedBy};

use super::super::world::{PATH, archive, destination};
use super::{Scene, assert_told};
use crate::support::drive::{Drive, Hashes, Part, Refusal};
use crate::support::rclone;

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
async fn a_drive_is_reached_before_its_folder_exists_and_a_probe_leaves_nothing() {
    let scene = Scene::new().await;
    let to = destination("cloud:deep folder");
    scene.rclone.reach(&to).await.unwrap_or_else(|error| panic!("{error}: {:?}", error.cause));
    scene.rclone.probe(&to, &scene.world.path("")).await.expect("probed");
    assert_eq!(scene.drive.objects(), Vec::<String>::new());
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

/// A remote of this one, as rclone's command line sees it.
fn command(drive: &Drive, arguments: &[&str]) -> String {
    let output = Command::new(rclone::program())
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
