//! Moments and ages, as an operator writes them.

use std::str::FromStr;
use std::time::{Duration, UNIX_EPOCH};

use crate::store::Timestamp;

/// So long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Age(pub(super) Duration);

impl FromStr for Age {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let age = humantime::parse_duration(text.trim());
        age.map(Self).map_err(|_| format!("“{text}” is no age; write one such as 30d or 12h"))
    }
}

/// A moment that has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Since(pub(super) Timestamp);

impl FromStr for Since {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let now = Timestamp::now();
        let text = text.trim();
        if let Ok(age) = text.parse::<Age>() {
            return Ok(Self(now.before(age.0)));
        }
        let moment = humantime::parse_rfc3339_weak(text)
            .or_else(|_| humantime::parse_rfc3339_weak(&format!("{text}T00:00:00Z")));
        let moment = moment.map_err(|_| {
            format!("“{text}” is no time; write 2026-01-31, 2026-01-31T12:00:00Z, or an age such as 30d")
        })?;
        let since = moment.duration_since(UNIX_EPOCH).unwrap_or_default();
        let at = Timestamp(0) + since;
        if at > now { Err(format!("“{text}” lies in the future")) } else { Ok(Self(at)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_a_moment_and_an_age_are_understood() {
        for (text, seconds) in [
            ("2024-01-31", 1_706_659_200),
            ("2024-01-31T12:00:00Z", 1_706_702_400),
            ("2024-01-31 12:00:00", 1_706_702_400),
        ] {
            assert_eq!(text.parse(), Ok(Since(Timestamp(seconds * 1000))), "{text}");
        }
        let Since(at) = "30d".parse().expect("an age");
        let age = Timestamp::now().since(at);
        assert!(age >= Duration::from_hours(30 * 24) && age < Duration::from_hours(30 * 24 + 1), "{age:?}");
    }

    #[test]
    fn the_future_and_nonsense_are_refused_in_words() {
        assert!("2999-01-01".parse::<Since>().expect_err("refused").contains("in the future"));
        for text in ["", "yesterday", "2024-13-01", "31.01.2024"] {
            assert!(text.parse::<Since>().expect_err(text).contains("such as 30d"), "{text}");
        }
        assert!("soon".parse::<Age>().expect_err("refused").contains("30d or 12h"));
    }
}
