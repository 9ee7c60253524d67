//! Copies at the destinations, and how far they are.

use super::timestamp::Timestamp;
use crate::digest::Digest;
use crate::sync::{Destination, RemotePath, VerifiedBy};

/// One destination's copy of a ritual's artifact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    /// The destination.
    pub destination: Destination,
    /// The path below it.
    pub path: RemotePath,
    /// How far it is.
    pub state: ArchiveState,
}

/// How far a copy is.
#[derive(Debug, Clone, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum ArchiveState {
    /// Waiting for its turn for the first time, or being sent for the first time.
    Pending,
    /// Failed, and tried again at `at`. Stays so, with the time at which it fell due, while it is being tried
    /// again. A copy that was never tried because its destination is paused shows the pause's time and reason.
    Retrying {
        /// When.
        at: Timestamp,
        /// Why it failed, in plain words.
        reason: String,
    },
    /// Given up until a person asks for another try.
    Dead {
        /// Why, in plain words.
        reason: String,
    },
    /// There, and proven.
    Archived(Receipt),
}

impl ArchiveState {
    /// The word that JSON has for it: `pending`, `retrying`, `dead` or `archived`.
    pub fn word(&self) -> &'static str {
        self.into()
    }

    /// The receipt of an archived copy.
    pub fn receipt(&self) -> Option<&Receipt> {
        match self {
            Self::Archived(receipt) => Some(receipt),
            Self::Pending | Self::Retrying { .. } | Self::Dead { .. } => None,
        }
    }

    /// Why it is not archived, once that is known.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Retrying { reason, .. } | Self::Dead { reason } => Some(reason),
            Self::Pending | Self::Archived(_) => None,
        }
    }
}

/// Proof of an archived copy: of the last time that it was proven, and of the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// SHA-256 of the file that the copy was compared with.
    pub digest: Digest,
    /// Its length.
    pub bytes: u64,
    /// What proved it last.
    pub verified_by: VerifiedBy,
    /// Milliseconds that sending it and proving it for the first time took.
    pub took_ms: u64,
    /// When it was proven last.
    pub at: Timestamp,
    /// When and by what it was proven first. A copy that had to be made anew begins anew.
    pub first: FirstProof,
}

impl Receipt {
    /// The receipt of a copy that is proven now, for the first time as far as its owner knows; the store keeps an
    /// earlier first proof of the same copy.
    pub fn new(digest: Digest, bytes: u64, verified_by: VerifiedBy, took_ms: u64, at: Timestamp) -> Self {
        Self { digest, bytes, verified_by, took_ms, at, first: FirstProof { at, verified_by } }
    }
}

/// The first proof of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstProof {
    /// When it was proven.
    pub at: Timestamp,
    /// What proved it.
    pub verified_by: VerifiedBy,
}

/// An object at a destination that another program had put there and that was taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopted {
    /// The destination.
    pub destination: Destination,
    /// The path below it.
    pub path: RemotePath,
    /// SHA-256 of what stood there when it was adopted.
    pub digest: Digest,
    /// Its length.
    pub bytes: u64,
    /// When it was adopted.
    pub at: Timestamp,
}
