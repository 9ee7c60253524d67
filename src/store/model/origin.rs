//! Who asked for a ritual, and where the answer belongs.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::timestamp::Timestamp;

/// When Discord's ids begin to count milliseconds: the first of January 2015.
const SNOWFLAKES_BEGIN_MS: i64 = 1_420_070_400_000;

/// Who asked, and where the answer belongs. Discord's ids are its snowflakes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum Origin {
    /// The command line; nobody waits in Discord.
    CommandLine,
    /// Nobody knows: its picture was found in the archive, and its record was lost.
    Archive {
        /// The guild in whose folder it lay.
        guild: Option<u64>,
    },
    /// A message such as `!ritual 108`.
    Message {
        /// None in direct messages.
        guild: Option<u64>,
        /// Where it was written and is answered.
        channel: u64,
        /// The message itself, which the answer replies to.
        message: u64,
        /// Who wrote it.
        user: u64,
    },
    /// A slash command.
    Interaction {
        /// None in direct messages.
        guild: Option<u64>,
        /// Where it was used.
        channel: u64,
        /// The interaction's own id.
        interaction: u64,
        /// Who used it.
        user: u64,
        /// The application that the token belongs to.
        application: u64,
        /// Good for [`InteractionToken::LIFETIME`] from `received`; afterwards the store forgets it and gives an
        /// empty one.
        token: InteractionToken,
        /// When Discord made the interaction.
        received: Timestamp,
        /// The largest file that Discord takes in the answer, in bytes, as it said itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        most: Option<u64>,
    },
}

impl Origin {
    /// The guild, if any.
    pub fn guild(&self) -> Option<u64> {
        match self {
            Self::CommandLine => None,
            Self::Archive { guild } | Self::Message { guild, .. } | Self::Interaction { guild, .. } => *guild,
        }
    }

    /// Whose the ritual is: the guild's, in direct messages who asked. Discord's ids are unique among all that it has.
    pub fn owner(&self) -> Option<u64> {
        self.guild().or_else(|| self.user())
    }

    /// Where it was asked for in Discord.
    pub fn channel(&self) -> Option<u64> {
        match self {
            Self::CommandLine | Self::Archive { .. } => None,
            Self::Message { channel, .. } | Self::Interaction { channel, .. } => Some(*channel),
        }
    }

    /// The message that asked.
    pub fn message(&self) -> Option<u64> {
        match self {
            Self::Message { message, .. } => Some(*message),
            Self::CommandLine | Self::Archive { .. } | Self::Interaction { .. } => None,
        }
    }

    /// When Discord made what asked.
    pub fn asked(&self) -> Option<Timestamp> {
        match self {
            Self::Message { message, .. } => {
                Some(Timestamp((message >> 22).cast_signed() + SNOWFLAKES_BEGIN_MS))
            }
            Self::Interaction { received, .. } => Some(*received),
            Self::CommandLine | Self::Archive { .. } => None,
        }
    }

    /// Who asked in Discord.
    pub fn user(&self) -> Option<u64> {
        match self {
            Self::CommandLine | Self::Archive { .. } => None,
            Self::Message { user, .. } | Self::Interaction { user, .. } => Some(*user),
        }
    }

    /// What makes the same request recognisable if Discord delivers it twice.
    pub fn request_key(&self) -> Option<String> {
        match self {
            Self::CommandLine | Self::Archive { .. } => None,
            Self::Message { message, .. } => Some(format!("message:{message}")),
            Self::Interaction { interaction, .. } => Some(format!("interaction:{interaction}")),
        }
    }
}

/// A token that lets its holder answer an interaction. Never shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InteractionToken(pub String);

impl InteractionToken {
    /// How long Discord honours a token: 15 minutes.
    pub const LIFETIME: Duration = Duration::from_mins(15);
}

impl fmt::Debug for InteractionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}
