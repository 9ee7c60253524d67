//! An archive on its way: seen, called off, damaged. What holds at every kind of destination is in `suite`.

use std::sync::Mutex;

use helix_bot::failure::Class;
use helix_bot::sync::rclone::Rclone;
use helix_bot::sync::{Progress, probe};
use tokio_util::sync::CancellationToken;

use super::world::{PATH, World, archive, archive_seen, destination, digest, path, until};
use crate::support::faults::{Fault, Faults};
use crate::support::rclone::{Login, Server, Speaks};

#[tokio::test]
async fn a_bit_that_flipped_on_its_way_is_noticed_and_the_copy_removed() {
    let (world, server) = (World::new(), Server::start(Speaks::WebDav));
    let faults = Faults::before(server.address()).await;
    let rclone = world.rclone(server.remote_at("cloud", faults.address(), Login::Right));
    let file = world.file(300_000);

    faults.set(Fault::Flip(150_000));
    let error = archive(&rclone, "cloud:", &file).await.expect_err("a damaged copy");
    assert_eq!(error.class, Class::Transient);
    assert!(error.to_string().contains("the copy differs from the original"), "{error}");
    assert!(!server.file(PATH).exists(), "the damaged copy is gone");

    faults.set(Fault::None);
    archive(&rclone, "cloud:", &file).await.expect("a clean copy");
    assert_eq!(digest(server.file(PATH)), file.digest);
}

#[tokio::test]
async fn progress_is_told_while_it_goes_and_ends_with_everything() {
    let (world, server) = (World::new(), Server::start(Speaks::WebDav));
    let mut options = world.options(server.remote("cloud"));
    options.bwlimit = Some("400k".to_owned());
    let rclone = Rclone::new(options);
    let file = world.file(600_000);

    let seen = Mutex::new(Vec::<Progress>::new());
    let note = |progress| seen.lock().expect("no panic holds it").push(progress);
    archive_seen(&rclone, "cloud:", &file, &note, &CancellationToken::new()).await.expect("archived");

    let seen = seen.into_inner().expect("no panic held it");
    assert!(seen.iter().all(|progress| progress.total == 600_000 && progress.sent <= 600_000), "{seen:?}");
    assert!(seen.iter().any(|progress| (1..600_000).contains(&progress.sent)), "{seen:?}");
    assert_eq!(seen.last().map(|progress| progress.sent), Some(600_000));
}

#[tokio::test]
async fn an_upload_that_is_called_off_ends_and_leaves_no_copy() {
    let world = World::new();
    let mut options = world.options([]);
    options.bwlimit = Some("100k".to_owned());
    let rclone = Rclone::new(options);
    let cancel = CancellationToken::new();
    let moving = |progress: Progress| {
        if progress.sent > 0 {
            cancel.cancel();
        }
    };
    let file = world.file(5_000_000);
    let error = archive_seen(&rclone, "local", &file, &moving, &cancel).await.expect_err("called off");
    assert_eq!(error.class, Class::Cancelled);
    // rclone writes a local file under another name first, and removes that when it stops.
    let folder = world.archived();
    let folder = folder.parent().expect("a folder");
    until("the unfinished file to be gone", async || {
        std::fs::read_dir(folder).map_or(0, std::iter::Iterator::count) == 0
    })
    .await;
}

#[tokio::test]
async fn an_upload_whose_caller_went_away_ends() {
    let world = World::new();
    let mut options = world.options([]);
    options.bwlimit = Some("100k".to_owned());
    let rclone = Rclone::new(options);
    let file = world.file(5_000_000);
    let moving = tokio::sync::Notify::new();
    let note = |progress: Progress| {
        if progress.sent > 0 {
            moving.notify_one();
        }
    };
    let never = CancellationToken::new();
    tokio::select! {
        _ = archive_seen(&rclone, "local", &file, &note, &never) => panic!("too quick"),
        () = moving.notified() => {}
    }
    let folder = world.archived();
    let folder = folder.parent().expect("a folder");
    until("the unfinished file to be gone", async || {
        std::fs::read_dir(folder).map_or(0, std::iter::Iterator::count) == 0
    })
    .await;
}

#[tokio::test]
async fn a_local_file_that_changed_is_not_sent() {
    let world = World::new();
    let file = world.file(1000);
    std::fs::write(&file.path, vec![0; 1000]).expect("written");
    let error = archive(&world.rclone([]), "local", &file).await.expect_err("another content");
    assert_eq!(error.class, Class::Transient);
    assert!(!world.archived().exists());
}

#[tokio::test]
async fn a_probe_that_comes_back_damaged_fails() {
    let (world, server) = (World::new(), Server::start(Speaks::WebDav));
    let faults = Faults::before(server.address()).await;
    let rclone = world.rclone(server.remote_at("cloud", faults.address(), Login::Right));
    faults.set(Fault::Answer("PUT", 507));
    let probed = probe(&rclone, &destination("cloud:"), &path("probe"), &world.path(""), &|_| {}).await;
    let error = probed.expect_err("full");
    assert_eq!(error.class, Class::Quota);
}
