//! The ages of a guild's lore: one is over when every kind of anomaly has become a law, and the next begins.

/// An age, counted from 0. Four of them, named after the yugas, make a cycle; after the last the first comes again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Age(pub u64);

/// The names of the ages of a cycle.
const NAMES: [&str; 4] = ["Satya", "Treta", "Dvapara", "Kali"];

impl Age {
    /// Its name within its cycle.
    pub fn name(self) -> &'static str {
        NAMES[(self.0 % NAMES.len() as u64) as usize]
    }

    /// The cycle that it belongs to, counted from 1.
    pub fn cycle(self) -> u64 {
        self.0 / NAMES.len() as u64 + 1
    }

    /// The one that follows.
    #[must_use]
    pub(super) fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The one before; none before the first.
    pub fn before(self) -> Option<Self> {
        self.0.checked_sub(1).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_ages_make_a_cycle_and_then_the_next_begins() {
        let told: Vec<_> = (0..9).map(|age| (Age(age).name(), Age(age).cycle())).collect();
        assert_eq!(told[..4], [("Satya", 1), ("Treta", 1), ("Dvapara", 1), ("Kali", 1)]);
        assert_eq!((told[4], told[8]), (("Satya", 2), ("Satya", 3)));
        assert_eq!(Age(0).before(), None);
        assert_eq!(Age(4).before(), Some(Age(3)));
        assert_eq!(Age(u64::MAX).next(), Age(u64::MAX));
    }
}
