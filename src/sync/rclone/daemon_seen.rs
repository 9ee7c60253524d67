//! What can be seen of the daemon from outside.

/// How the daemon is, and how often one was started.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DaemonSeen {
    /// How often one was started since the program began, also where that failed.
    pub starts: u64,
    /// How many of these starts failed.
    pub failed_starts: u64,
    /// Whether one runs now.
    pub running: bool,
    /// How many bytes of memory it occupies; 0 where none runs or the system does not tell.
    pub resident: u64,
}
