//! What has become of each kind of anomaly in a guild's rituals, and how many ages have closed over them.

use super::age::Age;
use crate::ritual::evolution::Anomaly;

/// How many rituals of the age each kind of anomaly has led.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Folklore {
    /// All rituals of the guild, of the ages before as well.
    pub rituals: u64,
    /// The age that they live in.
    pub age: Age,
    /// Those of this age that flares led.
    pub flares: u64,
    /// Those that voids led.
    pub voids: u64,
    /// Those that echoes led.
    pub echoes: u64,
    /// Those that resonances led.
    pub resonances: u64,
}

/// What a kind of anomaly has become in the folklore.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumString, strum::IntoStaticStr,
)]
#[strum(serialize_all = "lowercase")]
pub enum Rank {
    /// Told since the fourth.
    Legend,
    /// Sung since the twelfth.
    Hymn,
    /// Kept since the thirty-sixth.
    Law,
}

impl Folklore {
    /// How many rituals of this age one kind has led.
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

    /// Whether one kind has led as many rituals as a rank takes.
    pub(super) fn has_reached(&self, anomaly: Anomaly, rank: Rank) -> bool {
        self.of(anomaly) >= rank.takes()
    }

    /// Whether every kind is a law: then the age is over.
    pub(super) fn is_complete(&self) -> bool {
        Anomaly::ALL.into_iter().all(|anomaly| self.has_reached(anomaly, Rank::Law))
    }

    /// One ritual more, led by an anomaly unless none came.
    pub(super) fn plus(mut self, leader: Option<Anomaly>) -> Self {
        self.rituals = self.rituals.saturating_add(1);
        let count = match leader {
            None => return self,
            Some(Anomaly::Flare) => &mut self.flares,
            Some(Anomaly::Void) => &mut self.voids,
            Some(Anomaly::Echo) => &mut self.echoes,
            Some(Anomaly::Resonance) => &mut self.resonances,
        };
        *count = count.saturating_add(1);
        self
    }

    /// The beginning of the next age: everything is to be told anew.
    pub(super) fn next_age(&self) -> Self {
        Self { rituals: self.rituals, age: self.age.next(), ..Self::default() }
    }
}

impl Rank {
    /// All of them, from the lowest up.
    pub const ALL: [Self; 3] = [Self::Legend, Self::Hymn, Self::Law];

    /// How many rituals a kind must have led.
    pub fn takes(self) -> u64 {
        match self {
            Self::Legend => 4,
            Self::Hymn => 12,
            Self::Law => 36,
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
