//! Copies that somebody wants gone.

use super::receipt::Receipt;
use super::timestamp::Timestamp;

/// A copy that somebody wants gone, as a ritual's archives show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedCopy {
    /// When it was asked for.
    pub asked: Timestamp,
    /// Who asked in Discord; none on the command line.
    pub by: Option<u64>,
    /// How far it is.
    pub state: RemovalState,
    /// What its receipt said, if it was archived.
    pub receipt: Option<Receipt>,
}

/// How far a removal is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemovalState {
    /// It waits for its turn, or is under way; with the reason, once a try failed.
    Waiting(Option<String>),
    /// The copy is gone.
    Gone(Timestamp),
    /// What stands there is not what was archived, and was left alone.
    Kept(String),
    /// Given up until a person asks for another try.
    Dead(String),
}
