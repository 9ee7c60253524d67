//! What waits: rituals that are asked for and not shown yet, and how they are cancelled.

use super::ritual::RitualId;
use super::timestamp::Timestamp;
use crate::ritual::Recipe;

/// Up to how many waiting rituals are counted and looked at: beyond that there are “more than 100”.
pub const MOST_WAITING: u64 = 100;

/// A ritual that was asked for in Discord and is not shown yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// Its id.
    pub id: RitualId,
    /// Who asked.
    pub user: u64,
    /// What is rendered.
    pub recipe: Recipe,
    /// Whether it is shown in motion as well.
    pub motion: bool,
    /// How far it is.
    pub standing: Standing,
}

impl Waiting {
    /// Whether its picture takes so long to make that it waits in a lane of its own.
    pub fn is_large(&self) -> bool {
        self.motion || self.recipe.is_large()
    }
}

/// How far a ritual is that is not shown yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Its picture waits for its turn, behind so many others, those included that are being made: counted up to
    /// [`MOST_WAITING`], one more where there are more.
    Behind(u64),
    /// Making its picture failed and is tried again.
    PutOff(Timestamp),
    /// Its picture is being made.
    Drawn,
    /// Its picture is made, or could not be, and is about to be shown.
    Posted,
}

/// Who wants a ritual to be cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Canceller {
    /// Somebody who asked for it themselves, in a guild or in private.
    Asker {
        /// The guild; in private who asked. See [`Origin::owner`](super::origin::Origin::owner).
        owner: u64,
        /// Who.
        user: u64,
    },
    /// Somebody who keeps order in a guild.
    Moderator {
        /// The guild.
        owner: u64,
    },
}

impl Canceller {
    /// Whose rituals are meant.
    pub fn owner(self) -> u64 {
        match self {
            Self::Asker { owner, .. } | Self::Moderator { owner } => owner,
        }
    }
}

/// What came of cancelling a ritual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancelled {
    /// Nothing is drawn or posted any more.
    Now,
    /// It had been cancelled before.
    Before,
    /// Its message stands already, or is on its way this moment.
    TooLate,
    /// Somebody else asked for it, and whoever wants it cancelled keeps no order there.
    NotTheirs,
    /// There is no such ritual here.
    Unknown,
}
