//! After how long without work rclone's daemon is ended.

use std::time::Duration;

use super::checks::Problems;
use super::period;

/// The default: a host that bills memory by the minute bills little, and a conversation needs one start.
pub(super) const DEFAULT: &str = "5m";

/// `5m`, `1h`, or `off`.
pub(super) fn parse(text: &str) -> Result<Option<Duration>, Problems> {
    period::parse(text, ("1m", "7days"), "5m, 90s or 1h")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_minutes_and_never_are_understood_and_seconds_are_not() {
        assert_eq!(parse(DEFAULT), Ok(Some(Duration::from_mins(5))));
        assert_eq!(parse("off"), Ok(None));
        let problems = parse("3s").expect_err("too short").join("; ");
        assert_eq!(problems, "“3s” is out of range: from 1m to 7days, or off");
    }
}
