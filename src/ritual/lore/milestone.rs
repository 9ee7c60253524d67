//! The moments at which a kind of anomaly reaches a rank, and how each of them moves the server's field.

use std::fmt;
use std::str::FromStr;

use super::folklore::{Folklore, Rank};
use crate::ritual::evolution::{Anomaly, approach};
use crate::ritual::field::Field;

/// An anomaly that reached a rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Milestone {
    /// The kind of anomaly.
    pub anomaly: Anomaly,
    /// What it became.
    pub rank: Rank,
}

/// How much a law raises resilience and pays klesha, as a share of the way.
const LAW_DUE: f64 = 1.0 / 5.0;

impl Milestone {
    pub(super) fn is_reached(self, folklore: &Folklore) -> bool {
        folklore.has_reached(self.anomaly, self.rank)
    }

    pub(super) fn change(self, field: &mut Field) {
        let share = self.rank.share();
        match self.anomaly {
            Anomaly::Flare => approach(&mut field.prana, *Field::UNIT.end(), share),
            Anomaly::Void => approach(&mut field.zoom, *Field::ZOOM.end(), share),
            Anomaly::Echo => approach(&mut field.harmony, *Field::UNIT.end(), share),
            Anomaly::Resonance => approach(&mut field.drishti, *Field::UNIT.end(), share),
        }
        if self.rank == Rank::Law {
            approach(&mut field.resilience, *Field::RESILIENCE.end(), LAW_DUE);
            approach(&mut field.klesha, *Field::UNIT.start(), LAW_DUE);
        }
    }
}

/// Such as `flare-legend`: the form in which a milestone is stored.
impl fmt::Display for Milestone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.anomaly.name(), self.rank.name())
    }
}

/// A text that is not a milestone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a milestone of the folklore is written like flare-legend")]
pub struct BadMilestone;

impl FromStr for Milestone {
    type Err = BadMilestone;

    fn from_str(text: &str) -> Result<Self, BadMilestone> {
        let (anomaly, rank) = text.split_once('-').ok_or(BadMilestone)?;
        let (Ok(anomaly), Ok(rank)) = (anomaly.parse(), rank.parse()) else { return Err(BadMilestone) };
        Ok(Self { anomaly, rank })
    }
}
