//! Numbers, times and switches, as people write them.

use std::time::Duration;

use super::ground::is_off;
use super::problem::Problem;
use crate::ritual::Size;

/// The longest cooldown: what is counted is forgotten after some days.
const LONGEST: Duration = Duration::from_hours(24);
/// The largest quota.
const MOST: u64 = 1_000_000;

/// `10s`, `5m`, a number of seconds, or `off`.
pub(super) fn time(text: &str) -> Result<Duration, Problem> {
    let text = text.trim();
    if is_off(text) {
        return Ok(Duration::ZERO);
    }
    let seconds = text.parse().ok().map(Duration::from_secs);
    let time = seconds.or_else(|| humantime::parse_duration(text).ok());
    let in_range = time.filter(|time| *time <= LONGEST && time.subsec_nanos() == 0);
    in_range.ok_or_else(|| Problem::Time { most: time_text(LONGEST) })
}

/// As it can be written.
pub(super) fn time_text(time: Duration) -> String {
    let seconds = time.as_secs();
    let units = [(86_400, "d"), (3600, "h"), (60, "m")];
    match units.into_iter().find(|(unit, _)| seconds.is_multiple_of(*unit)) {
        _ if seconds == 0 => "off".to_owned(),
        Some((unit, name)) => format!("{}{name}", seconds / unit),
        None => format!("{seconds}s"),
    }
}

/// A whole number from 1 on, or `off`.
pub(super) fn count_or_off(text: &str) -> Result<Option<u64>, Problem> {
    if is_off(text) {
        return Ok(None);
    }
    let wrong = Problem::Number { least: 1, most: MOST, off: true };
    whole(text).filter(|number| (1..=MOST).contains(number)).map(Some).ok_or(wrong)
}

/// As it can be written.
pub(super) fn count_text(count: Option<u64>) -> String {
    count.map_or_else(|| "off".to_owned(), |count| count.to_string())
}

/// Pixels a side.
pub(super) fn side(text: &str) -> Result<u32, Problem> {
    let (least, most) = (Size::MIN.into(), Size::MAX.into());
    let side = whole(text).filter(|side| (least..=most).contains(side));
    side.and_then(|side| u32::try_from(side).ok()).ok_or(Problem::Number { least, most, off: false })
}

/// `on`, `yes`, `off`, `no`.
pub(super) fn on_off(text: &str) -> Result<bool, Problem> {
    match text.trim().to_ascii_lowercase().as_str() {
        "on" | "yes" | "true" => Ok(true),
        "off" | "no" | "false" => Ok(false),
        _ => Err(Problem::OnOff),
    }
}

/// As it can be written.
pub(super) fn on_off_text(on: bool) -> String {
    if on { "on" } else { "off" }.to_owned()
}

/// `1,000` as well: people write so.
fn whole(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.replace(',', "");
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number)
}
