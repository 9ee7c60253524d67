//! What a guild keeps between its rituals: the field that the next one starts from, and the folklore of its anomalies.
//!
//! The folklore counts each kind of anomaly over all rituals. When a count reaches 5, the kind becomes a legend, at
//! 10 a hymn, at 20 a law. Each of these milestones is reached once and moves the guild's field once, beyond what the
//! ritual itself did. The kind says what moves, the rank says how far of the way to the end of its range:
//!
//! | milestone of | moves | legend | hymn | law |
//! |---|---|---|---|---|
//! | flares | prana up | 1/8 | 1/5 | 1/3 |
//! | voids | zoom up: the view sinks deeper | 1/8 | 1/5 | 1/3 |
//! | echoes | harmony up | 1/8 | 1/5 | 1/3 |
//! | resonances | drishti up | 1/8 | 1/5 | 1/3 |
//!
//! A law also raises resilience and pays klesha by a fifth of the way, as the stage of that name does. Everything
//! moves a fraction of the way to an end, so a field never leaves its ranges, however long a guild's history.

mod folklore;
mod milestone;
#[cfg(test)]
mod tests;

pub use folklore::{Folklore, Rank};
pub use milestone::{BadMilestone, Milestone};

use crate::ritual::evolution::{Anomaly, Evolution};
use crate::ritual::field::Field;

/// What a guild keeps between its rituals.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Lore {
    /// What the next ritual starts from.
    pub field: Field,
    /// The anomalies of all rituals so far.
    pub folklore: Folklore,
}

impl Lore {
    /// The lore once a ritual that started from it has become `evolution`, and the milestones that were reached: kind
    /// by kind, each from the lowest rank up.
    #[must_use]
    pub fn after(&self, evolution: &Evolution) -> (Self, Vec<Milestone>) {
        let folklore = self.folklore.plus(evolution.anomalies);
        let milestones: Vec<Milestone> = Anomaly::ALL
            .into_iter()
            .flat_map(|anomaly| Rank::ALL.map(|rank| Milestone { anomaly, rank }))
            .filter(|milestone| !milestone.is_reached(&self.folklore) && milestone.is_reached(&folklore))
            .collect();
        let mut field = evolution.field;
        for milestone in &milestones {
            milestone.change(&mut field);
        }
        // Rounding alone could carry a number past its end.
        (Self { field: field.clamped(), folklore }, milestones)
    }
}
