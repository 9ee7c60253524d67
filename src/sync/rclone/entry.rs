//! What rclone tells of a destination.

/// What was seen of a destination's folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// It is there, with so many entries; of a folder with very many the number is not told.
    Folder {
        /// Files and folders directly in it.
        entries: Option<u64>,
    },
    /// It is not there; the first copy makes it.
    NoFolder,
    /// The bucket that it is in is not there.
    NoBucket,
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
