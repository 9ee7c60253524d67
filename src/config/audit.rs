//! In which time each archived copy is proven again.

use std::time::Duration;

use super::checks::Problems;

/// The default.
pub(super) const DEFAULT: &str = "90d";
/// Never.
pub(super) const OFF: &str = "off";

/// Shorter ones would keep a cloud busy with nothing else.
const SHORTEST: Duration = Duration::from_hours(1);
/// Longer ones are a slip of the pen.
const LONGEST: Duration = Duration::from_hours(24 * 366 * 10);

/// `90d`, `12h`, `2weeks`, or `off`.
pub(super) fn parse(text: &str) -> Result<Option<Duration>, Problems> {
    if text.eq_ignore_ascii_case(OFF) {
        return Ok(None);
    }
    let Ok(time) = humantime::parse_duration(text) else {
        return Err(vec![format!("“{text}” is no time; write one such as 90d, 2weeks or 12h, or off")]);
    };
    if time < SHORTEST || time > LONGEST {
        return Err(vec![format!("“{text}” is out of range: from 1h to 10years, or off")]);
    }
    Ok(Some(time))
}

/// As `helix-bot config` shows it, and as it can be written.
pub(super) fn shown(time: Duration) -> String {
    let seconds = time.as_secs();
    let units = [(86_400, "d"), (3600, "h"), (60, "m")];
    match units.into_iter().find(|(unit, _)| seconds.is_multiple_of(*unit)) {
        Some((unit, name)) => format!("{}{name}", seconds / unit),
        None => format!("{seconds}s"),
    }
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

    #[test]
    fn it_is_shown_as_it_can_be_written() {
        for text in ["90d", "1h", "36h", "90m", "3601s"] {
            let time = parse(text).expect("a time").expect("a time");
            assert_eq!((shown(time).as_str(), parse(&shown(time))), (text, Ok(Some(time))));
        }
    }
}
