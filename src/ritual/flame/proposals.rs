//! Which flame a seed has: the best of some random systems.

use rayon::prelude::*;

use super::orbits::{Orbits, WARM_UP};
use super::system::FunctionSystem;
use crate::ritual::complex::Complex;
use crate::ritual::recipe::Seed;
use crate::ritual::rng::{SeededRng, Stream};

/// Random systems that a seed proposes. The best of them is taken, because most are dull.
const PROPOSALS: usize = 24;
/// Iterations by which a proposal is judged.
const TRIAL: usize = 6_000;
/// A proposal is judged on a grid of this many cells a side.
const TRIAL_GRID: usize = 48;

impl FunctionSystem {
    /// The best system that a seed proposes.
    pub(crate) fn best(seed: Seed) -> Self {
        let mut rng = SeededRng::new(seed, Stream::View);
        let proposals: Vec<Self> = (0..PROPOSALS).map(|_| Self::proposed(&mut rng)).collect();
        let judged: Vec<(f64, Self)> =
            proposals.into_par_iter().with_max_len(1).map(|system| (system.merit(seed), system)).collect();
        let best = judged.into_iter().max_by(|a, b| a.0.total_cmp(&b.0));
        best.expect("there are proposals").1
    }

    /// The points of some iterations, and the radius that holds this `share` of them.
    pub(super) fn reach(&self, seed: Seed, iterations: usize, share: f64) -> (f64, Vec<Complex>) {
        let mut rng = SeededRng::new(seed, Stream::Trial);
        let mut orbit = Orbits::from([Complex { re: 0.1, im: 0.2 }]);
        let mut points = Vec::with_capacity(iterations);
        for iterate in 0..iterations + WARM_UP {
            orbit.iterate(self, &[rng.bits()]);
            if iterate >= WARM_UP {
                points.push(Complex { re: orbit.re[0], im: orbit.im[0] });
            }
        }
        let mut squares: Vec<f64> = points.iter().map(|z| z.re * z.re + z.im * z.im).collect();
        let place = (squares.len() as f64 * share) as usize;
        let (_, square, _) = squares.select_nth_unstable_by(place, f64::total_cmp);
        (square.sqrt(), points)
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
