//! A ritual from its request to its message.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::archive::Archive;
use super::artifact::Rendered;
use super::limits::Limits;
use super::lore::NewLore;
use super::origin::Origin;
use super::timestamp::Timestamp;
use crate::digest::Digest;
use crate::language::Language;
use crate::ritual::{Milestone, Recipe};
use crate::sync::{Destination, RemotePath};

/// A ritual's id: a UUID of version 7, so ids sort by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RitualId(pub Uuid);

/// The digits of an id.
const DIGITS: usize = 32;
/// An id begins with 48 bits of milliseconds.
const MILLIS: u64 = (1 << 48) - 1;
/// What follows them.
const RANDOM_BITS: u32 = 80;

impl RitualId {
    /// A new id.
    #[expect(clippy::new_without_default, reason = "each one differs")]
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }

    /// An id before all those that were made at `at` or later, and after all those that were made before.
    pub fn first_at(at: Timestamp) -> Self {
        Self(Uuid::from_u128(u128::from(at.0.max(0).cast_unsigned() & MILLIS) << RANDOM_BITS))
    }

    /// The least and the greatest id that begin with a text; none where no id does.
    pub fn beginning_with(text: &str) -> Option<(Self, Self)> {
        let digits: String = text.trim().chars().filter(|letter| *letter != '-').collect();
        let is_hexadecimal = digits.len() <= DIGITS && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let filled = |with: char| {
            let missing = DIGITS.saturating_sub(digits.len());
            let whole: String = digits.chars().chain(std::iter::repeat_n(with, missing)).collect();
            u128::from_str_radix(&whole, 16).ok().map(|bits| Self(Uuid::from_u128(bits)))
        };
        is_hexadecimal.then(|| filled('0').zip(filled('f'))).flatten()
    }

    /// When it was made, which is when the ritual was accepted.
    pub fn made(self) -> Timestamp {
        let at = self.0.get_timestamp().map(|at| at.to_unix());
        let (seconds, nanos) = at.unwrap_or((u64::MAX, 0));
        let time = UNIX_EPOCH
            .checked_add(Duration::new(seconds, nanos))
            .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        Timestamp(time.map_or(i64::MAX, |time| i64::try_from(time.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl fmt::Display for RitualId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for RitualId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::from_str(text).map(Self)
    }
}

/// A ritual to be accepted.
#[derive(Debug, Clone)]
pub struct NewRitual {
    /// Its id.
    pub id: RitualId,
    /// Who asked.
    pub origin: Origin,
    /// What is to be rendered.
    pub recipe: Recipe,
    /// The artifact's file name.
    pub file: String,
    /// Where copies go: the destination, and the path below it.
    pub archives: Vec<(Destination, RemotePath)>,
    /// When it was accepted.
    pub accepted: Timestamp,
    /// Whether it is to be shown in motion as well.
    pub motion: bool,
    /// Whether its picture is to be hidden in Discord until somebody clicks on it.
    pub spoiler: bool,
    /// The language in which it is answered.
    pub language: Language,
    /// The seed as it was written, where that was in words.
    pub seed_words: Option<String>,
    /// The ritual whose picture this one draws again.
    pub redraws: Option<RitualId>,
    /// How many may be asked for; none for any number.
    pub limits: Option<Limits>,
    /// What it leaves to its guild; none where there is no guild, and where it only draws another again.
    pub lore: Option<NewLore>,
    /// When the message that asks was edited into this request, in milliseconds since 1970; none where it was written so.
    pub edited: Option<i64>,
}

impl NewRitual {
    /// What makes the same request recognisable if Discord delivers it twice.
    pub fn request_key(&self) -> Option<String> {
        let key = self.origin.request_key()?;
        Some(self.edited.map_or_else(|| key.clone(), |edited| format!("{key}:{edited}")))
    }

    /// Whether its picture takes so long to make that small ones pass it.
    pub fn is_large(&self) -> bool {
        self.motion || self.recipe.is_large()
    }
}

/// An accepted ritual.
#[derive(Debug, Clone, PartialEq)]
pub struct Ritual {
    /// Its id.
    pub id: RitualId,
    /// Who asked.
    pub origin: Origin,
    /// What is rendered.
    pub recipe: Recipe,
    /// The artifact's file name.
    pub file: String,
    /// When it was accepted.
    pub accepted: Timestamp,
    /// Whether it is shown in motion as well.
    pub motion: bool,
    /// Whether its picture is hidden in Discord until somebody clicks on it.
    pub spoiler: bool,
    /// The language in which it is answered.
    pub language: Language,
    /// The seed as it was written, where that was in words.
    pub seed_words: Option<String>,
    /// What of its guild's folklore turned with it.
    pub turns: Vec<Milestone>,
    /// Once rendered: the artifact's facts.
    pub rendered: Option<Rendered>,
    /// Once posted: where it stands in Discord.
    pub posted: Option<Posted>,
    /// When somebody had it deleted. Nobody is shown it any more.
    pub deleted: Option<Timestamp>,
}

/// A ritual with the state of its archives, in the order in which they were configured.
#[derive(Debug, Clone, PartialEq)]
pub struct RitualView {
    /// The ritual.
    pub ritual: Ritual,
    /// One per destination; empty if it is not to be archived.
    pub archives: Vec<Archive>,
    /// Copies whose recorded destination or path this version cannot read, as they are recorded. They are kept and
    /// not worked on.
    pub unreadable: Vec<String>,
    /// Whether rendering was given up, and why.
    pub render_failure: Option<String>,
    /// Why rendering failed and is tried again later.
    pub render_delay: Option<String>,
    /// When it was cancelled. Copies that stood by then are among the archives; those that did not are not made.
    pub cancelled: Option<Timestamp>,
}

impl RitualView {
    /// Where copies with this content are archived: destinations and paths, in the order of the archives.
    pub fn copies(&self, digest: Digest) -> impl Iterator<Item = (&Destination, &RemotePath)> {
        let holds =
            move |archive: &&Archive| archive.state.receipt().is_some_and(|receipt| receipt.digest == digest);
        self.archives.iter().filter(holds).map(|archive| (&archive.destination, &archive.path))
    }
}

/// Where a ritual stands in Discord, and the status line it shows there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// The channel.
    pub channel: u64,
    /// The message with the picture.
    pub message: u64,
    /// The status line as last shown.
    pub status: String,
}
