//! Relief: how the slope of the smooth iteration count shows, as a slope that faces a lamp, as a rim and as lines.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use super::counts::Neighborhood;

/// The slope that is assumed where a neighbour never escapes, so that there is none.
const SHEER: f64 = 8.0;

/// What follows from the slope of the count at a pixel.
pub(super) struct Relief {
    /// How much the slope faces the lamp, −1 to 1.
    pub(super) facing: f64,
    /// How much of the rim's light there is, 0 to some 1.5.
    pub(super) rim: f64,
    /// How far the filigree is finer than the pixels, 0 to 1.
    pub(super) density: f64,
}

/// The lamp is at the upper left. Slopes too gentle to have a direction, and those too steep to trust, face nowhere.
#[inline(always)]
fn facing(right: f64, down: f64, slope: f64) -> f64 {
    if slope == 0.0 {
        return 0.0;
    }
    let trust = (slope * 30.0).min(1.0) / (1.0 + 4.0 * slope * slope);
    trust * (-0.6 * right - 0.8 * down) / slope
}

/// Brightest where the count rises by one to three a unit, which is just outside the filigree.
#[inline(always)]
fn rim(slope: f64) -> f64 {
    let square = slope * slope;
    (square / (1.0 + 0.5 * square)).min(1.0) / (1.0 + 0.1225 * square)
}

#[inline(always)]
fn density(slope: f64) -> f64 {
    let square = slope * slope;
    0.5 * square / (1.0 + 0.5 * square)
}

/// A thin line at each whole count, where these lie so far apart that they are lines and not a pattern.
#[inline(always)]
fn contour(count: f64, slope: f64, unit: f64) -> f64 {
    if slope == 0.0 || !count.is_finite() {
        return 0.0;
    }
    let part = count - count.floor();
    let distance = part.min(1.0 - part) / slope;
    // Never thinner than a pixel shows.
    let half_width = unit.max(1.0);
    let steep = 12.0 * slope;
    (1.1 - distance / half_width).clamp(0.0, 1.0) / (1.0 + steep * steep * steep)
}

impl Relief {
    /// The relief at a pixel that is `unit` thousandths of the short side wide. `contours` is how bright the lines of
    /// equal count are, 0 to 1.
    #[inline(always)]
    pub(super) fn of(around: &Neighborhood, unit: f64, contours: f64) -> Self {
        let right = (around.right - around.left) * 0.5 / unit;
        let down = (around.below - around.above) * 0.5 / unit;
        let slope = (right * right + down * down).sqrt();
        if !slope.is_finite() {
            return Self { facing: 0.0, rim: rim(SHEER), density: density(SHEER) };
        }
        let contour = contours * contour(around.middle, slope, unit);
        Self { facing: facing(right, down, slope), rim: rim(slope) + contour, density: density(slope) }
    }
}
