//! What a guild keeps between its rituals: the field that the next one starts from, and the folklore of its anomalies.
//!
//! **The field** goes a part of the way to where the ritual ended, and leans back to the guild's own temperament, which
//! has tides (see `temperament`). So a lore lives for years: no number rests at an end of its range.
//!
//! **The folklore** counts a ritual once, for the anomaly that led it. When a kind has led 4 rituals it becomes a legend,
//! at 12 a hymn, at 36 a law. Each of these milestones is reached once in an age and moves the guild's field once, beyond
//! what the ritual itself did. The kind says what moves, the rank says how far of the way to the end of its range:
//!
//! | milestone of | moves | legend | hymn | law |
//! |---|---|---|---|---|
//! | flares | prana up | 1/8 | 1/5 | 1/3 |
//! | voids | zoom up: the view sinks deeper | 1/8 | 1/5 | 1/3 |
//! | echoes | harmony up | 1/8 | 1/5 | 1/3 |
//! | resonances | drishti up | 1/8 | 1/5 | 1/3 |
//!
//! A law also raises resilience and pays klesha by a fifth of the way, as the stage of that name does. When all four are
//! laws the **age** closes, and the next begins with counts of 0 and other tides.

mod age;
mod folklore;
mod milestone;
mod temperament;
#[cfg(test)]
mod tests;

pub use age::Age;
pub use folklore::{Folklore, Rank};
pub use milestone::{BadMilestone, Milestone};

use self::temperament::Temperament;
use crate::ritual::evolution::Evolution;
use crate::ritual::field::Field;

/// What a guild keeps between its rituals.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Lore {
    /// What the next ritual starts from.
    pub field: Field,
    /// What its rituals have become.
    pub folklore: Folklore,
}

impl Lore {
    /// The lore of `guild` once a ritual that started from it has become `evolution`, and the milestones that were
    /// reached.
    #[must_use]
    pub fn after(&self, guild: u64, evolution: &Evolution) -> (Self, Vec<Milestone>) {
        let leader = evolution.leader();
        let mut folklore = self.folklore.plus(leader);
        let reached = leader.and_then(|anomaly| {
            let rank = folklore.rank(anomaly)?;
            (self.folklore.rank(anomaly) < Some(rank)).then_some(Milestone::Rank { anomaly, rank })
        });
        let mut milestones = Vec::from_iter(reached);
        if folklore.is_complete() {
            folklore = folklore.next_age();
            milestones.push(Milestone::Age(folklore.age));
        }
        let temperament = Temperament::of(guild, folklore.age);
        let mut field = temperament.settle(self.field.clamped(), evolution.field, folklore.rituals);
        for milestone in &milestones {
            milestone.change(&mut field);
        }
        (Self { field: temperament::off_the_ends(field), folklore }, milestones)
    }
}
