//! Bins that several threads add to.
//!
//! A sample may fall anywhere, and a bin that is far from the one before is not in the processor's cache. So each thread
//! first puts its samples in order by tiles of neighbouring bins, and adds those of one tile at a time: then the tile is in
//! the cache, and one lock serves many samples.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use parking_lot::Mutex;

/// The most tiles.
const TILES: usize = 64;
/// Samples of one tile that are added together.
const TOGETHER: usize = 512;
/// The lower bits of a noted sample are its bin; its colour is above them.
const BIN_BITS: u32 = 24;
const BIN: u32 = (1 << BIN_BITS) - 1;

/// How often samples fell into a bin, and the sum of their colours, in one word. As long as the hits fit into their lower
/// bits the colours fit into the others.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Bin(u32);

impl Bin {
    const HIT_BITS: u32 = 12;
    const MOST_HITS: u32 = (1 << Self::HIT_BITS) - 1;

    pub(super) fn hits(self) -> u32 {
        self.0 & Self::MOST_HITS
    }

    pub(super) fn colors(self) -> u32 {
        self.0 >> Self::HIT_BITS
    }
}

/// Bins in tiles. A sum of whole numbers does not depend on the order in which threads add to it.
pub(super) struct Tiles<'b> {
    tiles: Vec<Mutex<Tile<'b>>>,
    /// A bin's tile is its number shifted by this.
    shift: u32,
}

struct Tile<'b> {
    bins: &'b mut [Bin],
    /// What was in a bin each time that it was full and had to be emptied, and the bin's number within the tile.
    emptied: Vec<(usize, Bin)>,
}

impl<'b> Tiles<'b> {
    pub(super) fn new(bins: &'b mut [Bin]) -> Self {
        let size = bins.len().div_ceil(TILES).next_power_of_two();
        let tile = |bins| Mutex::new(Tile { bins, emptied: Vec::new() });
        Self { tiles: bins.chunks_mut(size).map(tile).collect(), shift: size.trailing_zeros() }
    }

    /// What was in bins each time that they were full and had to be emptied, and their numbers.
    pub(super) fn emptied(self) -> impl Iterator<Item = (usize, Bin)> {
        let shift = self.shift;
        self.tiles.into_iter().enumerate().flat_map(move |(tile, bins)| {
            bins.into_inner().emptied.into_iter().map(move |(bin, full)| (tile << shift | bin, full))
        })
    }

    /// What one thread adds.
    pub(super) fn fill<'t>(&'t self) -> Filling<'t, 'b> {
        Filling { tiles: self, noted: vec![Noted { samples: [0; TOGETHER], count: 0 }; self.tiles.len()] }
    }

    /// Adds samples of one tile.
    fn add(&self, tile: usize, samples: &[u32]) {
        let mut tile = self.tiles[tile].lock();
        let Tile { bins, emptied } = &mut *tile;
        let within = (1 << self.shift) - 1;
        for sample in samples {
            let bin = (sample & BIN & within) as usize;
            if bins[bin].hits() == Bin::MOST_HITS {
                emptied.push((bin, std::mem::take(&mut bins[bin])));
            }
            bins[bin].0 += 1 | sample >> BIN_BITS << Bin::HIT_BITS;
        }
    }
}

/// The samples of one thread that are still to be added.
pub(super) struct Filling<'t, 'b> {
    tiles: &'t Tiles<'b>,
    noted: Vec<Noted>,
}

/// Samples of one tile.
#[derive(Clone)]
struct Noted {
    samples: [u32; TOGETHER],
    count: usize,
}

impl Filling<'_, '_> {
    /// Adds a sample to a bin.
    #[inline(always)]
    pub(super) fn add(&mut self, bin: u32, color: u8) {
        let tile = (bin >> self.tiles.shift) as usize;
        let noted = &mut self.noted[tile];
        noted.samples[noted.count % TOGETHER] = bin | u32::from(color) << BIN_BITS;
        noted.count += 1;
        if noted.count == TOGETHER {
            self.add_noted(tile);
        }
    }

    fn add_noted(&mut self, tile: usize) {
        let Noted { samples, count } = &mut self.noted[tile];
        self.tiles.add(tile, &samples[..std::mem::take(count)]);
    }
}

impl Drop for Filling<'_, '_> {
    fn drop(&mut self) {
        for tile in 0..self.noted.len() {
            self.add_noted(tile);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_several_threads_add_arrives_once_and_in_its_bin_even_where_it_is_emptied() {
        for (count, steps) in [(1, 40_000), (63, 63 * 2_000), (1000, 3_000), (70_001, 210_003)] {
            let mut bins = vec![Bin::default(); count];
            let tiles = Tiles::new(&mut bins);
            let place = |step: usize| (step * 7919) % count;
            std::thread::scope(|scope| {
                for color in [3, 250, 255] {
                    let mut filling = tiles.fill();
                    scope.spawn(move || (0..steps).for_each(|step| filling.add(place(step) as u32, color)));
                }
            });
            let emptied: Vec<(usize, Bin)> = tiles.emptied().collect();
            assert_eq!(emptied.is_empty(), steps / count * 3 < 4095, "{count}");
            let mut found = vec![[0; 2]; count];
            for (bin, part) in bins.into_iter().enumerate().chain(emptied) {
                found[bin][0] += part.hits();
                found[bin][1] += part.colors();
            }
            let mut due = vec![[0; 2]; count];
            for step in 0..steps {
                due[place(step)][0] += 3;
                due[place(step)][1] += 3 + 250 + 255;
            }
            assert!(found == due, "{count}");
        }
    }
}
