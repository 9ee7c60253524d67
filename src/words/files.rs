//! The files of `assets/locales/`, compiled into the program.

use crate::language::Language;

/// A topic and the text of its file.
pub(super) type File = (&'static str, &'static str);

macro_rules! topics {
    ($($topic:literal),* $(,)?) => {
        const ENGLISH: &[File] = topics!("en": $($topic),*);
        const GERMAN: &[File] = topics!("de": $($topic),*);
        const HINDI: &[File] = topics!("hi": $($topic),*);
    };
    ($language:literal: $($topic:literal),*) => {
        &[$(($topic, include_str!(concat!("../../assets/locales/", $language, "/", $topic, ".ftl")))),*]
    };
}

topics![
    "about", "archive", "common", "delete", "details", "gallery", "help", "log", "lore", "mistake",
    "operator", "prefix", "queue", "ritual", "settings", "status"
];

/// The files of a language.
pub(super) fn of(language: Language) -> &'static [File] {
    match language {
        Language::English => ENGLISH,
        Language::German => GERMAN,
        Language::Hindi => HINDI,
    }
}

/// Names and descriptions of the slash commands. In English they stand in the code, beside what they do.
pub(super) fn commands(language: Language) -> &'static str {
    match language {
        Language::English => "",
        Language::German => include_str!("../../assets/locales/de/commands.ftl"),
        Language::Hindi => include_str!("../../assets/locales/hi/commands.ftl"),
    }
}
