//! Which snapshots hold what a database holds.
//!
//! A database that begins empty begins a life of its own, and so does one that was restored: two processes may go on from
//! the same snapshot without knowing of each other. Whatever is removed in favour of newer snapshots is removed by what
//! stands here, so that no life ever takes the place of another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::timestamp::Timestamp;

/// Bytes of a life's name.
const BYTES: usize = 4;
/// As many ancestors are remembered. What is forgotten is only kept for longer.
const MOST_ANCESTORS: usize = 500;

/// The name of a database's life: eight hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Life(String);

impl Life {
    /// A new one, from random bytes.
    pub fn new(random: [u8; BYTES]) -> Self {
        Self(crate::digest::hex(&random))
    }
}

impl fmt::Display for Life {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Not the name of a life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the name of a life is {} hexadecimal digits", 2 * BYTES)]
pub struct NotALife;

impl FromStr for Life {
    type Err = NotALife;

    fn from_str(text: &str) -> Result<Self, NotALife> {
        let is_one = text.len() == 2 * BYTES && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        if is_one { Ok(Self(text.to_ascii_lowercase())) } else { Err(NotALife) }
    }
}

/// A database's life, and those that it goes on from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lineage {
    /// Its own.
    pub life: Life,
    /// The lives before, from the latest on, each up to the snapshot that was gone on from.
    pub before: Vec<Ancestor>,
}

/// A life that another went on from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ancestor {
    /// The life.
    pub life: Life,
    /// When the snapshot was taken.
    pub until: Timestamp,
}

impl Lineage {
    /// One that begins.
    pub fn beginning(life: Life) -> Self {
        Self { life, before: Vec::new() }
    }

    /// A new life that goes on from a snapshot of this one.
    #[must_use]
    pub fn restored(self, until: Timestamp, life: Life) -> Self {
        let last = Ancestor { life: self.life, until };
        Self { life, before: [last].into_iter().chain(self.before).take(MOST_ANCESTORS).collect() }
    }

    /// Whether the database holds what a snapshot of `life` taken at `at` holds.
    pub fn holds(&self, life: &Life, at: Timestamp) -> bool {
        *life == self.life || self.before.iter().any(|before| before.life == *life && at <= before.until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn life(number: u8) -> Life {
        Life::new([number; BYTES])
    }

    #[test]
    fn a_restored_database_holds_what_it_went_on_from_and_nothing_that_came_later() {
        let first = Lineage::beginning(life(1));
        let second = first.clone().restored(Timestamp(10), life(2));
        let third = second.clone().restored(Timestamp(20), life(3));
        for (lineage, number, at, holds) in [
            (&first, 1, 99, true),
            (&first, 2, 1, false),
            (&second, 1, 10, true),
            (&second, 1, 11, false),
            (&second, 2, 99, true),
            (&third, 1, 10, true),
            (&third, 1, 11, false),
            (&third, 2, 20, true),
            (&third, 2, 21, false),
            (&third, 3, 99, true),
        ] {
            assert_eq!(lineage.holds(&life(number), Timestamp(at)), holds, "{lineage:?} {number} {at}");
        }
    }

    #[test]
    fn as_many_ancestors_are_kept_as_matter_and_the_latest_first() {
        let mut lineage = Lineage::beginning(life(0));
        for at in 0..1000 {
            lineage = lineage.restored(Timestamp(at), life(u8::try_from(at % 7).expect("small")));
        }
        assert_eq!((lineage.before.len(), lineage.before[0].until), (MOST_ANCESTORS, Timestamp(999)));
    }

    #[test]
    fn a_life_is_read_back_from_its_name_and_nothing_else_is() {
        assert_eq!("0a0b0c0d".parse(), Ok(Life::new([10, 11, 12, 13])));
        for text in ["", "0a0b0c0", "0a0b0c0d0", "0a0b0c0g", "é0a0b0c"] {
            assert_eq!(text.parse::<Life>(), Err(NotALife), "{text}");
        }
    }
}
