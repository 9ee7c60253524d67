//! Proof of archived copies.

use super::timestamp::Timestamp;
use crate::digest::Digest;
use crate::sync::VerifiedBy;

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
