//! A part of all copies.

use std::str::FromStr;

/// A part of all, more than 0 and up to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sample(pub(super) f64);

impl FromStr for Sample {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.trim().strip_suffix('%').unwrap_or(text).trim();
        let percent: f64 =
            number.parse().map_err(|_| format!("“{text}” is no percentage; write one such as 5%"))?;
        if percent > 0.0 && percent <= 100.0 {
            Ok(Self(percent / 100.0))
        } else {
            Err(format!("“{text}” is out of range: more than 0% and at most 100%"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_a_percentage_of_something() {
        for (text, part) in [("5%", 0.05), ("100%", 1.0), ("0.5 %", 0.005), ("50", 0.5)] {
            assert_eq!(text.parse(), Ok(Sample(part)), "{text}");
        }
        for text in ["0%", "101%", "-5%", "NaN%", "inf"] {
            let error = text.parse::<Sample>().expect_err(text);
            assert!(error.contains("more than 0% and at most 100%"), "{error}");
        }
        for text in ["", "%", "five"] {
            assert!(text.parse::<Sample>().expect_err(text).contains("such as 5%"));
        }
    }
}
