//! What stands above a ritual's picture: what it is, in a line, and what turned with it in the lore of its server.

use super::text::plain;
use crate::ritual::{Anomaly, Milestone, evolve};
use crate::store::{Ritual, RitualView};
use crate::words::{Language, say};

/// How much is shown of a seed that was written in words, in characters.
const SEED: usize = 100;

/// The lines above a ritual's picture.
pub(crate) fn lines(view: &RitualView) -> Vec<String> {
    let (ritual, language) = (&view.ritual, view.ritual.language);
    let turns = ritual.turns.iter().map(|turn| turned(language, turn));
    std::iter::once(caption(ritual)).chain(turns).collect()
}

/// Such as `**108 steps** into the **eye**, from the seed **lotus** (3380430253342409). A void led the way.`
pub(crate) fn caption(ritual: &Ritual) -> String {
    let leader = evolve(&ritual.recipe).leader().map_or("none", Anomaly::name);
    say!(
        ritual.language,
        "ritual-caption",
        steps = ritual.recipe.steps.get(),
        style = ritual.recipe.style.name(),
        seed = seed(ritual),
        leader = leader,
    )
}

/// What the picture is, for those who cannot see it.
pub(crate) fn description(ritual: &Ritual) -> String {
    let (steps, style) = (ritual.recipe.steps.get(), ritual.recipe.style.name());
    say!(ritual.language, "ritual-description", steps = steps, style = style)
}

/// The seed as it was written, and the number that it is.
pub(crate) fn seed(ritual: &Ritual) -> String {
    let number = ritual.recipe.seed;
    match &ritual.seed_words {
        Some(words) => format!("**{}** ({number})", plain(words, SEED)),
        None => format!("**{number}**"),
    }
}

/// What turned in a server's folklore.
fn turned(language: Language, turn: &Milestone) -> String {
    match turn {
        Milestone::Rank { anomaly, rank } => {
            say!(language, "ritual-turn-rank", anomaly = anomaly.name(), rank = rank.name())
        }
        Milestone::Age(age) => {
            let before = age.before().unwrap_or_default().name();
            say!(language, "ritual-turn-age", before = before, age = age.name())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::testing::view;

    #[test]
    fn the_caption_says_what_the_ritual_is_and_what_led_it() {
        let mut view = view();
        assert_eq!(
            caption(&view.ritual),
            "**108 steps** into the **eye**, from the seed **5**. A resonance led the way."
        );
        view.ritual.seed_words = Some("lotus *of* the **Ganges**".to_owned());
        view.ritual.recipe.steps = "1".parse().expect("a number of steps");
        let said = caption(&view.ritual);
        assert!(
            said.starts_with("**One step** into the **eye**, from the seed **lotus \\*of\\* the "),
            "{said}"
        );
        assert!(said.contains("** (5). "), "{said}");
        view.ritual.language = Language::German;
        assert!(caption(&view.ritual).starts_with("**Ein Schritt** "), "{}", caption(&view.ritual));
    }

    #[test]
    fn what_turned_in_the_folklore_is_told_by_the_ritual_that_turned_it() {
        let mut view = view();
        assert_eq!(lines(&view).len(), 1);
        view.ritual.turns = ["void-law", "age-4"].map(|turn| turn.parse().expect("a turn")).into();
        assert_eq!(
            lines(&view)[1..],
            [
                "The voids of this server became a law.",
                "With the last law the Kali age closes. The Satya age begins."
            ]
        );
    }
}
