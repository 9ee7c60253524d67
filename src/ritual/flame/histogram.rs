//! How often the samples of a flame fall into each bin of the picture.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::system::{FunctionSystem, Sample, WARM_UP};
use crate::ritual::complex::Complex;
use crate::ritual::draw::canvas::Extent;
use crate::ritual::recipe::Seed;
use crate::ritual::rng::{SeededRng, Stream};

/// The most bins there are; larger pictures are drawn from as many. 32 MiB.
const MOST_BINS: f64 = 4_194_304.0;
/// Parts of the work, each with its own random stream.
const CHUNKS: u32 = 64;
/// Iterations for each bin, and their range altogether. The most keeps a bin's sum of colours below 2³² even if all
/// samples fall into it.
const ITERATIONS_PER_BIN: f64 = 10.0;
const MOST_ITERATIONS: f64 = 10_000_000.0;
const LEAST_ITERATIONS: f64 = 1_500_000.0;
/// Colours are summed in 255ths.
const COLORS: f64 = 255.0;

/// Bins over the picture. Each holds its hits in the lower half of a word and the sum of their colours in the upper.
pub(crate) struct Histogram {
    pub(crate) width: usize,
    pub(crate) height: usize,
    bins: Vec<AtomicU64>,
}

impl Histogram {
    /// Counts the samples of a flame, on the threads of the current rayon pool.
    pub(crate) fn accumulate(seed: Seed, system: &FunctionSystem, extent: Extent, zoom: f64) -> Self {
        let area = f64::from(extent.width) * f64::from(extent.height);
        let shrink = (MOST_BINS / area).sqrt().min(1.0);
        let shrunk = |length: u32| ((f64::from(length) * shrink) as usize).max(1);
        let (width, height) = (shrunk(extent.width), shrunk(extent.height));
        let bins = (0..width * height).map(|_| AtomicU64::new(0)).collect();
        let histogram = Self { width, height, bins };
        let (reach, _) = system.reach(seed, 20_000, 0.95);
        // The flame fills the short side at zoom 1; the power keeps both ends of zoom worth seeing.
        let scale = width.min(height) as f64 * 0.5 / reach.clamp(1e-3, 1e3) * 0.92 * libm::pow(zoom, 0.4);
        let iterations = ((width * height) as f64 * ITERATIONS_PER_BIN)
            .clamp(LEAST_ITERATIONS, MOST_ITERATIONS) as u32
            / CHUNKS;
        (0..CHUNKS).into_par_iter().for_each(|chunk| {
            let mut rng = SeededRng::part(seed, Stream::Samples, chunk);
            let mut sample = Sample { z: Complex { re: rng.unit() - 0.5, im: rng.unit() - 0.5 }, color: 0.5 };
            for _ in 0..WARM_UP {
                sample = system.iterate(sample, rng.bits());
            }
            for _ in 0..iterations {
                sample = system.iterate(sample, rng.bits());
                histogram.count(sample, scale);
            }
        });
        histogram
    }

    fn count(&self, sample: Sample, scale: f64) {
        let column = sample.z.re * scale + self.width as f64 * 0.5;
        let row = sample.z.im * scale + self.height as f64 * 0.5;
        if column >= 0.0 && row >= 0.0 && column < self.width as f64 && row < self.height as f64 {
            let bin = row as usize * self.width + column as usize;
            let color = (sample.color.clamp(0.0, 1.0) * COLORS) as u64;
            // Sums of whole numbers do not depend on the order of the additions.
            self.bins[bin].fetch_add(1 + (color << 32), Ordering::Relaxed);
        }
    }

    /// Each bin's hits and the sum of their colours, 0 to 1 each.
    pub(crate) fn counts(&self) -> impl Iterator<Item = [f32; 2]> + '_ {
        self.bins.iter().map(|bin| {
            let bin = bin.load(Ordering::Relaxed);
            [(bin & 0xFFFF_FFFF) as f32, (bin >> 32) as f32 / COLORS as f32]
        })
    }
}
