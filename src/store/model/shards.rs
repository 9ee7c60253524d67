//! Who has shards at Discord's gateway.

use uuid::Uuid;

/// A process that has shards, as it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShardHolder {
    /// Which.
    pub holder: Uuid,
    /// How often it had shown that it lives.
    pub beat: u64,
}
