use proptest::prelude::*;

use super::*;
use crate::ritual::evolution::{Anomaly, AnomalyCounts, Step};
use crate::ritual::recipe::tests::{any_field, any_recipe};
use crate::ritual::{Recipe, Seed, Size, Stage, Steps, evolve};

const GUILD: u64 = 42;

fn any_folklore() -> impl Strategy<Value = Folklore> {
    let count = || prop_oneof![0_u64..40, Just(u64::MAX)];
    (count(), count(), count(), count(), count(), count()).prop_map(
        |(rituals, age, flares, voids, echoes, resonances)| Folklore {
            rituals,
            age: Age(age),
            flares,
            voids,
            echoes,
            resonances,
        },
    )
}

/// A ritual that left a field and was led by an anomaly.
fn led_by(anomaly: Option<Anomaly>, field: Field) -> Evolution {
    let steps = vec![Step { stage: Stage::Law, vigour: 0.5, anomaly }];
    Evolution { field, stage: Stage::Law, steps, anomalies: AnomalyCounts::default() }
}

fn flares(flares: u64) -> Folklore {
    Folklore { flares, ..Folklore::default() }
}

/// Each number as a share of its range.
fn shares(field: &Field) -> [f64; 6] {
    field.numbers().map(|(_, value, range)| (value - range.start()) / (range.end() - range.start()))
}

proptest! {
    #[test]
    fn no_number_rests_within_a_twentieth_of_an_end_whatever_happened(
        guild in any::<u64>(), folklore in any_folklore(), field in any_field(), end in any_field(), kind in 0..5_usize,
    ) {
        let evolution = led_by(Anomaly::ALL.get(kind).copied(), end);
        let (lore, _) = Lore { field, folklore }.after(guild, &evolution);
        prop_assert_eq!(lore.field.checked(), Ok(lore.field));
        prop_assert!(shares(&lore.field).iter().all(|share| (0.05..=0.95).contains(share)), "{:?}", lore.field);
    }

    #[test]
    fn every_turn_comes_once_in_an_age_when_its_count_is_reached(leaders in prop::collection::vec(0..5_usize, 0..200)) {
        let (mut lore, mut came) = (Lore::default(), Vec::new());
        for leader in leaders {
            let age = lore.folklore.age;
            let (next, milestones) = lore.after(GUILD, &led_by(Anomaly::ALL.get(leader).copied(), lore.field));
            came.extend(milestones);
            lore = next;
            if lore.folklore.age != age {
                prop_assert_eq!(came.len(), 13, "twelve of its own, and the one that ends it: {:?}", came);
                prop_assert_eq!(came.pop(), Some(Milestone::Age(lore.folklore.age)));
                came.clear();
            }
            for anomaly in Anomaly::ALL {
                let of_kind = |milestone: &Milestone| match milestone {
                    Milestone::Rank { anomaly: of, rank } => (*of == anomaly).then_some(*rank),
                    Milestone::Age(_) => None,
                };
                let ranks: Vec<Rank> = came.iter().filter_map(of_kind).collect();
                let count = lore.folklore.of(anomaly);
                let due: Vec<Rank> = Rank::ALL.into_iter().filter(|rank| count >= rank.takes()).collect();
                prop_assert_eq!(lore.folklore.rank(anomaly), due.last().copied());
                prop_assert_eq!(ranks, due);
            }
        }
    }

    #[test]
    fn a_ritual_counts_once_for_the_anomaly_that_led_it(recipe in any_recipe()) {
        let evolution = evolve(&recipe);
        let (lore, _) = Lore::default().after(GUILD, &evolution);
        prop_assert_eq!(lore.folklore.rituals, 1);
        for anomaly in Anomaly::ALL {
            let expected = u64::from(evolution.leader() == Some(anomaly));
            prop_assert_eq!(lore.folklore.of(anomaly), expected);
        }
    }

    #[test]
    fn a_chain_of_rituals_is_the_same_each_time(seeds in prop::collection::vec(0..=Seed::MAX, 1..6)) {
        let chain = || seeds.iter().fold(Lore::default(), |lore, seed| {
            let seed = Seed::try_from(*seed).unwrap();
            let recipe = Recipe::new(Steps::default(), seed, Size::default(), lore.field);
            lore.after(GUILD, &evolve(&recipe)).0
        });
        prop_assert_eq!(chain(), chain());
    }
}

/// When the turns of one server came, in rituals.
#[derive(Debug, Default)]
struct Chronicle {
    legends: Vec<u64>,
    hymns: Vec<u64>,
    laws: Vec<u64>,
    ages: Vec<u64>,
    /// For each ritual, the shares of the field that it left.
    course: Vec<[f64; 6]>,
}

/// A server's rituals: mostly standard ones, now and then a quick or a deep one, and the longest that there is.
fn chronicle(guild: u64, rituals: u64) -> Chronicle {
    let (mut lore, mut chronicle) = (Lore::default(), Chronicle::default());
    for place in 0..rituals {
        let steps = match place % 20 {
            0..12 => 108,
            12..17 => 27,
            17 => 1,
            18 => 324,
            _ => 1000,
        };
        let seed = Seed::from_bits(guild.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(place));
        let recipe = Recipe::new(Steps::try_from(steps).unwrap(), seed, Size::default(), lore.field);
        let (next, milestones) = lore.after(guild, &evolve(&recipe));
        for milestone in milestones {
            let first_age = lore.folklore.age == Age(0);
            match milestone {
                Milestone::Rank { rank: Rank::Legend, .. } if first_age => chronicle.legends.push(place + 1),
                Milestone::Rank { rank: Rank::Hymn, .. } if first_age => chronicle.hymns.push(place + 1),
                Milestone::Rank { rank: Rank::Law, .. } if first_age => chronicle.laws.push(place + 1),
                Milestone::Rank { .. } => {}
                Milestone::Age(_) => chronicle.ages.push(place + 1),
            }
        }
        lore = next;
        chronicle.course.push(shares(&lore.field));
    }
    chronicle
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}

/// The mean and the standard deviation of one number in a server's course.
fn spread(chronicle: &Chronicle, number: usize) -> (f64, f64) {
    let values = chronicle.course.iter().map(|shares| shares[number]);
    let middle = mean(values.clone());
    (middle, mean(values.map(|value| (value - middle) * (value - middle))).sqrt())
}

/// The lives of a hundred servers, with ids as Discord gives them out.
#[test]
fn a_hundred_servers_live_through_three_thousand_rituals() {
    const RITUALS: u64 = 3000;
    let servers: Vec<u64> = (0..100).map(|n| (1_400_000_000_000_u64 + n * 86_400_000) << 22).collect();
    let halves = servers.chunks(50);
    let lives: Vec<Chronicle> = std::thread::scope(|scope| {
        let live = |half: &[u64]| half.iter().map(|guild| chronicle(*guild, RITUALS)).collect::<Vec<_>>();
        let threads: Vec<_> = halves.map(|half| scope.spawn(move || live(half))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a life")).collect()
    });

    for (guild, life) in servers.iter().zip(&lives) {
        for (number, (name, ..)) in Field::default().numbers().into_iter().enumerate() {
            let (_, deviation) = spread(life, number);
            assert!(deviation > 0.1, "{guild}: {name} is all but still: {deviation}");
            let held = |shares: &[f64; 6]| (0.05..=0.95).contains(&shares[number]);
            assert!(life.course.iter().all(held), "{guild}: {name} comes to an end");
        }
        let turns = [life.legends.len(), life.hymns.len(), life.laws.len()];
        assert_eq!(turns, [4; 3], "{guild}: each kind turned in the first age");
        assert!(life.laws[0] > 80, "{guild}: {:?}", life.laws);
        // There is always a next thing: ages go on to follow one another, all about as long.
        assert!((12..=20).contains(&life.ages.len()), "{guild}: {:?}", life.ages);
        let longest = life.ages.windows(2).map(|pair| pair[1] - pair[0]).max();
        assert!(longest < Some(320), "{guild}: {longest:?}");
    }
    let when = |turns: fn(&Chronicle) -> &Vec<u64>| {
        let all: Vec<f64> = lives.iter().flat_map(|life| turns(life).iter().map(|at| *at as f64)).collect();
        mean(all.into_iter())
    };
    let (legends, hymns, laws) = (when(|l| &l.legends), when(|l| &l.hymns), when(|l| &l.laws));
    assert!((10.0..20.0).contains(&legends), "{legends}");
    assert!((45.0..55.0).contains(&hymns), "{hymns}");
    assert!((110.0..180.0).contains(&laws), "{laws}");
    let first_laws = mean(lives.iter().map(|life| life.laws[0] as f64));
    assert!(first_laws > 110.0, "{first_laws}");

    for (one, life) in lives.iter().enumerate() {
        for (other, second) in lives.iter().enumerate().skip(one + 1) {
            let apart = (0..6).map(|number| {
                let pairs = life.course.iter().zip(&second.course);
                mean(pairs.map(|(a, b)| (a[number] - b[number]).abs()))
            });
            let apart = mean(apart);
            assert!(apart > 0.05, "servers {one} and {other} are alike: {apart}");
        }
    }
}

#[test]
fn a_ritual_takes_its_server_a_part_of_the_way_and_no_further() {
    let start = Field::default();
    let (high, low) = (Field { harmony: 1.0, ..start }, Field { harmony: 0.0, ..start });
    let after = |end| Lore::default().after(GUILD, &led_by(None, end)).0.field.harmony;
    let (up, down) = (after(high), after(low));
    assert!((up - down - 1.0 / 8.0).abs() < 1e-12, "{up} {down}");
}

#[test]
fn a_field_from_before_comes_back_from_the_end_at_which_it_stood() {
    let worn = Field { harmony: 0.999, resilience: 1.98, drishti: 0.998, klesha: 0.001, ..Field::default() };
    let mut lore = Lore { field: worn, folklore: Folklore::default() };
    for seed in 0..5 {
        let seed = Seed::try_from(seed).unwrap();
        lore =
            lore.after(GUILD, &evolve(&Recipe::new(Steps::default(), seed, Size::default(), lore.field))).0;
        assert!(shares(&lore.field).iter().all(|share| (0.05..=0.95).contains(share)), "{:?}", lore.field);
    }
    assert!(lore.field.harmony < 0.93 && lore.field.drishti < 0.93, "{:?}", lore.field);
}

#[test]
fn a_turn_moves_what_its_kind_is_about_and_a_law_gives_every_kind_more() {
    let start = Field::default();
    let legend = Milestone::Rank { anomaly: Anomaly::Flare, rank: Rank::Legend };
    let before = Lore { field: start, folklore: flares(3) };
    let (lore, milestones) = before.after(GUILD, &led_by(Some(Anomaly::Flare), start));
    assert_eq!(milestones, [legend]);
    let (unmoved, _) = before.after(GUILD, &led_by(None, start));
    assert!(lore.field.prana > unmoved.field.prana);
    assert_eq!(Field { prana: 0.0, ..lore.field }, Field { prana: 0.0, ..unmoved.field });

    for (anomaly, number) in
        [(Anomaly::Void, "zoom"), (Anomaly::Echo, "harmony"), (Anomaly::Resonance, "drishti")]
    {
        let mut field = start;
        Milestone::Rank { anomaly, rank: Rank::Hymn }.change(&mut field);
        let moved = start.numbers().into_iter().zip(field.numbers());
        let moved: Vec<_> = moved.filter(|(a, b)| a.1 < b.1).map(|(a, _)| a.0).collect();
        assert_eq!(moved, [number]);
    }
    let mut field = start;
    Milestone::Rank { anomaly: Anomaly::Flare, rank: Rank::Law }.change(&mut field);
    assert!(field.prana > start.prana && field.resilience > start.resilience);
    assert!(field.klesha < start.klesha);
}

#[test]
fn the_last_law_closes_the_age_and_the_next_begins_with_nothing() {
    let folklore = Folklore { rituals: 150, age: Age(3), flares: 35, voids: 36, echoes: 40, resonances: 36 };
    let lore = Lore { field: Field::default(), folklore };
    let (next, milestones) = lore.after(GUILD, &led_by(Some(Anomaly::Flare), lore.field));
    let law = Milestone::Rank { anomaly: Anomaly::Flare, rank: Rank::Law };
    assert_eq!(milestones, [law, Milestone::Age(Age(4))]);
    assert_eq!(next.folklore, Folklore { rituals: 151, age: Age(4), ..Folklore::default() });
}

#[test]
fn turns_read_back_from_their_text() {
    let ranks =
        Anomaly::ALL.into_iter().flat_map(|anomaly| Rank::ALL.map(|rank| Milestone::Rank { anomaly, rank }));
    for milestone in ranks.chain([Milestone::Age(Age(1)), Milestone::Age(Age(u64::MAX))]) {
        assert_eq!(milestone.to_string().parse(), Ok(milestone));
    }
    assert_eq!(Milestone::Rank { anomaly: Anomaly::Void, rank: Rank::Hymn }.to_string(), "void-hymn");
    for text in ["", "flare", "flare-", "flare-song", "Flare-legend", "age-", "age--1", "age-x", "age"] {
        assert_eq!(text.parse::<Milestone>(), Err(BadMilestone), "{text}");
    }
}
