//! How copies on a remote are compared: by its hash where that is honest, else by reading them back.

use serde::Deserialize;
use serde_json::json;

use crate::failure::{Action, Failure};
use crate::sync::Destination;
use crate::sync::rclone::hash_kind::{Comparison, HashKind};
use crate::sync::rclone::process::environment::Environment;
use crate::sync::rclone::rc::session::RemoteSession;
use crate::sync::rclone::rclone_path::RclonePath;

/// Types whose hash is computed from the stored bytes: by the server, or by rclone reading the disk. Google Drive
/// has three of its own, none of which can be set; a file from before it had SHA-256 is read back.
///
/// Elsewhere a hash may be our own word handed back: Nextcloud keeps the checksum that the uploader sent, chunker
/// and hasher keep theirs beside the object. There, and where a remote's type is wrapped in another, the copy
/// is read back.
const HONEST: [&str; 8] = ["local", "s3", "drive", "google cloud storage", "b2", "box", "onedrive", "sftp"];

/// Above this size rclone may send an object in parts, and S3's and B2's hash of such an object is one that rclone
/// itself attached to it. rclone's own threshold is 200 MiB; an operator may lower it.
pub(crate) const WHOLE: u64 = 64 << 20;

/// How copies on `destination`'s remote are compared. Asked once per daemon.
pub(crate) async fn comparison(
    session: &RemoteSession<'_>,
    environment: &Environment,
    destination: &Destination,
    place: &RclonePath,
) -> Result<Comparison, Failure> {
    let known = session.daemon.comparison(&place.fs);
    known.get_or_try_init(|| ask_comparison(session, environment, destination, place)).await.copied()
}

async fn ask_comparison(
    session: &RemoteSession<'_>,
    environment: &Environment,
    destination: &Destination,
    place: &RclonePath,
) -> Result<Comparison, Failure> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Info {
        #[serde(default)]
        hashes: Option<Vec<String>>,
    }
    let info: Info = session.ask(Action::Stat, "operations/fsinfo", &json!({"fs": place.fs})).await?;
    Ok(match HashKind::strongest(&info.hashes.unwrap_or_default()) {
        Some(kind) if is_honest(session, environment, destination).await? => Comparison::By(kind),
        _ => Comparison::ReadBack,
    })
}

async fn is_honest(
    session: &RemoteSession<'_>,
    environment: &Environment,
    destination: &Destination,
) -> Result<bool, Failure> {
    /// The answer has the remote's secrets too; they are not read.
    #[derive(Deserialize)]
    struct Section {
        r#type: Option<String>,
    }
    if destination.is_local() {
        return Ok(true);
    }
    if let Some(configured) = environment.remote_type(destination.remote()) {
        return Ok(HONEST.contains(&configured));
    }
    let section: Section =
        session.ask_daemon(Action::Stat, "config/get", &json!({"name": destination.remote()})).await?;
    Ok(section.r#type.is_some_and(|configured| HONEST.contains(&configured.as_str())))
}
