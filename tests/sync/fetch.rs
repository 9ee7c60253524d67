//! Bringing files back, links and room: what does not hold everywhere.

use std::sync::Mutex;

use helix_bot::failure::{Action, Class};
use helix_bot::sync::rclone::Rclone;
use helix_bot::sync::{CloudSync, Progress};
use tokio_util::sync::CancellationToken;

use super::world::{PATH, World, archive, assert_told, destination, digest, path};
use crate::support::Double as _;
use crate::support::disk::SmallDisk;
use crate::support::faults::{Fault, Faults};
use crate::support::mega::Mega;
use crate::support::rclone::{Login, Server, Speaks};

#[tokio::test]
async fn a_download_tells_how_far_it_is_and_ends_when_it_is_called_off() {
    let (world, server) = (World::new(), Server::start(Speaks::WebDav));
    let mut options = world.options(server.remote("cloud"));
    options.bwlimit = Some("off:400k".to_owned());
    let rclone = Rclone::new(options);
    let file = world.file(3_000_000);
    std::fs::write(server.file("x.png"), std::fs::read(&file.path).expect("the file")).expect("stored");
    let (seen, cancel) = (Mutex::new(Vec::new()), CancellationToken::new());
    let note = |progress: Progress| {
        seen.lock().expect("no panic").push(progress);
        if progress.sent > 0 {
            cancel.cancel();
        }
    };
    let to = world.path("back/x.png");
    let fetched =
        rclone.fetch(&destination("cloud:"), &path("x.png"), &to, Some(file.digest), &note, &cancel).await;
    assert_eq!(fetched.expect_err("called off").class, Class::Cancelled);
    let seen = seen.into_inner().expect("no panic");
    assert_eq!(seen.first(), Some(&Progress { sent: 0, total: 3_000_000 }));
    assert!(seen.last().is_some_and(|last| (1..3_000_000).contains(&last.sent)), "{seen:?}");
    assert_eq!(
        std::fs::read_dir(world.path("back")).expect("the folder").count(),
        0,
        "nothing is left behind"
    );
}

#[tokio::test]
async fn a_download_that_is_cut_can_be_done_again() {
    let (world, server) = (World::new(), Server::start(Speaks::S3));
    let faults = Faults::before(server.address()).await;
    let rclone = world.rclone(server.remote_at("cloud", faults.address(), Login::Right));
    let file = world.file(300_000);
    archive(&rclone, "cloud:bucket", &file).await.expect("archived");
    let to = world.path("back.png");
    let (from, never) = (destination("cloud:bucket"), CancellationToken::new());
    faults.set(Fault::Answer("GET", 503));
    let error = rclone
        .fetch(&from, &path(PATH), &to, Some(file.digest), &|_| {}, &never)
        .await
        .expect_err("the server fails");
    assert_eq!(error.class, Class::Transient, "{error}");
    assert!(!to.exists());
    faults.set(Fault::None);
    rclone.fetch(&from, &path(PATH), &to, Some(file.digest), &|_| {}, &never).await.expect("fetched");
    assert_eq!(digest(&to), file.digest);
}

#[tokio::test]
async fn a_disk_without_room_for_what_comes_back_is_told_and_left_empty() {
    let (server, never) = (Server::start(Speaks::S3), CancellationToken::new());
    for from in ["local", "cloud:bucket"] {
        let world = World::new();
        let rclone = world.rclone(server.remote("cloud"));
        let back = world.path("back");
        std::fs::create_dir(&back).expect("a folder");
        let Some(_disk) = SmallDisk::over(&back) else { return };
        archive(&rclone, from, &world.file(1_000_000)).await.expect("archived");
        let to = back.join("x.png");
        let fetched = rclone.fetch(&destination(from), &path(PATH), &to, None, &|_| {}, &never).await;
        assert_told(&fetched.expect_err("no room"), Class::Disk, "no room left on this machine's disk");
        assert_eq!(std::fs::read_dir(&back).expect("the folder").count(), 0, "{from}");
    }
}

#[tokio::test]
async fn s3_signs_links_for_seven_days() {
    let (world, server) = (World::new(), Server::start(Speaks::S3));
    let rclone = world.rclone(server.remote("cloud"));
    let to = destination("cloud:bucket");
    std::fs::write(server.file("bucket/x.png"), b"12345").expect("stored");
    let link = rclone.link(&to, &path("x.png")).await.expect("S3 signs links");
    assert!(link.starts_with("http://127.0.0.1:") && link.contains("X-Amz-Signature="), "{link}");
    assert!(link.contains("X-Amz-Expires=604800"), "{link}");
}

#[tokio::test]
async fn a_remote_that_does_not_tell_its_room_is_said_to() {
    for (speaks, to) in [(Speaks::S3, "cloud:bucket"), (Speaks::WebDav, "cloud:folder")] {
        let (world, server) = (World::new(), Server::start(speaks));
        let error = world.rclone(server.remote("cloud")).space(&destination(to)).await.expect_err(to);
        assert_eq!((error.class, error.action), (Class::Permanent, Some(Action::Space)), "{to}");
        assert!(error.guidance.contains("does not tell how much room"), "{error}");
    }
}

#[tokio::test]
async fn a_disk_tells_its_room_and_makes_no_links() {
    let (world, to) = (World::new(), destination("local"));
    let rclone = world.rclone([]);
    let space = rclone.space(&to).await.expect("a disk knows");
    assert!(space.free > Some(0) && space.free <= space.total, "{space:?}");
    archive(&rclone, "local", &world.file(10)).await.expect("archived");
    let error = rclone.link(&to, &path(PATH)).await.expect_err("no links");
    assert_eq!((error.class, error.action), (Class::Permanent, Some(Action::Link)));
    assert!(error.guidance.ends_with("makes no links"), "{error}");
}

#[tokio::test]
async fn mega_links_what_it_holds_and_tells_its_room() {
    let (world, mega) = (World::new(), Mega::start().await);
    let rclone = world.rclone(mega.environment("mega"));
    let to = destination("mega:Core");
    mega.put("Core/rituals/a.png", b"12345");
    mega.limit(1_000_000);
    let link = rclone.link(&to, &path("rituals/a.png")).await.expect("a link");
    assert!(mega.follow(&link).is_some_and(|content| content == b"12345"), "it shows the picture: {link}");
    let space = rclone.space(&to).await.expect("MEGA knows its quota");
    assert_eq!((space.total, space.used), (Some(1_000_000), Some(5)));
}
