//! How bright a flame is where it is hit so often.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use super::sampling::TOGETHER;
use crate::ritual::log2::log2;

/// How much the logarithm brightens the dim parts: full brightness is at this many times the hits at which they begin.
const CONTRAST: f64 = 40.0;
/// How far [`estimated_power`] may be off, as a share of the result: ten times what it ever is.
const DOUBT: f64 = 1e-10;

/// From hits to light.
pub(super) struct Brightness {
    /// Hits a bin at which the flame is as bright as its colours.
    full: f64,
    /// log₂ of the contrast at full brightness.
    range: f64,
    /// One divided by gamma.
    exponent: f64,
}

/// How much light a pixel has, and the share of it that is white.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Light {
    pub(super) gain: f32,
    pub(super) white: f32,
}

impl Brightness {
    pub(super) fn new(full: f64, gamma: f64) -> Self {
        Self { full, range: log2(1.0 + CONTRAST), exponent: 1.0 / gamma }
    }

    /// The light of pixels with so many hits; none where there are none.
    #[inline(always)]
    pub(super) fn lights(&self, hits: &[f32; TOGETHER]) -> [Option<Light>; TOGETHER] {
        let mut levels = [0.0; TOGETHER];
        for pixel in 0..TOGETHER {
            levels[pixel] = log2(1.0 + CONTRAST * f64::from(hits[pixel]) / self.full) / self.range;
        }
        let (mut least, mut most) = ([Light::default(); TOGETHER], [Light::default(); TOGETHER]);
        for pixel in 0..TOGETHER {
            let strength = estimated_power(levels[pixel], self.exponent);
            least[pixel] = Light::of(strength * (1.0 - DOUBT));
            most[pixel] = Light::of(strength * (1.0 + DOUBT));
        }
        let mut lights = [None; TOGETHER];
        for pixel in 0..TOGETHER {
            if levels[pixel] > 0.0 {
                // Light grows with strength. So the power itself is needed only where rounding has not settled it yet.
                let settled = least[pixel] == most[pixel];
                let exactly = || Light::of(libm::pow(levels[pixel], self.exponent));
                lights[pixel] = Some(if settled { least[pixel] } else { exactly() });
            }
        }
        lights
    }
}

impl Light {
    #[inline(always)]
    fn of(strength: f64) -> Self {
        // Beyond its full strength the flame whitens instead of flattening.
        let white = ((strength - 0.75) * 0.9).clamp(0.0, 0.8);
        Self { gain: (1.25 * strength.min(1.6)) as f32, white: (white * white) as f32 }
    }
}

/// A power of a positive number that is not subnormal, with an exponent below 4 and a result within the range of normal
/// numbers. Without branches, so a loop over it becomes vector instructions.
#[inline(always)]
fn estimated_power(number: f64, exponent: f64) -> f64 {
    /// Added to a number, it leaves the nearest whole one in the last bits.
    const ROUND: f64 = 1.5 * 4_503_599_627_370_496.0;
    let power = log2(number) * exponent;
    let rounded = power + ROUND;
    let part = power - (rounded - ROUND);
    let series = TERMS.iter().rev().fold(0.0, |sum, term| sum * part + term);
    f64::from_bits(series.to_bits().wrapping_add(rounded.to_bits() << 52))
}

/// The series of 2ˣ. The first that is left out adds less than 10⁻¹³ between −½ and ½.
const TERMS: [f64; 12] = {
    let mut terms = [1.0; 12];
    let mut index = 1;
    while index < terms.len() {
        terms[index] = terms[index - 1] * std::f64::consts::LN_2 / index as f64;
        index += 1;
    }
    terms
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estimate_is_ten_times_as_close_as_it_has_to_be() {
        for exponent in [1.0 / 0.62, 1.8, 2.0] {
            for step in 0..200_000 {
                let number = libm::exp2(f64::from(step) * 0.000_3 - 54.0);
                let (found, due) = (estimated_power(number, exponent), libm::pow(number, exponent));
                assert!(
                    (found - due).abs() <= due * DOUBT * 0.1,
                    "{number} to the {exponent}: {found}, {due}"
                );
            }
        }
    }

    #[test]
    fn light_is_what_the_power_itself_gives_whatever_the_estimate_says() {
        let brightness = Brightness::new(37.25, 0.56);
        for step in 0..100_000_u32 {
            let hits: [f32; TOGETHER] =
                std::array::from_fn(|pixel| (step * TOGETHER as u32 + pixel as u32) as f32 * 0.000_2);
            for (light, hits) in brightness.lights(&hits).into_iter().zip(hits) {
                let level = log2(1.0 + CONTRAST * f64::from(hits) / 37.25) / log2(1.0 + CONTRAST);
                let due = (level > 0.0).then(|| Light::of(libm::pow(level, 1.0 / 0.56)));
                assert_eq!(light, due, "{hits}");
            }
        }
    }
}
