//! Exposure: which counts are dark and which are bright in one picture.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use super::counts::{Neighborhoods, smooth_counts};
use crate::ritual::complex::Complex;
use crate::ritual::draw::canvas::{Extent, Point};
use crate::ritual::fractal::inside::Rectangle;
use crate::ritual::fractal::view::View;
use crate::ritual::log2::log2;
use crate::ritual::simd::LANES;

/// A picture is metered at the middles of this many parts a side.
const METER_GRID: u32 = 48;
/// Among the metered points in order of their iterations, the place of the one that counts as dark.
const METER_DARK: f64 = 0.02;
/// The place of the one that counts as bright.
const METER_BRIGHT: f64 = 0.85;
/// How far the bright point lies along the ramp, in turns: at the brightest cream.
const METER_SPAN: f64 = 0.85;

/// A pixel is sampled again if its neighbourhood spans more than this much of the ramp, in turns. At about a thirtieth
/// stairs begin to show along the rims.
pub(super) const SMOOTH_SPAN: f64 = 0.03;

/// A view, metered.
pub(super) struct Meter {
    parts: Vec<Rectangle>,
    /// The smooth counts of their middles.
    counts: Vec<f64>,
}

impl Meter {
    pub(super) fn new(view: &View, Extent { width, height }: Extent) -> Self {
        let part = |length: u32| f64::from(length) / f64::from(METER_GRID);
        let place =
            |index: u32, length: u32| (f64::from(index) + 0.5) / f64::from(METER_GRID) * f64::from(length);
        let parts: Vec<Rectangle> = (0..METER_GRID * METER_GRID)
            .map(|index| Rectangle {
                middle: Point { x: place(index % METER_GRID, width), y: place(index / METER_GRID, height) },
                right: part(width) * 0.5,
                down: part(height) * 0.5,
            })
            .collect();
        let middles: Vec<Complex> = parts.iter().map(|part| part.point(view)).collect();
        Self { parts, counts: smooth_counts(view, &middles) }
    }

    pub(super) fn exposure(&self) -> Exposure {
        let mut counts: Vec<f64> = self.counts.iter().copied().filter(|count| count.is_finite()).collect();
        counts.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| counts.get((counts.len() as f64 * share) as usize).map(|count| log2(*count));
        Exposure::between(at(METER_DARK), at(METER_BRIGHT))
    }

    /// The parts that may lie inside the set, without those of which it is known point by point.
    pub(super) fn parts_inside(self, view: &View) -> Vec<Rectangle> {
        let stay = self.parts.into_iter().zip(self.counts).filter(|(_, count)| count.is_infinite());
        stay.map(|(part, _)| part).filter(|part| !view.family.never_escapes(part.point(view))).collect()
    }
}

/// Which counts are dark and which are bright: metered for each view, because they differ tenfold between views.
pub(super) struct Exposure {
    /// log₂ of the darkest count.
    pub(super) dark: f64,
    /// Turns of the ramp for each doubling of the count.
    pub(super) gain: f64,
}

impl Exposure {
    /// A view without contrast, or with nothing that escapes, is shown as if it had some.
    fn between(dark: Option<f64>, bright: Option<f64>) -> Self {
        let dark = dark.unwrap_or(0.0);
        let doublings = (bright.unwrap_or(dark) - dark).max(0.25);
        Self { dark, gain: METER_SPAN / doublings }
    }

    /// The place of a count on the ramp, in turns; infinite for one that is.
    #[inline(always)]
    pub(super) fn turns(&self, count: f64) -> f64 {
        if count == f64::INFINITY { count } else { (log2(count) - self.dark) * self.gain }
    }

    /// Whether neighbourhoods span so much of the ramp that one sample for their pixels shows stairs.
    #[inline(always)]
    pub(super) fn are_rough(&self, around: &Neighborhoods) -> [bool; LANES] {
        let mut rough = [false; LANES];
        for lane in 0..LANES {
            let (mut least, mut most) = (f64::INFINITY, 0.0);
            for counts in [&around.middle, &around.left, &around.right, &around.above, &around.below] {
                let count = counts[lane];
                least = if count < least { count } else { least };
                most = if count > most { count } else { most };
            }
            // For small differences log₂ is nearly linear. Where nothing escapes there is nothing to smooth.
            let turns = (most - least) / least * std::f64::consts::LOG2_E * self.gain;
            #[expect(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch for each lane")]
            let spans = (turns > SMOOTH_SPAN) & (least < f64::INFINITY);
            rough[lane] = spans;
        }
        rough
    }
}
