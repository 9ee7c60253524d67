//! What a ritual does: the start field goes step by step through Ritual, Legend, Hymn and Law.
//!
//! Every change moves a number a fraction of the way to one end of its range. So a field cannot leave its ranges,
//! however long the ritual, and the first steps of a long ritual tell as much as its last.

use crate::ritual::field::{Field, Stage};
use crate::ritual::recipe::Recipe;
use crate::ritual::rng::{SeededRng, Stream};

/// The chance that a step brings an anomaly: 1/φ.
pub const ANOMALY_CHANCE: f64 = 0.618_033_988_749_894_9;

/// How far a stage's own step moves a number towards its end, on average. 27 steps, a quarter of the standard
/// ritual, then go two fifths of the way.
const STRIDE: f64 = 0.02;

/// Something that happens beside the stage's own work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Anomaly {
    /// Prana leaps up, and some klesha with it.
    Flare,
    /// Prana ebbs, and the view sinks deeper.
    Void,
    /// Harmony and resilience answer.
    Echo,
    /// Drishti clears, and the view returns towards where rituals begin.
    Resonance,
}

impl Anomaly {
    /// All of them, in the order in which chance numbers them.
    pub const ALL: [Self; 4] = [Self::Flare, Self::Void, Self::Echo, Self::Resonance];

    /// Its name.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The name of several.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Flare => "flares",
            Self::Void => "voids",
            Self::Echo => "echoes",
            Self::Resonance => "resonances",
        }
    }

    fn change(self, field: &mut Field) {
        match self {
            Self::Flare => {
                approach(&mut field.prana, *Field::UNIT.end(), 0.03);
                approach(&mut field.klesha, *Field::UNIT.end(), 0.008);
            }
            Self::Void => {
                approach(&mut field.prana, *Field::UNIT.start(), 0.02);
                approach(&mut field.zoom, *Field::ZOOM.end(), 0.012);
            }
            Self::Echo => {
                approach(&mut field.harmony, *Field::UNIT.end(), 0.012);
                approach(&mut field.resilience, *Field::RESILIENCE.end(), 0.012);
            }
            Self::Resonance => {
                approach(&mut field.drishti, *Field::UNIT.end(), 0.02);
                approach(&mut field.zoom, Field::default().zoom, 0.02);
            }
        }
    }
}

/// How often each anomaly came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AnomalyCounts {
    /// Flares.
    pub flares: u16,
    /// Voids.
    pub voids: u16,
    /// Echoes.
    pub echoes: u16,
    /// Resonances.
    pub resonances: u16,
}

impl AnomalyCounts {
    /// All together.
    pub fn total(&self) -> u16 {
        self.flares + self.voids + self.echoes + self.resonances
    }

    fn add(&mut self, anomaly: Anomaly) {
        *match anomaly {
            Anomaly::Flare => &mut self.flares,
            Anomaly::Void => &mut self.voids,
            Anomaly::Echo => &mut self.echoes,
            Anomaly::Resonance => &mut self.resonances,
        } += 1;
    }
}

/// One step of a ritual.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The stage that it belongs to.
    pub stage: Stage,
    /// How strongly it worked, 0 up to 1.
    pub vigour: f64,
    /// What else happened.
    pub anomaly: Option<Anomaly>,
}

/// What a ritual made of its start field.
#[derive(Debug, Clone, PartialEq)]
pub struct Evolution {
    /// The field that it leaves.
    pub field: Field,
    /// The stage of the last step.
    pub stage: Stage,
    /// Every step, in order.
    pub steps: Vec<Step>,
    /// How often each anomaly came.
    pub anomalies: AnomalyCounts,
}

/// Performs the ritual. It is the same for every picture size; a start field out of range is clamped first.
pub fn evolve(recipe: &Recipe) -> Evolution {
    evolve_to(recipe, recipe.steps.get())
}

/// The first `done` steps of the ritual: what it has made of its start field until then.
pub fn evolve_to(recipe: &Recipe, done: u16) -> Evolution {
    let count = recipe.steps.get();
    let mut rng = SeededRng::new(recipe.seed, Stream::Steps);
    let mut evolution = Evolution {
        field: recipe.field.clamped(),
        stage: Stage::Ritual,
        steps: Vec::with_capacity(count.into()),
        anomalies: AnomalyCounts::default(),
    };
    let stages = Stage::ALL.into_iter().flat_map(|stage| (0..stage.share(count)).map(move |_| stage));
    for stage in stages.take(done.into()) {
        evolution.take(step(&mut rng, stage));
    }
    evolution
}

/// Draws a step. Always three numbers, so that what one step brings does not shift the draws of the next.
fn step(rng: &mut SeededRng, stage: Stage) -> Step {
    let vigour = rng.unit();
    let comes = rng.unit() < ANOMALY_CHANCE;
    let kind = Anomaly::ALL[rng.below(Anomaly::ALL.len())];
    Step { stage, vigour, anomaly: comes.then_some(kind) }
}

impl Evolution {
    /// The anomaly that led the ritual: the one whose steps worked most strongly, all of them together. None where
    /// none came.
    pub fn leader(&self) -> Option<Anomaly> {
        let strength = |anomaly| {
            let steps = self.steps.iter().filter(|step| step.anomaly == Some(anomaly));
            steps.map(|step| step.vigour).sum::<f64>()
        };
        let kinds = Anomaly::ALL.map(|anomaly| (anomaly, strength(anomaly)));
        let strongest = kinds.into_iter().max_by(|(_, one), (_, other)| one.total_cmp(other))?;
        (strongest.1 > 0.0).then_some(strongest.0)
    }

    fn take(&mut self, step: Step) {
        work(&mut self.field, &step);
        if let Some(anomaly) = step.anomaly {
            anomaly.change(&mut self.field);
            self.anomalies.add(anomaly);
        }
        // Rounding alone could carry a number past its end.
        self.field = self.field.clamped();
        self.stage = step.stage;
        self.steps.push(step);
    }
}

/// A stage's own work: half to one and a half strides, as strong as the step's vigour.
fn work(field: &mut Field, step: &Step) {
    let stride = STRIDE * (0.5 + step.vigour);
    match step.stage {
        Stage::Ritual => approach(&mut field.klesha, *Field::UNIT.start(), stride),
        Stage::Legend => {
            approach(&mut field.harmony, *Field::UNIT.end(), stride);
            approach(&mut field.drishti, *Field::UNIT.end(), stride);
        }
        Stage::Hymn => {
            approach(&mut field.harmony, *Field::UNIT.end(), stride);
            approach(&mut field.prana, *Field::UNIT.end(), stride);
        }
        Stage::Law => {
            approach(&mut field.resilience, *Field::RESILIENCE.end(), stride);
            approach(&mut field.klesha, *Field::UNIT.start(), stride);
        }
    }
}

/// Moves `number` the fraction `share` of the way to `end`.
pub(super) fn approach(number: &mut f64, end: f64, share: f64) {
    *number += (end - *number) * share;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ritual::recipe::tests::any_recipe;
    use crate::ritual::{Seed, Size, Steps};

    fn ritual(steps: u32, seed: u64, field: Field) -> Evolution {
        let (steps, seed) = (Steps::try_from(steps).unwrap(), Seed::try_from(seed).unwrap());
        evolve(&Recipe::new(steps, seed, Size::default(), field))
    }

    proptest! {
        #[test]
        fn any_ritual_keeps_the_field_in_its_ranges(recipe in any_recipe()) {
            let evolution = evolve(&recipe);
            prop_assert_eq!(evolution.field.checked(), Ok(evolution.field));
            prop_assert_eq!(evolution.steps.len(), usize::from(recipe.steps.get()));
            prop_assert!(evolution.steps.is_sorted_by_key(|step| step.stage));
            prop_assert_eq!(Some(evolution.stage), evolution.steps.last().map(|step| step.stage));
            let anomalies = evolution.steps.iter().filter(|step| step.anomaly.is_some()).count();
            prop_assert_eq!(usize::from(evolution.anomalies.total()), anomalies);
        }

        #[test]
        fn a_ritual_goes_through_the_same_steps_wherever_one_looks(recipe in any_recipe(), done in 1_u16..=1000) {
            let done = done.min(recipe.steps.get());
            let (part, whole) = (evolve_to(&recipe, done), evolve(&recipe));
            prop_assert_eq!(&part.steps[..], &whole.steps[..done.into()]);
        }

        #[test]
        fn the_size_of_the_picture_changes_nothing_about_the_ritual(recipe in any_recipe(), side in 256_u32..=4096) {
            let other = Recipe { size: Size::try_from(side).unwrap(), ..recipe.clone() };
            prop_assert_eq!(evolve(&recipe), evolve(&other));
        }
    }

    #[test]
    fn a_standard_ritual_does_what_its_stages_promise() {
        let start = Field::default();
        for seed in 0..50 {
            let end = ritual(108, seed, start).field;
            assert!(end.harmony > start.harmony && end.drishti > start.drishti, "seed {seed}: {end:?}");
            assert!(end.prana > start.prana && end.resilience > start.resilience, "seed {seed}: {end:?}");
        }
    }

    #[test]
    fn the_first_stage_lowers_klesha_when_nothing_else_happens() {
        let mut field = Field { klesha: 1.0, ..Field::default() };
        for _ in 0..27 {
            work(&mut field, &Step { stage: Stage::Ritual, vigour: 0.5, anomaly: None });
        }
        assert!((0.5..0.65).contains(&field.klesha), "{field:?}");
        assert_eq!(field, Field { klesha: field.klesha, ..Field::default() });
    }

    #[test]
    fn each_stage_moves_its_own_numbers_in_its_own_direction_and_no_other() {
        let promised: [(Stage, &[&str], &[&str]); 4] = [
            (Stage::Ritual, &[], &["klesha"]),
            (Stage::Legend, &["harmony", "drishti"], &[]),
            (Stage::Hymn, &["harmony", "prana"], &[]),
            (Stage::Law, &["resilience"], &["klesha"]),
        ];
        let start = Field::default();
        for (stage, rise, fall) in promised {
            let mut field = start;
            work(&mut field, &Step { stage, vigour: 0.5, anomaly: None });
            for (before, after) in start.numbers().into_iter().zip(field.numbers()) {
                assert_eq!(after.1 > before.1, rise.contains(&before.0), "{stage}: {}", before.0);
                assert_eq!(after.1 < before.1, fall.contains(&before.0), "{stage}: {}", before.0);
            }
        }
    }

    #[test]
    fn a_ritual_is_led_by_the_anomaly_whose_steps_worked_most_strongly() {
        let step = |vigour, anomaly| Step { stage: Stage::Law, vigour, anomaly };
        let led =
            |steps: &[Step]| Evolution { steps: steps.to_vec(), ..ritual(1, 1, Field::default()) }.leader();
        let (void, echo) = (Some(Anomaly::Void), Some(Anomaly::Echo));
        assert_eq!(led(&[step(0.9, None)]), None);
        assert_eq!(led(&[step(0.4, void), step(0.4, void), step(0.9, echo)]), Some(Anomaly::Echo));
        assert_eq!(led(&[step(0.4, void), step(0.6, void), step(0.9, echo)]), Some(Anomaly::Void));
        // Each kind leads as many as the others.
        let mut rituals = [0; 4];
        for seed in 0..400 {
            let leader = ritual(108, seed, Field::default()).leader().expect("one of 108 steps");
            rituals[leader as usize] += 1;
        }
        assert!(rituals.iter().all(|count| (70..130).contains(count)), "{rituals:?}");
    }

    #[test]
    fn anomalies_come_at_one_step_in_phi_and_each_kind_as_often() {
        let counts = (0..40).map(|seed| ritual(1000, seed, Field::default()).anomalies);
        let (mut total, mut flares) = (0, 0);
        for count in counts {
            total += u32::from(count.total());
            flares += u32::from(count.flares);
        }
        // 40,000 throws: five standard deviations are some 490 and 360.
        assert!(total.abs_diff(24_721) < 490, "{total}");
        assert!(flares.abs_diff(6_180) < 360, "{flares}");
    }

    #[test]
    fn a_field_out_of_range_is_clamped_before_the_ritual() {
        let wild = Field { harmony: f64::NAN, zoom: 1e300, ..Field::default() };
        let recipe = Recipe {
            field: wild,
            ..Recipe::new(Steps::default(), Seed::from_bits(1), Size::default(), wild)
        };
        assert!(evolve(&recipe).field.checked().is_ok());
    }
}
