//! The 255 colours of an animation: chosen by median cut from all its frames, with whole numbers only.

/// Bits of each of red, green and blue that tell colours apart.
const BITS: u32 = 6;
/// What falls away of a byte.
const LOST: u32 = 8 - BITS;
/// Colours that can be told apart.
const BINS: usize = 1 << (3 * BITS);
/// The colours of a table. The 256th stands for none.
const COLORS: usize = 255;

/// How often each colour occurs.
pub(crate) struct ColorCounts {
    bins: Vec<Bin>,
}

/// The pixels of colours that are not told apart.
#[derive(Debug, Clone, Copy, Default)]
struct Bin {
    count: u64,
    /// The sums of their red, green and blue.
    sums: [u64; 3],
}

impl Bin {
    fn add(&mut self, other: &Self) {
        self.count += other.count;
        for (sum, more) in self.sums.iter_mut().zip(other.sums) {
            *sum += more;
        }
    }

    /// The mean colour.
    fn color(&self) -> [u8; 3] {
        self.sums.map(|sum| ((sum + self.count / 2) / self.count.max(1)) as u8)
    }
}

impl ColorCounts {
    pub(crate) fn new() -> Self {
        Self { bins: vec![Bin::default(); BINS] }
    }

    /// Counts a picture's pixels.
    pub(crate) fn add(&mut self, pixels: &[u8]) {
        for pixel in pixels.chunks_exact(3) {
            let bin = &mut self.bins[place(pixel)];
            bin.count += 1;
            for (sum, part) in bin.sums.iter_mut().zip(pixel) {
                *sum += u64::from(*part);
            }
        }
    }
}

fn place(pixel: &[u8]) -> usize {
    pixel.iter().fold(0, |place, part| (place << BITS) | usize::from(part >> LOST))
}

/// A table of colours, and which of them is nearest to what.
pub(crate) struct ColorTable {
    table: Vec<[u8; 3]>,
    /// By [`place`]; filled where it is asked for.
    nearest: Vec<Option<u8>>,
}

impl ColorTable {
    /// The index that stands for no colour.
    pub(crate) const NONE: u8 = 255;

    /// The colours that represent the counted pixels best, by median cut.
    pub(crate) fn choose(counts: &ColorCounts) -> Self {
        let bins: Vec<Bin> = counts.bins.iter().filter(|bin| bin.count > 0).copied().collect();
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
        let table = boxes.iter().map(|group| group.whole().color()).collect();
        Self { table, nearest: vec![None; BINS] }
    }

    /// Red, green and blue of each colour, and black for [`Self::NONE`].
    pub(crate) fn table(&self) -> Vec<u8> {
        let mut table = self.table.concat();
        table.resize(256 * 3, 0);
        table
    }

    /// The nearest colour of each pixel, dithered in a fixed pattern, so that what stands still keeps its colours.
    pub(crate) fn indices(&mut self, pixels: &[u8], width: usize) -> Vec<u8> {
        let dithered = |index: usize, pixel: &[u8]| {
            let push = DITHER[index / width % 4][index % width % 4];
            [pixel[0], pixel[1], pixel[2]].map(|part| part.saturating_add_signed(push))
        };
        let pixels = pixels.chunks_exact(3).enumerate();
        pixels.map(|(index, pixel)| self.nearest(dithered(index, pixel))).collect()
    }

    fn nearest(&mut self, pixel: [u8; 3]) -> u8 {
        let place = place(&pixel);
        if let Some(index) = self.nearest[place] {
            return index;
        }
        // The middle of the bin, so that the answer does not depend on who asks first.
        let middle = pixel.map(|part| (part >> LOST << LOST) | (1 << (LOST - 1)));
        let distance = |color: &[u8; 3]| -> u32 {
            color.iter().zip(middle).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
        };
        let index =
            (0..self.table.len()).min_by_key(|index| distance(&self.table[*index])).unwrap_or(0) as u8;
        self.nearest[place] = Some(index);
        index
    }
}

/// What is added to a pixel's bytes by its place: the ordered pattern of four by four, as strong as neighbouring colours
/// of a table lie apart on a gradient.
const DITHER: [[i8; 4]; 4] = [[-4, 0, -3, 1], [2, -2, 3, -1], [-3, 1, -4, 0], [3, -1, 2, -2]];

/// Colours that share one entry of the table.
struct Bucket {
    bins: Vec<Bin>,
    /// How badly one entry represents them: their number times the square of their extent along `axis`.
    spread: u64,
    axis: usize,
}

impl Bucket {
    fn new(bins: Vec<Bin>) -> Self {
        let count: u64 = bins.iter().map(|bin| bin.count).sum();
        let extent = |axis: usize| -> u64 {
            let parts = || bins.iter().map(|bin| u64::from(bin.color()[axis]));
            parts().max().unwrap_or(0) - parts().min().unwrap_or(0)
        };
        let extents = [extent(0), extent(1), extent(2)];
        let axis = (0..3).rev().max_by_key(|axis| extents[*axis]).unwrap_or(0);
        let spread = if bins.len() < 2 { 0 } else { count * extents[axis].max(1).pow(2) };
        Self { bins, spread, axis }
    }

    fn whole(&self) -> Bin {
        self.bins.iter().fold(Bin::default(), |mut whole, bin| {
            whole.add(bin);
            whole
        })
    }

    /// Two groups of about as many pixels each. Both have some: a group with a spread has two bins at least.
    fn halves(mut self) -> (Self, Self) {
        let axis = self.axis;
        // Stable, and the bins came in one order.
        self.bins.sort_by_key(|bin| bin.color()[axis]);
        let half = self.whole().count / 2;
        let mut passed = 0;
        let before_half = self.bins.iter().take_while(|bin| {
            passed += bin.count;
            passed <= half
        });
        let cut = before_half.count().clamp(1, self.bins.len() - 1);
        let upper = self.bins.split_off(cut);
        (Self::new(self.bins), Self::new(upper))
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
            let mut colors = choose(&pixels);
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
        let mut colors = choose(&pixels);
        let indices = colors.indices(&pixels, 256);
        for (pixel, index) in pixels.chunks_exact(3).zip(indices) {
            let color = colors.table[usize::from(index)];
            assert!(pixel.iter().zip(color).all(|(a, b)| a.abs_diff(b) <= 10), "{pixel:?} {color:?}");
        }
    }

    #[test]
    fn nothing_has_no_colours() {
        let mut colors = choose(&[]);
        assert_eq!(colors.indices(&[], 1), Vec::<u8>::new());
        assert_eq!(colors.table().len(), 256 * 3);
    }
}
