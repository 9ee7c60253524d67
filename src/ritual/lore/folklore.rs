//! How often each kind of anomaly came in all of a guild's rituals, and the rank that it reached.

use crate::ritual::evolution::{Anomaly, AnomalyCounts};

/// How often each anomaly came in all of a guild's rituals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Folklore {
    /// Flares.
    pub flares: u64,
    /// Voids.
    pub voids: u64,
    /// Echoes.
    pub echoes: u64,
    /// Resonances.
    pub resonances: u64,
}

/// What a kind of anomaly has become in the folklore.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumString, strum::IntoStaticStr,
)]
#[strum(serialize_all = "lowercase")]
pub enum Rank {
    /// Told since the fifth.
    Legend,
    /// Sung since the tenth.
    Hymn,
    /// Kept since the twentieth.
    Law,
}

impl Folklore {
    /// How often one kind came.
    pub fn of(&self, anomaly: Anomaly) -> u64 {
        match anomaly {
            Anomaly::Flare => self.flares,
            Anomaly::Void => self.voids,
            Anomaly::Echo => self.echoes,
            Anomaly::Resonance => self.resonances,
        }
    }

    /// The highest rank that one kind has reached.
    pub fn rank(&self, anomaly: Anomaly) -> Option<Rank> {
        Rank::ALL.into_iter().rev().find(|rank| self.has_reached(anomaly, *rank))
    }

    /// Whether one kind has come as often as a rank takes.
    pub(super) fn has_reached(&self, anomaly: Anomaly, rank: Rank) -> bool {
        self.of(anomaly) >= rank.takes()
    }

    pub(super) fn plus(self, more: AnomalyCounts) -> Self {
        Self {
            flares: self.flares.saturating_add(more.flares.into()),
            voids: self.voids.saturating_add(more.voids.into()),
            echoes: self.echoes.saturating_add(more.echoes.into()),
            resonances: self.resonances.saturating_add(more.resonances.into()),
        }
    }
}

impl Rank {
    /// All of them, from the lowest up.
    pub const ALL: [Self; 3] = [Self::Legend, Self::Hymn, Self::Law];

    /// How many of a kind it takes.
    pub fn takes(self) -> u64 {
        match self {
            Self::Legend => 5,
            Self::Hymn => 10,
            Self::Law => 20,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.into()
    }

    pub(super) fn share(self) -> f64 {
        match self {
            Self::Legend => 1.0 / 8.0,
            Self::Hymn => 1.0 / 5.0,
            Self::Law => 1.0 / 3.0,
        }
    }
}
