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

/// Bins in tiles. A sum of whole numbers does not depend on the order in which threads add to it.
pub(super) struct Tiles<'b> {
    tiles: Vec<Mutex<&'b mut [u64]>>,
    /// A bin's tile is its number shifted by this.
    shift: u32,
}

impl<'b> Tiles<'b> {
    pub(super) fn new(bins: &'b mut [u64]) -> Self {
        let size = bins.len().div_ceil(TILES).next_power_of_two();
        Self { tiles: bins.chunks_mut(size).map(Mutex::new).collect(), shift: size.trailing_zeros() }
    }

    /// What one thread adds.
    pub(super) fn fill<'t>(&'t self) -> Filling<'t, 'b> {
        Filling { tiles: self, noted: vec![Noted { samples: [0; TOGETHER], count: 0 }; self.tiles.len()] }
    }

    /// Adds samples of one tile.
    fn add(&self, tile: usize, samples: &[u32]) {
        let mut bins = self.tiles[tile].lock();
        let within = (1 << self.shift) - 1;
        for sample in samples {
            let bin = (sample & BIN & within) as usize;
            bins[bin] += 1 | u64::from(sample >> BIN_BITS) << 32;
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
    fn what_several_threads_add_arrives_once_and_in_its_bin() {
        for count in [1, 63, 1000, 70_001] {
            let mut bins = vec![0; count];
            let tiles = Tiles::new(&mut bins);
            let place = |step: usize| (step * 7919) % count;
            std::thread::scope(|scope| {
                for color in [3, 250, 255] {
                    let mut filling = tiles.fill();
                    scope.spawn(move || {
                        (0..count * 3).for_each(|step| filling.add(place(step) as u32, color));
                    });
                }
            });
            let mut due = vec![0; count];
            (0..count * 3).for_each(|step| due[place(step)] += 3 | (3 + 250 + 255) << 32);
            assert!(bins == due, "{count}");
        }
    }
}
