//! Copies as their owner is told of them.

use super::ritual::RitualId;
use crate::sync::{Destination, RemotePath};

/// A copy that stands, as its owner is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedCopy {
    /// The ritual.
    pub ritual: RitualId,
    /// The destination.
    pub destination: Destination,
    /// The path of the picture below it.
    pub path: RemotePath,
    /// How long its files are together.
    pub bytes: u64,
}

/// Which of an owner's rituals stand on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnedPage {
    /// The latest.
    Latest,
    /// Those before this one.
    Before(RitualId),
    /// Those after it.
    After(RitualId),
}
