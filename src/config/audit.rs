//! In which time each archived copy is proven again.

use std::time::Duration;

use super::checks::Problems;
use super::period;

/// The default.
pub(super) const DEFAULT: &str = "90d";

/// Shorter ones would keep a cloud busy with nothing else.
const SHORTEST: &str = "1h";
/// Longer ones are a slip of the pen.
const LONGEST: &str = "10years";

/// `90d`, `12h`, `2weeks`, or `off`.
pub(super) fn parse(text: &str) -> Result<Option<Duration>, Problems> {
    period::parse(text, (SHORTEST, LONGEST), "90d, 2weeks or 12h")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3600;

    #[test]
    fn a_time_is_understood_and_off_is_never() {
        for (text, hours) in [("90d", 90 * 24), ("2weeks", 2 * 7 * 24), ("1h", 1), ("1d 12h", 36)] {
            assert_eq!(parse(text), Ok(Some(Duration::from_secs(hours * HOUR))), "{text}");
        }
        assert_eq!((parse("off"), parse("OFF")), (Ok(None), Ok(None)));
        assert!(parse(DEFAULT).is_ok());
    }

    #[test]
    fn what_is_no_such_time_says_what_is_allowed() {
        for (text, said) in [
            ("90", "write one such as 90d"),
            ("never", "is no time"),
            ("1s", "from 1h to 10years"),
            ("99years", "or off"),
        ] {
            let problems = parse(text).expect_err(text).join("; ");
            assert!(problems.contains(said), "{problems}");
        }
    }
}
