//! The recipe: everything that determines a ritual's picture, and nothing else.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::field::Field;
use super::style::Style;

/// The newest recipe version that this program writes.
pub const VERSION: u32 = 1;

/// How many steps a ritual takes: 1 to 1000, 108 when nothing is said. Three lengths have names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "u32", try_from = "u32")]
pub struct Steps(u16);

impl Steps {
    /// The largest number of steps.
    pub const MAX: u16 = 1000;
    /// The lengths that have names.
    pub const PRESETS: [(&'static str, Self); 3] =
        [("quick", Self(27)), ("standard", Self(108)), ("deep", Self(324))];

    /// The number of steps.
    pub fn get(self) -> u16 {
        self.0
    }
}

impl Default for Steps {
    fn default() -> Self {
        Self(108)
    }
}

/// Why a text is not a number of steps. The sentence is meant for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "A ritual takes 1 to 1000 steps, written as a whole number such as 108 or as quick (27), standard (108) or deep \
     (324); “{0}” is not one."
)]
pub struct BadSteps(String);

impl TryFrom<u32> for Steps {
    type Error = BadSteps;

    fn try_from(steps: u32) -> Result<Self, BadSteps> {
        match u16::try_from(steps) {
            Ok(steps @ 1..=Self::MAX) => Ok(Self(steps)),
            _ => Err(BadSteps(steps.to_string())),
        }
    }
}

impl From<Steps> for u32 {
    fn from(steps: Steps) -> Self {
        steps.0.into()
    }
}

impl FromStr for Steps {
    type Err = BadSteps;

    fn from_str(text: &str) -> Result<Self, BadSteps> {
        // What is echoed is cut, so that a long text does not become a long answer.
        let bad = || BadSteps(text.chars().take(40).collect());
        let text = text.trim();
        let preset = Self::PRESETS.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
        if let Some((_, steps)) = preset {
            return Ok(steps);
        }
        let steps: u32 = text.parse().map_err(|_| bad())?;
        Self::try_from(steps).map_err(|_| bad())
    }
}

impl fmt::Display for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What makes two rituals of the same length differ: a whole number from 0 to 2⁵³ − 1,
/// the range that JSON readers and Discord's number options keep exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "u64", try_from = "u64")]
pub struct Seed(u64);

impl Seed {
    /// The largest seed.
    pub const MAX: u64 = (1 << 53) - 1;
    /// The longest text that is taken as a seed, in characters.
    pub const MAX_TEXT: usize = 100;

    /// A seed from random bits; the surplus bits fall away.
    pub fn from_bits(bits: u64) -> Self {
        Self(bits & Self::MAX)
    }

    /// The seed as a number.
    pub fn get(self) -> u64 {
        self.0
    }
}

/// Why a text is not a seed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSeed {
    /// Nothing but white space.
    #[error(
        "The seed is empty; give a number from 0 to 9007199254740991, or a word such as “lotus”, or leave it out."
    )]
    Empty,
    /// A number outside the range.
    #[error(
        "The seed {0} is out of range; a number is 0 to 9007199254740991, and any other text is taken as a word."
    )]
    OutOfRange(String),
    /// More than [`Seed::MAX_TEXT`] characters.
    #[error("The seed has {0} characters; at most 100 are allowed.")]
    TooLong(usize),
}

impl TryFrom<u64> for Seed {
    type Error = BadSeed;

    fn try_from(number: u64) -> Result<Self, BadSeed> {
        if number <= Self::MAX { Ok(Self(number)) } else { Err(BadSeed::OutOfRange(number.to_string())) }
    }
}

impl From<Seed> for u64 {
    fn from(seed: Seed) -> Self {
        seed.0
    }
}

impl FromStr for Seed {
    type Err = BadSeed;

    /// A number stands for itself; any other text for the first 53 bits of its SHA-256 digest.
    fn from_str(text: &str) -> Result<Self, BadSeed> {
        let text = text.trim();
        let length = text.chars().count();
        if length == 0 {
            return Err(BadSeed::Empty);
        }
        if length > Self::MAX_TEXT {
            return Err(BadSeed::TooLong(length));
        }
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
            let out_of_range = || BadSeed::OutOfRange(text.chars().take(40).collect());
            let number: u64 = text.parse().map_err(|_| out_of_range())?;
            return Self::try_from(number).map_err(|_| out_of_range());
        }
        let digest = Sha256::digest(text.as_bytes());
        let head = digest.iter().take(8).fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
        Ok(Self(head >> 11))
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The picture's size: a square of 256 to 4096 pixels a side, 1024 when nothing is said, or a named format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "SizeText", try_from = "SizeText")]
pub enum Size {
    /// As wide as high; made by [`Size::square`], which knows the range.
    Square(Side),
    /// 1500 × 500, as profiles have at their head.
    Banner,
    /// 1080 × 2340, the screen of a phone.
    Phone,
}

/// The side of a square picture in pixels, 256 to 4096.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Side(u16);

impl Size {
    /// The smallest side in pixels.
    pub const MIN: u16 = 256;
    /// The largest side in pixels.
    pub const MAX: u16 = 4096;

    /// A square picture.
    pub fn square(side: u32) -> Result<Self, BadSize> {
        match u16::try_from(side) {
            Ok(side @ Self::MIN..=Self::MAX) => Ok(Self::Square(Side(side))),
            _ => Err(BadSize(side.to_string())),
        }
    }

    /// Pixels in a row.
    pub fn width(self) -> u32 {
        match self {
            Self::Square(side) => side.0.into(),
            Self::Banner => 1500,
            Self::Phone => 1080,
        }
    }

    /// Rows.
    pub fn height(self) -> u32 {
        match self {
            Self::Square(side) => side.0.into(),
            Self::Banner => 500,
            Self::Phone => 2340,
        }
    }
}

impl Default for Size {
    fn default() -> Self {
        Self::Square(Side(1024))
    }
}

/// Why a text is not a size.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "A picture is 256 to 4096 pixels wide and high, written as one whole number such as 1024, or one of the formats \
     banner (1500×500) and phone (1080×2340); “{0}” is neither."
)]
pub struct BadSize(String);

impl TryFrom<u32> for Size {
    type Error = BadSize;

    fn try_from(side: u32) -> Result<Self, BadSize> {
        Self::square(side)
    }
}

/// A size in JSON: a number for a square, else the format's name.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum SizeText {
    Number(u32),
    Name(String),
}

impl From<Size> for SizeText {
    fn from(size: Size) -> Self {
        match size {
            Size::Square(side) => Self::Number(side.0.into()),
            Size::Banner | Size::Phone => Self::Name(size.to_string()),
        }
    }
}

impl TryFrom<SizeText> for Size {
    type Error = BadSize;

    fn try_from(text: SizeText) -> Result<Self, BadSize> {
        match text {
            SizeText::Number(side) => Self::square(side),
            SizeText::Name(name) => named_size(&name).ok_or_else(|| BadSize(name.chars().take(40).collect())),
        }
    }
}

fn named_size(name: &str) -> Option<Size> {
    match name {
        "banner" => Some(Size::Banner),
        "phone" => Some(Size::Phone),
        _ => None,
    }
}

impl FromStr for Size {
    type Err = BadSize;

    fn from_str(text: &str) -> Result<Self, BadSize> {
        let text = text.trim();
        if let Some(size) = named_size(&text.to_ascii_lowercase()) {
            return Ok(size);
        }
        let bad = || BadSize(text.chars().take(40).collect());
        let side: u32 = text.parse().map_err(|_| bad())?;
        Self::square(side).map_err(|_| bad())
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Square(side) => side.0.fmt(f),
            Self::Banner => f.write_str("banner"),
            Self::Phone => f.write_str("phone"),
        }
    }
}

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
