//! The ids that buttons carry: `v1:<action>:<ritual id>`. They outlive restarts, since all is in the id.

use std::fmt;
use std::str::FromStr;

use crate::store::RitualId;

/// What a button asks for, and of which ritual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomId {
    action: String,
    ritual: RitualId,
}

/// Discord's limit for a custom id, in characters.
const MAX: usize = 100;
/// The version that this program writes and reads.
const VERSION: &str = "v1";

/// Why a text is no button id of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadCustomId {
    /// Not three parts, or one of them malformed.
    #[error("a button's id is written v1:<action>:<ritual id>")]
    Malformed,
    /// Of another version of this program.
    #[error("the button belongs to another version of helix-bot")]
    Version,
}

impl CustomId {
    /// An id for `action`: a word of a to z and `-`, at most 32 letters.
    pub fn new(action: &str, ritual: RitualId) -> Result<Self, BadCustomId> {
        let word = (1..=32).contains(&action.len())
            && action.bytes().all(|letter| letter.is_ascii_lowercase() || letter == b'-');
        if word { Ok(Self { action: action.to_owned(), ritual }) } else { Err(BadCustomId::Malformed) }
    }

    /// What is asked for.
    pub fn action(&self) -> &str {
        &self.action
    }

    /// Of which ritual.
    pub fn ritual(&self) -> RitualId {
        self.ritual
    }
}

impl fmt::Display for CustomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{VERSION}:{}:{}", self.action, self.ritual)
    }
}

impl FromStr for CustomId {
    type Err = BadCustomId;

    fn from_str(text: &str) -> Result<Self, BadCustomId> {
        if text.len() > MAX {
            return Err(BadCustomId::Malformed);
        }
        let (version, rest) = text.split_once(':').ok_or(BadCustomId::Malformed)?;
        if version != VERSION {
            return Err(BadCustomId::Version);
        }
        let (action, ritual) = rest.split_once(':').ok_or(BadCustomId::Malformed)?;
        let parsed = ritual.parse::<RitualId>().map_err(|_| BadCustomId::Malformed)?;
        // A UUID has several spellings; an id has one.
        if parsed.to_string() != ritual {
            return Err(BadCustomId::Malformed);
        }
        Self::new(action, parsed)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    proptest! {
        #[test]
        fn every_id_reads_back_and_fits_into_a_button(action in "[a-z-]{1,32}", bits: u128) {
            let id = CustomId::new(&action, RitualId(Uuid::from_u128(bits))).expect("a word");
            let text = id.to_string();
            prop_assert!(text.len() <= MAX);
            prop_assert_eq!(text.parse(), Ok(id));
        }

        #[test]
        fn an_id_has_only_one_spelling(action in "[a-z-]{1,32}", bits: u128) {
            let uuid = Uuid::from_u128(bits);
            for other in [uuid.simple().to_string(), uuid.braced().to_string(), uuid.urn().to_string()] {
                prop_assert_eq!(format!("v1:{action}:{other}").parse::<CustomId>(), Err(BadCustomId::Malformed));
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
        let ritual = RitualId(Uuid::nil());
        assert_eq!(format!("v2:again:{ritual}").parse::<CustomId>(), Err(BadCustomId::Version));
        for text in
            ["", "v1", "v1:again", "v1:again:", &format!("v1:Again:{ritual}"), &format!("v1::{ritual}")]
        {
            assert_eq!(text.parse::<CustomId>(), Err(BadCustomId::Malformed), "{text}");
        }
        assert_eq!(CustomId::new("two words", ritual), Err(BadCustomId::Malformed));
    }
}
