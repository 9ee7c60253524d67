//! What a guild keeps between its rituals.

use super::timestamp::Timestamp;
use crate::ritual::{Lore, Milestone};

/// The lore that a ritual leaves to its guild.
#[derive(Debug, Clone, PartialEq)]
pub struct NewLore {
    /// The revision that the ritual started from.
    pub follows: u64,
    /// What the guild keeps from now on.
    pub lore: Lore,
    /// What of its folklore turned.
    pub turns: Vec<Milestone>,
}

/// What a guild keeps between its rituals.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct GuildLore {
    /// How often it changed.
    pub revision: u64,
    /// The field and the folklore.
    pub lore: Lore,
    /// When it changed last; none if it never did.
    pub changed: Option<Timestamp>,
}
