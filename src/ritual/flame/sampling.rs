//! The density under the pixels of a band, in strips of some columns so that all levels stay in the cache.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use super::density::{Density, LEVELS};
use crate::ritual::curves::smoothstep;

/// Hits in a neighbourhood that are enough to trust it.
const ENOUGH: f32 = 48.0;
/// Pixels that are computed together, as arrays that the compiler turns into whole vectors.
pub(super) const TOGETHER: usize = 16;
/// Pixels in a row of a strip.
pub(super) const STRIP: usize = 256;

/// Where the pixels of a picture lie among the bins, in one direction.
pub(super) struct Axis {
    /// At each level the three nearest bins.
    levels: Box<[[Bins; 3]; LEVELS]>,
}

/// One of the three nearest bins for each pixel, and its weight. There are whole strips of them: the last pixel is
/// repeated.
#[derive(Default)]
struct Bins {
    places: Vec<usize>,
    weights: Vec<f32>,
}

impl Axis {
    /// An axis of so many pixels; each level has so many bins.
    pub(super) fn new(pixels: usize, lengths: [usize; LEVELS]) -> Self {
        let levels = lengths.map(|length| {
            let mut bins: [Bins; 3] = Default::default();
            for pixel in 0..pixels.next_multiple_of(STRIP) {
                let (places, weights) = spline(share(pixel.min(pixels - 1), pixels), length);
                for (bins, (place, weight)) in bins.iter_mut().zip(places.into_iter().zip(weights)) {
                    bins.places.push(place);
                    bins.weights.push(weight);
                }
            }
            bins
        });
        Self { levels: Box::new(levels) }
    }
}

/// The place of a pixel's middle, as a share of the whole.
pub(super) fn share(pixel: usize, pixels: usize) -> f64 {
    (pixel as f64 + 0.5) / pixels as f64
}

/// The three bins nearest to a place among `length`, and their weights: those of a quadratic spline.
fn spline(share: f64, length: usize) -> ([usize; 3], [f32; 3]) {
    let place = (share * length as f64).clamp(0.0, length as f64);
    let middle = (place as usize).min(length - 1);
    let off = (place - middle as f64 - 0.5) as f32;
    let (before, after) = (0.5 - off, 0.5 + off);
    let bins = [middle.saturating_sub(1), middle, (middle + 1).min(length - 1)];
    (bins, [0.5 * before * before, 0.75 - off * off, 0.5 * after * after])
}

/// A strip of a picture, of which one row is looked at after another.
pub(super) struct Strip<'a> {
    density: &'a Density,
    columns: &'a Axis,
    rows: &'a Axis,
    /// The strip's first pixel.
    left: usize,
    /// At each level the last three rows of bins that were looked at, each at the place of its number modulo three.
    lines: [[Line; 3]; LEVELS],
}

/// A row of bins as the pixels of a strip see it: for each pixel the counts of the three bins nearest to it.
struct Line {
    row: Option<usize>,
    hits: [[f32; STRIP]; 3],
    colors: [[f32; STRIP]; 3],
}

impl<'a> Strip<'a> {
    pub(super) fn new(density: &'a Density, columns: &'a Axis, rows: &'a Axis, left: usize) -> Box<Self> {
        let line = || Line { row: None, hits: [[0.0; STRIP]; 3], colors: [[0.0; STRIP]; 3] };
        let lines = std::array::from_fn(|_| std::array::from_fn(|_| line()));
        Box::new(Self { density, columns, rows, left, lines })
    }

    /// Prepares for the pixels of a row.
    pub(super) fn look_at(&mut self, row: usize) {
        for (level, lines) in self.lines.iter_mut().enumerate() {
            for bins in &self.rows.levels[level] {
                let row = bins.places[row];
                let line = &mut lines[row % 3];
                if line.row != Some(row) {
                    line.fill(self.density, level, row, &self.columns.levels[level], self.left);
                }
            }
        }
    }

    /// Hits a bin and their mean colour, for pixels of a row that was prepared for, from `place` in the strip on.
    #[inline(always)]
    pub(super) fn at(&self, row: usize, place: usize) -> ([f32; TOGETHER], [f32; TOGETHER]) {
        let (mut hits, mut colors) = self.smoothed(LEVELS - 1, row, place);
        let mut area = (1 << (2 * (LEVELS - 1))) as f32;
        for level in (0..LEVELS - 1).rev() {
            area *= 0.25;
            let (finer_hits, finer_colors) = self.smoothed(level, row, place);
            for pixel in 0..TOGETHER {
                // The coarser level says how many samples to expect. The finer one would prefer its own noise.
                let trust = smoothstep((hits[pixel] * area * 2.0 / ENOUGH).clamp(0.0, 1.0));
                hits[pixel] += (finer_hits[pixel] - hits[pixel]) * trust;
                colors[pixel] += (finer_colors[pixel] - colors[pixel]) * trust;
            }
        }
        for pixel in 0..TOGETHER {
            let mean = colors[pixel] / hits[pixel];
            colors[pixel] = if hits[pixel] > 0.0 { mean } else { 0.0 };
        }
        (hits, colors)
    }

    /// The counts of one level, smoothed over three by three bins.
    #[inline(always)]
    fn smoothed(&self, level: usize, row: usize, place: usize) -> ([f32; TOGETHER], [f32; TOGETHER]) {
        let (mut hits, mut colors) = ([0.0; TOGETHER], [0.0; TOGETHER]);
        for bins in &self.rows.levels[level] {
            let line = &self.lines[level][bins.places[row] % 3];
            let down = bins.weights[row];
            for (column, bins) in self.columns.levels[level].iter().enumerate() {
                let across = &bins.weights[self.left + place..][..TOGETHER];
                let line_hits = &line.hits[column][place..][..TOGETHER];
                let line_colors = &line.colors[column][place..][..TOGETHER];
                for pixel in 0..TOGETHER {
                    let weight = down * across[pixel];
                    hits[pixel] += line_hits[pixel] * weight;
                    colors[pixel] += line_colors[pixel] * weight;
                }
            }
        }
        (hits, colors)
    }
}

impl Line {
    fn fill(&mut self, density: &Density, level: usize, row: usize, columns: &[Bins; 3], left: usize) {
        self.row = Some(row);
        let strip = left..left + STRIP;
        let first = columns[0].places[left];
        let counts = density.row(level, row, first..columns[2].places[strip.end - 1] + 1);
        for (column, bins) in columns.iter().enumerate() {
            let seen = self.hits[column].iter_mut().zip(&mut self.colors[column]);
            for ((hits, colors), bin) in seen.zip(&bins.places[strip.clone()]) {
                [*hits, *colors] = counts[bin - first];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::array;

    use super::*;
    use crate::ritual::draw::canvas::Extent;
    use crate::ritual::flame::{FunctionSystem, Histogram};
    use crate::ritual::recipe::Seed;

    /// The definition: one level at one place.
    fn smoothed(density: &Density, level: usize, x: f64, y: f64) -> [f32; 2] {
        let (width, height) = density.size(level);
        let ((columns, across), (rows, down)) = (spline(x, width), spline(y, height));
        let mut sum = [0.0; 2];
        for (row, weight) in rows.into_iter().zip(down) {
            let counts = density.row(level, row, 0..width);
            for (column, share) in columns.into_iter().zip(across) {
                let weight = weight * share;
                sum = array::from_fn(|part| sum[part] + counts[column][part] * weight);
            }
        }
        sum
    }

    /// The definition: hits and colour at one place.
    fn at(density: &Density, x: f64, y: f64) -> (f32, f32) {
        let mut sum = smoothed(density, LEVELS - 1, x, y);
        for level in (0..LEVELS - 1).rev() {
            let finer = smoothed(density, level, x, y);
            let expected = sum[0] * (1 << (2 * level)) as f32;
            let trust = smoothstep((expected * 2.0 / ENOUGH).clamp(0.0, 1.0));
            sum = array::from_fn(|part| sum[part] + (finer[part] - sum[part]) * trust);
        }
        (sum[0], if sum[0] > 0.0 { sum[1] / sum[0] } else { 0.0 })
    }

    #[test]
    fn strips_show_what_each_place_has_by_definition() {
        let seed = Seed::from_bits(7);
        let bins = Extent { width: 301, height: 33 };
        let density = Density::new(Histogram::accumulate(seed, &FunctionSystem::best(seed), bins, 1.0));
        // As many pixels as bins, and more.
        for (width, height) in [(301, 33), (700, 61)] {
            let columns = Axis::new(width, array::from_fn(|level| density.size(level).0));
            let rows = Axis::new(height, array::from_fn(|level| density.size(level).1));
            for left in (0..width).step_by(STRIP) {
                let mut strip = Strip::new(&density, &columns, &rows, left);
                for row in 0..height {
                    strip.look_at(row);
                    for place in (0..STRIP.min(width - left)).step_by(TOGETHER) {
                        let (hits, colors) = strip.at(row, place);
                        for pixel in 0..TOGETHER.min(width - left - place) {
                            let x = share(left + place + pixel, width);
                            let (due_hits, due_color) = at(&density, x, share(row, height));
                            let found = [hits[pixel], colors[pixel]].map(f32::to_bits);
                            assert_eq!(found, [due_hits, due_color].map(f32::to_bits), "{row} {x}");
                        }
                    }
                }
            }
        }
    }
}
