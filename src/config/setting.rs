//! What there is to say of one setting, and how it is said on each occasion.

use super::checks::Problems;
use super::draft::Draft;
use super::settings::Settings;
use super::source::Source;
use super::texts::Texts;

/// One setting: everything that reads, shows or documents it follows from here.
pub(super) struct Setting {
    /// Its environment variable, which is its name.
    pub(super) variable: &'static str,
    /// Another variable that is taken where that one is not set.
    pub(super) also: Option<&'static str>,
    /// Its flag; none for secrets, because a process's arguments are visible to its neighbours.
    pub(super) flag: Option<Flag>,
    /// What holds where nothing is set.
    pub(super) default: WhenUnset,
    /// What it is for, in Markdown.
    pub(super) meaning: &'static str,
    /// Takes a text, which is never empty, into the draft; or says everything that is wrong with it, without
    /// repeating a secret.
    pub(super) parse: fn(&mut Draft, &str) -> Result<(), Problems>,
    /// How its value is shown.
    pub(super) value: Value,
}

/// A setting's flag.
pub(super) struct Flag {
    /// Without its dashes.
    pub(super) long: &'static str,
    /// What stands for its value in the help.
    pub(super) value: &'static str,
}

/// What holds where a setting is not set.
pub(super) enum WhenUnset {
    /// This text, as if somebody had set it.
    Text(&'static str),
    /// A text that depends on other settings or on the host.
    Depends {
        /// On what, in Markdown.
        words: &'static str,
        /// The text.
        text: fn(&Texts<'_>) -> String,
    },
    /// Nothing is set; what the bot does then, in words.
    Absent(&'static str),
    /// It is off.
    Off,
    /// It is missing.
    Missing,
}

/// How a setting's value is shown; `None` is one that is not set.
pub(super) enum Value {
    /// As it is.
    Shown(fn(&Settings) -> Option<String>),
    /// Never; only whether it is set.
    Secret(fn(&Settings) -> bool),
}

impl Setting {
    /// The text that holds, if any, and where it comes from: what was set, or the default.
    pub(super) fn text(&self, texts: &Texts<'_>) -> Option<(String, Source)> {
        if let Some(flag) = &self.flag
            && let Some(text) = texts.flag(self.variable)
        {
            return Some((text.to_owned(), Source::Flag { flag: format!("--{}", flag.long) }));
        }
        for name in [Some(self.variable), self.also].into_iter().flatten() {
            if let Some(text) = texts.variable(name) {
                return Some((text.to_owned(), texts.source_of(name)));
            }
        }
        let default = match &self.default {
            WhenUnset::Text(text) => (*text).to_owned(),
            WhenUnset::Depends { text, .. } => text(texts),
            WhenUnset::Absent(_) | WhenUnset::Off | WhenUnset::Missing => return None,
        };
        Some((default, Source::Default))
    }

    /// Its value as it could be set, if it is set and no secret.
    pub(super) fn open_value(&self, settings: &Settings) -> Option<String> {
        match &self.value {
            Value::Shown(value) => value(settings),
            Value::Secret(_) => None,
        }
    }

    /// What `helix-bot config` shows for it.
    pub(super) fn shown(&self, settings: &Settings) -> String {
        let value = match &self.value {
            Value::Shown(value) => value(settings),
            Value::Secret(is_set) => is_set(settings).then(|| "(set, hidden)".to_owned()),
        };
        value.unwrap_or_else(|| match &self.default {
            WhenUnset::Absent(words) => format!("({words})"),
            WhenUnset::Off => "off".to_owned(),
            WhenUnset::Text(_) | WhenUnset::Depends { .. } | WhenUnset::Missing => "(not set)".to_owned(),
        })
    }

    /// What `--help` says about its flag.
    pub(super) fn help(&self) -> String {
        let default = match &self.default {
            WhenUnset::Text(words) | WhenUnset::Absent(words) | WhenUnset::Depends { words, .. } => {
                words.replace('`', "")
            }
            WhenUnset::Off => "off".to_owned(),
            WhenUnset::Missing => return self.meaning.to_owned(),
        };
        format!("{} [default: {default}]", self.meaning)
    }

    /// Whether its value is never shown.
    pub(super) fn is_secret(&self) -> bool {
        matches!(self.value, Value::Secret(_))
    }

    /// Its row in the README's table.
    #[cfg(test)]
    pub(super) fn row(&self) -> String {
        let also = self.also.map(|also| format!(" (also `{also}`)")).unwrap_or_default();
        let default = match &self.default {
            WhenUnset::Text(text) => format!("`{text}`"),
            WhenUnset::Depends { words, .. } | WhenUnset::Absent(words) => (*words).to_owned(),
            WhenUnset::Off => "off".to_owned(),
            WhenUnset::Missing => "–".to_owned(),
        };
        format!("| `{}`{also} | {default} | {} |", self.variable, self.meaning)
    }
}
