//! How many snapshots of the database stay at a destination.

use std::num::NonZeroUsize;

use super::checks::Problems;

/// The default: two days of hourly ones.
pub(super) const DEFAULT: &str = "48";
/// Whoever means more has another backup in mind.
const MOST: usize = 10_000;

/// A number from 1 on.
pub(super) fn parse(text: &str) -> Result<NonZeroUsize, Problems> {
    let number = text.parse().ok().filter(|number: &NonZeroUsize| number.get() <= MOST);
    number.ok_or_else(|| vec![format!("“{text}” is no number from 1 to {MOST}")])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_least_one_is_kept() {
        assert_eq!(parse(DEFAULT).expect("a number").get(), 48);
        assert_eq!(parse("1").expect("a number").get(), 1);
        for text in ["0", "-1", "", "many", "10001", "1.5"] {
            assert!(parse(text).expect_err(text)[0].contains("from 1 to 10000"), "{text}");
        }
    }
}
