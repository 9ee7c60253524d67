use proptest::prelude::*;

use super::*;
use crate::ritual::evolution::AnomalyCounts;
use crate::ritual::recipe::tests::{any_field, any_recipe};
use crate::ritual::{Recipe, Seed, Size, Stage, Steps, evolve};

fn any_counts() -> impl Strategy<Value = AnomalyCounts> {
    (0_u16..30, 0_u16..30, 0_u16..30, 0_u16..30)
        .prop_map(|(flares, voids, echoes, resonances)| AnomalyCounts { flares, voids, echoes, resonances })
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
            let (next, milestones) = lore.after(&left(lore.field, counts));
            came.extend(milestones);
            lore = next;
            for anomaly in Anomaly::ALL {
                let ranks: Vec<Rank> =
                    came.iter().filter(|milestone| milestone.anomaly == anomaly).map(|milestone| milestone.rank).collect();
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
        let (lore, milestones) = Lore { field: recipe.field, folklore }.after(&evolution);
        prop_assert_eq!(milestones, []);
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
    let legend = Milestone { anomaly: Anomaly::Flare, rank: Rank::Legend };
    let (lore, milestones) = Lore::default().after(&left(start, flares(5)));
    assert_eq!(milestones, [legend]);
    assert_eq!(lore.field, Field { prana: 0.5625, ..start });

    for (anomaly, number) in
        [(Anomaly::Void, "zoom"), (Anomaly::Echo, "harmony"), (Anomaly::Resonance, "drishti")]
    {
        let mut field = start;
        Milestone { anomaly, rank: Rank::Hymn }.change(&mut field);
        let moved = start.numbers().into_iter().zip(field.numbers());
        let moved: Vec<_> = moved.filter(|(a, b)| a.1 < b.1).map(|(a, _)| a.0).collect();
        assert_eq!(moved, [number]);
    }
    let mut field = start;
    Milestone { anomaly: Anomaly::Flare, rank: Rank::Law }.change(&mut field);
    assert!(field.prana > start.prana && field.resilience > start.resilience);
    assert!(field.klesha < start.klesha);
}

#[test]
fn one_rich_ritual_may_bring_every_rank_at_once() {
    let (lore, milestones) = Lore::default().after(&left(Field::default(), flares(20)));
    assert_eq!(milestones.iter().map(|milestone| milestone.rank).collect::<Vec<_>>(), Rank::ALL);
    assert_eq!(lore.folklore.rank(Anomaly::Flare), Some(Rank::Law));
    let (_, again) = lore.after(&left(lore.field, flares(20)));
    assert_eq!(again, []);
}

#[test]
fn turns_read_back_from_their_text() {
    for anomaly in Anomaly::ALL {
        for rank in Rank::ALL {
            let milestone = Milestone { anomaly, rank };
            assert_eq!(milestone.to_string().parse(), Ok(milestone));
        }
    }
    assert_eq!(Milestone { anomaly: Anomaly::Void, rank: Rank::Hymn }.to_string(), "void-hymn");
    for text in ["", "flare", "flare-", "flare-song", "Flare-legend"] {
        assert_eq!(text.parse::<Milestone>(), Err(BadMilestone), "{text}");
    }
}
