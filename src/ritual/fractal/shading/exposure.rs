//! Exposure: which counts are dark and which are bright in one picture.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use super::counts::{Neighborhood, smooth_counts};
use crate::ritual::complex::Complex;
use crate::ritual::draw::canvas::Extent;
use crate::ritual::fractal::view::View;
use crate::ritual::log2::log2;

/// A picture is metered on a grid of this many points a side.
const METER_GRID: u32 = 48;
/// Among the metered points in order of their iterations, the place of the one that counts as dark.
const METER_DARK: f64 = 0.02;
/// The place of the one that counts as bright.
const METER_BRIGHT: f64 = 0.85;
/// How far the bright point lies along the ramp, in turns: at the brightest cream.
const METER_SPAN: f64 = 0.85;

/// A pixel is sampled again if its neighbourhood spans more than this much of the ramp, in turns. At about a thirtieth
/// stairs begin to show along the rims.
const SMOOTH_SPAN: f64 = 0.03;

/// Which counts are dark and which are bright: metered for each view, because they differ tenfold between views.
pub(super) struct Exposure {
    /// log₂ of the darkest count.
    dark: f64,
    /// Turns of the ramp for each doubling of the count.
    gain: f64,
}

impl Exposure {
    /// Meters a view.
    pub(super) fn metered(view: &View, Extent { width, height }: Extent) -> Self {
        let place =
            |index: u32, length: u32| (f64::from(index) + 0.5) / f64::from(METER_GRID) * f64::from(length);
        let points: Vec<Complex> = (0..METER_GRID * METER_GRID)
            .map(|index| view.point(place(index % METER_GRID, width), place(index / METER_GRID, height)))
            .collect();
        let mut counts: Vec<f64> = smooth_counts(view, &points);
        counts.retain(|count| count.is_finite());
        counts.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| counts.get((counts.len() as f64 * share) as usize).map(|count| log2(*count));
        Self::between(at(METER_DARK), at(METER_BRIGHT))
    }

    /// A view without contrast, or with nothing that escapes, is shown as if it had some.
    fn between(dark: Option<f64>, bright: Option<f64>) -> Self {
        let dark = dark.unwrap_or(0.0);
        let doublings = (bright.unwrap_or(dark) - dark).max(0.25);
        Self { dark, gain: METER_SPAN / doublings }
    }

    /// The place of a count on the ramp, in turns.
    #[inline(always)]
    pub(super) fn turns(&self, count: f64) -> f64 {
        (log2(count) - self.dark) * self.gain
    }

    /// Whether a neighbourhood spans so much of the ramp that one sample for its pixel shows stairs.
    pub(super) fn is_rough(&self, around: &Neighborhood) -> bool {
        let counts = [around.middle, around.left, around.right, around.above, around.below];
        let least = counts.into_iter().fold(f64::INFINITY, f64::min);
        let most = counts.into_iter().fold(0.0, f64::max);
        // For small differences log₂ is nearly linear. Where nothing escapes there is nothing to smooth.
        let turns = (most - least) / least * std::f64::consts::LOG2_E * self.gain;
        least.is_finite() && turns > SMOOTH_SPAN
    }
}
