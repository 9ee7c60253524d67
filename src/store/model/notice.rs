//! Messages that tell how long a picture takes.

use super::ritual::RitualId;

/// A message of its own below the message that asked for a ritual; it tells how long that waits, and goes with the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// The ritual.
    pub ritual: RitualId,
    /// Where it was asked for.
    pub channel: u64,
    /// The message that asked.
    pub request: u64,
    /// The notice itself; none where it is not known whether it was sent.
    pub message: Option<u64>,
}
