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
use crate::digest::Digest;

pub mod destination;
mod error;
#[cfg(feature = "legacy-mega")]
mod fallback;
#[cfg(feature = "legacy-mega")]
pub mod legacy_mega;
mod logins;
pub mod rclone;

pub use destination::{BadDestination, BadRemotePath, Destination, RemotePath};
pub use error::{Action, Class, SyncError};

/// What carries the files under these settings: rclone; or, where it was built in and rclone is missing, MEGA
/// directly. Starts nothing yet.
pub fn choose(settings: &Settings) -> Arc<dyn CloudSync> {
    let mega = settings.mega.as_ref();
    let rclone = rclone::Rclone::new(rclone::RcloneOptions {
        program: settings.rclone.clone(),
        bwlimit: settings.bwlimit.clone(),
        mega: mega
            .map(|mega| rclone::MegaLogin { email: mega.email.clone(), password: mega.password.clone() }),
        ..rclone::RcloneOptions::new(settings.local_dir())
    });
    #[cfg(feature = "legacy-mega")]
    if let Some(mega) = mega {
        let (email, password) = (mega.email.clone(), mega.password.clone());
        let legacy = legacy_mega::LegacyMega::new(email, password, None, legacy_mega::Patience::default());
        return Arc::new(fallback::Fallback::new(rclone, legacy));
    }
    Arc::new(rclone)
}

/// A local file to be archived, with what its copy is checked against.
#[derive(Debug, Clone)]
pub struct LocalFile {
    /// Absolute path.
    pub path: PathBuf,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Length in bytes.
    pub bytes: u64,
}

/// How far an upload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes sent so far.
    pub sent: u64,
    /// Bytes to send.
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

/// Proof that a copy stands where it was promised and has the promised content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What proved it.
    pub verified_by: VerifiedBy,
    /// True when an identical copy was found there and nothing was sent.
    pub already_there: bool,
}

/// The cloud as the bot sees it. Whoever implements this bounds every call in time.
#[async_trait]
pub trait CloudSync: Send + Sync {
    /// What carries the files, e.g. `rclone v1.75.2`; an error says why nothing can be carried now.
    async fn available(&self) -> Result<String, SyncError>;

    /// How many transfers at once a destination should be given; whoever calls keeps to it.
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
    ) -> Result<Proof, SyncError>;

    /// Checks that the destination answers: logs in and lists its top folder. A folder that does not exist
    /// yet is fine, uploads make it.
    async fn reach(&self, destination: &Destination) -> Result<(), SyncError>;

    /// Checks that the destination can be written: a small probe object is written, read back, compared and
    /// removed again.
    async fn probe(&self, destination: &Destination, scratch: &Path) -> Result<(), SyncError>;

    /// Ends whatever was started. Calls after this fail as cancelled.
    async fn shutdown(&self);
}
