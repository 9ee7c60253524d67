//! Proving again what was archived long ago.

use uuid::Uuid;

use super::ritual::RitualId;
use super::timestamp::Timestamp;
use crate::digest::Digest;
use crate::sync::Destination;

/// A copy that stands, as its receipt last said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvenCopy {
    /// The ritual.
    pub ritual: RitualId,
    /// The destination.
    pub destination: Destination,
    /// SHA-256 of the picture.
    pub digest: Digest,
    /// When it was proven last.
    pub proven: Timestamp,
}

/// The right to audit a destination, until it runs out. Each claim makes a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLease {
    /// The destination.
    pub destination: Destination,
    /// This claim's own id.
    pub id: Uuid,
}

/// The copy whose turn it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditTurn {
    /// The right to audit it.
    pub lease: AuditLease,
    /// Which one.
    pub copy: ProvenCopy,
}

/// How old the proofs of a destination's copies are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proofs {
    /// When the copy whose proof is the oldest was proven.
    pub oldest: Timestamp,
    /// How many were to be proven again by now, counted up to [`Proofs::MOST`].
    pub overdue: u64,
}

impl Proofs {
    /// No more than so many are counted, so that counting takes no longer however many there are.
    pub const MOST: u64 = 10_000;
}
