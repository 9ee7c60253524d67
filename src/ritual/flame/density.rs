//! From counts to a smooth density: where few samples fell, the counts of a wider neighbourhood are averaged.
//!
//! The counts are kept at several levels, each half as fine as the one before. A place takes the finest level at which
//! enough samples fell into its neighbourhood; the levels fade into one another.

use super::histogram::Histogram;
use crate::ritual::curves::smoothstep;

/// Levels of halving; the coarsest averages over 32 bins.
const LEVELS: usize = 6;
/// Hits in a neighbourhood that are enough to trust it.
const ENOUGH: f32 = 48.0;
/// Of the bins that were hit, in order of their hits, the place of the one that is fully bright.
const BRIGHT: f64 = 0.97;

/// Hits and sums of colours at all levels.
pub(crate) struct Density {
    levels: Vec<Level>,
}

struct Level {
    width: usize,
    height: usize,
    counts: Vec<[f32; 2]>,
}

impl Density {
    pub(crate) fn new(histogram: &Histogram) -> Self {
        let finest =
            Level { width: histogram.width, height: histogram.height, counts: histogram.counts().collect() };
        let mut levels = vec![finest];
        while levels.len() < LEVELS {
            levels.push(levels[levels.len() - 1].halved());
        }
        Self { levels }
    }

    /// Hits a bin at which the picture is fully bright.
    pub(crate) fn bright(&self) -> f64 {
        let mut hits: Vec<f32> = self.levels[1].counts.iter().map(|count| count[0]).collect();
        hits.retain(|hits| *hits > 0.0);
        hits.sort_unstable_by(f32::total_cmp);
        hits.get((hits.len() as f64 * BRIGHT) as usize).map_or(1.0, |hits| f64::from(*hits).max(1.0))
    }

    /// Hits a bin and their mean colour at a place, given as shares of the width and height.
    pub(crate) fn at(&self, x: f64, y: f64) -> (f32, f32) {
        let mut sum = self.levels[LEVELS - 1].at(x, y);
        let mut area = (1 << (2 * (LEVELS - 1))) as f32;
        for level in self.levels[..LEVELS - 1].iter().rev() {
            area *= 0.25;
            let finer = level.at(x, y);
            // The coarser level says how many samples to expect. The finer one would prefer its own noise.
            let trust = smoothstep((sum[0] * area * 2.0 / ENOUGH).clamp(0.0, 1.0));
            sum = [sum[0] + (finer[0] - sum[0]) * trust, sum[1] + (finer[1] - sum[1]) * trust];
        }
        (sum[0], if sum[0] > 0.0 { sum[1] / sum[0] } else { 0.0 })
    }
}

impl Level {
    /// The means of two by two bins.
    fn halved(&self) -> Self {
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mean = |index: usize| {
            let (column, row) = (index % width * 2, index / width * 2);
            let parts = [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(right, down)| {
                let column = (column + right).min(self.width - 1);
                let row = (row + down).min(self.height - 1);
                self.counts[row * self.width + column]
            });
            [0, 1].map(|part| parts.iter().fold(0.0, |sum, count| sum + count[part]) * 0.25)
        };
        Self { width, height, counts: (0..width * height).map(mean).collect() }
    }

    /// The counts at a place, smoothed over three by three bins as a quadratic spline does.
    fn at(&self, x: f64, y: f64) -> [f32; 2] {
        let (columns, across) = spline(x, self.width);
        let (rows, down) = spline(y, self.height);
        let mut sum = [0.0; 2];
        for (row, weight) in rows.into_iter().zip(down) {
            for (column, share) in columns.into_iter().zip(across) {
                let count = self.counts[row * self.width + column];
                let weight = weight * share;
                sum = [sum[0] + count[0] * weight, sum[1] + count[1] * weight];
            }
        }
        sum
    }
}

/// The three bins nearest to a place among `length`, and their weights.
fn spline(share: f64, length: usize) -> ([usize; 3], [f32; 3]) {
    let place = (share * length as f64).clamp(0.0, length as f64);
    let middle = (place as usize).min(length - 1);
    let off = (place - middle as f64 - 0.5) as f32;
    let (before, after) = (0.5 - off, 0.5 + off);
    let bins = [middle.saturating_sub(1), middle, (middle + 1).min(length - 1)];
    (bins, [0.5 * before * before, 0.75 - off * off, 0.5 * after * after])
}
