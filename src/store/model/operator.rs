//! What the operator decides while the program runs.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use super::job::Lane;
use super::timestamp::Timestamp;
use crate::sync::{BadDestination, Destination};

/// What the operator holds back until he lets it go, whatever else happens meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hold {
    /// No new rituals are accepted; those that are go on.
    Rituals,
    /// No picture is made.
    Rendering,
    /// Nothing is carried to this destination, and nothing there is looked at.
    Destination(Destination),
}

impl Hold {
    const RITUALS: &str = "rituals";
    const RENDERING: &str = "rendering";

    /// What a lane's jobs wait for while it is held.
    pub(crate) fn of(lane: &Lane) -> Option<Self> {
        match lane {
            Lane::Render | Lane::LargeRender => Some(Self::Rendering),
            Lane::Post => None,
            Lane::Archive(destination) => Some(Self::Destination(destination.clone())),
        }
    }
}

impl fmt::Display for Hold {
    /// The word that the database has for it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rituals => f.write_str(Self::RITUALS),
            Self::Rendering => f.write_str(Self::RENDERING),
            Self::Destination(destination) => destination.fmt(f),
        }
    }
}

impl FromStr for Hold {
    type Err = BadDestination;

    fn from_str(text: &str) -> Result<Self, BadDestination> {
        match text {
            Self::RITUALS => Ok(Self::Rituals),
            Self::RENDERING => Ok(Self::Rendering),
            destination => destination.parse().map(Self::Destination),
        }
    }
}

/// Something that is held back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What.
    pub what: Hold,
    /// Who did it, in Discord, why and when.
    pub decision: Decision,
}

/// A server or a person whose requests are refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Discord's id of either; no two of its things have the same.
    pub id: u64,
    /// Who did it, why and when.
    pub decision: Decision,
}

/// Who decided something in Discord, why and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The operator's id.
    pub who: u64,
    /// Why, in his words; may be empty.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// Why a request is not to be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Barrier {
    /// None is.
    Drain(Decision),
    /// None of this server is.
    Server(Decision),
    /// None of this person is.
    Person(Decision),
}

/// Something that the operator changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Who.
    pub who: u64,
    /// What, in words.
    pub done: String,
    /// When.
    pub at: Timestamp,
}

/// How a lane stands. Each number is counted up to [`LaneLength::MOST`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LaneLength {
    /// In the line.
    pub waiting: u64,
    /// Waiting for their time after a failure.
    pub put_off: u64,
    /// Being worked on.
    pub running: u64,
}

impl LaneLength {
    /// As far as is counted.
    pub const MOST: u64 = 1000;
}

/// A text to all servers, confirmed or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// Its id.
    pub id: Uuid,
    /// What it says.
    pub text: String,
    /// Who wrote it, and when.
    pub who: u64,
    /// When.
    pub at: Timestamp,
    /// How far it is.
    pub state: AnnouncementState,
    /// The last server that stands in its list.
    pub listed: u64,
}

/// How far an announcement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum AnnouncementState {
    /// Nobody confirmed it.
    Asked,
    /// Its servers are being written down.
    Listing,
    /// It is being told.
    Sending,
    /// Every server had its turn.
    Done,
}

/// Whom an announcement has reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reached {
    /// Servers that were told.
    pub told: u64,
    /// Servers that could not be told.
    pub failed: u64,
    /// Servers that are still to be told.
    pub waiting: u64,
}

/// What came of telling one server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Telling {
    /// It stands in this channel.
    Told(u64),
    /// It cannot be told, for this reason.
    Failed(String),
}

/// A server whose turn it is to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TellingTurn {
    /// The server.
    pub guild: u64,
    /// When somebody had begun to tell it before, if somebody had.
    pub begun: Option<Timestamp>,
}
