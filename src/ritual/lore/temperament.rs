//! A guild's temperament: what its field leans back to, so that no ritual and no number of them wears it out.
//!
//! Each number has a tide of its own: it swells and ebbs with the guild's rituals, between two bounds well inside its
//! range. Bounds, length and beginning of each tide come from the guild's id and the age. So no two servers are alike,
//! and a server that has lived through an age finds other waters.

use super::age::Age;
use crate::ritual::curves::wave;
use crate::ritual::field::Field;
use crate::ritual::rng::SeededRng;

/// How far a ritual takes its guild along, as a share of the way to where it ended.
const TAKEN: f64 = 1.0 / 8.0;
/// How far the guild leans back meanwhile, as a share of the way to where its tides stand.
///
/// Three times as much: rituals that always end at the end of a range hold a field at a quarter of the way from the
/// tide to that end, and the tide's own swell is three quarters as wide.
const LEANING: f64 = 3.0 * TAKEN;

/// The lowest ebb and the highest flood, as shares of a number's range.
const EBB: f64 = 0.10;
const FLOOD: f64 = 0.85;
/// How much a tide rises, as shares of the range.
const LEAST_RISE: f64 = 0.50;
const MOST_RISE: f64 = 0.65;
/// How many rituals lie between two floods.
const SHORTEST: f64 = 40.0;
const LONGEST: f64 = 160.0;

/// No number comes nearer to an end than this share of its range, whatever happened to it.
const MARGIN: f64 = 1.0 / 16.0;

/// How one number swells and ebbs.
#[derive(Debug, Clone, Copy)]
struct Tide {
    ebb: f64,
    rise: f64,
    length: f64,
    beginning: f64,
}

impl Tide {
    fn draw(rng: &mut SeededRng) -> Self {
        let rise = rng.between(LEAST_RISE, MOST_RISE);
        Self {
            rise,
            ebb: rng.between(EBB, FLOOD - rise),
            length: rng.between(SHORTEST, LONGEST),
            beginning: rng.unit(),
        }
    }

    /// Where it stands after so many rituals, as a share of the range.
    fn after(&self, rituals: u64) -> f64 {
        self.ebb + self.rise * wave(rituals as f64 / self.length + self.beginning)
    }
}

/// The tides of one guild in one age.
#[derive(Debug, Clone, Copy)]
pub(super) struct Temperament([Tide; 6]);

impl Temperament {
    pub(super) fn of(guild: u64, age: Age) -> Self {
        let mut rng = SeededRng::of_guild(guild, age.0);
        Self([(); 6].map(|()| Tide::draw(&mut rng)))
    }

    /// The field that a guild keeps after a ritual that led from `start` to `end`.
    pub(super) fn settle(&self, start: Field, end: Field, rituals: u64) -> Field {
        let mut kept = start;
        let ends = end.numbers().map(|(_, value, _)| value);
        for (((number, range), end), tide) in kept.numbers_mut().into_iter().zip(ends).zip(&self.0) {
            let (least, most) = range.into_inner();
            let stand = least + (most - least) * tide.after(rituals);
            *number += (end - *number) * TAKEN + (stand - *number) * LEANING;
        }
        kept
    }
}

/// Holds a field off the ends of its ranges.
pub(super) fn off_the_ends(mut field: Field) -> Field {
    for (number, range) in field.numbers_mut() {
        let (least, most) = range.into_inner();
        let margin = (most - least) * MARGIN;
        *number = number.clamp(least + margin, most - margin);
    }
    field
}
