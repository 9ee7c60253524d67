//! A ritual in a few words, where many are told of.

use std::time::Duration;

use super::text::plain;
use crate::store::{Ritual, Timestamp};
use crate::words::{Language, say};

/// How much of a seed's words is shown.
const SEED: usize = 40;
const DAY: Duration = Duration::from_hours(24);

/// Such as `108 steps, eye, lotus`, fit for a message.
pub(crate) fn short(language: Language, ritual: &Ritual) -> String {
    told(language, ritual, &plain(&seed(ritual), SEED))
}

/// The same where nothing is formatted, such as in a menu.
pub(crate) fn unformatted(language: Language, ritual: &Ritual) -> String {
    let words = seed(ritual).split_whitespace().collect::<Vec<_>>().join(" ");
    told(language, ritual, &words.chars().take(SEED).collect::<String>())
}

/// The words of a seed are on one line: they may hold any white space.
fn told(language: Language, ritual: &Ritual, seed: &str) -> String {
    let recipe = &ritual.recipe;
    say!(
        language,
        "ritual-in-short",
        steps = recipe.steps.get(),
        style = recipe.style.name(),
        seed = seed.to_owned(),
    )
}

/// The seed as it was written, where that is known.
fn seed(ritual: &Ritual) -> String {
    ritual.seed_words.clone().unwrap_or_else(|| ritual.recipe.seed.to_string())
}

/// Such as `yesterday`; the day where that is longer ago. For places where Discord does not show its own times.
pub(crate) fn age(language: Language, at: Timestamp, now: Timestamp) -> String {
    let midnight = now.0 - now.0.rem_euclid(DAY.as_millis() as i64);
    let days = (midnight - at.0).div_euclid(DAY.as_millis() as i64) + 1;
    match days {
        ..=0 => say!(language, "age-today"),
        1 => say!(language, "age-yesterday"),
        2..=30 => say!(language, "age-days", days = days),
        _ => day(at),
    }
}

/// Such as `2026-01-31`.
fn day(at: Timestamp) -> String {
    let since = Duration::from_millis(at.0.max(0).cast_unsigned());
    let written = humantime::format_rfc3339_seconds(std::time::UNIX_EPOCH + since).to_string();
    written.split('T').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::testing::view;

    #[test]
    fn a_ritual_is_told_in_a_few_words() {
        let mut ritual = view().ritual;
        assert_eq!(short(Language::English, &ritual), "108 steps, eye, 5");
        ritual.recipe.steps = "1".parse().expect("steps");
        assert_eq!(unformatted(Language::English, &ritual), "1 step, eye, 5");
        assert_eq!(short(Language::German, &ritual), "1 Schritt, eye, 5");
        ritual.seed_words = Some("*lotus*\nof [the](https://ganges.example)".to_owned());
        assert_eq!(
            unformatted(Language::English, &ritual),
            "1 step, eye, *lotus* of [the](https://ganges.example)"
        );
        assert!(short(Language::English, &ritual).starts_with(r"1 step, eye, \*lotus\* of \[the\](https\:"));
    }

    #[test]
    fn an_age_is_told_as_people_tell_it() {
        // 2023-11-14 22:13:20 UTC.
        let now = Timestamp(1_700_000_000_000);
        let told = |hours: u64| age(Language::English, now.before(Duration::from_hours(hours)), now);
        assert_eq!((told(0), told(22)), ("today".to_owned(), "today".to_owned()));
        assert_eq!((told(23), told(46)), ("yesterday".to_owned(), "yesterday".to_owned()));
        assert_eq!(told(47), "2 days ago");
        assert_eq!(told(24 * 30), "30 days ago");
        assert_eq!(told(24 * 31), "2023-10-14");
        assert_eq!(age(Language::English, now + DAY, now), "today", "a clock that went ahead");
    }
}
