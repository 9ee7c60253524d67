//! Every word that an id may begin with. Each topic names its own.

use super::part::Part;
use super::{confirm, delete, ritual, settings};
use crate::discord::commands::{archive, gallery, lore, operator};

/// All of them.
pub(super) fn all() -> impl Iterator<Item = &'static Part> {
    let own = [confirm::PARTS, delete::PARTS, ritual::PARTS, settings::PARTS];
    let commands = [gallery::PARTS, lore::PARTS, operator::PARTS];
    own.into_iter().chain(commands).chain(archive::PARTS.iter().copied()).flatten()
}

/// Whether something is for the bot's owners alone: it looks for itself who clicks, and works everywhere.
pub(super) fn is_for_owners(part: &Part) -> bool {
    operator::PARTS.iter().any(|own| own.word == part.word)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::discord::buttons::CustomId;

    #[test]
    fn every_word_can_stand_in_an_id_and_means_one_thing() {
        let words: Vec<_> = all().map(|part| part.word).collect();
        assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), words.len(), "{words:?}");
        for word in words {
            CustomId::new(word, "x").expect(word);
        }
    }
}
