//! What stands in a Dropbox after an archive, and what proved it.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use helix_bot::sync::CloudSync;

use super::super::world::{PATH, World, archive, content, destination, path};
use super::{BOTH, Scene, scene};
use crate::support::Double as _;
use crate::support::drive::Drive;
use crate::support::dropbox::Dropbox;
use crate::support::https_proxy::HttpsProxy;
use crate::support::rclone;

#[tokio::test]
async fn a_copy_is_sent_in_the_way_that_is_set_and_read_back_once() {
    for batch_mode in BOTH {
        let scene = scene(batch_mode).await;
        scene.archive(&scene.world.file(300_000)).await;
        assert_eq!(scene.cloud.asked("/2/files/download"), 1);
        let (whole, batches) = if batch_mode == "off" { (1, 0) } else { (0, 1) };
        assert_eq!(scene.cloud.asked("/2/files/upload"), whole);
        assert_eq!(scene.cloud.asked("/2/files/upload_session/finish_batch_v2"), batches);
    }
}

#[tokio::test]
async fn without_any_setting_of_ours_a_file_is_archived_within_seconds() {
    let scene = Scene::new().await;
    let begun = Instant::now();
    scene.archive(&scene.world.file(1000)).await;
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    assert_eq!(scene.cloud.asked("/2/files/upload_session/finish_batch_v2"), 1);
}

#[tokio::test]
async fn a_file_that_is_sent_in_chunks_arrives_whole() {
    for batch_mode in BOTH {
        let scene = Scene::with(&[("BATCH_MODE", batch_mode), ("CHUNK_SIZE", "4Mi")]).await;
        scene.archive(&scene.world.file(9_000_001)).await;
        assert!(scene.cloud.asked("/2/files/upload_session/append_v2") >= 3);
    }
}

#[tokio::test]
async fn a_file_among_many_is_found_page_by_page() {
    let scene = scene("sync").await;
    for number in 0..120 {
        scene.cloud.put(&format!("rituals/{number}.png"), b"x");
    }
    scene.rclone.reach(&destination("cloud:rituals")).await.expect("reached");
    assert_eq!(scene.cloud.asked("/2/files/list_folder/continue"), 2);
}

#[tokio::test]
async fn one_rclone_serves_both_clouds_behind_one_proxy() {
    let (world, proxy) = (World::new(), HttpsProxy::start().await);
    let (dropbox, drive) = (Dropbox::behind(Arc::clone(&proxy)), Drive::behind(proxy));
    let rclone = world.rclone(dropbox.environment("box").into_iter().chain(drive.environment("drive")));
    let file = world.file(1000);
    for to in ["box:", "drive:"] {
        archive(&rclone, to, &file).await.expect("archived");
    }
    let content = Some(content(&file));
    assert_eq!((dropbox.stored(PATH), drive.stored(PATH)), (content.clone(), content));
}

#[tokio::test(flavor = "multi_thread")]
#[should_panic(expected = "asked for what the double does not know")]
async fn a_host_that_is_no_part_of_a_double_fails_the_test() {
    let dropbox = Dropbox::start().await;
    let status = Command::new(rclone::program())
        .args(["lsd", ":http:", "--http-url", "https://elsewhere.example/", "--retries", "1"])
        .args(["--low-level-retries", "1"])
        .env("RCLONE_CONFIG", "/dev/null")
        .envs(dropbox.environment("cloud"))
        .stderr(Stdio::null())
        .status();
    assert!(status.is_ok_and(|status| !status.success()), "nothing may be reached there");
}

#[tokio::test]
async fn a_link_that_was_made_is_given_again() {
    let scene = Scene::new().await;
    scene.cloud.put(PATH, &[7; 1000]);
    let (to, path) = (destination("cloud:"), path(PATH));
    let link = scene.rclone.link(&to, &path).await.expect("a link");
    assert!(link.starts_with("https://www.dropbox.com/scl/fi/"), "{link}");
    assert_eq!(scene.rclone.link(&to, &path).await.expect("a link"), link);
}
