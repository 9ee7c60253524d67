//! The recipe: everything that determines a ritual's picture, and nothing else.

use serde::{Deserialize, Serialize};

pub use self::seed::{BadSeed, ChosenSeed, Seed};
pub use self::size::{BadSize, Size, USUAL_SIDES};
pub use self::steps::{BadPreset, BadSteps, Preset, Steps};
pub use self::style::{BadStyle, Style};
use crate::ritual::field::Field;

mod seed;
mod size;
mod steps;
mod style;

/// The newest recipe version that this program writes.
pub const VERSION: u32 = 1;

/// What determines a picture bit for bit. Its text form is JSON with the fields in this order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// Version of the rules by which the picture follows from the rest.
    pub v: u32,
    /// What kind of picture it is.
    pub style: Style,
    /// Length of the ritual.
    pub steps: Steps,
    /// Source of every chance event.
    pub seed: Seed,
    /// Size of the picture.
    pub size: Size,
    /// The field that the ritual starts from.
    pub field: Field,
}

/// Why a text is not a recipe that this program can render.
#[derive(Debug, thiserror::Error)]
pub enum BadRecipe {
    /// The text is not a recipe.
    #[error("this is not a ritual recipe: {0}")]
    Malformed(#[from] serde_json::Error),
    /// Far longer than any recipe, in bytes.
    #[error("it has {0} bytes, far more than any recipe")]
    TooLong(usize),
    /// Written by a newer program.
    #[error(
        "the recipe has version {0}, this program renders versions 1 to {VERSION}; use a newer helix-bot"
    )]
    Version(u32),
    /// Older than the oldest.
    #[error(
        "the recipe has version {0}, which no helix-bot has written; this program renders versions 1 to {VERSION}"
    )]
    NoVersion(u32),
}

impl Recipe {
    /// A recipe of the newest version in the default style. A field out of range is clamped.
    pub fn new(steps: Steps, seed: Seed, size: Size, field: Field) -> Self {
        Self { v: VERSION, style: Style::default(), steps, seed, size, field: field.clamped() }
    }

    /// Whether its picture is so large that others should not have to wait for it.
    pub fn is_large(&self) -> bool {
        self.size.is_large()
    }

    /// The same in another style.
    #[must_use]
    pub fn with_style(self, style: Style) -> Self {
        Self { style, ..self }
    }

    /// The text form, as it stands in the artifact's text chunk.
    #[expect(clippy::missing_panics_doc, reason = "writing plain numbers cannot fail")]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a recipe is plain numbers")
    }

    /// Reads the text form back.
    pub fn from_json(text: &str) -> Result<Self, BadRecipe> {
        #[derive(Deserialize)]
        struct Versioned {
            v: u32,
        }
        // The version first: a newer recipe may have fields that this program does not know.
        let Versioned { v } = serde_json::from_str(text)?;
        match v {
            0 => return Err(BadRecipe::NoVersion(v)),
            1..=VERSION => {}
            _ => return Err(BadRecipe::Version(v)),
        }
        Ok(serde_json::from_str(text)?)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Any field in range.
    pub(in crate::ritual) fn any_field() -> impl Strategy<Value = Field> {
        (0.0..=1.0, 0.0..=2.0, 0.0..=1.0, 0.0..=1.0, 0.0..=1.0, 0.25..=4.0).prop_map(
            |(harmony, resilience, prana, drishti, klesha, zoom)| Field {
                harmony,
                resilience,
                prana,
                drishti,
                klesha,
                zoom,
            },
        )
    }

    /// Any valid recipe.
    pub(in crate::ritual) fn any_recipe() -> impl Strategy<Value = Recipe> {
        let size = prop_oneof![
            (256_u32..=4096).prop_map(|side| Size::square(side).unwrap()),
            Just(Size::Banner),
            Just(Size::Phone),
        ];
        let style = proptest::sample::select(&Style::ALL[..]);
        (style, 1_u32..=1000, 0..=Seed::MAX, size, any_field()).prop_map(
            |(style, steps, seed, size, field)| {
                let (steps, seed) = (Steps::try_from(steps).unwrap(), Seed::try_from(seed).unwrap());
                Recipe::new(steps, seed, size, field).with_style(style)
            },
        )
    }

    fn lotus() -> Recipe {
        let seed = "lotus".parse().unwrap();
        Recipe::new(Steps::default(), seed, Size::default(), Field::default())
    }

    proptest! {
        #[test]
        fn any_recipe_comes_back_from_its_text_bit_for_bit(recipe in any_recipe()) {
            let read = Recipe::from_json(&recipe.to_json()).unwrap();
            let bits = |recipe: &Recipe| recipe.field.numbers().map(|(_, value, _)| value.to_bits());
            prop_assert_eq!(bits(&read), bits(&recipe));
            prop_assert_eq!(read, recipe);
        }

        #[test]
        fn garbage_is_an_error_and_no_panic(text in ".{0,200}") {
            prop_assert!(Recipe::from_json(&text).is_err());
        }

        #[test]
        fn a_recipe_with_a_few_bytes_changed_is_valid_or_an_error(
            recipe in any_recipe(), place in 0_usize..150, byte in 0_u8..128,
        ) {
            let mut text = recipe.to_json().into_bytes();
            let place = place % text.len();
            text[place] = byte;
            if let Ok(read) = Recipe::from_json(&String::from_utf8(text).unwrap()) {
                prop_assert_eq!(read.field.checked(), Ok(read.field));
            }
        }
    }

    #[test]
    fn the_text_form_stays_as_it_is() {
        assert_eq!(
            lotus().to_json(),
            "{\"v\":1,\"style\":\"eye\",\"steps\":108,\"seed\":3380430253342409,\"size\":1024,\"field\":{\"harmony\":0.5,\
             \"resilience\":1.0,\"prana\":0.5,\"drishti\":0.5,\"klesha\":0.1,\"zoom\":1.0}}"
        );
    }

    #[test]
    fn numbers_out_of_range_are_refused_with_a_reason() {
        let text = lotus().to_json();
        for (from, to, reason) in [
            ("\"klesha\":0.1", "\"klesha\":1.5", "klesha is 1.5, but it goes from 0 to 1"),
            ("\"zoom\":1.0", "\"zoom\":0.0", "zoom is 0, but it goes from 0.25 to 4"),
            ("\"zoom\":1.0", "\"zoom\":NaN", "expected value"),
            ("\"zoom\":1.0", "\"zoom\":null", "invalid type: null"),
            ("\"zoom\":1.0", "\"zoom\":1e999", "number out of range"),
            ("\"zoom\":1.0", "\"zoom\":1.0,\"aura\":1", "unknown field `aura`"),
            ("\"size\":1024", "\"size\":5000", "256 to 4096"),
            ("\"size\":1024", "\"size\":\"poster\"", "256 to 4096"),
            ("\"style\":\"eye\"", "\"style\":\"oil\"", "unknown variant `oil`"),
            ("\"steps\":108", "\"steps\":1001", "1 to 1000"),
            ("\"steps\":108", "\"steps\":-3", "invalid value: integer `-3`"),
            ("\"v\":1", "\"v\":2", "the recipe has version 2"),
            ("\"v\":1", "\"v\":0", "the recipe has version 0, which no helix-bot has written"),
            ("\"v\":1", "\"v\":1,\"v\":1", "duplicate field `v`"),
        ] {
            let refusal = Recipe::from_json(&text.replace(from, to)).unwrap_err().to_string();
            assert!(refusal.contains(reason), "{to}: {refusal}");
        }
    }

    #[test]
    fn a_newer_recipe_is_told_apart_from_a_broken_one_even_if_its_fields_are_new() {
        let refusal = Recipe::from_json("{\"v\":7,\"style\":\"ouroboros\"}").unwrap_err();
        assert!(matches!(refusal, BadRecipe::Version(7)), "{refusal}");
    }

    #[test]
    fn seeds_are_numbers_or_words() {
        assert_eq!("108".parse(), Seed::try_from(108));
        assert_eq!(" 108 ".parse(), Seed::try_from(108));
        assert_ne!("lotus".parse::<Seed>(), "Lotus".parse::<Seed>());
        assert_eq!("9007199254740991".parse(), Seed::try_from(Seed::MAX));
        assert_eq!("9007199254740992".parse::<Seed>(), Err(BadSeed::OutOfRange("9007199254740992".into())));
        assert_eq!("-1".parse::<Seed>(), Err(BadSeed::OutOfRange("-1".into())));
        assert_eq!("  ".parse::<Seed>(), Err(BadSeed::Empty));
        assert_eq!("x".repeat(101).parse::<Seed>(), Err(BadSeed::TooLong(101)));
        assert!(Seed::from_bits(u64::MAX).get() <= Seed::MAX);
    }

    #[test]
    fn steps_and_sizes_out_of_range_are_sentences() {
        for text in ["0", "1001", "-3", "1e9", "abc", "", "10.5"] {
            let refusal = text.parse::<Steps>().unwrap_err().to_string();
            assert!(refusal.starts_with("A ritual takes 1 to 1000 steps"), "{refusal}");
            assert!(refusal.contains(&format!("“{text}”")), "{refusal}");
        }
        for text in ["0", "255", "4097", "-256", "big", "phones"] {
            let refusal = text.parse::<Size>().unwrap_err().to_string();
            assert!(refusal.starts_with("A picture is 256 to 4096 pixels"), "{refusal}");
        }
        assert_eq!("1000".parse::<Steps>().map(Steps::get), Ok(1000));
        assert_eq!("Deep".parse::<Steps>().map(Steps::get), Ok(324));
        assert_eq!("256".parse::<Size>().map(Size::width), Ok(256));
        assert_eq!(" Banner ".parse(), Ok(Size::Banner));
        assert_eq!(Size::Phone.to_string().parse(), Ok(Size::Phone));
    }
}
