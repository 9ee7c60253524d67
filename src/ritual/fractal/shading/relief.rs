//! Relief: how the slope of the smooth iteration count shows, as a slope that faces a lamp, as a rim and as lines.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use super::counts::Neighborhoods;
use crate::ritual::simd::LANES;

/// The slope that is assumed where a neighbour never escapes, so that there is none.
const SHEER: f64 = 8.0;

/// What follows from the slope of the count at some pixels: how it changes their colours.
#[derive(Clone, Copy)]
pub(super) struct Reliefs {
    /// The factor of light that a slope has from the lamp, which it faces or turns away from.
    pub(super) light: [f32; LANES],
    /// How much of the colour is the rim's.
    pub(super) rim: [f32; LANES],
    /// How much of it is lace, because the filigree is finer than the pixels.
    pub(super) lace: [f32; LANES],
}

/// How much a slope faces the lamp, −1 to 1. The lamp is at the upper left. Slopes too gentle to have a direction, and
/// those too steep to trust, face nowhere.
#[inline(always)]
fn facing(right: f64, down: f64, slope: f64) -> f64 {
    let trust = least(slope * 30.0, 1.0) / (1.0 + 4.0 * slope * slope);
    trust * (-0.6 * right - 0.8 * down) / slope
}

/// How much of the rim's light there is, 0 to some 1.5: brightest where the count rises by one to three a unit, which is
/// just outside the filigree.
#[inline(always)]
fn rim(slope: f64) -> f64 {
    let square = slope * slope;
    least(square / (1.0 + 0.5 * square), 1.0) / (1.0 + 0.1225 * square)
}

/// How far the filigree is finer than the pixels, 0 to 1.
#[inline(always)]
fn density(slope: f64) -> f64 {
    let square = slope * slope;
    // Halved at the end, which is exact: so the division is the same as the rim's.
    0.5 * (square / (1.0 + 0.5 * square))
}

/// How far it is to the next whole count.
#[inline(always)]
fn distance(count: f64, slope: f64) -> f64 {
    let part = count - count.floor();
    least(part, 1.0 - part) / slope
}

/// A thin line at each whole count, where these lie so far apart that they are lines and not a pattern. The next is so many
/// of a line's half widths away.
#[inline(always)]
fn contour(half_widths: f64, slope: f64) -> f64 {
    let steep = 12.0 * slope;
    (1.1 - half_widths).clamp(0.0, 1.0) / (1.0 + steep * steep * steep)
}

/// Divides numbers. By a power of two, as the usual sizes have it, they are multiplied, which is quicker and gives the same
/// bits.
#[inline(always)]
fn divide(numbers: &mut [f64; LANES], divisor: f64) {
    let inverse = 1.0 / divisor;
    if inverse.to_bits().trailing_zeros() >= f64::MANTISSA_DIGITS - 1 {
        for number in numbers {
            *number *= inverse;
        }
    } else {
        for number in numbers {
            *number /= divisor;
        }
    }
}

/// The lesser of two numbers, in one instruction.
#[inline(always)]
fn least(one: f64, other: f64) -> f64 {
    if one < other { one } else { other }
}

impl Reliefs {
    const LEVEL: Self = Self { light: [0.0; LANES], rim: [0.0; LANES], lace: [0.0; LANES] };

    /// Those of up to [`LANES`] pixels by their places in a band of rows of this width. `all` has them as they lie beside
    /// each other, row by row.
    #[inline(always)]
    pub(super) fn at(all: &[Self], pixels: &[usize], width: usize) -> Self {
        let mut found = Self::LEVEL;
        let spare = width.next_multiple_of(LANES) - width;
        for (lane, pixel) in pixels.iter().enumerate() {
            // A division takes as long as all the rest, and the usual sizes need none.
            let place = if spare == 0 { *pixel } else { pixel + pixel / width * spare };
            let (reliefs, place) = (&all[place / LANES], place % LANES);
            found.light[lane] = reliefs.light[place];
            found.rim[lane] = reliefs.rim[place];
            found.lace[lane] = reliefs.lace[place];
        }
        found
    }

    /// The reliefs at pixels that are `unit` thousandths of the short side wide. `contours` is how bright the lines of
    /// equal count are, 0 to 1.
    #[inline(always)]
    #[expect(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch for each lane")]
    pub(super) fn of(around: &Neighborhoods, unit: f64, contours: f64) -> Self {
        let mut reliefs = Self::LEVEL;
        let (mut rights, mut downs) = ([0.0; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            rights[lane] = (around.right[lane] - around.left[lane]) * 0.5;
            downs[lane] = (around.below[lane] - around.above[lane]) * 0.5;
        }
        divide(&mut rights, unit);
        divide(&mut downs, unit);
        let (mut slopes, mut distances) = ([0.0; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            let (right, down) = (rights[lane], downs[lane]);
            let slope = (right * right + down * down).sqrt();
            slopes[lane] = slope;
            distances[lane] = distance(around.middle[lane], slope);
        }
        // A line is never thinner than a pixel shows.
        divide(&mut distances, unit.max(1.0));
        for lane in 0..LANES {
            let (count, found) = (around.middle[lane], slopes[lane]);
            let trusted = found < f64::INFINITY;
            let slope = if trusted { found } else { SHEER };
            // What a level or a sheer slope makes of these is not a number, and not used.
            let facing = facing(rights[lane], downs[lane], slope);
            let contour = contour(distances[lane], slope);
            let sloping = trusted & (slope > 0.0);
            let facing = if sloping { facing } else { 0.0 };
            let contour = if sloping & (count < f64::INFINITY) { contour } else { 0.0 };
            reliefs.light[lane] = (1.0 + 0.45 * facing) as f32;
            reliefs.rim[lane] = (0.4 * (rim(slope) + contours * contour)) as f32;
            reliefs.lace[lane] = (0.7 * density(slope)) as f32;
        }
        reliefs
    }
}
