//! What people in Discord read, in their language: [Fluent] files in `assets/locales/`, a folder for each language and a
//! file for each topic.
//!
//! A message is asked for with `say!(language, "key", name = value)`. Every message has a comment that says where it
//! shows. A test refuses keys that are missing or unused, and variables that a translation has and English has not.
//!
//! What the log and the operator's terminal say stays English.
//!
//! [Fluent]: https://projectfluent.org/

mod bundle;
mod commands;
mod files;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use self::bundle::bundle;
pub(crate) use self::commands::localised;
#[cfg(test)]
pub(crate) use self::tests::translated_commands;
pub use crate::language::{Language, UnknownLanguage};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

/// What somebody reads, in a language: `say!(language, "queue-place", place = 3)`.
macro_rules! say {
    ($language:expr, $key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::words::message($language, $key, &[$((stringify!($name), $value.into())),*])
    };
}
pub(crate) use say;

/// A value within a message.
pub(crate) type Value<'a> = fluent_bundle::FluentValue<'a>;

/// A message of one language. One that it lacks is told in English.
pub(crate) fn message(language: Language, key: &str, values: &[(&'static str, Value<'_>)]) -> String {
    let args: FluentArgs<'_> = values.iter().cloned().collect();
    [language, Language::English].into_iter().find_map(|language| read(language, key, &args)).unwrap_or_else(
        || {
            tracing::error!(key, "a message is missing");
            key.to_owned()
        },
    )
}

fn read(language: Language, key: &str, args: &FluentArgs<'_>) -> Option<String> {
    let bundle = &BUNDLES[language as usize];
    let pattern = bundle.get_message(key)?.value()?;
    let mut mistakes = Vec::new();
    let text = bundle.format_pattern(pattern, Some(args), &mut mistakes).into_owned();
    if !mistakes.is_empty() {
        tracing::error!(key, ?mistakes, "a message lacks values");
    }
    Some(text)
}

static BUNDLES: LazyLock<Vec<FluentBundle<FluentResource>>> =
    LazyLock::new(|| Language::ALL.iter().map(|language| bundle(*language, files::of(*language))).collect());
