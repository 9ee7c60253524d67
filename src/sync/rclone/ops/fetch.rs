//! Bringing a file back: under another name first, compared, then in its place.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use crate::blocking::blocking;
use crate::digest::Digest;
use crate::durable::PendingFile;
use crate::failure::{Action, Class, Failure};
use crate::sync::rclone::ops::listing;
use crate::sync::rclone::ops::transfer;
use crate::sync::rclone::ops::verify::{ASSUMED, sha256_of};
use crate::sync::rclone::rc::session::RemoteSession;
use crate::sync::rclone::rclone_path::RclonePath;
use crate::sync::{EntryKind, LocalFile, Progress, RemotePath};

/// Brings what stands at `place`, which is `path` below its destination, to `to`.
pub(crate) async fn fetch(
    session: &RemoteSession<'_>,
    place: &RclonePath,
    path: &RemotePath,
    to: &Path,
    expected: Option<Digest>,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<LocalFile, Failure> {
    let missing =
        |what| Err(Failure::during(Action::Fetch, Class::Permanent, format!("{what} {}", session.remote)));
    let bytes = match listing::stat(session, place, path, Action::Fetch).await?.map(|found| found.kind) {
        Some(EntryKind::File { bytes }) => bytes,
        Some(EntryKind::Folder) => return missing("a folder stands in the file's place at"),
        None => return missing("there is no such file at"),
    };
    let time = session.time_for(bytes.unwrap_or(ASSUMED)).await?;
    let arriving = pending(to).await.map_err(here)?;
    transfer::download(session, place, arriving.path(), bytes, progress, time).await?;
    settle(arriving, to, expected, session.remote).await
}

/// A file of a temporary name beside `target`, whose folder is made if need be.
async fn pending(target: &Path) -> io::Result<PendingFile> {
    let target = std::path::absolute(target)?;
    blocking(move || {
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        PendingFile::beside(&target)
    })
    .await
}

/// Compares the content and puts the file in its place, durably.
async fn settle(
    arrived: PendingFile,
    target: &Path,
    expected: Option<Digest>,
    remote: &str,
) -> Result<LocalFile, Failure> {
    let target = target.to_path_buf();
    let settled = blocking(move || {
        let (digest, bytes) = sha256_of(&File::open(arrived.path())?)?;
        if expected.is_some_and(|expected| expected != digest) {
            return Ok(Err(digest));
        }
        arrived.commit()?;
        Ok(Ok(LocalFile { path: target, digest, md5: None, bytes }))
    });
    settled.await.map_err(here)?.map_err(|digest| {
        let guidance = format!("what came from {remote} is not the file that was archived");
        Failure::during(Action::Fetch, Class::Transient, guidance)
            .because(anyhow::anyhow!("its digest is {digest}, expected {expected:?}"))
    })
}

/// This machine's disk did not take it.
fn here(error: io::Error) -> Failure {
    let (class, guidance) = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            (Class::Disk, "there is no room left on this machine's disk")
        }
        io::ErrorKind::PermissionDenied => {
            (Class::Permanent, "the file may not be written there; check the folder's permissions")
        }
        io::ErrorKind::InvalidFilename => (
            Class::Permanent,
            "this machine's file system takes no such name, as it is too long; choose another one, or another folder, with \
             --out",
        ),
        _ => (Class::Permanent, "the file could not be written on this machine"),
    };
    Failure::during(Action::Fetch, class, guidance).because(error)
}
