//! The 255 colours of an animation: chosen by median cut from all its frames, with whole numbers only.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use std::sync::atomic::{AtomicU16, Ordering};

use image::RgbImage;
use rayon::prelude::*;

use crate::ritual::simd;

/// Bits of each of red, green and blue that tell colours apart.
const BITS: u32 = 6;
/// What falls away of a byte.
const LOST: u32 = 8 - BITS;
/// Colours that can be told apart.
const BINS: usize = 1 << (3 * BITS);
/// The colours of a table. The 256th stands for none.
const COLORS: usize = 255;
/// Parts of an animation whose colours are counted at the same time. Each takes 4 MiB.
const PARTS: usize = 4;

/// How often each colour occurs.
pub(crate) struct ColorCounts {
    bins: Vec<Bin>,
}

/// The pixels of colours that are not told apart. The numbers suffice for 16 million pixels, and an animation has fewer.
#[derive(Debug, Clone, Copy, Default)]
struct Bin {
    count: u32,
    /// The sums of their red, green and blue.
    sums: [u32; 3],
}

impl Bin {
    fn add(&mut self, other: &Self) {
        self.count += other.count;
        for (sum, more) in self.sums.iter_mut().zip(other.sums) {
            *sum += more;
        }
    }
}

impl ColorCounts {
    /// Counts the pixels of all pictures, on the threads of the current rayon pool.
    pub(crate) fn of(pictures: &[RgbImage]) -> Self {
        let counted = |pictures: &[RgbImage]| {
            let mut counts = Self::new();
            for picture in pictures {
                counts.add(picture);
            }
            counts
        };
        let part = pictures.len().div_ceil(PARTS).max(1);
        let counts = pictures.par_chunks(part).map(counted).reduce_with(|one, other| one.merged(&other));
        counts.unwrap_or_else(Self::new)
    }

    fn new() -> Self {
        Self { bins: vec![Bin::default(); BINS] }
    }

    fn add(&mut self, pixels: &[u8]) {
        for pixel in pixels.chunks_exact(3) {
            let sums = [pixel[0], pixel[1], pixel[2]].map(u32::from);
            self.bins[place(pixel)].add(&Bin { count: 1, sums });
        }
    }

    fn merged(mut self, other: &Self) -> Self {
        self.bins.iter_mut().zip(&other.bins).for_each(|(bin, more)| bin.add(more));
        self
    }
}

fn place(pixel: &[u8]) -> usize {
    pixel.iter().fold(0, |place, part| (place << BITS) | usize::from(part >> LOST))
}

/// A table of colours, and which of them is nearest to what.
pub(crate) struct ColorTable {
    table: Vec<[u8; 3]>,
    search: Search,
    /// By [`place`]; filled where it is asked for, by any thread: all find the same.
    nearest: Vec<AtomicU16>,
}

/// What stands in [`ColorTable::nearest`] where nobody has asked yet.
const UNKNOWN: u16 = u16::MAX;

impl ColorTable {
    /// The index that stands for no colour.
    pub(crate) const NONE: u8 = 255;

    /// The colours that represent the counted pixels best, by median cut.
    pub(crate) fn choose(counts: &ColorCounts) -> Self {
        let bins: Vec<Share> = counts.bins.iter().filter(|bin| bin.count > 0).map(Share::new).collect();
        let mut boxes = vec![Bucket::new(bins)];
        while boxes.len() < COLORS {
            // The first of equals, so that the order is always the same.
            let Some(worst) = (0..boxes.len()).rev().max_by_key(|place| boxes[*place].spread) else { break };
            if boxes[worst].spread == 0 {
                break;
            }
            let (one, other) = boxes.swap_remove(worst).halves();
            boxes.extend([one, other]);
        }
        let table: Vec<[u8; 3]> = boxes.iter().map(Bucket::color).collect();
        let nearest = (0..BINS).map(|_| AtomicU16::new(UNKNOWN)).collect();
        Self { search: Search::new(&table), table, nearest }
    }

    /// Red, green and blue of each colour, and black for [`Self::NONE`].
    pub(crate) fn table(&self) -> Vec<u8> {
        let mut table = self.table.concat();
        table.resize(256 * 3, 0);
        table
    }

    /// The nearest colour of each pixel, dithered in a fixed pattern, so that what stands still keeps its colours.
    pub(crate) fn indices(&self, pixels: &[u8], width: usize) -> Vec<u8> {
        let mut indices = Vec::with_capacity(pixels.len() / 3);
        for (row, pixels) in pixels.chunks(width.max(1) * 3).enumerate() {
            let pushes = DITHER[row % 4];
            for (column, pixel) in pixels.chunks_exact(3).enumerate() {
                let push = pushes[column % 4];
                let dithered = [pixel[0], pixel[1], pixel[2]].map(|part| part.saturating_add_signed(push));
                indices.push(self.nearest(dithered));
            }
        }
        indices
    }

    fn nearest(&self, pixel: [u8; 3]) -> u8 {
        let known = &self.nearest[place(&pixel)];
        let found = known.load(Ordering::Relaxed);
        if found != UNKNOWN {
            return found as u8;
        }
        // The middle of the bin, so that the answer does not depend on who asks first.
        let middle = pixel.map(|part| i32::from((part >> LOST << LOST) | (1 << (LOST - 1))));
        let index = simd::run(Nearest { search: &self.search, middle });
        known.store(index.into(), Ordering::Relaxed);
        index
    }
}

/// The colours of a table: all reds, all greens, all blues.
struct Search([[i32; 256]; 3]);

impl Search {
    /// Farther from every colour than any other colour.
    const FAR: i32 = 1000;

    fn new(table: &[[u8; 3]]) -> Self {
        let part = |color: Option<&[u8; 3]>, axis: usize| color.map_or(Self::FAR, |color| color[axis].into());
        Self([0, 1, 2].map(|axis| std::array::from_fn(|index| part(table.get(index), axis))))
    }
}

/// The search for the colour nearest to the middle of a bin; the first of several.
struct Nearest<'a> {
    search: &'a Search,
    middle: [i32; 3],
}

impl simd::Work for Nearest<'_> {
    type Result = u8;

    #[inline(always)]
    fn run(self) -> u8 {
        let [reds, greens, blues] = &self.search.0;
        let [red, green, blue] = self.middle;
        let mut best = u32::MAX;
        for index in 0..256 {
            let (r, g, b) = (reds[index] - red, greens[index] - green, blues[index] - blue);
            let distance = (r * r + g * g + b * b) as u32;
            // With the index below the distance, the least is the first of the nearest.
            best = best.min(distance << 8 | index as u32);
        }
        best as u8
    }
}

/// What is added to a pixel's bytes by its place: the ordered pattern of four by four, as strong as neighbouring colours
/// of a table lie apart on a gradient.
const DITHER: [[i8; 4]; 4] = [[-4, 0, -3, 1], [2, -2, 3, -1], [-3, 1, -4, 0], [3, -1, 2, -2]];

/// A bin with pixels, and their mean colour.
#[derive(Clone, Copy)]
struct Share {
    bin: Bin,
    color: [u8; 3],
}

impl Share {
    fn new(bin: &Bin) -> Self {
        Self { bin: *bin, color: mean(bin.count.into(), bin.sums.map(u64::from)) }
    }
}

/// The mean colour of so many pixels with these sums of red, green and blue.
fn mean(count: u64, sums: [u64; 3]) -> [u8; 3] {
    sums.map(|sum| ((sum + count / 2) / count.max(1)) as u8)
}

/// Colours that share one entry of the table.
struct Bucket {
    shares: Vec<Share>,
    /// How badly one entry represents them: their number times the square of their extent along `axis`.
    spread: u64,
    axis: usize,
}

impl Bucket {
    fn new(shares: Vec<Share>) -> Self {
        let (mut least, mut most) = ([u8::MAX; 3], [0; 3]);
        for share in &shares {
            for axis in 0..3 {
                least[axis] = least[axis].min(share.color[axis]);
                most[axis] = most[axis].max(share.color[axis]);
            }
        }
        let extents = [0, 1, 2].map(|axis: usize| u64::from(most[axis].saturating_sub(least[axis])));
        let axis = (0..3).rev().max_by_key(|axis| extents[*axis]).unwrap_or(0);
        let mut bucket = Self { shares, spread: 0, axis };
        if bucket.shares.len() > 1 {
            bucket.spread = bucket.count() * extents[axis].max(1).pow(2);
        }
        bucket
    }

    /// How many pixels it has.
    fn count(&self) -> u64 {
        self.shares.iter().map(|share| u64::from(share.bin.count)).sum()
    }

    /// The mean colour.
    fn color(&self) -> [u8; 3] {
        let sum = |axis: usize| self.shares.iter().map(|share| u64::from(share.bin.sums[axis])).sum();
        mean(self.count(), [0, 1, 2].map(sum))
    }

    /// Two groups of about as many pixels each. Both have some: a group with a spread has two bins at least.
    fn halves(mut self) -> (Self, Self) {
        let axis = self.axis;
        // Stable, and the bins came in one order.
        self.shares.sort_by_key(|share| share.color[axis]);
        let half = self.count() / 2;
        let mut passed = 0;
        let before_half = self.shares.iter().take_while(|share| {
            passed += u64::from(share.bin.count);
            passed <= half
        });
        let cut = before_half.count().clamp(1, self.shares.len() - 1);
        let upper = self.shares.split_off(cut);
        (Self::new(self.shares), Self::new(upper))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn choose(pixels: &[u8]) -> ColorTable {
        let mut counts = ColorCounts::new();
        counts.add(pixels);
        ColorTable::choose(&counts)
    }

    proptest! {
        #[test]
        fn every_pixel_gets_one_of_the_colours(pixels in prop::collection::vec(any::<[u8; 3]>(), 1..2000)) {
            let pixels = pixels.concat();
            let colors = choose(&pixels);
            prop_assert!((1..=COLORS).contains(&colors.table.len()));
            let indices = colors.indices(&pixels, 7);
            prop_assert_eq!(indices.len() * 3, pixels.len());
            let most = colors.table.len();
            prop_assert!(indices.iter().all(|index| usize::from(*index) < most));
            prop_assert_eq!(choose(&pixels).table(), colors.table());
        }
    }

    #[test]
    fn few_colours_are_kept_as_they_are() {
        let pixels = [[0, 0, 0], [255, 255, 255], [200, 40, 40], [200, 40, 40]].concat();
        let colors = choose(&pixels);
        let mut table = colors.table.clone();
        table.sort_unstable();
        assert_eq!(table, [[0, 0, 0], [200, 40, 40], [255, 255, 255]]);
        assert_eq!(colors.table().len(), 256 * 3);
    }

    #[test]
    fn a_gradient_is_told_closely() {
        let pixels: Vec<u8> = (0..=255).flat_map(|part| [part, part, 255 - part]).collect();
        let colors = choose(&pixels);
        let indices = colors.indices(&pixels, 256);
        for (pixel, index) in pixels.chunks_exact(3).zip(indices) {
            let color = colors.table[usize::from(index)];
            assert!(pixel.iter().zip(color).all(|(a, b)| a.abs_diff(b) <= 10), "{pixel:?} {color:?}");
        }
    }

    #[test]
    fn nothing_has_no_colours() {
        let colors = choose(&[]);
        assert_eq!(colors.indices(&[], 1), Vec::<u8>::new());
        assert_eq!(colors.table().len(), 256 * 3);
    }
}
