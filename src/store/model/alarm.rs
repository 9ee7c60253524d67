//! What the operator is to be told.

use uuid::Uuid;

use crate::failure::Class;
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
    /// No snapshot of the database reaches it.
    NoSnapshot(NoSnapshot),
    /// Snapshots of the database reach it again.
    SnapshotsAgain,
}

/// Why no snapshot of the database reaches a destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSnapshot {
    /// What kind of trouble it is, and what is wrong, in plain words.
    pub reason: String,
    /// The name of the last that did, if one is known.
    pub last: Option<String>,
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

/// Something that is told in a server's log channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerNews {
    /// Its id, the same however often it is taken.
    pub id: Uuid,
    /// The destination, as it was configured.
    pub destination: String,
    /// What happened there.
    pub event: LogEvent,
}

/// What happened to a destination, or to a server's copies there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogEvent {
    /// It is paused, for this reason.
    Paused(String),
    /// It works again.
    WorksAgain,
    /// Copies were given up.
    GivenUp {
        /// How many.
        copies: u64,
        /// What kind of reason that has, which says what can be done.
        class: Class,
        /// Why the first of them.
        reason: String,
    },
    /// Copies that stood were found lost or damaged.
    Lost {
        /// How many.
        copies: u64,
        /// What is wrong with the first of them.
        reason: String,
        /// Whether they stand again by now.
        made_good: bool,
    },
    /// None of its copies is given up or lost any more.
    MadeGood,
}

impl LogEvent {
    /// Whether nothing is to follow.
    pub(crate) fn is_an_end(&self) -> bool {
        matches!(self, Self::WorksAgain | Self::MadeGood | Self::Lost { made_good: true, .. })
    }
}

/// News for every server whose rituals go to the destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommonNews {
    /// What they are told.
    pub news: ServerNews,
    /// The last server that is done with.
    pub after: u64,
}

/// News of one server's own copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnNews {
    /// What it is told.
    pub news: ServerNews,
    /// Where.
    pub to: LogChannel,
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
