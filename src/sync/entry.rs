//! What lies in a folder of a destination.

use crate::sync::RemotePath;

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
