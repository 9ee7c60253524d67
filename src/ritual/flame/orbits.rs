//! Many orbits of a flame at once, as arrays that the compiler turns into whole vectors.
//!
//! No lane waits for a branch of another: each map is applied to all lanes, and a lane keeps the image that its draw has
//! chosen. What a lane finds does not depend on the number of lanes.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use super::system::{FunctionSystem, Map};
use super::variation::Variation;
use crate::ritual::complex::Complex;

/// Iterations until a point no longer depends on where it began.
pub(super) const WARM_UP: usize = 30;

/// The points of `L` orbits and their colours.
#[derive(Clone, Copy)]
pub(super) struct Orbits<const L: usize> {
    pub(super) re: [f64; L],
    pub(super) im: [f64; L],
    pub(super) color: [f64; L],
}

/// What the draws of one iteration say.
struct Choices<const L: usize> {
    /// Chooses the map, in 2¹⁶ths.
    picks: [f64; L],
    /// The rotation, as the image of 1.
    cos: [f64; L],
    sin: [f64; L],
    /// The sign of the square root.
    signs: [f64; L],
}

impl<const L: usize> Orbits<L> {
    /// Orbits that begin at `start`, with the colour in the middle.
    pub(super) fn from(start: [Complex; L]) -> Self {
        Self { re: start.map(|z| z.re), im: start.map(|z| z.im), color: [0.5; L] }
    }

    /// One iteration of each orbit with its own draw.
    #[inline(always)]
    pub(super) fn iterate(&mut self, system: &FunctionSystem, draws: &[u64; L]) {
        let choices = Choices::new(system, draws);
        let mut next = *self;
        let mut from = 0.0;
        for map in &system.maps {
            let images = self.images(map, &choices.signs);
            for lane in 0..L {
                // The maps ahead of this one have taken what lies below; those behind take what lies above.
                let chosen = choices.picks[lane] >= from;
                next.re[lane] = if chosen { images.re[lane] } else { next.re[lane] };
                next.im[lane] = if chosen { images.im[lane] } else { next.im[lane] };
                next.color[lane] = if chosen { images.color[lane] } else { next.color[lane] };
            }
            from = f64::from(map.until);
        }
        for lane in 0..L {
            let (x, y, cos, sin) = (next.re[lane], next.im[lane], choices.cos[lane], choices.sin[lane]);
            self.re[lane] = x * cos - y * sin;
            self.im[lane] = x * sin + y * cos;
            self.color[lane] = next.color[lane];
        }
    }

    /// The images of all orbits under one map.
    #[inline(always)]
    fn images(&self, map: &Map, signs: &[f64; L]) -> Self {
        let flat = self.flat(map);
        let bent = flat.bent(map.variation, signs);
        let (mut images, straight) = (flat, 1.0 - map.blend);
        for lane in 0..L {
            images.re[lane] = flat.re[lane] * straight + bent.re[lane] * map.blend;
            images.im[lane] = flat.im[lane] * straight + bent.im[lane] * map.blend;
            images.color[lane] = (self.color[lane] + map.color) * 0.5;
        }
        images
    }

    /// The images under a map's affine part.
    #[inline(always)]
    fn flat(&self, map: &Map) -> Self {
        let mut flat = *self;
        for lane in 0..L {
            let (x, y) = (self.re[lane], self.im[lane]);
            flat.re[lane] = map.right.re * x + map.up.re * y + map.shift.re;
            flat.im[lane] = map.right.im * x + map.up.im * y + map.shift.im;
        }
        flat
    }

    /// The images under a variation.
    #[inline(always)]
    fn bent(&self, variation: Variation, signs: &[f64; L]) -> Self {
        // Each a loop of its own, with the variation known ahead of it.
        match variation {
            Variation::Spherical => self.each(signs, |z, sign| Variation::Spherical.apply(z, sign)),
            Variation::Julia => self.each(signs, |z, sign| Variation::Julia.apply(z, sign)),
            Variation::Horseshoe => self.each(signs, |z, sign| Variation::Horseshoe.apply(z, sign)),
            Variation::Bubble => self.each(signs, |z, sign| Variation::Bubble.apply(z, sign)),
            Variation::Eyefish => self.each(signs, |z, sign| Variation::Eyefish.apply(z, sign)),
            Variation::Hemisphere => self.each(signs, |z, sign| Variation::Hemisphere.apply(z, sign)),
            Variation::Curl => self.each(signs, |z, sign| Variation::Curl.apply(z, sign)),
        }
    }

    #[inline(always)]
    fn each(&self, signs: &[f64; L], image: impl Fn(Complex, f64) -> Complex) -> Self {
        let mut images = *self;
        for (lane, sign) in signs.iter().enumerate() {
            let Complex { re, im } = image(Complex { re: self.re[lane], im: self.im[lane] }, *sign);
            (images.re[lane], images.im[lane]) = (re, im);
        }
        images
    }
}

impl<const L: usize> Choices<L> {
    /// The lower 16 bits of a draw choose the map, the next 16 the rotation, bit 32 the square root.
    #[inline(always)]
    fn new(system: &FunctionSystem, draws: &[u64; L]) -> Self {
        let mut choices = Self { picks: [0.0; L], cos: [0.0; L], sin: [0.0; L], signs: [0.0; L] };
        for (lane, draw) in draws.iter().enumerate() {
            choices.picks[lane] = f64::from(*draw as u16);
            let turn = system.turns[(usize::from((draw >> 16) as u16) * system.turns.len()) >> 16];
            (choices.cos[lane], choices.sin[lane]) = (turn.re, turn.im);
            let negative = !(draw >> 32) & 1;
            choices.signs[lane] = f64::from_bits(1.0_f64.to_bits() | negative << 63);
        }
        choices
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ritual::recipe::Seed;

    #[test]
    fn an_orbit_goes_its_way_whatever_runs_beside_it() {
        for seed in 0..40 {
            let system = FunctionSystem::best(Seed::from_bits(seed));
            let start = std::array::from_fn(|lane| Complex { re: lane as f64 * 0.1 - 0.4, im: 0.3 });
            let draw = |step: u64, lane: usize| {
                (step * 8 + lane as u64 + seed).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29)
            };
            let mut together: Orbits<8> = Orbits::from(start);
            let mut alone = start.map(|z| Orbits::from([z]));
            for step in 0..300 {
                together.iterate(&system, &std::array::from_fn(|lane| draw(step, lane)));
                for (lane, orbit) in alone.iter_mut().enumerate() {
                    orbit.iterate(&system, &[draw(step, lane)]);
                }
            }
            for (lane, orbit) in alone.iter().enumerate() {
                let found = [together.re[lane], together.im[lane], together.color[lane]].map(f64::to_bits);
                assert_eq!(found, [orbit.re[0], orbit.im[0], orbit.color[0]].map(f64::to_bits), "{seed}");
            }
        }
    }
}
