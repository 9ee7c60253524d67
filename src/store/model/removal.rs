//! Taking copies away again, because somebody asked for it.

use uuid::Uuid;

use super::artifact::RecordedFile;
use super::removed::RemovedCopy;
use super::ritual::RitualId;
use super::timestamp::Timestamp;
use crate::failure::Class;
use crate::sync::{Destination, RemotePath};

/// The right to remove a copy, until it runs out. Each claim makes a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemovalLease {
    /// The removal.
    pub removal: Uuid,
    /// This claim's own id.
    pub id: Uuid,
}

/// A claimed removal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// The right to work on it.
    pub lease: RemovalLease,
    /// The ritual; none for an adopted object.
    pub ritual: Option<RitualId>,
    /// The destination.
    pub destination: Destination,
    /// The path of the picture below it.
    pub path: RemotePath,
    /// What may stand there, and beside it; nothing where there never was a picture.
    pub files: Vec<RecordedFile>,
    /// How many times it has been claimed, this time included.
    pub attempt: u32,
}

/// What came of one run of a removal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemovalEnd {
    /// All of its files that stood there are gone.
    Removed,
    /// Nothing stood there.
    Missing,
    /// Something else stands there, and was left alone.
    Kept(String),
    /// To be run again at `at`.
    Retry {
        /// When.
        at: Timestamp,
        /// The failure's class.
        class: Class,
        /// Why, in plain words.
        reason: String,
        /// Whether the attempt counts.
        counts: bool,
    },
    /// Given up; kept and shown until a person asks again.
    Dead {
        /// The failure's class.
        class: Class,
        /// Why, in plain words.
        reason: String,
    },
    /// Handed back untouched because the program stops; the attempt does not count.
    Released,
}

/// How far the removals are that were asked for together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchCounts {
    /// Those that wait or are under way.
    pub waiting: u64,
    /// Of these, those that failed and wait for their next try.
    pub put_off: u64,
    /// Copies that are gone.
    pub removed: u64,
    /// Copies that were gone already.
    pub missing: u64,
    /// Places where something else stands, which was left alone.
    pub kept: u64,
    /// Those that were given up.
    pub dead: u64,
    /// Why one of them waits or was given up.
    pub trouble: Option<String>,
}

/// An adopted object that was removed, or is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedObject {
    /// The destination.
    pub destination: Destination,
    /// The path below it.
    pub path: RemotePath,
    /// How far it is.
    pub copy: RemovedCopy,
}
