//! How much the spool may hold, as people write it.

use super::checks::Problems;

/// What the units are called, each 1024 times the one before.
const UNITS: &str = "KMGT";

/// A number of bytes: `500M`, `2G`.
pub(super) fn parse(text: &str) -> Result<u64, Problems> {
    let wrong = || {
        vec![format!(
            "“{text}” is not a size; write a whole number with K, M, G or T after it, such as 500M or 2G, or a number of \
             bytes"
        )]
    };
    let unit = text.chars().last().and_then(|last| UNITS.find(last.to_ascii_uppercase()));
    let (number, shift) = match unit {
        Some(place) => (&text[..text.len() - 1], 10 * (place + 1)),
        None => (text, 0),
    };
    let number = number.trim_end();
    let is_number = !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
    let bytes = is_number.then(|| number.parse::<u64>().ok()?.checked_mul(1 << shift)).flatten();
    bytes.ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units_of_1024() {
        for (text, bytes) in
            [("0", 0), ("1000", 1000), ("1K", 1024), ("500m", 500 << 20), ("2 G", 2 << 30), ("1T", 1 << 40)]
        {
            assert_eq!(parse(text), Ok(bytes), "{text}");
        }
    }

    #[test]
    fn what_is_no_size_is_refused_with_an_example() {
        for text in ["", "G", "-1", "+1", "1.5G", "2GB", "ten", "99999999999T", "é"] {
            let problems = parse(text).expect_err(text);
            assert!(problems[0].contains("500M"), "{problems:?}");
        }
    }
}
