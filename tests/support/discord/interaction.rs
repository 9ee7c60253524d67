//! An interaction: a slash command that somebody used, a click, a choice, a form; and its first answer.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::model::Id;

/// What somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Used a command.
    Command = 2,
    /// Clicked on a button, or chose in a menu.
    Component = 3,
    /// Typed into an option.
    Autocomplete = 4,
    /// Sent a form.
    Form = 5,
}

/// Something that somebody did, which wants an answer.
#[derive(Debug, Clone)]
pub(crate) struct Interaction {
    /// Unique, and its moment.
    pub id: Id,
    /// What was done.
    pub kind: Kind,
    /// What answers are sent with.
    pub token: String,
    /// Where it was used.
    pub channel: Id,
    /// Who used it.
    pub user: Id,
    /// The message whose button was clicked.
    pub source: Option<Id>,
    /// When the gateway was told.
    pub sent: Instant,
    /// The event that the gateway was told.
    pub event: Value,
    /// The first answer, if one came in time.
    pub callback: Option<Callback>,
    /// How late a first answer came that was too late.
    pub late: Option<Duration>,
    /// The message of the first answer, or the one that it changed.
    pub original: Option<Id>,
    /// The messages of further answers.
    pub follow_ups: Vec<Id>,
    /// The form that the first answer opened.
    pub form: Option<Value>,
    /// What the first answer offered for an option.
    pub choices: Option<Value>,
    /// Whether the token is no longer good.
    pub expired: bool,
}

/// The first answer to an interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Callback {
    /// Discord's kind: 4 a message, 5 a message that comes, 6 and 7 a change of the message with the button, 8 choices, 9 a
    /// form.
    pub kind: u64,
    /// How long the bot took.
    pub after: Duration,
    /// Whether it asked for patience first.
    pub deferred: bool,
    /// Whether only the user sees the answer.
    pub ephemeral: bool,
}
