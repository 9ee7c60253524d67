//! How the disk is filled that the spool lies on.

use super::services::App;
use crate::jobs::Room;

/// How a disk is filled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DiskUse {
    /// What it holds, where the system tells.
    pub room: Option<Room>,
    /// What the spool holds, in bytes.
    pub spool: u64,
    /// What it may hold of files that nothing needs any more, in bytes.
    pub spool_max: Option<u64>,
}

impl App {
    /// How the disk of the spool is filled now.
    pub(super) fn disk_use(&self) -> DiskUse {
        let spool = &self.jobs.spool;
        DiskUse { room: spool.room().ok(), spool: spool.held(), spool_max: spool.max().ok() }
    }
}
