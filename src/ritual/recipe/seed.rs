//! What makes two rituals of the same length differ.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// What makes two rituals of the same length differ: a whole number from 0 to 2⁵³ − 1,
/// the range that JSON readers and Discord's number options keep exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "u64", try_from = "u64")]
pub struct Seed(u64);

impl Seed {
    /// The largest seed.
    pub const MAX: u64 = (1 << 53) - 1;
    /// The longest text that is taken as a seed, in characters.
    pub const MAX_TEXT: usize = 100;

    /// A seed from random bits; the surplus bits fall away.
    pub fn from_bits(bits: u64) -> Self {
        Self(bits & Self::MAX)
    }

    /// The seed as a number.
    pub fn get(self) -> u64 {
        self.0
    }
}

/// A seed as somebody chose it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenSeed {
    /// The seed.
    pub seed: Seed,
    /// What was written, unless that was a number.
    pub words: Option<String>,
}

impl FromStr for ChosenSeed {
    type Err = BadSeed;

    fn from_str(text: &str) -> Result<Self, BadSeed> {
        let text = text.trim();
        let seed: Seed = text.parse()?;
        let is_number = text.parse::<u64>().is_ok();
        Ok(Self { seed, words: (!is_number).then(|| text.to_owned()) })
    }
}

/// Why a text is not a seed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSeed {
    /// Nothing but white space.
    #[error(
        "The seed is empty; give a number from 0 to 9007199254740991, or a word such as “lotus”, or leave it out."
    )]
    Empty,
    /// A number outside the range.
    #[error(
        "The seed {0} is out of range; a number is 0 to 9007199254740991, and any other text is taken as a word."
    )]
    OutOfRange(String),
    /// More than [`Seed::MAX_TEXT`] characters.
    #[error("The seed has {0} characters; at most 100 are allowed.")]
    TooLong(usize),
}

impl TryFrom<u64> for Seed {
    type Error = BadSeed;

    fn try_from(number: u64) -> Result<Self, BadSeed> {
        if number <= Self::MAX { Ok(Self(number)) } else { Err(BadSeed::OutOfRange(number.to_string())) }
    }
}

impl From<Seed> for u64 {
    fn from(seed: Seed) -> Self {
        seed.0
    }
}

impl FromStr for Seed {
    type Err = BadSeed;

    /// A number stands for itself; any other text for the first 53 bits of its SHA-256 digest.
    fn from_str(text: &str) -> Result<Self, BadSeed> {
        let text = text.trim();
        let length = text.chars().count();
        if length == 0 {
            return Err(BadSeed::Empty);
        }
        if length > Self::MAX_TEXT {
            return Err(BadSeed::TooLong(length));
        }
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
            let out_of_range = || BadSeed::OutOfRange(text.chars().take(40).collect());
            let number: u64 = text.parse().map_err(|_| out_of_range())?;
            return Self::try_from(number).map_err(|_| out_of_range());
        }
        let digest = Sha256::digest(text.as_bytes());
        let head = digest.iter().take(8).fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
        Ok(Self(head >> 11))
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
