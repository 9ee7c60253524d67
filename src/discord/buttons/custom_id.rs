//! The ids that buttons, menus and forms carry: `v1:<word>:<argument>`. They outlive restarts, since all is in the id.
//!
//! The word says what is asked for, the argument of what: for a ritual's buttons its id.

use std::fmt;
use std::str::FromStr;

use crate::store::RitualId;

/// What a button, a menu or a form asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CustomId {
    word: String,
    argument: String,
}

/// Discord's limit for a custom id, in characters.
const MAX: usize = 100;
/// The version that this program writes and reads.
const VERSION: &str = "v1";
/// The longest word.
const LONGEST_WORD: usize = 32;

/// Why a text is no id of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadCustomId {
    /// Not three parts, or one of them malformed.
    #[error("a button's id is written v1:<word>:<argument>, in 100 characters at most")]
    Malformed,
    /// Of another version of this program.
    #[error("the button belongs to another version of helix-bot")]
    Version,
}

impl CustomId {
    /// An id of a `word` of a to z and `-`, at most 32 letters, and an `argument` of at least one visible ASCII
    /// character. Together with the version they have at most 100 characters.
    pub(crate) fn new(word: &str, argument: impl fmt::Display) -> Result<Self, BadCustomId> {
        let id = Self { word: word.to_owned(), argument: argument.to_string() };
        let is_word = (1..=LONGEST_WORD).contains(&word.len())
            && word.bytes().all(|letter| letter.is_ascii_lowercase() || letter == b'-');
        let is_argument =
            !id.argument.is_empty() && id.argument.bytes().all(|letter| letter.is_ascii_graphic());
        let fits = VERSION.len() + word.len() + id.argument.len() + 2 <= MAX;
        if is_word && is_argument && fits { Ok(id) } else { Err(BadCustomId::Malformed) }
    }

    /// What is asked for.
    pub(crate) fn word(&self) -> &str {
        &self.word
    }

    /// Of what.
    pub(crate) fn argument(&self) -> &str {
        &self.argument
    }

    /// The ritual that it is about. An id has only one spelling, though a UUID has several.
    pub(crate) fn ritual(&self) -> Result<RitualId, BadCustomId> {
        let ritual = self.argument.parse::<RitualId>().map_err(|_| BadCustomId::Malformed)?;
        if ritual.to_string() == self.argument { Ok(ritual) } else { Err(BadCustomId::Malformed) }
    }
}

impl fmt::Display for CustomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{VERSION}:{}:{}", self.word, self.argument)
    }
}

impl FromStr for CustomId {
    type Err = BadCustomId;

    fn from_str(text: &str) -> Result<Self, BadCustomId> {
        let (version, rest) = text.split_once(':').ok_or(BadCustomId::Malformed)?;
        if version != VERSION {
            return Err(BadCustomId::Version);
        }
        let (word, argument) = rest.split_once(':').ok_or(BadCustomId::Malformed)?;
        Self::new(word, argument)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    proptest! {
        #[test]
        fn every_id_of_a_ritual_reads_back_and_fits_into_a_button(word in "[a-z-]{1,32}", bits: u128) {
            let ritual = RitualId(Uuid::from_u128(bits));
            let id = CustomId::new(&word, ritual).expect("an id");
            let text = id.to_string();
            prop_assert!(text.len() <= MAX);
            prop_assert_eq!(text.parse(), Ok(id.clone()));
            prop_assert_eq!(id.ritual(), Ok(ritual));
        }

        #[test]
        fn a_rituals_id_has_only_one_spelling(word in "[a-z-]{1,32}", bits: u128) {
            let uuid = Uuid::from_u128(bits);
            for other in [uuid.simple().to_string(), uuid.braced().to_string(), uuid.urn().to_string()] {
                let id: CustomId = format!("v1:{word}:{other}").parse().expect("an id");
                prop_assert_eq!(id.ritual(), Err(BadCustomId::Malformed));
            }
        }

        #[test]
        fn no_text_makes_it_panic_and_what_reads_is_written_the_same_way(text in "(v1:[a-z]{1,3}:)?\\PC{0,120}") {
            if let Ok(id) = text.parse::<CustomId>() {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }

    #[test]
    fn foreign_ids_are_told_apart_from_malformed_ones() {
        let read = |text: &str| text.parse::<CustomId>();
        assert_eq!(read("v2:again:x"), Err(BadCustomId::Version));
        let long = format!("v1:page:{}", "x".repeat(93));
        for text in
            ["", "v1", "v1:again", "v1:again:", "v1:Again:x", "v1::x", "v1:again:two words", "v1:a:ä", &long]
        {
            assert_eq!(read(text), Err(BadCustomId::Malformed), "{text}");
        }
        let id = read("v1:page:40:eye").expect("an id");
        assert_eq!((id.word(), id.argument()), ("page", "40:eye"));
    }
}
