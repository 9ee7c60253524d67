//! What the operator is to be told.

use uuid::Uuid;

use crate::sync::Destination;

/// Something that the operator is to be told once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// Its id, the same however often it is taken.
    pub id: Uuid,
    /// The destination.
    pub destination: Destination,
    /// Why it is paused; none when it works again.
    pub reason: Option<String>,
}
