//! What stands at the destination after an archive, and what proved it.

use std::os::unix::fs::MetadataExt;
use std::sync::Mutex;

use helix_bot::sync::rclone::Rclone;
use helix_bot::sync::{Class, CloudSync, LocalFile, Progress, VerifiedBy};
use tokio_util::sync::CancellationToken;

use super::world::{PATH, World, archive, archive_seen, destination, digest, until};
use crate::support::faults::{Fault, Faults};
use crate::support::rclone::{Server, Speaks};

/// A destination to be tried, and where its objects are stored.
struct Row {
    to: &'static str,
    verified_by: VerifiedBy,
    stored: std::path::PathBuf,
    rclone: Rclone,
    world: World,
    _server: Option<Server>,
}

fn local() -> Row {
    let world = World::new();
    let (rclone, stored) = (world.rclone([]), world.archived());
    Row { to: "local", verified_by: VerifiedBy::Sha256, stored, rclone, world, _server: None }
}

fn s3() -> Row {
    served(Speaks::S3, "cloud:bucket/deep folder", VerifiedBy::Md5, "bucket/deep folder")
}

fn webdav() -> Row {
    served(Speaks::WebDav, "cloud:folder", VerifiedBy::ReadBack, "folder")
}

fn served(speaks: Speaks, to: &'static str, verified_by: VerifiedBy, folder: &str) -> Row {
    let (world, server) = (World::new(), Server::start(speaks));
    let rclone = world.rclone(server.remote("cloud"));
    let stored = server.file(&format!("{folder}/{PATH}"));
    Row { to, verified_by, stored, rclone, world, _server: Some(server) }
}

fn rows() -> [Row; 3] {
    [local(), s3(), webdav()]
}

impl Row {
    async fn archive(&self, file: &LocalFile) -> bool {
        let proof = archive(&self.rclone, self.to, file).await.unwrap_or_else(|error| {
            panic!("{}: {error}: {:?}", self.to, error.cause);
        });
        assert_eq!(proof.verified_by, self.verified_by, "{}", self.to);
        assert_eq!(digest(&self.stored), file.digest, "{}", self.to);
        proof.already_there
    }

    fn put(&self, content: &[u8]) {
        std::fs::create_dir_all(self.stored.parent().expect("a folder")).expect("made");
        std::fs::write(&self.stored, content).expect("written");
    }
}

#[tokio::test]
async fn the_copy_is_exactly_where_it_was_promised_and_has_the_promised_content() {
    for row in rows() {
        let file = row.world.file(300_000);
        assert!(!row.archive(&file).await, "{}", row.to);
        assert!(row.stored.is_file());
    }
}

#[tokio::test]
async fn an_identical_copy_is_recognised_and_not_sent_again() {
    for row in rows() {
        let file = row.world.file(300_000);
        row.archive(&file).await;
        let before = std::fs::metadata(&row.stored).expect("it is there");
        assert!(row.archive(&file).await, "{}", row.to);
        let after = std::fs::metadata(&row.stored).expect("it is there");
        let state = |meta: &std::fs::Metadata| (meta.ino(), meta.mtime(), meta.mtime_nsec());
        assert_eq!(state(&before), state(&after), "{}", row.to);
    }
}

#[tokio::test]
async fn a_partial_copy_is_replaced() {
    for row in rows() {
        let file = row.world.file(300_000);
        let content = std::fs::read(&file.path).expect("the file");
        row.put(&content[..content.len() / 3]);
        assert!(!row.archive(&file).await, "{}", row.to);
    }
}

#[tokio::test]
async fn another_content_of_the_same_size_is_replaced() {
    for row in rows() {
        let file = row.world.file(300_000);
        let mut content = std::fs::read(&file.path).expect("the file");
        content[200_000] ^= 1;
        row.put(&content);
        assert!(!row.archive(&file).await, "{}", row.to);
    }
}

#[tokio::test]
async fn an_empty_file_is_archived_too() {
    for row in rows() {
        row.archive(&row.world.file(0)).await;
    }
}

#[tokio::test]
async fn several_at_once_do_not_disturb_each_other() {
    let (world, server) = (World::new(), Server::start(Speaks::S3));
    let rclone = world.rclone(server.remote("cloud"));
    let files: Vec<_> = (0..8).map(|_| world.file(200_000)).collect();
    let to = destination("cloud:bucket");
    let send = async |number: usize| {
        let path = format!("rituals/{number}.png").parse().expect("a path");
        rclone.archive(&to, &path, &files[number], &|_| {}, &CancellationToken::new()).await
    };
    let proofs = tokio::join!(send(0), send(1), send(2), send(3), send(4), send(5), send(6), send(7));
    let proofs: [_; 8] = proofs.into();
    for (number, proof) in proofs.into_iter().enumerate() {
        proof.expect("archived");
        assert_eq!(digest(server.file(&format!("bucket/rituals/{number}.png"))), files[number].digest);
    }
}

#[tokio::test]
async fn a_bit_that_flipped_on_its_way_is_noticed_and_the_copy_removed() {
    let (world, server) = (World::new(), Server::start(Speaks::WebDav));
    let faults = Faults::before(server.address()).await;
    let rclone =
        world.rclone(server.remote_at("cloud", faults.address(), crate::support::rclone::Login::Right));
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
    let row = local();
    let file = row.world.file(1000);
    std::fs::write(&file.path, vec![0; 1000]).expect("written");
    let error = archive(&row.rclone, row.to, &file).await.expect_err("another content");
    assert_eq!(error.class, Class::Transient);
    assert!(!row.stored.exists());
}

#[tokio::test]
async fn a_destination_is_reached_before_its_folder_exists_and_a_probe_leaves_nothing() {
    for row in rows() {
        row.rclone.reach(&destination(row.to)).await.unwrap_or_else(|error| panic!("{}: {error}", row.to));
        let scratch = row.world.path("scratch");
        std::fs::create_dir(&scratch).expect("a folder");
        row.rclone
            .probe(&destination(row.to), &scratch)
            .await
            .unwrap_or_else(|error| panic!("{}: {error}: {:?}", row.to, error.cause));
        assert_eq!(std::fs::read_dir(&scratch).expect("the folder").count(), 0, "{}", row.to);
        let file = row.world.file(10);
        row.archive(&file).await;
        let root = row.stored.ancestors().nth(3).expect("the destination's folder");
        assert_eq!(std::fs::read_dir(root).expect("the folder").count(), 1, "only rituals/: {}", row.to);
    }
}

#[tokio::test]
async fn a_probe_that_comes_back_damaged_fails() {
    let (world, server) = (World::new(), Server::start(Speaks::WebDav));
    let faults = Faults::before(server.address()).await;
    let rclone =
        world.rclone(server.remote_at("cloud", faults.address(), crate::support::rclone::Login::Right));
    faults.set(Fault::Answer("PUT", 507));
    let error = rclone.probe(&destination("cloud:"), &world.path("")).await.expect_err("full");
    assert_eq!(error.class, Class::Quota);
}
