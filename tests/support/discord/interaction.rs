//! A slash command that somebody used, and its first answer.

use std::time::{Duration, Instant};

use super::model::Id;

/// A slash command that somebody used.
#[derive(Debug, Clone)]
pub(crate) struct Interaction {
    /// Unique, and its moment.
    pub id: Id,
    /// What answers are sent with.
    pub token: String,
    /// Where it was used.
    pub channel: Id,
    /// Who used it.
    pub user: Id,
    /// When the gateway was told.
    pub sent: Instant,
    /// The first answer, if one came in time.
    pub callback: Option<Callback>,
    /// How late a first answer came that was too late.
    pub late: Option<Duration>,
    /// The message of the first answer.
    pub original: Option<Id>,
    /// The messages of further answers.
    pub follow_ups: Vec<Id>,
    /// Whether the token is no longer good.
    pub expired: bool,
}

/// The first answer to an interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Callback {
    /// How long the bot took.
    pub after: Duration,
    /// Whether it asked for patience first.
    pub deferred: bool,
    /// Whether only the user sees the answer.
    pub ephemeral: bool,
}
