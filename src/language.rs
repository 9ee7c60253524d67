//! The languages in which people in Discord are answered.

use std::str::FromStr;

use strum::VariantArray as _;

/// A language in which people are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, strum::VariantArray)]
pub enum Language {
    /// Which is complete, and which is spoken where nobody chose.
    #[default]
    English,
    /// German.
    German,
    /// Hindi.
    Hindi,
}

/// Why a text names no language, as a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The languages are en (English), de (Deutsch) and hi (हिन्दी).")]
pub struct UnknownLanguage;

impl Language {
    /// All of them.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Its code after ISO 639-1, under which it is kept.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Hindi => "hi",
        }
    }

    /// What its speakers call it.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::Hindi => "हिन्दी",
        }
    }

    /// The language of one of Discord's locales, such as `en-US` or `de`; English where it is none of these.
    pub fn of_locale(locale: &str) -> Self {
        let code = locale.split('-').next().unwrap_or_default();
        Self::ALL.iter().copied().find(|language| language.code() == code).unwrap_or_default()
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    /// By its code, or by its name in English or in itself.
    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        let wanted = text.trim().to_lowercase();
        let names = |language: &Self| {
            let english = format!("{language:?}").to_lowercase();
            [language.code().to_owned(), language.own_name().to_lowercase(), english].contains(&wanted)
        };
        Self::ALL.iter().copied().find(names).ok_or(UnknownLanguage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_its_code_and_its_names() {
        for (text, language) in [
            ("de", Language::German),
            (" Deutsch ", Language::German),
            ("german", Language::German),
            ("हिन्दी", Language::Hindi),
            ("EN", Language::English),
        ] {
            assert_eq!(text.parse(), Ok(language), "{text}");
        }
        for unknown in ["", "fr", "de-DE", "klingon"] {
            assert_eq!(unknown.parse::<Language>(), Err(UnknownLanguage), "{unknown}");
        }
    }

    #[test]
    fn discords_locales_are_answered_in_their_language_or_in_english() {
        let spoken = ["en-US", "en-GB", "de", "hi", "fr", "", "zh-CN"].map(Language::of_locale);
        let [english, german, hindi] = [Language::English, Language::German, Language::Hindi];
        assert_eq!(spoken, [english, english, german, hindi, english, english, english]);
    }
}
