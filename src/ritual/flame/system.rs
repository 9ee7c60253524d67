//! The iterated function system of a flame.

use std::f64::consts::TAU;

use super::variation::{Variation, scaled};
use crate::ritual::complex::Complex;
use crate::ritual::field::Field;
use crate::ritual::recipe::Seed;
use crate::ritual::rng::{SeededRng, Stream};

/// Random systems that a seed proposes. The best of them is taken, because most are dull.
const PROPOSALS: usize = 24;
/// Iterations by which a proposal is judged.
const TRIAL: usize = 6_000;
/// A proposal is judged on a grid of this many cells a side.
const TRIAL_GRID: usize = 48;
/// Iterations until a point no longer depends on where it began.
pub(crate) const WARM_UP: usize = 30;

/// One function: an affine map, whose result is then mixed with a variation of it.
#[derive(Debug, Clone, Copy)]
struct Map {
    /// The affine part: the images of 1 and i, and the shift.
    right: Complex,
    up: Complex,
    shift: Complex,
    variation: Variation,
    /// The share of the variation, 0 to 1.
    blend: f64,
    /// Where it draws colours to, 0 to 1.
    color: f64,
    /// The probability of this map and all those ahead of it, in 2¹⁶ths.
    until: u32,
}

impl Map {
    fn apply(&self, z: Complex, bit: bool) -> Complex {
        let flat = Complex {
            re: self.right.re * z.re + self.up.re * z.im + self.shift.re,
            im: self.right.im * z.re + self.up.im * z.im + self.shift.im,
        };
        let blend = self.variation.apply(flat, bit);
        let straight = 1.0 - self.blend;
        Complex {
            re: flat.re * straight + blend.re * self.blend,
            im: flat.im * straight + blend.im * self.blend,
        }
    }
}

/// The maps and the symmetry of one flame.
#[derive(Debug, Clone)]
pub(crate) struct FunctionSystem {
    maps: Vec<Map>,
    /// The rotations that leave the flame as it is.
    turns: Vec<Complex>,
}

/// A point and its colour.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    pub(crate) z: Complex,
    pub(crate) color: f64,
}

impl FunctionSystem {
    /// The system of a seed, changed by the field and by the number of steps taken. Which proposal is best depends on
    /// the seed alone, so that a ritual does not jump from one flame to another.
    pub(crate) fn new(seed: Seed, field: &Field, steps: usize) -> Self {
        let mut rng = SeededRng::new(seed, Stream::View);
        let proposals: Vec<Self> = (0..PROPOSALS).map(|_| Self::proposed(&mut rng)).collect();
        let judged = proposals.into_iter().map(|system| (system.merit(seed), system));
        let (_, best) = judged.max_by(|a, b| a.0.total_cmp(&b.0)).expect("there are proposals");
        best.moved(field, steps)
    }

    fn proposed(rng: &mut SeededRng) -> Self {
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

    /// Turns the first map a little with every step, and changes all of them with the field.
    fn moved(mut self, field: &Field, steps: usize) -> Self {
        let angle = 0.9 * libm::log(1.0 + steps as f64 / 54.0) * (0.5 + 0.5 * field.harmony);
        let (cos, sin) = (libm::cos(angle), libm::sin(angle));
        let turned = |z: Complex| Complex { re: z.re * cos - z.im * sin, im: z.re * sin + z.im * cos };
        let first = &mut self.maps[0];
        (first.right, first.up) = (turned(first.right), turned(first.up));
        for map in &mut self.maps {
            map.blend = (map.blend + 0.3 * (field.prana - 0.5) - 0.3 * field.klesha).clamp(0.2, 1.0);
            let reach = 0.92 + 0.08 * field.resilience;
            map.shift = scaled(map.shift.re, map.shift.im, reach);
        }
        self
    }

    /// One iteration. The lower 16 bits of the draw choose the map, the next 16 the rotation, bit 32 the square root.
    pub(crate) fn iterate(&self, sample: Sample, draw: u64) -> Sample {
        let pick = (draw & 0xFFFF) as u32;
        let map = self.maps.iter().find(|map| pick < map.until).unwrap_or(&self.maps[0]);
        let z = map.apply(sample.z, draw & (1 << 32) != 0);
        let turn = self.turns[((((draw >> 16) & 0xFFFF) as usize) * self.turns.len()) >> 16];
        Sample {
            z: Complex { re: z.re * turn.re - z.im * turn.im, im: z.re * turn.im + z.im * turn.re },
            color: (sample.color + map.color) * 0.5,
        }
    }

    /// The points of some iterations, and the radius that holds this `share` of them.
    pub(crate) fn reach(&self, seed: Seed, iterations: usize, share: f64) -> (f64, Vec<Complex>) {
        let mut rng = SeededRng::new(seed, Stream::Trial);
        let mut sample = Sample { z: Complex { re: 0.1, im: 0.2 }, color: 0.5 };
        let mut points = Vec::with_capacity(iterations);
        for iterate in 0..iterations + WARM_UP {
            sample = self.iterate(sample, rng.bits());
            if iterate >= WARM_UP {
                points.push(sample.z);
            }
        }
        let mut squares: Vec<f64> = points.iter().map(|z| z.re * z.re + z.im * z.im).collect();
        squares.sort_unstable_by(f64::total_cmp);
        (squares[(squares.len() as f64 * share) as usize].sqrt(), points)
    }

    /// How much there is to see: a good system fills part of the picture, neither a few points nor everything evenly.
    fn merit(&self, seed: Seed) -> f64 {
        let (reach, points) = self.reach(seed, TRIAL, 0.93);
        if !(1e-3..1e3).contains(&reach) {
            return -1.0;
        }
        let mut cells = vec![0_u32; TRIAL_GRID * TRIAL_GRID];
        let cell = |x: f64| {
            let place = (x / reach * 0.5 + 0.5) * TRIAL_GRID as f64;
            (place >= 0.0 && place < TRIAL_GRID as f64).then_some(place as usize)
        };
        for z in &points {
            if let (Some(column), Some(row)) = (cell(z.re), cell(z.im)) {
                cells[row * TRIAL_GRID + column] += 1;
            }
        }
        let filled = cells.iter().filter(|count| **count > 0).count() as f64 / cells.len() as f64;
        let mean = points.len() as f64 / cells.len() as f64;
        let contrast: f64 =
            cells.iter().map(|count| (f64::from(*count) - mean).abs()).sum::<f64>() / points.len() as f64;
        // Best with a good third filled, unevenly; rather with a symmetry than without.
        let symmetry = if self.turns.len() > 2 { 0.3 } else { 0.0 };
        (1.0 - (filled - 0.36).abs() * 2.2) + 0.45 * contrast.min(1.4) + symmetry
    }
}
