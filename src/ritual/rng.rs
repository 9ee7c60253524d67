//! Random numbers: the same seed gives the same draws on every machine.
//!
//! The generator is ChaCha with 8 rounds. Its 32-byte key is the seed as eight little-endian bytes followed by
//! [`DOMAIN`]. Each purpose has a [`Stream`] of its own, so that one more draw for the palette moves no petal. Numbers
//! are made from the raw bits here: a library's next version might round otherwise.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::ritual::recipe::Seed;

/// Fills the key behind the seed. Part of recipe version 1: another text is another picture for every recipe.
const DOMAIN: &[u8; 24] = b"helix-bot ritual, v1 key";

/// Fills the key behind a guild's id and its age. Another text is another temperament for every server.
const GUILD_DOMAIN: &[u8; 16] = b"helix-bot guilds";

/// What draws are for. The numbers are ChaCha's stream numbers, and part of recipe version 1.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    /// What happens at each step.
    Steps = 0,
    /// Where the view lies and how it is turned.
    View = 1,
    /// The colours.
    Palette = 2,
    /// The mandala's proportions.
    Mandala = 3,
    /// How the proposals for a flame are judged.
    Trial = 4,
    /// The samples of a flame. The last, because its parts take the stream numbers that follow.
    Samples = 5,
}

/// A random number generator for one purpose.
pub(super) struct SeededRng(ChaCha8Rng);

impl SeededRng {
    /// The generator of a seed for one purpose.
    pub(super) fn new(seed: Seed, stream: Stream) -> Self {
        Self::part(seed, stream, 0)
    }

    /// The generator for one part of a purpose. Only the last purpose may have several parts.
    pub(super) fn part(seed: Seed, stream: Stream, part: u32) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.get().to_le_bytes());
        key[8..].copy_from_slice(DOMAIN);
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(stream as u64 + u64::from(part));
        Self(generator)
    }

    /// The generator for the temperament of a guild in one of its ages. No seed of a ritual leads here.
    pub(super) fn of_guild(guild: u64, age: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&guild.to_le_bytes());
        key[8..16].copy_from_slice(&age.to_le_bytes());
        key[16..].copy_from_slice(GUILD_DOMAIN);
        Self(ChaCha8Rng::from_seed(key))
    }

    /// 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number from 0 up to, not including, 1: the upper 53 bits of one 64-bit draw.
    pub(super) fn unit(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
        (self.bits() >> 11) as f64 * STEP
    }

    /// A number from `least` up to, not including, `most`.
    pub(super) fn between(&mut self, least: f64, most: f64) -> f64 {
        least + (most - least) * self.unit()
    }

    /// A whole number below `count`, which must not be 0.
    pub(super) fn below(&mut self, count: usize) -> usize {
        // The product stays below `count`: `unit` is at most 1 − 2⁻⁵³, and counts here are tiny.
        (self.unit() * count as f64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seed(number: u64) -> Seed {
        Seed::try_from(number).unwrap()
    }

    #[test]
    fn a_seed_decides_its_draws_for_ever() {
        let mut rng = SeededRng::new(seed(108), Stream::Steps);
        let draws: Vec<u64> = (0..4).map(|_| (rng.unit() * 1e6) as u64).collect();
        assert_eq!(draws, [435_197, 834_327, 838_634, 713_884]);
    }

    #[test]
    fn purposes_and_seeds_have_draws_of_their_own() {
        let mut firsts: Vec<u64> = [Stream::Steps, Stream::View, Stream::Palette, Stream::Mandala]
            .into_iter()
            .flat_map(|stream| (0..50).map(move |n| SeededRng::new(seed(n), stream).unit().to_bits()))
            .collect();
        firsts.sort_unstable();
        firsts.dedup();
        assert_eq!(firsts.len(), 200);
    }

    #[test]
    fn draws_stay_in_their_range_and_fill_it() {
        let mut rng = SeededRng::new(seed(7), Stream::View);
        let mut seen = [0; 5];
        for _ in 0..1000 {
            let number = rng.between(-2.0, 3.0);
            assert!((-2.0..3.0).contains(&number));
            seen[rng.below(5)] += 1;
        }
        assert!(seen.iter().all(|count| *count > 150), "{seen:?}");
    }
}
