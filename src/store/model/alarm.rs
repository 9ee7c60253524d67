//! What the operator is to be told.

use uuid::Uuid;

use crate::language::Language;
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

/// What servers are to be told in their log channels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerNews {
    /// The alarm that it is about.
    pub alarm: Uuid,
    /// The destination, as it was configured.
    pub destination: String,
    /// Why it is paused; none where it works again.
    pub paused_because: Option<String>,
    /// The last server that is done with.
    pub after: u64,
}

/// A server that named a log channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogChannel {
    /// The server.
    pub guild: u64,
    /// The channel; none where what is stored cannot be read.
    pub channel: Option<u64>,
    /// The language of the server.
    pub language: Language,
    /// Where its rituals go, with commas between; none where that is everywhere.
    pub destinations: Option<String>,
}

impl LogChannel {
    /// Whether the server's rituals go to a destination.
    pub fn hears_of(&self, destination: &str) -> bool {
        let chosen = self.destinations.as_deref();
        chosen.is_none_or(|chosen| chosen.split(',').any(|name| name.trim() == destination))
    }
}
