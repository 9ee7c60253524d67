//! How often a snapshot of the database is archived.

use std::time::Duration;

use super::checks::Problems;
use super::period;

/// The default.
pub(super) const DEFAULT: &str = "1h";

/// `1h`, `15m`, or `off`.
pub(super) fn parse(text: &str) -> Result<Option<Duration>, Problems> {
    period::parse(text, ("1m", "7days"), "1h, 15m or 1d")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_and_hours_and_never_are_understood_and_seconds_are_not() {
        assert_eq!(parse(DEFAULT), Ok(Some(Duration::from_hours(1))));
        assert_eq!(parse("off"), Ok(None));
        let problems = parse("3s").expect_err("too short").join("; ");
        assert_eq!(problems, "“3s” is out of range: from 1m to 7days, or off");
    }
}
