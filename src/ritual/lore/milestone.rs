//! The moments at which a guild's folklore turns, and how each of them moves its field.

use std::fmt;
use std::str::FromStr;

use super::age::Age;
use super::folklore::Rank;
use crate::ritual::evolution::{Anomaly, approach};
use crate::ritual::field::Field;

/// Something in the folklore that turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Milestone {
    /// A kind of anomaly reached a rank.
    Rank {
        /// The kind of anomaly.
        anomaly: Anomaly,
        /// What it became.
        rank: Rank,
    },
    /// An age began, since every kind had become a law in the one before.
    Age(Age),
}

/// How much a law raises resilience and pays klesha, as a share of the way.
const LAW_DUE: f64 = 1.0 / 5.0;

impl Milestone {
    /// What it does to the field at once. An age does nothing: its tides take the field along.
    pub(super) fn change(self, field: &mut Field) {
        let Self::Rank { anomaly, rank } = self else { return };
        let share = rank.share();
        match anomaly {
            Anomaly::Flare => approach(&mut field.prana, *Field::UNIT.end(), share),
            Anomaly::Void => approach(&mut field.zoom, *Field::ZOOM.end(), share),
            Anomaly::Echo => approach(&mut field.harmony, *Field::UNIT.end(), share),
            Anomaly::Resonance => approach(&mut field.drishti, *Field::UNIT.end(), share),
        }
        if rank == Rank::Law {
            approach(&mut field.resilience, *Field::RESILIENCE.end(), LAW_DUE);
            approach(&mut field.klesha, *Field::UNIT.start(), LAW_DUE);
        }
    }
}

/// Such as `flare-legend` or `age-1`: the form in which a milestone is stored.
impl fmt::Display for Milestone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rank { anomaly, rank } => write!(f, "{}-{}", anomaly.name(), rank.name()),
            Self::Age(Age(number)) => write!(f, "age-{number}"),
        }
    }
}

/// A text that is not a milestone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a milestone of the folklore is written like flare-legend or age-1")]
pub struct BadMilestone;

impl FromStr for Milestone {
    type Err = BadMilestone;

    fn from_str(text: &str) -> Result<Self, BadMilestone> {
        let (of, what) = text.split_once('-').ok_or(BadMilestone)?;
        if of == "age" {
            return what.parse().map(|number| Self::Age(Age(number))).map_err(|_| BadMilestone);
        }
        let (Ok(anomaly), Ok(rank)) = (of.parse(), what.parse()) else { return Err(BadMilestone) };
        Ok(Self::Rank { anomaly, rank })
    }
}
