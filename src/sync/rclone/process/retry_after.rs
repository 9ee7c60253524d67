//! How long a remote asks to be left alone, where rclone hands that on.

use std::time::Duration;

/// rclone's words for it: `trying again in 5m0s` in an answer, `Trying again in 300 seconds.` in its log.
const WORDS: &str = "rying again in ";

/// The pause that `text` tells of.
pub(crate) fn in_words(text: &str) -> Option<Duration> {
    let mut rest = text.split_once(WORDS)?.1;
    let mut seconds = 0.0;
    loop {
        let (number, after) = split(rest, |c| c.is_ascii_digit() || c == '.');
        let Ok(number) = number.parse::<f64>() else { break };
        let (unit, after) = split(after.trim_start(), char::is_alphabetic);
        seconds += number
            * match unit {
                "h" => 3600.0,
                "m" => 60.0,
                "s" | "seconds" => 1.0,
                "ms" => 0.001,
                _ => return None,
            };
        rest = after;
    }
    Duration::try_from_secs_f64(seconds).ok().filter(|pause| !pause.is_zero())
}

fn split(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !belongs(c)).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_read_in_both_ways_of_writing_it() {
        for (text, millis) in [
            ("too_many_requests/.: trying again in 1s", Some(1000)),
            ("too_many_requests/.: trying again in 5m0s", Some(300_000)),
            ("trying again in 1h0m1.5s", Some(3_601_500)),
            ("trying again in 250ms", Some(250)),
            (
                "Error too_many_requests/.. Too many requests or write operations. Trying again in 300 seconds.",
                Some(300_000),
            ),
            ("trying again in 0s", None),
            ("trying again in 3 fortnights", None),
            ("trying again in a moment", None),
            ("upload failed: too_many_requests/.", None),
        ] {
            assert_eq!(in_words(text), millis.map(Duration::from_millis), "{text}");
        }
    }
}
