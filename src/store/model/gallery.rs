//! What a gallery shows of an owner's rituals.

use std::collections::BTreeSet;

use super::ritual::RitualView;
use super::{Origin, RitualId, Timestamp};
use crate::ritual::Style;

/// Which rituals are meant: those with a picture that nobody had deleted, of one owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GalleryFilter {
    /// Whose they are ([`Origin::owner`](super::Origin::owner)).
    pub owner: u64,
    /// Those that one person asked for.
    pub member: Option<u64>,
    /// Those of one style.
    pub style: Option<Style>,
    /// Those that were accepted at this moment or later.
    pub since: Option<Timestamp>,
}

/// The channels in which a ritual may have been asked for, to be told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskedIn {
    /// Any.
    Anywhere,
    /// These alone.
    These(BTreeSet<u64>),
}

impl AskedIn {
    /// Whether a ritual from there is told of.
    pub fn holds(&self, origin: &Origin) -> bool {
        match self {
            Self::Anywhere => true,
            Self::These(channels) => origin.channel().is_some_and(|channel| channels.contains(&channel)),
        }
    }
}

/// Where a page of a gallery begins. The ritual that is named need not be there any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageStart {
    /// With the latest.
    Latest,
    /// With the latest of those that were accepted before this one.
    Before(RitualId),
    /// So that it ends with the oldest of those that were accepted after this one.
    After(RitualId),
}

/// A page of a gallery, the latest first.
#[derive(Debug, Clone, PartialEq)]
pub struct GalleryPage {
    /// Its rituals. Empty only where there is none at all.
    pub rituals: Vec<RitualView>,
    /// Whether there are later ones.
    pub has_later: bool,
    /// Whether there are earlier ones.
    pub has_earlier: bool,
}
