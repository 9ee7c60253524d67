//! Copies at the destinations, and how far they are.

use super::receipt::Receipt;
use super::removed::{RemovalState, RemovedCopy};
use super::timestamp::Timestamp;
use crate::digest::Digest;
use crate::sync::{Destination, RemotePath};

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
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Taken away because somebody asked for it, or about to be. It counts as archived no more.
    Removed(RemovedCopy),
}

impl ArchiveState {
    /// The word that JSON has for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Retrying { .. } => "retrying",
            Self::Dead { .. } => "dead",
            Self::Archived(_) => "archived",
            Self::Removed(copy) => match copy.state {
                RemovalState::Waiting(_) => "removing",
                RemovalState::Gone(_) => "removed",
                RemovalState::Kept(_) | RemovalState::Dead(_) => "not-removed",
            },
        }
    }

    /// The receipt of an archived copy.
    pub fn receipt(&self) -> Option<&Receipt> {
        match self {
            Self::Archived(receipt) => Some(receipt),
            Self::Pending | Self::Retrying { .. } | Self::Dead { .. } | Self::Removed(_) => None,
        }
    }

    /// The receipt of an archived copy, or of one that was archived and then removed, which is history.
    pub fn last_receipt(&self) -> Option<&Receipt> {
        match self {
            Self::Removed(copy) => copy.receipt.as_ref(),
            other => other.receipt(),
        }
    }

    /// Why it is not archived, or not removed, once that is known.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Retrying { reason, .. } | Self::Dead { reason } => Some(reason),
            Self::Removed(copy) => match &copy.state {
                RemovalState::Waiting(reason) => reason.as_deref(),
                RemovalState::Kept(reason) | RemovalState::Dead(reason) => Some(reason),
                RemovalState::Gone(_) => None,
            },
            Self::Pending | Self::Archived(_) => None,
        }
    }
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
