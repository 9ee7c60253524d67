//! Jobs: their lanes, leases and outcomes.

use std::ops::RangeInclusive;

use uuid::Uuid;

use super::artifact::Rendered;
use super::receipt::Receipt;
use super::ritual::{Posted, RitualId};
use super::timestamp::Timestamp;
use crate::failure::Class;
use crate::sync::{Destination, RemotePath};

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum JobKind {
    /// Makes the picture.
    Render,
    /// Shows it in Discord.
    Post,
    /// Carries it to one destination.
    Archive,
}

impl JobKind {
    /// The word that the database and the log have for it.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

/// A queue of jobs that one group of workers serves.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Renders.
    Render,
    /// Renders of large pictures and in motion, which have a share of their own: small ones pass them.
    LargeRender,
    /// Discord messages.
    Post,
    /// Uploads to one destination.
    Archive(Destination),
}

impl Lane {
    /// What its jobs do.
    pub fn kind(&self) -> JobKind {
        match self {
            Self::Render | Self::LargeRender => JobKind::Render,
            Self::Post => JobKind::Post,
            Self::Archive(_) => JobKind::Archive,
        }
    }

    /// The destination, for uploads.
    pub fn destination(&self) -> Option<&Destination> {
        match self {
            Self::Archive(destination) => Some(destination),
            Self::Render | Self::LargeRender | Self::Post => None,
        }
    }

    /// The lines that its jobs stand in, the one that goes first at the beginning. Messages with pictures go before
    /// edits.
    pub(crate) fn lines(&self) -> RangeInclusive<u64> {
        match self {
            Self::Render | Self::Archive(_) => 0..=0,
            Self::LargeRender => 1..=1,
            Self::Post => 0..=1,
        }
    }
}

/// Whose jobs are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All there are: the operator may.
    Everything,
    /// Those of the rituals of one guild.
    Guild(u64),
    /// Those of the rituals that one person asked for in direct messages.
    User(u64),
}

impl Scope {
    /// Whose jobs they are, if not everybody's; see [`Origin::owner`](super::origin::Origin::owner).
    pub fn owner(self) -> Option<u64> {
        match self {
            Self::Everything => None,
            Self::Guild(owner) | Self::User(owner) => Some(owner),
        }
    }
}

/// A job's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct JobId(pub Uuid);

/// The right to work on a job, until it runs out. Each claim makes a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lease {
    /// The job.
    pub job: JobId,
    /// This claim's own id.
    pub id: Uuid,
}

/// A claimed job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The right to work on it.
    pub lease: Lease,
    /// Where it came from.
    pub lane: Lane,
    /// The ritual it serves.
    pub ritual: RitualId,
    /// For uploads: the path below the destination.
    pub path: Option<RemotePath>,
    /// How many times it has been claimed, this time included.
    pub attempt: u32,
}

/// What came of one run of a job; committed with the job's new state. To bring the message up to date means that
/// `post` runs once more, also where it is just running or failed and waits to be retried; a dead one waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A render is done. The message and the copies may begin.
    Rendered(Rendered),
    /// The message stands in Discord as recorded.
    Posted(Posted),
    /// Nothing is left to do and nothing to record.
    Done,
    /// A copy is archived; its destination's pause, if any, is lifted and the message is brought up to date.
    Archived(Receipt),
    /// To be run again at `at`. For an upload the message is brought up to date; a refused login
    /// ([`Class::Auth`]) pauses the whole destination until then.
    Retry {
        /// When.
        at: Timestamp,
        /// The failure's class.
        class: Class,
        /// Why, in plain words.
        reason: String,
        /// Whether the attempt counts. One that found nothing to try with does not.
        counts: bool,
    },
    /// Not tried, because the other side asked for a pause: to be run at `at`. The attempt does not count, and news do not
    /// bring it forward.
    Postponed {
        /// When.
        at: Timestamp,
    },
    /// Given up; kept and shown until a person revives it. For an upload the message is brought up to date; for a
    /// render the message tells it, and the uploads are given up with it.
    Dead {
        /// The failure's class.
        class: Class,
        /// Why, in plain words.
        reason: String,
    },
    /// Handed back untouched because the program stops; the attempt does not count.
    Released,
}
