//! Times that can be switched off.

use std::time::Duration;

use super::checks::Problems;

/// Never.
const OFF: &str = "off";

/// A time between `least` and `most`, written as these and the `examples` are, or `off`.
pub(super) fn parse(
    text: &str,
    (least, most): (&str, &str),
    examples: &str,
) -> Result<Option<Duration>, Problems> {
    if text.eq_ignore_ascii_case(OFF) {
        return Ok(None);
    }
    let Ok(time) = humantime::parse_duration(text) else {
        return Err(vec![format!("“{text}” is no time; write one such as {examples}, or off")]);
    };
    let bound = |text| humantime::parse_duration(text).expect("a time");
    if !(bound(least)..=bound(most)).contains(&time) {
        return Err(vec![format!("“{text}” is out of range: from {least} to {most}, or off")]);
    }
    Ok(Some(time))
}

/// As `helix-bot config` shows it, and as it can be written.
pub(super) fn shown(time: Option<Duration>) -> String {
    let Some(time) = time else { return OFF.to_owned() };
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

    #[test]
    fn it_is_shown_as_it_can_be_written() {
        for text in ["90d", "1h", "36h", "90m", "3601s", "off"] {
            let time = parse(text, ("1s", "1year"), "1h").expect("a time");
            assert_eq!(shown(time), text);
        }
    }
}
