//! Carrying files to a cloud and proving that they arrived. Knows files, digests and remote paths; no rituals.
//!
//! A copy counts as archived only when its content was compared with ours: by the remote's own hash where it
//! has one, by reading it back where it has none. A success that the other side merely reports is never enough.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::config::Settings;
use crate::digest::{Digest, Md5};
use crate::failure::{Action, Class, Failure};

pub mod destination;
#[cfg(feature = "legacy-mega")]
mod fallback;
#[cfg(feature = "legacy-mega")]
pub mod legacy_mega;
mod login_throttle;
pub mod rclone;

pub use destination::{BadDestination, BadRemotePath, Destination, RemotePath};

/// What carries the files under these settings: rclone; or, where it was built in and rclone is missing, MEGA
/// directly. Starts nothing yet.
pub fn choose(settings: &Settings) -> Arc<dyn CloudSync> {
    let rclone = rclone(settings);
    #[cfg(feature = "legacy-mega")]
    if let Some(mega) = &settings.mega {
        let (email, password) = (mega.email.clone(), mega.password.clone());
        let legacy =
            legacy_mega::LegacyMega::new(email, password, None, legacy_mega::MegaTimeouts::default())
                .recording_logins(settings.logins_file());
        return Arc::new(fallback::Fallback::new(rclone, legacy));
    }
    Arc::new(rclone)
}

/// rclone under these settings. Starts nothing yet.
pub fn rclone(settings: &Settings) -> rclone::Rclone {
    let mega = settings.mega.as_ref();
    rclone::Rclone::new(rclone::RcloneOptions {
        program: settings.rclone.clone(),
        bwlimit: settings.bwlimit.clone(),
        mega: mega
            .map(|mega| rclone::MegaLogin { email: mega.email.clone(), password: mega.password.clone() }),
        login_record: Some(settings.logins_file()),
        ..rclone::RcloneOptions::new(settings.local_dir())
    })
}

/// A local file to be archived, with what its copy is checked against.
#[derive(Debug, Clone)]
pub struct LocalFile {
    /// Absolute path.
    pub path: PathBuf,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its MD5 where it is known, for remotes that know no other hash.
    pub md5: Option<Md5>,
    /// Length in bytes.
    pub bytes: u64,
}

impl LocalFile {
    /// The failure of a file that is not there, or is not what was promised.
    pub(crate) fn mismatch() -> Failure {
        let guidance = "the local file is missing or is not the one that was to be archived";
        Failure::during(Action::Read, Class::Transient, guidance)
    }
}

/// How far an upload or a download is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes carried so far.
    pub sent: u64,
    /// Bytes to carry.
    pub total: u64,
}

/// What proved a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VerifiedBy {
    /// The remote's SHA-256.
    Sha256,
    /// The remote's SHA-1.
    Sha1,
    /// The remote's MD5.
    Md5,
    /// The copy was read back whole and its SHA-256 compared.
    ReadBack,
}

impl VerifiedBy {
    /// The word shown to people and kept by the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha1 => "sha1",
            Self::Md5 => "md5",
            Self::ReadBack => "read-back",
        }
    }

    /// The value that the store's word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Sha256, Self::Sha1, Self::Md5, Self::ReadBack].into_iter().find(|by| by.as_str() == word)
    }
}

impl fmt::Display for VerifiedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What stands at a destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path below the destination.
    pub path: RemotePath,
    /// What it is.
    pub kind: EntryKind,
}

/// What an [`Entry`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A folder.
    Folder,
    /// A file.
    File {
        /// Its length; some remotes cannot tell it.
        bytes: Option<u64>,
    },
}

/// What a destination says about its room, in bytes. It says at least one of these.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Space {
    /// All that there is.
    pub total: Option<u64>,
    /// What is taken.
    pub used: Option<u64>,
    /// What is left.
    pub free: Option<u64>,
}

/// Proof that a copy stands where it was promised and has the promised content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What proved it.
    pub verified_by: VerifiedBy,
    /// True when an identical copy was found there and nothing was sent.
    pub already_there: bool,
}

/// The cloud as the bot sees it. Whoever implements this bounds every call in time. Archiving is what all of them do;
/// what has a body here is beyond those that do without rclone.
#[async_trait]
pub trait CloudSync: Send + Sync {
    /// What carries the files, e.g. `rclone v1.75.2`; an error says why nothing can be carried now.
    async fn available(&self) -> Result<String, Failure>;

    /// How many files at once a destination should be given; whoever calls keeps to it.
    fn concurrency(&self, destination: &Destination) -> usize;

    /// Copies `file` to exactly `path` below `to` and proves the copy. May be called again after any
    /// interruption: an identical copy is recognised, a partial one replaced.
    async fn archive(
        &self,
        to: &Destination,
        path: &RemotePath,
        file: &LocalFile,
        progress: &(dyn Fn(Progress) + Send + Sync),
        cancel: &CancellationToken,
    ) -> Result<Proof, Failure>;

    /// Brings the file at `path` below `from` to `to`, whose folder is made if need be. What stood at `to` is
    /// replaced, and only by a whole file: it arrives under another name, is compared with `expected`, and takes
    /// its place in one step. A file that is not there, or has another content, is a failure.
    async fn fetch(
        &self,
        _from: &Destination,
        _path: &RemotePath,
        _to: &Path,
        _expected: Option<Digest>,
        _progress: &(dyn Fn(Progress) + Send + Sync),
        _cancel: &CancellationToken,
    ) -> Result<LocalFile, Failure> {
        Err(needs_rclone(Action::Fetch))
    }

    /// What lies directly in a folder, or in the destination's own; nothing if there is no such folder. Names that
    /// cannot be a [`RemotePath`] are left out, and the log says so.
    async fn list(
        &self,
        _destination: &Destination,
        _folder: Option<&RemotePath>,
    ) -> Result<Vec<Entry>, Failure> {
        Err(needs_rclone(Action::List))
    }

    /// What stands at `path`, if anything.
    async fn stat(&self, _destination: &Destination, _path: &RemotePath) -> Result<Option<Entry>, Failure> {
        Err(needs_rclone(Action::Stat))
    }

    /// The SHA-256 of the file at `path`, which is read whole for it; none if there is no such file.
    async fn digest(
        &self,
        _destination: &Destination,
        _path: &RemotePath,
    ) -> Result<Option<Digest>, Failure> {
        Err(needs_rclone(Action::Verify))
    }

    /// A link under which anybody can read the file; fails as permanent where the destination makes none.
    async fn link(&self, _destination: &Destination, _path: &RemotePath) -> Result<String, Failure> {
        Err(needs_rclone(Action::Link))
    }

    /// How much room there is; fails as permanent where the destination does not say.
    async fn space(&self, _destination: &Destination) -> Result<Space, Failure> {
        Err(needs_rclone(Action::Space))
    }

    /// Limits all transfers together from now on, in rclone's syntax for one rate: `1M`, `1M:2M` for up and down, `off`.
    async fn set_bwlimit(&self, _rate: &str) -> Result<(), Failure> {
        Err(needs_rclone(Action::Limit))
    }

    /// Checks that the destination answers: logs in and lists its top folder. A folder that does not exist
    /// yet is fine, uploads make it.
    async fn reach(&self, destination: &Destination) -> Result<(), Failure>;

    /// Checks that the destination can be written: a small probe object is written, read back, compared and
    /// removed again.
    async fn probe(&self, destination: &Destination, scratch: &Path) -> Result<(), Failure>;

    /// Ends whatever was started. Calls after this fail as cancelled.
    async fn shutdown(&self);
}

fn needs_rclone(action: Action) -> Failure {
    Failure::during(action, Class::Permanent, "this needs rclone; install it, or name one in HELIX_RCLONE")
}
