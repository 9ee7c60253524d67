//! Bringing files back, and looking at what stands at a destination.

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use helix_bot::digest::Digest;
use helix_bot::sync::rclone::Rclone;
use helix_bot::sync::{Action, Class, CloudSync, EntryKind, Progress};
use tokio_util::sync::CancellationToken;

use super::world::{PATH, World, archive, destination, digest, path};
use crate::support::disk::SmallDisk;
use crate::support::faults::{Fault, Faults};
use crate::support::mega::Mega;
use crate::support::rclone::{Login, Server, Speaks};

/// A destination, and the folder that its objects are stored in.
struct Row {
    to: &'static str,
    root: PathBuf,
    rclone: Rclone,
    world: World,
    _server: Option<Server>,
}

fn rows() -> [Row; 3] {
    let world = World::new();
    let local =
        Row { to: "local", root: world.path("archive"), rclone: world.rclone([]), world, _server: None };
    [
        local,
        served(Speaks::S3, "cloud:bucket/deep folder", "bucket/deep folder"),
        served(Speaks::WebDav, "cloud:folder", "folder"),
    ]
}

fn served(speaks: Speaks, to: &'static str, folder: &str) -> Row {
    let (world, server) = (World::new(), Server::start(speaks));
    Row {
        to,
        root: server.file(folder),
        rclone: world.rclone(server.remote("cloud")),
        world,
        _server: Some(server),
    }
}

impl Row {
    fn put(&self, path: &str, content: &[u8]) {
        let file = self.root.join(path);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        std::fs::write(file, content).expect("written");
        // The servers remember what a folder holds for a hundredth of a second.
        std::thread::sleep(Duration::from_millis(30));
    }

    async fn fetch(&self, expected: Option<Digest>) -> Result<Digest, helix_bot::sync::SyncError> {
        let to = self.world.path("back/the ritual.png");
        let never = CancellationToken::new();
        let from = destination(self.to);
        let fetched = self.rclone.fetch(&from, &path(PATH), &to, expected, &|_| {}, &never).await?;
        assert_eq!((fetched.path, digest(&to)), (to, fetched.digest), "{}", self.to);
        Ok(fetched.digest)
    }

    /// What lies in the folder that files come back to.
    fn back(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.world.path("back")) else { return Vec::new() };
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    }
}

#[tokio::test]
async fn what_was_archived_comes_back_whole_and_in_its_place() {
    for row in rows() {
        let file = row.world.file(300_000);
        archive(&row.rclone, row.to, &file).await.expect("archived");
        assert_eq!(row.fetch(Some(file.digest)).await.expect(row.to), file.digest);
        // Again, over what stands there now.
        std::fs::write(row.world.path("back/the ritual.png"), b"something else").expect("written");
        assert_eq!(row.fetch(Some(file.digest)).await.expect(row.to), file.digest);
        assert_eq!(row.back(), ["the ritual.png"], "nothing beside it: {}", row.to);
    }
}

#[tokio::test]
async fn another_content_than_expected_leaves_what_stood_there() {
    for row in rows() {
        row.put(PATH, b"not what was archived");
        std::fs::create_dir(row.world.path("back")).expect("a folder");
        std::fs::write(row.world.path("back/the ritual.png"), b"mine").expect("written");
        let error = row.fetch(Some(Digest::of(b"archived"))).await.expect_err(row.to);
        assert_eq!((error.class, error.action), (Class::Transient, Action::Fetch), "{}", row.to);
        assert_eq!(digest(row.world.path("back/the ritual.png")), Digest::of(b"mine"), "{}", row.to);
        assert_eq!(row.back(), ["the ritual.png"], "{}", row.to);
        // Without an expectation it is taken as it is.
        assert_eq!(row.fetch(None).await.expect(row.to), Digest::of(b"not what was archived"));
    }
}

#[tokio::test]
async fn a_file_that_is_not_there_and_a_folder_in_its_place_are_said_and_final() {
    for row in rows() {
        let error = row.fetch(None).await.expect_err(row.to);
        assert_eq!(error.class, Class::Permanent, "{}: {error}", row.to);
        assert!(error.to_string().contains("no such file"), "{}: {error}", row.to);
        row.put(&format!("{PATH}/inner.png"), b"as a plan of old made it");
        let error = row.fetch(None).await.expect_err(row.to);
        assert_eq!(error.class, Class::Permanent, "{}: {error}", row.to);
        assert!(error.to_string().contains("a folder stands"), "{}: {error}", row.to);
        assert!(row.back().is_empty());
    }
}

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
    for row in rows() {
        let back = row.world.path("back");
        std::fs::create_dir(&back).expect("a folder");
        let Some(_disk) = SmallDisk::over(&back) else { return };
        archive(&row.rclone, row.to, &row.world.file(1_000_000)).await.expect("archived");
        let error = row.fetch(None).await.expect_err("no room");
        assert_eq!(error.class, Class::Permanent, "{}: {error}: {:?}", row.to, error.cause);
        assert!(error.guidance.contains("no room left on this machine's disk"), "{}: {error}", row.to);
        assert_eq!(row.back(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_folder_is_listed_as_it_is_and_one_that_is_not_there_is_empty() {
    for row in rows() {
        let (to, folder) = (destination(row.to), path("rituals"));
        assert_eq!(row.rclone.list(&to, Some(&folder)).await.expect(row.to), [], "{}", row.to);
        row.put("rituals/ä b.png", b"12345");
        row.put("rituals/name.png/inner.png", b"1");
        let mut entries = row.rclone.list(&to, Some(&folder)).await.expect(row.to);
        entries.sort_by_key(|entry| entry.path.to_string());
        let entries: Vec<_> = entries.iter().map(|entry| (entry.path.as_str(), entry.kind)).collect();
        let expected = [
            ("rituals/name.png", EntryKind::Folder),
            ("rituals/ä b.png", EntryKind::File { bytes: Some(5) }),
        ];
        assert_eq!(entries, expected, "{}", row.to);
        let top = row.rclone.list(&to, None).await.expect(row.to);
        assert_eq!(
            top.iter().map(|entry| entry.path.as_str()).collect::<Vec<_>>(),
            ["rituals"],
            "{}",
            row.to
        );
    }
}

#[tokio::test]
async fn what_stands_at_a_path_is_told() {
    for row in rows() {
        let (to, at) = (destination(row.to), path("rituals/x.png"));
        assert_eq!(row.rclone.stat(&to, &at).await.expect(row.to), None, "{}", row.to);
        row.put("rituals/x.png", b"12345");
        let found = row.rclone.stat(&to, &at).await.expect(row.to).expect("it is there");
        assert_eq!((found.path, found.kind), (at, EntryKind::File { bytes: Some(5) }), "{}", row.to);
        let folder = row.rclone.stat(&to, &path("rituals")).await.expect(row.to).expect("it is there");
        assert_eq!(folder.kind, EntryKind::Folder, "{}", row.to);
    }
}

#[tokio::test]
async fn the_digest_of_what_stands_there_is_read_whatever_the_remote_says() {
    for row in rows() {
        let (to, at) = (destination(row.to), path("rituals/x.png"));
        assert_eq!(row.rclone.digest(&to, &at).await.expect(row.to), None, "{}", row.to);
        row.put("rituals/x.png", b"12345");
        assert_eq!(
            row.rclone.digest(&to, &at).await.expect(row.to),
            Some(Digest::of(b"12345")),
            "{}",
            row.to
        );
        assert_eq!(row.rclone.digest(&to, &path("rituals")).await.expect(row.to), None, "{}", row.to);
    }
}

#[tokio::test]
async fn a_link_is_made_where_the_remote_can_and_elsewhere_it_is_said_that_it_cannot() {
    for row in rows() {
        row.put(PATH, b"12345");
        let link = row.rclone.link(&destination(row.to), &path(PATH)).await;
        if row.to.contains("bucket") {
            let link = link.expect("S3 signs links");
            assert!(link.starts_with("http://127.0.0.1:") && link.contains("X-Amz-Signature="), "{link}");
            assert!(link.contains("X-Amz-Expires=604800"), "for seven days: {link}");
        } else {
            let error = link.expect_err(row.to);
            assert_eq!((error.class, error.action), (Class::Permanent, Action::Link), "{}", row.to);
            assert!(error.guidance.ends_with("makes no links"), "{error}");
        }
    }
}

#[tokio::test]
async fn the_room_is_told_where_the_remote_knows_it_and_elsewhere_it_is_said_that_it_does_not() {
    for row in rows() {
        let space = row.rclone.space(&destination(row.to)).await;
        if row.to == "local" {
            let space = space.expect("a disk knows");
            assert!(space.free > Some(0) && space.free <= space.total, "{space:?}");
        } else {
            let error = space.expect_err(row.to);
            assert_eq!((error.class, error.action), (Class::Permanent, Action::Space), "{}", row.to);
            assert!(error.guidance.contains("does not tell how much room"), "{error}");
        }
    }
}

#[tokio::test]
async fn mega_gives_back_lists_and_links_what_it_holds() {
    let (world, mega) = (World::new(), Mega::start().await);
    let rclone = world.rclone(mega.environment("mega"));
    let file = world.file(300_000);
    let content = std::fs::read(&file.path).expect("the file");
    mega.put("Core/rituals/a.png", &content);
    let (from, at, to) = (destination("mega:Core"), path("rituals/a.png"), world.path("back.png"));

    let never = CancellationToken::new();
    let fetched = rclone.fetch(&from, &at, &to, Some(file.digest), &|_| {}, &never).await;
    assert_eq!(fetched.unwrap_or_else(|error| panic!("{error}: {:?}", error.cause)).digest, file.digest);
    assert_eq!(digest(&to), file.digest);

    let listed = rclone.list(&from, Some(&path("rituals"))).await.expect("listed");
    let listed: Vec<_> = listed.iter().map(|entry| (entry.path.as_str(), entry.kind)).collect();
    assert_eq!(listed, [("rituals/a.png", EntryKind::File { bytes: Some(300_000) })]);

    let link = rclone.link(&from, &at).await.unwrap_or_else(|error| panic!("{error}: {:?}", error.cause));
    assert!(mega.follow(&link) == Some(content), "the link shows the picture: {link}");
    let space = rclone.space(&from).await.expect("MEGA knows its quota");
    assert!(space.used >= Some(300_000) && space.used <= space.total, "{space:?}");
    rclone.shutdown().await;
}
