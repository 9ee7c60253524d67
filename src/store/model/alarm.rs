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
    /// What there is to tell.
    pub news: News,
}

/// What there is to tell of a destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// It is paused, for this reason.
    Paused(String),
    /// It works again.
    WorksAgain,
    /// Copies that had been proven are missing or damaged. They are being made good.
    Lost(LostCopies),
    /// Such copies cannot be made good.
    Unmendable(LostCopies),
}

/// Copies that had been proven, and are gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostCopies {
    /// How many.
    pub copies: u64,
    /// Where the first of them is, below its destination.
    pub path: String,
    /// What is wrong with the first of them, in plain words.
    pub reason: String,
}
