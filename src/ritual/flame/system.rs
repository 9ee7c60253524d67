//! The iterated function system of a flame.

use std::f64::consts::TAU;

use super::variation::{Variation, scaled};
use crate::ritual::complex::Complex;
use crate::ritual::field::Field;
use crate::ritual::rng::SeededRng;

/// One function: an affine map, whose result is then mixed with a variation of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Map {
    /// The affine part: the images of 1 and i, and the shift.
    pub(super) right: Complex,
    pub(super) up: Complex,
    pub(super) shift: Complex,
    pub(super) variation: Variation,
    /// The share of the variation, 0 to 1.
    pub(super) blend: f64,
    /// Where it draws colours to, 0 to 1.
    pub(super) color: f64,
    /// The probability of this map and all those ahead of it, in 2¹⁶ths.
    pub(super) until: u32,
}

/// The maps and the symmetry of one flame.
#[derive(Debug, Clone)]
pub(crate) struct FunctionSystem {
    pub(super) maps: Vec<Map>,
    /// The rotations that leave the flame as it is.
    pub(super) turns: Vec<Complex>,
}

impl FunctionSystem {
    /// A random system.
    pub(super) fn proposed(rng: &mut SeededRng) -> Self {
        let count = 2 + rng.below(3);
        let order = [1, 2, 3, 3, 4, 5, 5, 6, 8][rng.below(9)];
        let weights: Vec<f64> = (0..count).map(|_| rng.between(0.3, 1.0)).collect();
        let total: f64 = weights.iter().sum();
        let mut sum = 0.0;
        let maps = weights.iter().enumerate().map(|(index, weight)| {
            sum += weight / total;
            Self::map(rng, index as f64 / (count - 1) as f64, (sum * 65_536.0) as u32)
        });
        let mut maps: Vec<Map> = maps.collect();
        maps[count - 1].until = 65_536;
        let turns = (0..order)
            .map(|turn| {
                let angle = TAU * f64::from(turn) / f64::from(order);
                Complex { re: libm::cos(angle), im: libm::sin(angle) }
            })
            .collect();
        Self { maps, turns }
    }

    fn map(rng: &mut SeededRng, color: f64, until: u32) -> Map {
        let angle = rng.unit() * TAU;
        // A rotation that shrinks and shears a little: strong shear gives mere streaks.
        let scale = rng.between(0.45, 0.95);
        let shear = rng.between(-0.25, 0.25);
        let (cos, sin) = (libm::cos(angle) * scale, libm::sin(angle) * scale);
        Map {
            right: Complex { re: cos, im: sin },
            up: Complex { re: shear * cos - sin, im: shear * sin + cos },
            shift: Complex { re: rng.between(-0.9, 0.9), im: rng.between(-0.9, 0.9) },
            variation: Variation::ALL[rng.below(Variation::ALL.len())],
            blend: rng.between(0.35, 1.0),
            color,
            until,
        }
    }

    /// The system after so many steps: they turn the first map a little, and the field changes all maps. Which system it is
    /// depends on the seed alone, so that a ritual does not jump from one flame to another.
    pub(super) fn moved(&self, field: &Field, steps: usize) -> Self {
        let mut moved = self.clone();
        let angle = 0.9 * libm::log(1.0 + steps as f64 / 54.0) * (0.5 + 0.5 * field.harmony);
        let (cos, sin) = (libm::cos(angle), libm::sin(angle));
        let turned = |z: Complex| Complex { re: z.re * cos - z.im * sin, im: z.re * sin + z.im * cos };
        let first = &mut moved.maps[0];
        (first.right, first.up) = (turned(first.right), turned(first.up));
        for map in &mut moved.maps {
            map.blend = (map.blend + 0.3 * (field.prana - 0.5) - 0.3 * field.klesha).clamp(0.2, 1.0);
            let reach = 0.92 + 0.08 * field.resilience;
            map.shift = scaled(map.shift.re, map.shift.im, reach);
        }
        moved
    }
}
