//! What stays, as it is written in a message and in a button's id.

use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use crate::app::{BadRetention, PruneRules, Retention, age, count};
use crate::discord::error::{BotError, UserError};
use crate::sync::Destination;
use crate::words::say;

/// What somebody asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rules {
    pub(super) retention: Retention,
    /// The destination, as it was named.
    pub(super) destination: Option<String>,
    pub(super) under_way: bool,
    /// The code of exactly these copies, which confirms it.
    pub(super) confirm: Option<String>,
}

/// Why a message says nothing about what stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BadRules {
    /// A number or an age that is none.
    Value(BadRetention),
    /// A word that means nothing.
    Word(String),
}

impl FromStr for Rules {
    type Err = BadRules;

    fn from_str(text: &str) -> Result<Self, BadRules> {
        let mut rules = Self::default();
        let mut words = text.split_whitespace();
        while let Some(word) = words.next() {
            let bare = word.trim_start_matches('-');
            let (name, value) = match bare.split_once([':', '=']) {
                Some((name, value)) => (name, value.to_owned()),
                None => (bare, words.next().unwrap_or_default().to_owned()),
            };
            match name.to_ascii_lowercase().replace('_', "-").as_str() {
                "keep-last" => rules.retention.last = Some(count(&value).map_err(BadRules::Value)?),
                "keep-daily" => rules.retention.daily = Some(count(&value).map_err(BadRules::Value)?),
                "keep-within" => rules.retention.within = Some(age(&value).map_err(BadRules::Value)?),
                "destination" => rules.destination = Some(value.trim_matches('`').to_owned()),
                "under-way" => rules.under_way = ["yes", "true", "on"].contains(&value.as_str()),
                "confirm" => rules.confirm = Some(value.trim_matches('`').to_ascii_lowercase()),
                _ => return Err(BadRules::Word(word.to_owned())),
            }
        }
        Ok(rules)
    }
}

impl From<BadRetention> for UserError {
    fn from(error: BadRetention) -> Self {
        let shown = |text: &str| crate::discord::messages::text::plain(text, 60);
        match error {
            BadRetention::Number(text) => {
                let text = shown(&text);
                Self::saying(move |language| {
                    say!(language, "archive-prune-odd-number", number = text.as_str())
                })
            }
            BadRetention::Age(text) => {
                let text = shown(&text);
                Self::saying(move |language| say!(language, "archive-prune-odd-age", age = text.as_str()))
            }
            BadRetention::Malformed => Self::saying(|language| say!(language, "archive-prune-odd-rules")),
        }
    }
}

impl From<BadRules> for BotError {
    fn from(error: BadRules) -> Self {
        match error {
            BadRules::Value(error) => UserError::from(error).into(),
            BadRules::Word(word) => {
                let word = crate::discord::messages::text::plain(&word, 60);
                UserError::saying(move |language| {
                    say!(language, "archive-prune-odd-word", word = word.as_str())
                })
                .into()
            }
        }
    }
}

/// The rules as a button's id has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) retention: Retention,
    /// A mark of the destination.
    pub(super) place: Option<String>,
    pub(super) under_way: bool,
}

/// Rules and the code of what goes, as a button's id has them: fifty-odd letters at most.
pub(super) fn written(rules: &PruneRules, code: &str) -> String {
    let place = rules.at.as_ref().map_or_else(|| "-".to_owned(), mark);
    format!("{}~{place}{}~{code}", rules.retention, if rules.under_way { "+" } else { "" })
}

/// The same, read.
pub(super) fn read(text: &str) -> Option<(Written, String)> {
    let (retention, rest) = text.split_once('~')?;
    let (place, code) = rest.split_once('~')?;
    let (place, under_way) = match place.strip_suffix('+') {
        Some(place) => (place, true),
        None => (place, false),
    };
    let retention: Retention = retention.parse().ok()?;
    let is_code = code.len() == 16 && code.bytes().all(|letter| letter.is_ascii_hexdigit());
    if retention.is_empty() || !is_code {
        return None;
    }
    let place = Some(place.to_owned()).filter(|place| place != "-");
    Some((Written { retention, place, under_way }, code.to_owned()))
}

/// A few letters that tell a destination from the others of a bot.
pub(super) fn mark(destination: &Destination) -> String {
    crate::digest::hex(&Sha256::digest(destination.to_string())[..3])
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::discord::buttons::CustomId;

    #[test]
    fn rules_are_read_as_people_write_them() {
        let rules: Rules = "keep-last:10 --keep-daily=7 keep_within 30d destination:`mega:` under-way:yes"
            .parse()
            .expect("rules");
        let within = Some(Duration::from_hours(30 * 24));
        assert_eq!(rules.retention, Retention { last: Some(10), daily: Some(7), within });
        assert_eq!((rules.destination.as_deref(), rules.under_way), (Some("mega:"), true));
        assert_eq!("".parse(), Ok(Rules::default()));
        assert!(matches!("keep-last:many".parse::<Rules>(), Err(BadRules::Value(_))));
        assert!(matches!("everything".parse::<Rules>(), Err(BadRules::Word(_))));
    }

    #[test]
    fn rules_read_back_from_a_buttons_id_and_the_longest_fits() {
        let retention = Retention {
            last: Some(1_000_000),
            daily: Some(1_000_000),
            within: Some(Duration::from_hours(24 * 36_525)),
        };
        for at in [None, Some(Destination::local())] {
            let rules = PruneRules { retention, at: at.clone(), under_way: at.is_some() };
            let text = written(&rules, "0123456789abcdef");
            let (read, code) = read(&text).expect("it reads");
            assert_eq!(
                (read.retention, read.under_way, &*code),
                (retention, at.is_some(), "0123456789abcdef")
            );
            assert_eq!(read.place, at.as_ref().map(mark));
            CustomId::new("prune-code", format_args!("{}:{}:{text}", 9_999_999_999_u64, u64::MAX))
                .expect("it fits");
        }
        for forged in ["", "~~", "l1~-~short", "~-~0123456789abcdef", "l01~-~0123456789abcdef"] {
            assert_eq!(read(forged), None, "{forged}");
        }
    }
}
