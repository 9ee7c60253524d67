//! What the transfers' tests share: a place for one rclone, files to send, waiting with a deadline.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use helix_bot::digest::{Digest, Md5};
use helix_bot::failure::{Class, Failure};
use helix_bot::sync::rclone::{Rclone, RcloneOptions};
use helix_bot::sync::{CloudSync, Destination, LocalFile, Progress, Proof, RemotePath};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::support::rclone;

/// The path that tests archive to.
pub(super) const PATH: &str = "rituals/42/the ritual.png";

/// Folders of one test.
pub(super) struct World {
    dir: TempDir,
    files: AtomicU64,
}

impl World {
    pub(super) fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(dir.path().join("run")).expect("a folder");
        Self { dir, files: AtomicU64::new(0) }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Where `local` keeps what is archived to [`PATH`].
    pub(super) fn archived(&self) -> PathBuf {
        self.path("archive").join(PATH)
    }

    /// Options with the rclone under test, everything inside this world.
    pub(super) fn options(&self, remotes: impl IntoIterator<Item = (String, String)>) -> RcloneOptions {
        RcloneOptions {
            program: Some(rclone::program()),
            run_parent: Some(self.path("run")),
            env: remotes.into_iter().collect(),
            ..RcloneOptions::new(self.path("archive"))
        }
    }

    pub(super) fn rclone(&self, remotes: impl IntoIterator<Item = (String, String)>) -> Rclone {
        Rclone::new(self.options(remotes))
    }

    /// A file of so many bytes that differs from all others.
    pub(super) fn file(&self, bytes: usize) -> LocalFile {
        let number = self.files.fetch_add(1, Ordering::Relaxed);
        let path = self.path(&format!("spooled-{number}.png"));
        let content: Vec<u8> =
            (0..bytes).map(|at| (at * 31 + at / 251 + number as usize * 7) as u8).collect();
        std::fs::write(&path, &content).expect("written");
        LocalFile { path, digest: Digest::of(&content), md5: Some(Md5::of(&content)), bytes: bytes as u64 }
    }

    /// The one daemon of this world.
    #[cfg(target_os = "linux")]
    pub(super) fn daemon(&self) -> i32 {
        let daemons = self.daemons();
        assert_eq!(daemons.len(), 1, "one daemon: {daemons:?}");
        daemons[0]
    }

    #[cfg(target_os = "linux")]
    pub(super) fn daemons(&self) -> Vec<i32> {
        rclone::daemons_below(&self.path("run"))
    }
}

pub(super) fn destination(text: &str) -> Destination {
    text.parse().expect("a destination")
}

pub(super) fn path(text: &str) -> RemotePath {
    text.parse().expect("a path")
}

/// Archives to [`PATH`] with nobody watching.
pub(super) async fn archive(carrier: &dyn CloudSync, to: &str, file: &LocalFile) -> Result<Proof, Failure> {
    archive_seen(carrier, to, file, &|_| {}, &CancellationToken::new()).await
}

/// Archives to [`PATH`].
pub(super) async fn archive_seen(
    carrier: &dyn CloudSync,
    to: &str,
    file: &LocalFile,
    progress: &(dyn Fn(Progress) + Send + Sync),
    cancel: &CancellationToken,
) -> Result<Proof, Failure> {
    carrier.archive(&destination(to), &path(PATH), file, progress, cancel).await
}

/// What a file to be sent holds.
pub(super) fn content(file: &LocalFile) -> Vec<u8> {
    std::fs::read(&file.path).expect("the file")
}

/// Asserts what the queue and the operator are told.
#[track_caller]
pub(super) fn assert_told(error: &Failure, class: Class, words: &str) {
    assert_eq!(error.class, class, "{error}: {:?}", error.cause);
    assert!(error.guidance.contains(words), "{error}: {:?}", error.cause);
}

/// The digest of a stored file.
pub(super) fn digest(file: impl AsRef<std::path::Path>) -> Digest {
    Digest::of(&std::fs::read(file).expect("the stored file"))
}

/// Waits until something holds.
pub(super) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
    while !holds().await {
        assert!(tokio::time::Instant::now() < deadline, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
