//! How often the samples of a flame fall into each bin of the picture.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use super::orbits::{Orbits, WARM_UP};
use super::system::FunctionSystem;
use super::tiles::{Bin, Filling, Tiles};
use crate::ritual::complex::Complex;
use crate::ritual::draw::canvas::Extent;
use crate::ritual::recipe::Seed;
use crate::ritual::rng::{SeededRng, Stream};
use crate::ritual::simd;

/// The most bins there are; larger pictures are drawn from as many. 16 MiB.
const MOST_BINS: f64 = 4_194_304.0;
/// Parts of the work, each with its own random stream.
const CHUNKS: u32 = 64;
/// Chunks that are iterated side by side. Enough to fill vectors and to hide latencies, few enough that there is work for
/// eight threads.
const LANES: usize = 8;
/// Draws for each chunk that are made at a time.
const DRAWS: usize = 32;
/// Iterations for each bin, and their range altogether. The most keeps a bin's sum of colours below 2³² even if all
/// samples fall into it.
const ITERATIONS_PER_BIN: f64 = 10.0;
const MOST_ITERATIONS: f64 = 10_000_000.0;
const LEAST_ITERATIONS: f64 = 1_500_000.0;
/// Colours are summed in 255ths.
const COLORS: f64 = 255.0;

/// Bins over the picture.
pub(super) struct Histogram {
    pub(super) width: usize,
    pub(super) height: usize,
    bins: Vec<Bin>,
    /// The hits and colours of those that hold more than a bin can, by their numbers.
    full: BTreeMap<usize, [u32; 2]>,
}

impl Histogram {
    /// Counts the samples of a flame, on the threads of the current rayon pool.
    pub(super) fn accumulate(seed: Seed, system: &FunctionSystem, extent: Extent, zoom: f64) -> Self {
        let area = f64::from(extent.width) * f64::from(extent.height);
        let shrink = (MOST_BINS / area).sqrt().min(1.0);
        let shrunk = |length: u32| ((f64::from(length) * shrink) as usize).max(1);
        let (width, height) = (shrunk(extent.width), shrunk(extent.height));
        let (reach, _) = system.reach(seed, 20_000, 0.95);
        // The flame fills the short side at zoom 1; the power keeps both ends of zoom worth seeing.
        let scale = width.min(height) as f64 * 0.5 / reach.clamp(1e-3, 1e3) * 0.92 * libm::pow(zoom, 0.4);
        let iterations = ((width * height) as f64 * ITERATIONS_PER_BIN)
            .clamp(LEAST_ITERATIONS, MOST_ITERATIONS) as usize
            / CHUNKS as usize;
        let mut bins = vec![Bin::default(); width * height];
        let tiles = Tiles::new(&mut bins);
        let grid = Grid { width: width as f64, height: height as f64, scale };
        (0..CHUNKS).into_par_iter().step_by(LANES).with_max_len(1).for_each(|first| {
            let filling = tiles.fill();
            simd::run(Counting { seed, system, first, iterations, grid, filling });
        });
        let emptied: Vec<(usize, Bin)> = tiles.emptied().collect();
        Self { full: full(&bins, emptied), width, height, bins }
    }

    /// The hits of some bins in a row and the sums of their colours, 0 to 1 each.
    pub(super) fn row(&self, row: usize, columns: Range<usize>) -> Vec<[f32; 2]> {
        let start = row * self.width;
        let (first, end) = (start + columns.start, start + columns.end);
        let count = |[hits, colors]: [u32; 2]| [hits as f32, colors as f32 / COLORS as f32];
        let mut counts: Vec<[f32; 2]> =
            self.bins[first..end].iter().map(|bin| count([bin.hits(), bin.colors()])).collect();
        for (place, all) in self.full.range(first..end) {
            counts[place - first] = count(*all);
        }
        counts
    }
}

/// All that was in bins that had to be emptied, with what is in them now.
fn full(bins: &[Bin], emptied: impl IntoIterator<Item = (usize, Bin)>) -> BTreeMap<usize, [u32; 2]> {
    let mut full = BTreeMap::new();
    for (place, bin) in emptied {
        let [hits, colors] = full.entry(place).or_insert_with(|| [bins[place].hits(), bins[place].colors()]);
        *hits += bin.hits();
        *colors += bin.colors();
    }
    full
}

/// Where samples fall into the bins.
#[derive(Clone, Copy)]
struct Grid {
    width: f64,
    height: f64,
    scale: f64,
}

/// The counting of [`LANES`] chunks from `first` on.
struct Counting<'a, 'b> {
    seed: Seed,
    system: &'a FunctionSystem,
    first: u32,
    iterations: usize,
    grid: Grid,
    filling: Filling<'a, 'b>,
}

impl simd::Work for Counting<'_, '_> {
    type Result = ();

    #[inline(always)]
    fn run(mut self) {
        let mut rngs: [SeededRng; LANES] =
            std::array::from_fn(|lane| SeededRng::part(self.seed, Stream::Samples, self.first + lane as u32));
        let start = rngs.each_mut().map(|rng| Complex { re: rng.unit() - 0.5, im: rng.unit() - 0.5 });
        let mut orbits = Orbits::from(start);
        let mut draws = [[0; LANES]; DRAWS];
        let mut done = 0;
        while done < WARM_UP + self.iterations {
            for (lane, rng) in rngs.iter_mut().enumerate() {
                for draws in &mut draws {
                    draws[lane] = rng.bits();
                }
            }
            for draws in &draws[..DRAWS.min(WARM_UP + self.iterations - done)] {
                orbits.iterate(self.system, draws);
                if done >= WARM_UP {
                    self.grid.count(&orbits, &mut self.filling);
                }
                done += 1;
            }
        }
    }
}

impl Grid {
    /// Counts the points that lie in the picture.
    #[inline(always)]
    fn count<const L: usize>(&self, orbits: &Orbits<L>, filling: &mut Filling<'_, '_>) {
        let (mut columns, mut rows, mut colors) = ([0.0; L], [0.0; L], [0.0; L]);
        for lane in 0..L {
            columns[lane] = orbits.re[lane] * self.scale + self.width * 0.5;
            rows[lane] = orbits.im[lane] * self.scale + self.height * 0.5;
            colors[lane] = orbits.color[lane].clamp(0.0, 1.0) * COLORS;
        }
        for lane in 0..L {
            let (column, row) = (columns[lane], rows[lane]);
            if column >= 0.0 && row >= 0.0 && column < self.width && row < self.height {
                let bin = row as u32 * self.width as u32 + column as u32;
                filling.add(bin, colors[lane] as u8);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bin_that_was_full_has_all_its_hits() {
        let mut bins = vec![Bin::default(); 6];
        let tiles = Tiles::new(&mut bins);
        let mut filling = tiles.fill();
        for (bin, hits) in [(1, 5), (4, 4095), (5, 10_000)] {
            (0..hits).for_each(|_| filling.add(bin, 255));
        }
        drop(filling);
        let emptied: Vec<(usize, Bin)> = tiles.emptied().collect();
        let histogram = Histogram { full: full(&bins, emptied), width: 3, height: 2, bins };
        assert_eq!(histogram.full.len(), 1);
        assert_eq!(histogram.row(0, 0..3), [[0.0, 0.0], [5.0, 5.0], [0.0, 0.0]]);
        assert_eq!(histogram.row(1, 1..3), [[4095.0, 4095.0], [10_000.0, 10_000.0]]);
        assert_eq!(histogram.row(1, 0..2), [[0.0, 0.0], [4095.0, 4095.0]]);
    }
}
