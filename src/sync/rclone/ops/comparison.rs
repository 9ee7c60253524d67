//! Where a path is for rclone, and what rclone can compare there.
//!
//! The remote's root is always the `fs`, and the destination's folder a part of the path. With the folder in the
//! `fs`, rclone first looks whether it is a file, and takes any refusal on S3 for "yes": a wrong key then reads
//! "is a file not a directory". It also lets one remote stay logged in once, whatever its folders.

use serde::Deserialize;
use serde_json::json;

use crate::failure::{Action, Failure};
use crate::sync::rclone::process::environment::Environment;
use crate::sync::rclone::rc::session::RemoteSession;
use crate::sync::{Destination, VerifiedBy};

/// A path on a remote, as rclone's calls want it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RclonePath {
    pub(crate) fs: String,
    pub(crate) path: String,
}

impl RclonePath {
    /// `path` below `destination`; an empty one means the destination's folder itself. `local_dir` is the
    /// absolute path of the embedded destination.
    pub(crate) fn new(destination: &Destination, path: &str, local_dir: &str) -> Self {
        if destination.is_local() {
            return Self { fs: local_dir.to_owned(), path: path.to_owned() };
        }
        let parts = [destination.folder(), path].map(|part| part.trim_matches('/'));
        let path = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
        Self { fs: format!("{}:", destination.remote()), path }
    }
}

/// A hash that both sides can compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HashKind {
    Sha256,
    Sha1,
    Md5,
}

impl HashKind {
    /// The strongest first.
    const ALL: [Self; 3] = [Self::Sha256, Self::Sha1, Self::Md5];

    /// rclone's name for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha1 => "sha1",
            Self::Md5 => "md5",
        }
    }

    /// What a comparison by it proves.
    pub(crate) fn proves(self) -> VerifiedBy {
        match self {
            Self::Sha256 => VerifiedBy::Sha256,
            Self::Sha1 => VerifiedBy::Sha1,
            Self::Md5 => VerifiedBy::Md5,
        }
    }

    fn strongest(offered: &[String]) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| offered.iter().any(|name| name == kind.name()))
    }
}

/// How a copy on a remote is compared with the original.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// By the remote's hash.
    By(HashKind),
    /// By reading the whole copy.
    ReadBack,
}

/// Types whose hash comes from what is stored: the server computes it, or rclone by reading the disk. Google Drive
/// has three of its own, none of which can be set; a file from before it had SHA-256 is read back.
///
/// Elsewhere a hash may be our own word handed back: Nextcloud keeps the checksum that the uploader sent, chunker
/// and hasher keep theirs beside the object. There, and where a remote's type is wrapped in another, the copy
/// is read back.
const HONEST: [&str; 8] = ["local", "s3", "drive", "google cloud storage", "b2", "box", "onedrive", "sftp"];

/// Above this rclone may send an object in parts, and S3's and B2's hash of such an object is one that rclone
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_remotes_root_is_the_fs_and_the_folder_belongs_to_the_path() {
        for (destination, path, fs, expected) in [
            ("local", "rituals/x.png", "/data/archive", "rituals/x.png"),
            ("mega:", "rituals/x.png", "mega:", "rituals/x.png"),
            ("s3:bucket/folder", "rituals/x.png", "s3:", "bucket/folder/rituals/x.png"),
            ("s3:bucket/folder", "", "s3:", "bucket/folder"),
            ("mega:", "", "mega:", ""),
        ] {
            let place = RclonePath::new(&destination.parse().expect("a destination"), path, "/data/archive");
            assert_eq!(place, RclonePath { fs: fs.to_owned(), path: expected.to_owned() });
        }
    }

    #[test]
    fn the_strongest_common_hash_is_taken() {
        let offered = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            HashKind::strongest(&offered(&["md5", "sha1", "crc32", "sha256"])),
            Some(HashKind::Sha256)
        );
        assert_eq!(HashKind::strongest(&offered(&["md5"])), Some(HashKind::Md5));
        assert_eq!(HashKind::strongest(&offered(&["dropbox"])), None);
    }
}
