//! How far a transfer is.

/// How far an upload or a download is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes carried so far.
    pub sent: u64,
    /// Bytes to carry.
    pub total: u64,
}
