//! What stands in a Dropbox after an archive, and what proved it.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use helix_bot::sync::{Class, CloudSync};
use tokio_util::sync::CancellationToken;

use super::super::world::{PATH, World, archive, destination};
use super::{BOTH, Scene, assert_told, remote};
use crate::support::drive::Drive;
use crate::support::dropbox::Dropbox;
use crate::support::https_proxy::HttpsProxy;
use crate::support::rclone;

#[tokio::test]
async fn the_copy_is_exactly_where_it_was_promised_and_is_read_back() {
    for batch_mode in BOTH {
        let scene = Scene::new(batch_mode).await;
        let file = scene.world.file(300_000);
        assert!(!scene.archive(&file).await);
        assert_eq!(scene.dropbox.asked("/2/files/download"), 1);
        let (whole, batches) = if batch_mode == "off" { (1, 0) } else { (0, 1) };
        assert_eq!(scene.dropbox.asked("/2/files/upload"), whole);
        assert_eq!(scene.dropbox.asked("/2/files/upload_session/finish_batch_v2"), batches);
    }
}

#[tokio::test]
async fn without_any_setting_of_ours_a_file_is_archived_within_seconds() {
    let (world, dropbox) = (World::new(), Dropbox::start().await);
    let rclone = world.rclone(dropbox.environment("cloud"));
    let file = world.file(1000);
    let begun = Instant::now();
    archive(&rclone, "cloud:", &file).await.expect("archived");
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    assert_eq!(dropbox.stored(PATH), std::fs::read(&file.path).ok());
    assert_eq!(dropbox.asked("/2/files/upload_session/finish_batch_v2"), 1);
}

#[tokio::test]
async fn several_at_once_are_each_where_they_belong() {
    let scene = Scene::new("sync").await;
    let files: Vec<_> = (0..6).map(|_| scene.world.file(50_000)).collect();
    let to = destination("cloud:");
    let send = async |number: usize| {
        let path = format!("rituals/{number}.png").parse().expect("a path");
        scene.rclone.archive(&to, &path, &files[number], &|_| {}, &CancellationToken::new()).await
    };
    let proofs: [_; 6] = tokio::join!(send(0), send(1), send(2), send(3), send(4), send(5)).into();
    for (number, proof) in proofs.into_iter().enumerate() {
        proof.expect("archived");
        let stored = scene.dropbox.stored(&format!("rituals/{number}.png"));
        assert_eq!(stored, std::fs::read(&files[number].path).ok());
    }
}

#[tokio::test]
async fn a_file_that_is_sent_in_chunks_arrives_whole() {
    for batch_mode in BOTH {
        let (world, dropbox) = (World::new(), Dropbox::start().await);
        let chunks = ("RCLONE_CONFIG_CLOUD_CHUNK_SIZE".to_owned(), "4Mi".to_owned());
        let rclone = world.rclone(remote(&dropbox, batch_mode).into_iter().chain([chunks]));
        let file = world.file(9_000_001);
        archive(&rclone, "cloud:", &file).await.expect("archived");
        assert_eq!(dropbox.stored(PATH), std::fs::read(&file.path).ok());
        assert!(dropbox.asked("/2/files/upload_session/append_v2") >= 3);
    }
}

#[tokio::test]
async fn an_empty_file_is_archived_too() {
    for batch_mode in BOTH {
        let scene = Scene::new(batch_mode).await;
        scene.archive(&scene.world.file(0)).await;
    }
}

#[tokio::test]
async fn an_identical_copy_is_recognised_and_not_sent_again() {
    for batch_mode in BOTH {
        let scene = Scene::new(batch_mode).await;
        let file = scene.world.file(300_000);
        scene.archive(&file).await;
        let sent = |scene: &Scene| {
            scene.dropbox.asked("/2/files/upload") + scene.dropbox.asked("/2/files/upload_session/start")
        };
        let before = sent(&scene);
        assert!(scene.archive(&file).await);
        assert_eq!(sent(&scene), before);
    }
}

#[tokio::test]
async fn a_partial_copy_and_another_content_of_the_same_size_are_replaced() {
    for batch_mode in BOTH {
        let scene = Scene::new(batch_mode).await;
        let file = scene.world.file(300_000);
        let content = std::fs::read(&file.path).expect("the file");
        scene.dropbox.put(PATH, &content[..100_000]);
        assert!(!scene.archive(&file).await);
        assert!(!scene.archive(&scene.world.file(300_000)).await);
    }
}

#[tokio::test]
async fn a_bit_that_flipped_on_its_way_is_noticed_and_the_copy_removed() {
    for batch_mode in BOTH {
        let scene = Scene::new(batch_mode).await;
        scene.dropbox.damage(true);
        let error = scene.refused().await;
        assert_told(&error, Class::Transient, "damaged");
        assert_eq!(scene.dropbox.objects(), Vec::<String>::new());
        scene.dropbox.damage(false);
        scene.archive(&scene.world.file(1000)).await;
    }
}

#[tokio::test]
async fn a_file_among_many_is_found_page_by_page() {
    let scene = Scene::new("sync").await;
    for number in 0..120 {
        scene.dropbox.put(&format!("rituals/{number}.png"), b"x");
    }
    scene.rclone.reach(&destination("cloud:rituals")).await.expect("reached");
    assert_eq!(scene.dropbox.asked("/2/files/list_folder/continue"), 2);
}

#[tokio::test]
async fn a_dropbox_is_reached_before_its_folder_exists_and_a_probe_leaves_nothing() {
    for batch_mode in BOTH {
        let scene = Scene::new(batch_mode).await;
        let to = destination("cloud:deep folder");
        scene.rclone.reach(&to).await.unwrap_or_else(|error| panic!("{error}: {:?}", error.cause));
        scene.rclone.probe(&to, &scene.world.path("")).await.expect("probed");
        assert_eq!(scene.dropbox.objects(), Vec::<String>::new());
    }
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
    let content = std::fs::read(&file.path).ok();
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

/// A remote of this one, as rclone's command line sees it.
fn command(dropbox: &Dropbox, arguments: &[&str]) -> String {
    let output = Command::new(rclone::program())
        .args(arguments)
        .env("RCLONE_CONFIG", "/dev/null")
        .envs(dropbox.environment("cloud"))
        .output()
        .expect("rclone starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn rclone_gets_a_link_and_the_space_from_it() {
    let dropbox = Dropbox::start().await;
    dropbox.limit(1_000_000);
    dropbox.put(PATH, vec![7; 1000]);
    let link = command(&dropbox, &["link", &format!("cloud:{PATH}")]);
    assert!(link.starts_with("https://www.dropbox.com/scl/fi/"), "{link}");
    // Asked for again, it is the same.
    assert_eq!(command(&dropbox, &["link", &format!("cloud:{PATH}")]), link);
    let about: serde_json::Value =
        serde_json::from_str(&command(&dropbox, &["about", "cloud:", "--json"])).expect("JSON");
    assert_eq!(
        (&about["total"], &about["used"], &about["free"]),
        (&1_000_000.into(), &1000.into(), &999_000.into())
    );
}
