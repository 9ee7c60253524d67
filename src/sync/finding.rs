//! Looking at a copy that was proven once.

use crate::digest::{Digest, Md5};
use crate::sync::VerifiedBy;

/// What a copy must have as its content. The original need not be on this machine any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content {
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its MD5 where that is known, for remotes that know no other hash.
    pub md5: Option<Md5>,
    /// Length in bytes.
    pub bytes: u64,
}

/// What was found where a copy is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// The copy, proven by this.
    Same(VerifiedBy),
    /// A file whose bytes were read and are others.
    Different,
    /// Nothing.
    Missing,
}
