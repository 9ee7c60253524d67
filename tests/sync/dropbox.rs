//! Dropbox, through rclone's own client, against a double of its API.
//!
//! rclone's own way is to send a file in a session and to make files of several sessions at once; `BATCH_MODE=off`
//! sends each in one request. Both are tried.

use std::time::{Duration, Instant};

use helix_bot::sync::rclone::Rclone;
use helix_bot::sync::{Class, CloudSync, LocalFile, SyncError, VerifiedBy};
use tokio_util::sync::CancellationToken;

use super::world::{PATH, World, archive, destination};
use crate::support::dropbox::{Dropbox, Part, Refusal, Token};

/// How a remote sends its files.
const BOTH: [&str; 2] = ["sync", "off"];

/// A Dropbox, an rclone that knows it as `cloud`, and files to send.
struct Scene {
    rclone: Rclone,
    world: World,
    dropbox: Dropbox,
}

impl Scene {
    async fn new(batch_mode: &str) -> Self {
        let (world, dropbox) = (World::new(), Dropbox::start().await);
        let rclone = world.rclone(remote(&dropbox, batch_mode));
        Self { rclone, world, dropbox }
    }

    /// Archives, and tells whether the same was there already.
    async fn archive(&self, file: &LocalFile) -> bool {
        let proof = archive(&self.rclone, "cloud:", file).await.unwrap_or_else(|error| {
            panic!("{error}: {:?}: {:#?}", error.cause, self.dropbox.requests());
        });
        // rclone's kind of hash for Dropbox is not one of ours.
        assert_eq!(proof.verified_by, VerifiedBy::ReadBack);
        assert_eq!(self.dropbox.stored(PATH), std::fs::read(&file.path).ok());
        assert_eq!(self.dropbox.objects(), [PATH]);
        proof.already_there
    }

    async fn refused(&self) -> SyncError {
        archive(&self.rclone, "cloud:", &self.world.file(1000)).await.expect_err("refused")
    }
}

fn remote(dropbox: &Dropbox, batch_mode: &str) -> Vec<(String, String)> {
    let mut remote = dropbox.environment("cloud");
    remote.push(("RCLONE_CONFIG_CLOUD_BATCH_MODE".to_owned(), batch_mode.to_owned()));
    // A batch of one need not wait for more.
    remote.push(("RCLONE_CONFIG_CLOUD_BATCH_TIMEOUT".to_owned(), "20ms".to_owned()));
    remote
}

#[track_caller]
fn assert_told(error: &SyncError, class: Class, words: &str) {
    assert_eq!(error.class, class, "{error}: {:?}", error.cause);
    assert!(error.guidance.contains(words), "{error}: {:?}", error.cause);
}

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
async fn an_account_that_is_asked_to_slow_down_is_tried_again_later() {
    for (batch_mode, part, refusal) in [
        ("sync", Part::All, Refusal::TooManyRequests(1)),
        ("sync", Part::Upload, Refusal::TooManyRequests(0)),
        ("sync", Part::Commit, Refusal::TooManyWrites(0)),
        ("off", Part::Upload, Refusal::TooManyWrites(0)),
    ] {
        let scene = Scene::new(batch_mode).await;
        scene.dropbox.refuse(part, refusal);
        assert_told(&scene.refused().await, Class::Transient, "asks us to slow down");
    }
}

#[tokio::test]
async fn a_file_that_is_refused_within_its_batch_is_tried_again_later() {
    let scene = Scene::new("sync").await;
    scene.dropbox.refuse(Part::EachCommit, Refusal::TooManyWrites(0));
    assert_told(&scene.refused().await, Class::Transient, "asks us to slow down");
    scene.dropbox.relent();
    assert_eq!(scene.dropbox.objects(), Vec::<String>::new());
    scene.archive(&scene.world.file(1000)).await;
}

#[tokio::test]
async fn a_pause_that_dropbox_asks_for_is_kept() {
    let scene = Scene::new("sync").await;
    scene.dropbox.refuse_times(1, Part::All, Refusal::TooManyRequests(1));
    let begun = Instant::now();
    scene.archive(&scene.world.file(1000)).await;
    assert!(begun.elapsed() >= Duration::from_secs(1), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn an_account_without_room_is_told_as_full() {
    for batch_mode in BOTH {
        let scene = Scene::new(batch_mode).await;
        scene.dropbox.limit(500);
        let error = scene.refused().await;
        assert_told(&error, Class::Quota, "cloud is full");
        assert_eq!(scene.dropbox.objects(), Vec::<String>::new());
    }
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
            let scene = Scene::new(batch_mode).await;
            scene.dropbox.refuse(part, refusal);
            let error = scene.refused().await;
            assert_told(&error, class, words);
        }
    }
}

#[tokio::test]
async fn an_expired_token_is_renewed() {
    let (world, dropbox) = (World::new(), Dropbox::start().await);
    let remote = dropbox.environment_with("cloud", Token::Expired);
    for started in 1..=2 {
        let rclone = world.rclone(remote.clone());
        archive(&rclone, "cloud:", &world.file(1000)).await.expect("archived");
        archive(&rclone, "cloud:", &world.file(1000)).await.expect("archived");
        // The variable still has the old one, so each daemon gets one of its own, and keeps it.
        assert_eq!(dropbox.tokens().given(), started);
        rclone.shutdown().await;
    }
}

#[tokio::test]
async fn a_permission_that_was_taken_back_waits_for_the_operator() {
    let (world, dropbox) = (World::new(), Dropbox::start().await);
    let rclone = world.rclone(dropbox.environment_with("cloud", Token::Expired));
    dropbox.tokens().refuse();
    let error = archive(&rclone, "cloud:", &world.file(1000)).await.expect_err("refused");
    assert_told(&error, Class::Auth, "cloud no longer takes its token");
    let error = rclone.reach(&destination("cloud:")).await.expect_err("refused");
    assert_told(&error, Class::Auth, "RCLONE_CONFIG_CLOUD_TOKEN");
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

/// A remote of this one, as rclone's command line sees it.
fn command(dropbox: &Dropbox, arguments: &[&str]) -> String {
    let output = std::process::Command::new(crate::support::rclone::program())
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
