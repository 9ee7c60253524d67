//! What a guild keeps between its rituals: the field that the next one starts from, and the folklore that has grown
//! around its anomalies.
//!
//! The folklore counts each kind of anomaly over all rituals. When a count reaches 5, the kind becomes a legend, at
//! 10 a hymn, at 20 a law. Each of these turns happens once and moves the guild's field once, beyond what the
//! ritual itself did. The kind says what moves, the rank says how far of the way to the end of its range:
//!
//! | turn of | moves | legend | hymn | law |
//! |---|---|---|---|---|
//! | flares | prana up | 1/8 | 1/5 | 1/3 |
//! | voids | zoom up: the view sinks deeper | 1/8 | 1/5 | 1/3 |
//! | echoes | harmony up | 1/8 | 1/5 | 1/3 |
//! | resonances | drishti up | 1/8 | 1/5 | 1/3 |
//!
//! A law also raises resilience and pays klesha by a fifth of the way, as the stage of that name does. Everything
//! moves a fraction of the way to an end, so a field never leaves its ranges, however long a guild's history.

use std::fmt;
use std::str::FromStr;

use super::evolution::{Anomaly, AnomalyCounts, Evolution, approach};
use super::field::Field;

/// What a guild keeps between its rituals.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Lore {
    /// What the next ritual starts from.
    pub field: Field,
    /// The anomalies of all rituals so far.
    pub folklore: Folklore,
}

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

/// How far the folklore has carried an anomaly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// Told since the fifth.
    Legend,
    /// Sung since the tenth.
    Hymn,
    /// Kept since the twentieth.
    Law,
}

/// An anomaly that reached a rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Turn {
    /// The kind of anomaly.
    pub anomaly: Anomaly,
    /// What it became.
    pub rank: Rank,
}

/// How much a law raises resilience and pays klesha, as a share of the way.
const LAW_DUE: f64 = 1.0 / 5.0;

impl Lore {
    /// The lore once a ritual that started from it has become `evolution`, and the turns that came with it: kind
    /// by kind, each from the lowest rank up.
    #[must_use]
    pub fn after(&self, evolution: &Evolution) -> (Self, Vec<Turn>) {
        let folklore = self.folklore.plus(evolution.anomalies);
        let turns: Vec<Turn> = Anomaly::ALL
            .into_iter()
            .flat_map(|anomaly| Rank::ALL.map(|rank| Turn { anomaly, rank }))
            .filter(|turn| !turn.has_come(&self.folklore) && turn.has_come(&folklore))
            .collect();
        let mut field = evolution.field;
        for turn in &turns {
            turn.change(&mut field);
        }
        // Rounding alone could carry a number past its end.
        (Self { field: field.clamped(), folklore }, turns)
    }
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
        Rank::ALL.into_iter().rev().find(|rank| Turn { anomaly, rank: *rank }.has_come(self))
    }

    fn plus(self, more: AnomalyCounts) -> Self {
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
        match self {
            Self::Legend => "legend",
            Self::Hymn => "hymn",
            Self::Law => "law",
        }
    }

    fn share(self) -> f64 {
        match self {
            Self::Legend => 1.0 / 8.0,
            Self::Hymn => 1.0 / 5.0,
            Self::Law => 1.0 / 3.0,
        }
    }
}

impl Turn {
    fn has_come(self, folklore: &Folklore) -> bool {
        folklore.of(self.anomaly) >= self.rank.takes()
    }

    fn change(self, field: &mut Field) {
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

/// Such as `flare-legend`: the form in which a turn is kept.
impl fmt::Display for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.anomaly.name(), self.rank.name())
    }
}

/// A text that is not a turn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a turn of the folklore is written like flare-legend")]
pub struct BadTurn;

impl FromStr for Turn {
    type Err = BadTurn;

    fn from_str(text: &str) -> Result<Self, BadTurn> {
        let (anomaly, rank) = text.split_once('-').ok_or(BadTurn)?;
        let anomaly = Anomaly::ALL.into_iter().find(|kind| kind.name() == anomaly);
        let rank = Rank::ALL.into_iter().find(|step| step.name() == rank);
        anomaly.zip(rank).map(|(anomaly, rank)| Self { anomaly, rank }).ok_or(BadTurn)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ritual::recipe::tests::{any_field, any_recipe};
    use crate::ritual::{Recipe, Seed, Size, Stage, Steps, evolve};

    fn any_counts() -> impl Strategy<Value = AnomalyCounts> {
        (0_u16..30, 0_u16..30, 0_u16..30, 0_u16..30).prop_map(|(flares, voids, echoes, resonances)| {
            AnomalyCounts { flares, voids, echoes, resonances }
        })
    }

    fn any_folklore() -> impl Strategy<Value = Folklore> {
        let count = || prop_oneof![0_u64..25, Just(u64::MAX)];
        (count(), count(), count(), count()).prop_map(|(flares, voids, echoes, resonances)| Folklore {
            flares,
            voids,
            echoes,
            resonances,
        })
    }

    fn left(field: Field, anomalies: AnomalyCounts) -> Evolution {
        Evolution { field, stage: Stage::Law, steps: Vec::new(), anomalies }
    }

    fn flares(flares: u16) -> AnomalyCounts {
        AnomalyCounts { flares, ..AnomalyCounts::default() }
    }

    proptest! {
        #[test]
        fn the_field_stays_in_its_ranges_whatever_happened(
            folklore in any_folklore(), field in any_field(), counts in any_counts(),
        ) {
            let (lore, _) = Lore { field, folklore }.after(&left(field, counts));
            prop_assert_eq!(lore.field.checked(), Ok(lore.field));
        }

        #[test]
        fn every_turn_comes_once_when_its_count_is_reached(rituals in prop::collection::vec(any_counts(), 0..12)) {
            let (mut lore, mut came) = (Lore::default(), Vec::new());
            for counts in rituals {
                let (next, turns) = lore.after(&left(lore.field, counts));
                came.extend(turns);
                lore = next;
                for anomaly in Anomaly::ALL {
                    let ranks: Vec<Rank> =
                        came.iter().filter(|turn| turn.anomaly == anomaly).map(|turn| turn.rank).collect();
                    let due: Vec<Rank> = Rank::ALL
                        .into_iter()
                        .filter(|rank| lore.folklore.of(anomaly) >= rank.takes())
                        .collect();
                    prop_assert_eq!(lore.folklore.rank(anomaly), due.last().copied());
                    prop_assert_eq!(ranks, due);
                }
            }
        }

        #[test]
        fn without_a_turn_a_guild_keeps_the_field_that_the_ritual_left(recipe in any_recipe()) {
            // Everything has turned already.
            let folklore = Folklore { flares: 20, voids: 20, echoes: 20, resonances: 20 };
            let evolution = evolve(&recipe);
            let (lore, turns) = Lore { field: recipe.field, folklore }.after(&evolution);
            prop_assert_eq!(turns, []);
            prop_assert_eq!(lore.field, evolution.field);
        }

        #[test]
        fn what_a_ritual_counts_is_added_and_nothing_else(recipe in any_recipe(), folklore in any_folklore()) {
            let evolution = evolve(&recipe);
            let (lore, _) = Lore { field: recipe.field, folklore }.after(&evolution);
            prop_assert_eq!(
                lore.folklore.flares,
                folklore.flares.saturating_add(evolution.anomalies.flares.into())
            );
            prop_assert_eq!(
                lore.folklore.resonances,
                folklore.resonances.saturating_add(evolution.anomalies.resonances.into())
            );
        }

        #[test]
        fn a_chain_of_rituals_is_the_same_each_time(seeds in prop::collection::vec(0..=Seed::MAX, 1..6)) {
            let chain = || seeds.iter().fold(Lore::default(), |lore, seed| {
                let seed = Seed::try_from(*seed).unwrap();
                let recipe = Recipe::new(Steps::default(), seed, Size::default(), lore.field);
                lore.after(&evolve(&recipe)).0
            });
            prop_assert_eq!(chain(), chain());
        }
    }

    #[test]
    fn a_turn_moves_what_its_kind_is_about_and_a_law_gives_every_kind_more() {
        let start = Field::default();
        let legend = Turn { anomaly: Anomaly::Flare, rank: Rank::Legend };
        let (lore, turns) = Lore::default().after(&left(start, flares(5)));
        assert_eq!(turns, [legend]);
        assert_eq!(lore.field, Field { prana: 0.5625, ..start });

        for (anomaly, number) in
            [(Anomaly::Void, "zoom"), (Anomaly::Echo, "harmony"), (Anomaly::Resonance, "drishti")]
        {
            let mut field = start;
            Turn { anomaly, rank: Rank::Hymn }.change(&mut field);
            let moved = start.numbers().into_iter().zip(field.numbers());
            let moved: Vec<_> = moved.filter(|(a, b)| a.1 < b.1).map(|(a, _)| a.0).collect();
            assert_eq!(moved, [number]);
        }
        let mut field = start;
        Turn { anomaly: Anomaly::Flare, rank: Rank::Law }.change(&mut field);
        assert!(field.prana > start.prana && field.resilience > start.resilience);
        assert!(field.klesha < start.klesha);
    }

    #[test]
    fn one_rich_ritual_may_bring_every_rank_at_once() {
        let (lore, turns) = Lore::default().after(&left(Field::default(), flares(20)));
        assert_eq!(turns.iter().map(|turn| turn.rank).collect::<Vec<_>>(), Rank::ALL);
        assert_eq!(lore.folklore.rank(Anomaly::Flare), Some(Rank::Law));
        let (_, again) = lore.after(&left(lore.field, flares(20)));
        assert_eq!(again, []);
    }

    #[test]
    fn turns_read_back_from_their_text() {
        for anomaly in Anomaly::ALL {
            for rank in Rank::ALL {
                let turn = Turn { anomaly, rank };
                assert_eq!(turn.to_string().parse(), Ok(turn));
            }
        }
        assert_eq!(Turn { anomaly: Anomaly::Void, rank: Rank::Hymn }.to_string(), "void-hymn");
        for text in ["", "flare", "flare-", "flare-song", "Flare-legend"] {
            assert_eq!(text.parse::<Turn>(), Err(BadTurn), "{text}");
        }
    }
}
