//! Bringing a file back: under another name first, compared, then in its place.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use tempfile::TempPath;

use crate::blocking::blocking;
use crate::digest::Digest;
use crate::failure::{Action, Class, Failure};
use crate::sync::rclone::entry::EntryKind;
use crate::sync::rclone::ops::comparison::WHOLE;
use crate::sync::rclone::ops::listing;
use crate::sync::rclone::ops::transfer;
use crate::sync::rclone::ops::verify::sha256_of;
use crate::sync::rclone::rc::session::RemoteSession;
use crate::sync::rclone::rclone_path::RclonePath;
use crate::sync::{LocalFile, Progress, RemotePath};

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
    let time = session.time_for(bytes.unwrap_or(WHOLE)).await?;
    let arriving = Arriving::beside(to).await.map_err(here)?;
    transfer::download(session, place, &arriving.0, bytes, progress, time).await?;
    arriving.settle(to, expected, session.remote).await
}

/// A file that is not whole yet; removed when dropped.
struct Arriving(TempPath);

impl Arriving {
    /// In the target's folder, so that it can take its place in one step.
    async fn beside(target: &Path) -> io::Result<Self> {
        let target = target.to_path_buf();
        blocking(move || {
            let target = std::path::absolute(target)?;
            let name = target.file_name().ok_or(io::ErrorKind::InvalidFilename)?.to_string_lossy();
            let folder = target.parent().ok_or(io::ErrorKind::InvalidFilename)?;
            fs::create_dir_all(folder)?;
            let mut builder = tempfile::Builder::new();
            let (prefix, suffix) = (format!(".{name}."), ".part");
            Ok(Self(builder.prefix(&prefix).suffix(suffix).tempfile_in(folder)?.into_temp_path()))
        })
        .await
    }

    /// Compares the content and puts the file in its place, durably.
    async fn settle(
        self,
        target: &Path,
        expected: Option<Digest>,
        remote: &str,
    ) -> Result<LocalFile, Failure> {
        let target = target.to_path_buf();
        let settled = blocking(move || {
            let file = File::open(&self.0)?;
            let (digest, bytes) = sha256_of(&file)?;
            if expected.is_some_and(|expected| expected != digest) {
                return Ok(Err(digest));
            }
            file.sync_all()?;
            self.0.persist(&target)?;
            if let Some(folder) = std::path::absolute(&target)?.parent() {
                File::open(folder)?.sync_all()?;
            }
            Ok(Ok(LocalFile { path: target, digest, md5: None, bytes }))
        });
        settled.await.map_err(here)?.map_err(|digest| {
            let guidance = format!("what came from {remote} is not the file that was archived");
            Failure::during(Action::Fetch, Class::Transient, guidance)
                .because(anyhow::anyhow!("its digest is {digest}, expected {expected:?}"))
        })
    }
}

/// This machine's disk did not take it.
fn here(error: io::Error) -> Failure {
    let guidance = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "there is no room left on this machine's disk"
        }
        io::ErrorKind::PermissionDenied => {
            "the file may not be written there; check the folder's permissions"
        }
        _ => "the file could not be written on this machine",
    };
    Failure::during(Action::Fetch, Class::Permanent, guidance).because(error)
}
