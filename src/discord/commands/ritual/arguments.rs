//! What a message asks for: `[steps] [seed…]`, and options written `name=value` anywhere between.
//!
//! It is read as people write: `500 steps`, `1,000` and `108, lotus` are numbers of steps, and what does not begin with a
//! number is a seed. A seed may stand in quotes. Nothing inside is an option then, and an empty seed can be told from
//! none.

use std::str::FromStr;

use super::mistakes;
use crate::discord::error::UserError;
use crate::ritual::{ChosenSeed, Preset, Size, Steps, Style};

/// The options' names, in the order in which a mistake lists them.
const OPTIONS: [&str; 7] = ["steps", "preset", "style", "seed", "size", "motion", "spoiler"];
/// What may stand around a seed.
const QUOTES: [(char, char); 3] = [('"', '"'), ('“', '”'), ('\'', '\'')];

/// What was asked for; what was not said is left to the program.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct RitualArguments {
    pub(super) steps: Option<Steps>,
    pub(super) preset: Option<Preset>,
    pub(super) seed: Option<ChosenSeed>,
    pub(super) style: Option<Style>,
    pub(super) size: Option<Size>,
    pub(super) motion: Option<bool>,
    pub(super) spoiler: Option<bool>,
}

impl RitualArguments {
    /// Reads a message's text behind the command.
    pub(super) fn read(text: &str) -> Result<Self, UserError> {
        let (mut arguments, mut rest) = (Self::default(), String::new());
        let quoted = quoted(text);
        for (place, word) in words(text) {
            let named = word.trim_end().split_once('=').filter(|(name, _)| is_name(name));
            match named {
                Some((name, value)) if quoted.is_none_or(|(from, to)| place < from || place >= to) => {
                    arguments.take(name, value)?;
                }
                _ => rest.push_str(word),
            }
        }
        arguments.take_rest(rest.trim())?;
        Ok(arguments)
    }

    /// How many steps are asked for, by their number or by a preset; by both only where they mean the same.
    pub(super) fn length(&self) -> Result<Option<Steps>, UserError> {
        match (self.steps, self.preset) {
            (Some(steps), Some(preset)) if steps != preset.steps() => {
                Err(mistakes::contradicting(steps, preset))
            }
            (steps, preset) => Ok(steps.or(preset.map(Preset::steps))),
        }
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), UserError> {
        match name.to_ascii_lowercase().as_str() {
            "steps" => set(&mut self.steps, name, value),
            "preset" => set(&mut self.preset, name, value),
            "seed" => set(&mut self.seed, name, value),
            "style" => set(&mut self.style, name, value),
            "size" => set(&mut self.size, name, value),
            "motion" => put(&mut self.motion, name, yes_or_no(name, value)?),
            "spoiler" => put(&mut self.spoiler, name, yes_or_no(name, value)?),
            _ => Err(mistakes::unknown(name, &OPTIONS)),
        }
    }

    /// Takes what is no option: the steps, then the seed, as far as neither was named.
    fn take_rest(&mut self, rest: &str) -> Result<(), UserError> {
        let mut seed = rest;
        if self.steps.is_none()
            && let Some((steps, behind)) = leading_steps(rest)
        {
            set(&mut self.steps, "steps", &steps)?;
            seed = behind;
        }
        if seed.is_empty() { Ok(()) } else { set(&mut self.seed, "seed", unquoted(seed)) }
    }
}

/// The number of steps that a text begins with, and what stands behind it. What only looks like a number is given as well,
/// since it is a mistake in the steps rather than a seed.
fn leading_steps(text: &str) -> Option<(String, &str)> {
    let (word, behind) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let steps = ungrouped(word.trim_end_matches([',', ';', ':']));
    let has_name = steps.parse::<Preset>().is_ok();
    if !has_name && !looks_like_a_number(&steps) {
        return None;
    }
    let behind = behind.trim();
    let (unit, further) = behind.split_once(char::is_whitespace).unwrap_or((behind, ""));
    let is_unit =
        ["step", "steps"].contains(&unit.trim_end_matches([',', ';']).to_ascii_lowercase().as_str());
    Some((steps, if is_unit && !has_name { further.trim() } else { behind }))
}

/// A number without the comma or point that groups its digits by three.
fn ungrouped(word: &str) -> String {
    let grouped = |separator: char| {
        let mut groups = word.split(separator);
        let is_digits = |group: &str| !group.is_empty() && group.bytes().all(|digit| digit.is_ascii_digit());
        groups.next().is_some_and(|first| first.len() <= 3 && is_digits(first))
            && groups.all(|group| group.len() == 3 && is_digits(group))
    };
    match [',', '.'].into_iter().find(|separator| grouped(*separator)) {
        Some(separator) => word.replace(separator, ""),
        None => word.to_owned(),
    }
}

/// `-3`, `1e9` and `0.5` are meant as numbers; `2nd` and `2=3` are not.
fn looks_like_a_number(word: &str) -> bool {
    word.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Reads a value that must not have been given before.
fn set<T>(slot: &mut Option<T>, name: &str, value: &str) -> Result<(), UserError>
where
    T: FromStr<Err: Into<UserError>>,
{
    put(slot, name, value.parse().map_err(Into::into)?)
}

fn put<T>(slot: &mut Option<T>, name: &str, value: T) -> Result<(), UserError> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(mistakes::twice(name)),
    }
}

fn yes_or_no(name: &str, text: &str) -> Result<bool, UserError> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" | "on" => Ok(true),
        "no" | "false" | "off" => Ok(false),
        _ => Err(mistakes::neither_yes_nor_no(name)),
    }
}

/// Whether the text before a `=` looks like an option's name, so that `2=3` and `=` may be part of a seed.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|letter| letter.is_ascii_alphabetic())
}

/// The words of a text, each with the white space behind it, and where it begins.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut place = 0;
    std::iter::from_fn(move || {
        let rest = text.get(place..).filter(|rest| !rest.is_empty())?;
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let behind = rest[end..].find(|letter: char| !letter.is_whitespace());
        let length = behind.map_or(rest.len(), |behind| end + behind);
        let word = (place, &rest[..length]);
        place += length;
        Some(word)
    })
}

/// Where the first part in quotes begins and ends: from a quote that begins a word to the last one that ends a word.
fn quoted(text: &str) -> Option<(usize, usize)> {
    words(text).find_map(|(from, word)| {
        let (open, close) = QUOTES.into_iter().find(|(open, _)| word.starts_with(*open))?;
        let inside = from + open.len_utf8();
        let ends = |place: usize| text[place..].chars().next().is_none_or(char::is_whitespace);
        let to = text[inside..].match_indices(close).map(|(place, _)| inside + place + close.len_utf8());
        let last = to.rev().find(|to| ends(*to));
        last.map(|to| (from, to))
    })
}

fn unquoted(text: &str) -> &str {
    QUOTES.into_iter().find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> RitualArguments {
        RitualArguments::read(text).expect(text)
    }

    fn numbers(text: &str) -> (Option<u16>, Option<u64>) {
        let RitualArguments { steps, seed, .. } = read(text);
        (steps.map(Steps::get), seed.map(|chosen| chosen.seed.get()))
    }

    fn sentence(text: &str) -> String {
        RitualArguments::read(text).expect_err(text).to_string()
    }

    #[test]
    fn steps_and_seed_may_be_left_out() {
        assert_eq!(numbers(""), (None, None));
        assert_eq!(numbers("  "), (None, None));
        assert_eq!(numbers("27"), (Some(27), None));
        assert_eq!(numbers("27   "), (Some(27), None));
        assert_eq!(numbers("27 5"), (Some(27), Some(5)));
        assert_eq!(numbers("deep"), (Some(324), None));
        assert_eq!(numbers("1\n9007199254740991"), (Some(1), Some(9_007_199_254_740_991)));
    }

    #[test]
    fn steps_are_read_as_people_write_them() {
        for text in ["500", "500 steps", "500 Steps", "500,", "500 steps,"] {
            assert_eq!(numbers(text), (Some(500), None), "{text}");
        }
        for text in ["1000", "1,000", "1.000", "1,000 steps"] {
            assert_eq!(numbers(text), (Some(1000), None), "{text}");
        }
        assert_eq!(numbers("1 step"), (Some(1), None));
        assert_eq!(
            numbers("500 steps lotus"),
            (Some(500), read("108 lotus").seed.map(|chosen| chosen.seed.get()))
        );
        assert_eq!(numbers("500, lotus"), numbers("500 steps, lotus"));
        // In quotes it is a seed all the same.
        assert_eq!(read("500 \"steps\"").seed, "steps".parse().ok());
        assert_eq!(read("deep steps").seed, "steps".parse().ok());
    }

    #[test]
    fn what_does_not_begin_with_a_number_is_a_seed() {
        for words in ["lotus", "lotus flower", "lotus 108", "2nd lotus", "कमल", "2=3", "inf", "nan"] {
            assert_eq!(
                read(words),
                RitualArguments { seed: words.parse().ok(), ..RitualArguments::default() }
            );
        }
        assert_eq!(read("\"108\"").seed, "108".parse().ok());
        assert_eq!(read("\"108\"").steps, None);
    }

    #[test]
    fn a_seed_of_words_is_the_same_with_and_without_quotes() {
        let words = numbers("108 lotus flower");
        assert!(words.1.is_some());
        assert_eq!(words, numbers("108 \"lotus flower\""));
        assert_eq!(words, numbers("108 “lotus flower”"));
        assert_ne!(words, numbers("108 lotus"));
    }

    #[test]
    fn options_may_stand_anywhere_and_the_rest_is_read_without_them() {
        let expected = RitualArguments {
            style: Some(Style::Flame),
            size: Some(Size::Banner),
            ..read("108 seed words of mine")
        };
        for text in [
            "108 style=flame size=banner seed words of mine",
            "style=flame size=banner 108 seed words of mine",
            "108 seed words size=BANNER of mine Style=Flame",
            "108 style=flame \"seed words of mine\" size=banner",
            "steps=108 style=flame size=banner seed words of mine",
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        assert_eq!(
            read("style=flame"),
            RitualArguments { style: Some(Style::Flame), ..RitualArguments::default() }
        );
        assert_eq!(numbers("seed=5 27"), (Some(27), Some(5)));
        assert_eq!(read("27 motion=YES lotus").motion, Some(true));
        assert_eq!(read("motion=off").motion, Some(false));
        for (text, hidden) in [("yes", true), ("TRUE", true), ("on", true), ("no", false), ("off", false)] {
            assert_eq!(read(&format!("27 spoiler={text} lotus")).spoiler, Some(hidden), "{text}");
        }
    }

    #[test]
    fn what_stands_in_quotes_is_no_option() {
        let arguments = read("108 “style=flame of mine” size=512");
        assert_eq!((arguments.style, arguments.size), (None, Size::square(512).ok()));
        assert_eq!(arguments.seed, "style=flame of mine".parse().ok());
        assert_eq!(read("108 \"e=mc2\"").seed, "e=mc2".parse().ok());
        // A quote that is not closed is a letter like any other.
        assert_eq!(read("108 'tis size=512 mine").seed, "'tis mine".parse().ok());
        assert_eq!(read("108 2=3").seed, "2=3".parse().ok());
    }

    #[test]
    fn what_is_no_number_of_steps_is_answered_with_the_rule() {
        for wrong in [
            "0",
            "1001",
            "-3",
            "1e9",
            "0.5",
            "1,001",
            "0 steps",
            "99999999999999999999",
            "steps=0",
            "steps=abc",
        ] {
            let said = sentence(wrong);
            assert!(said.starts_with("A ritual takes 1 to 1000 steps"), "{wrong}: {said}");
        }
    }

    #[test]
    fn a_preset_is_a_length_that_nothing_else_may_contradict() {
        let length = |text: &str| read(text).length().map(|steps| steps.map(Steps::get));
        for (text, steps) in [
            ("", None),
            ("27", Some(27)),
            ("preset=deep", Some(324)),
            ("lotus PRESET=Quick", Some(27)),
            ("preset=standard 108 lotus", Some(108)),
            ("quick preset=quick", Some(27)),
        ] {
            assert_eq!(length(text).expect(text), steps, "{text}");
        }
        for text in ["27 preset=deep", "preset=deep quick", "steps=27 preset=deep lotus"] {
            let said = length(text).expect_err(text).to_string();
            assert_eq!(
                said,
                "You asked for 27 steps and for deep, which is 324. Give one of them: steps from 1 to 1000, or a preset: \
                 quick (27), standard (108), deep (324).",
                "{text}"
            );
        }
        assert_eq!(
            sentence("preset=[endless](https://evil.example)"),
            r"The presets are quick (27), standard (108), deep (324); “\[endless\](https\://evil.example)” is none of them."
        );
        assert_eq!(sentence("preset=deep preset=deep"), "You gave the preset twice.");
    }

    #[test]
    fn what_is_no_seed_is_answered_with_the_rule() {
        assert!(sentence("108 \"\"").starts_with("The seed is empty"));
        assert!(sentence("108 \"  \"").starts_with("The seed is empty"));
        assert!(sentence("108 seed=").starts_with("The seed is empty"));
        assert!(sentence("108 9007199254740992").starts_with("The seed 9007199254740992 is out of range"));
        assert!(sentence(&format!("108 {}", "x".repeat(101))).starts_with("The seed has 101 characters"));
    }

    #[test]
    fn a_wrong_option_is_answered_with_what_there_is() {
        assert!(sentence("108 style=oil").starts_with("The styles are eye"));
        assert!(sentence("108 size=9999").starts_with("A picture is 256 to 4096 pixels"));
        let said = sentence("108 sytle=flame");
        assert!(said.starts_with("“sytle” is not an option"), "{said}");
        for option in OPTIONS {
            assert!(said.contains(&format!("{option}=…")), "{said}");
        }
        assert!(sentence(&format!("108 {}=1", "x".repeat(3000))).len() < 300);
        assert_eq!(sentence("108 motion=2"), "Write motion=yes or motion=no.");
        assert_eq!(sentence("108 Spoiler=maybe"), "Write spoiler=yes or spoiler=no.");
        assert_eq!(sentence("108 spoiler=yes spoiler=no"), "You gave the spoiler twice.");
        assert_eq!(sentence("108 size=512 size=512"), "You gave the size twice.");
        assert_eq!(sentence("steps=5 seed=6 seven"), "You gave the seed twice.");
    }

    #[test]
    fn no_text_makes_it_panic() {
        use proptest::prelude::*;
        proptest!(|(text in "[ a-z0-9=\"'“”é🜁]{0,60}")| {
            let _ = RitualArguments::read(&text);
        });
    }
}
