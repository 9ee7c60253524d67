//! Rituals of which only the picture is left.

use super::artifact::Rendered;
use super::receipt::Receipt;
use super::ritual::RitualId;
use crate::ritual::Recipe;
use crate::sync::{Destination, RemotePath};

/// A ritual that was found in an archive, and is not in the database.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundRitual {
    /// Its id, from its file's name.
    pub id: RitualId,
    /// The guild in whose folder it lay.
    pub guild: Option<u64>,
    /// Its recipe, from its picture.
    pub recipe: Recipe,
    /// Its file's name.
    pub file: String,
    /// Its files' facts.
    pub rendered: Rendered,
    /// The copy that was found.
    pub copy: FoundCopy,
}

/// A copy that was found, and of which the database does not know.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundCopy {
    /// The destination.
    pub destination: Destination,
    /// The path below it.
    pub path: RemotePath,
    /// What proves it.
    pub receipt: Receipt,
}
