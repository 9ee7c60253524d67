//! What stands in a Drive after an archive, and what proved it.

use helix_bot::failure::Class;
use helix_bot::sync::{CloudSync, VerifiedBy};

use super::super::world::{PATH, content, destination, path};
use super::Scene;
use crate::support::Double as _;
use crate::support::drive::{Hashes, Part, Refusal};

#[tokio::test]
async fn a_copy_is_read_back_only_where_drive_has_no_hash_of_ours() {
    for (hashes, verified_by) in [(Hashes::All, VerifiedBy::Sha256), (Hashes::OnlyMd5, VerifiedBy::ReadBack)]
    {
        let scene = Scene::new().await;
        scene.cloud.offer(hashes);
        let file = scene.world.file(100_000);
        for already_there in [false, true] {
            let proof = scene.archive(&file).await;
            assert_eq!((proof.verified_by, proof.already_there), (verified_by, already_there));
        }
        let read = scene.cloud.requests().iter().any(|request| request.contains("alt=media"));
        assert_eq!(read, verified_by == VerifiedBy::ReadBack);
    }
}

#[tokio::test]
async fn what_was_replaced_can_be_taken_out_of_the_trash() {
    let scene = Scene::new().await;
    let file = scene.world.file(300_000);
    scene.cloud.put(PATH, &content(&file)[..100_000]);
    scene.archive(&file).await;
    assert_eq!(scene.cloud.trash(), ["the ritual.png"]);
}

#[tokio::test]
async fn a_file_that_is_sent_in_chunks_arrives_whole() {
    let scene = Scene::with(&[("UPLOAD_CUTOFF", "0"), ("CHUNK_SIZE", "256Ki")]).await;
    let file = scene.world.file(700_001);
    scene.archive(&file).await;
    assert_eq!(scene.cloud.requests().iter().filter(|request| request.contains("upload_id")).count(), 3);
}

#[tokio::test]
async fn of_several_objects_with_the_files_name_one_is_left() {
    let scene = Scene::new().await;
    let file = scene.world.file(100_000);
    let content = content(&file);
    for others in [vec![&b"x"[..], b"y", b"z"], vec![&content, b"y"], vec![b"x", &content, &content]] {
        for other in others {
            scene.cloud.put(PATH, other);
        }
        scene.archive(&file).await;
    }
}

#[tokio::test]
async fn an_upload_that_was_stored_but_not_answered_leaves_one_object() {
    let scene = Scene::new().await;
    scene.cloud.refuse_times(1, Part::AnswerToUpload, Refusal::Unavailable);
    scene.archive(&scene.world.file(100_000)).await;
}

#[tokio::test]
async fn a_file_among_many_is_found_page_by_page() {
    let scene = Scene::new().await;
    for number in 0..120 {
        scene.cloud.put(&format!("rituals/{number}.png"), b"x");
    }
    scene.rclone.reach(&destination("cloud:rituals")).await.expect("reached");
    scene.cloud.folder("folders");
    scene.rclone.reach(&destination("cloud:folders")).await.expect("reached");
}

#[tokio::test]
async fn a_folder_that_somebody_removed_is_made_again() {
    for forever in [false, true] {
        let scene = Scene::new().await;
        scene.archive(&scene.world.file(1000)).await;
        // rclone still knows the id under which it made the folder.
        scene.cloud.remove_folder("rituals", forever);
        let error = scene.refused().await;
        assert_eq!(error.class, Class::Transient, "{error}: {:?}", error.cause);
        scene.archive(&scene.world.file(1000)).await;
    }
}

#[tokio::test]
async fn a_link_is_one_that_anybody_may_open() {
    let scene = Scene::new().await;
    scene.cloud.put(PATH, &[7; 1000]);
    let link = scene.rclone.link(&destination("cloud:"), &path(PATH)).await.expect("a link");
    let id = scene.cloud.shared(PATH).expect("it is shared now");
    assert_eq!(link, format!("https://drive.google.com/open?id={id}"));
}
