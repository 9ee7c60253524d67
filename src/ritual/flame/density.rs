//! From counts to a smooth density: where few samples fell, the counts of a wider neighbourhood are averaged.
//!
//! The counts are kept at several levels, each half as fine as the one before. A place takes the finest level at which
//! enough samples fell into its neighbourhood; the levels fade into one another.

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;

use super::histogram::Histogram;

/// Levels of halving; the coarsest averages over 32 bins.
pub(super) const LEVELS: usize = 6;
/// Of the bins that were hit, in order of their hits, the place of the one that is fully bright.
const BRIGHT: f64 = 0.97;

/// Hits and sums of colours at all levels.
pub(super) struct Density {
    finest: Histogram,
    /// Halved once, twice, and so on.
    coarser: Vec<Level>,
}

struct Level {
    width: usize,
    height: usize,
    counts: Vec<[f32; 2]>,
}

impl Density {
    pub(super) fn new(finest: Histogram) -> Self {
        let mut density = Self { finest, coarser: Vec::with_capacity(LEVELS - 1) };
        for level in 0..LEVELS - 1 {
            density.coarser.push(density.halved(level));
        }
        density
    }

    /// Hits a bin at which the picture is fully bright.
    pub(super) fn bright(&self) -> f64 {
        let mut hits: Vec<f32> = self.coarser[0].counts.iter().map(|count| count[0]).collect();
        hits.retain(|hits| *hits > 0.0);
        let place = (hits.len() as f64 * BRIGHT) as usize;
        if place >= hits.len() {
            return 1.0;
        }
        let (_, bright, _) = hits.select_nth_unstable_by(place, f32::total_cmp);
        f64::from(*bright).max(1.0)
    }

    /// The width and height of a level in bins.
    pub(super) fn size(&self, level: usize) -> (usize, usize) {
        match level.checked_sub(1) {
            None => (self.finest.width, self.finest.height),
            Some(coarser) => (self.coarser[coarser].width, self.coarser[coarser].height),
        }
    }

    /// Hits and colours of some columns in a row of a level.
    pub(super) fn row(&self, level: usize, row: usize, columns: Range<usize>) -> Cow<'_, [[f32; 2]]> {
        match level.checked_sub(1) {
            None => Cow::Owned(self.finest.row(row, columns)),
            Some(coarser) => {
                let Level { width, counts, .. } = &self.coarser[coarser];
                Cow::Borrowed(&counts[row * width..][columns])
            }
        }
    }

    /// The means of two by two bins of a level.
    fn halved(&self, level: usize) -> Level {
        let (fine_width, fine_height) = self.size(level);
        let (width, height) = (fine_width.div_ceil(2), fine_height.div_ceil(2));
        let mut counts = vec![[0.0; 2]; width * height];
        counts.par_chunks_exact_mut(width).enumerate().for_each(|(row, means)| {
            let rows =
                [0, 1].map(|down| self.row(level, (row * 2 + down).min(fine_height - 1), 0..fine_width));
            for (column, mean) in means.iter_mut().enumerate() {
                let (left, right) = (column * 2, (column * 2 + 1).min(fine_width - 1));
                let parts = [rows[0][left], rows[0][right], rows[1][left], rows[1][right]];
                *mean = [0, 1].map(|part| parts.iter().fold(0.0, |sum, count| sum + count[part]) * 0.25);
            }
        });
        Level { width, height, counts }
    }
}
