//! What can be wrong with a setting's text.

use crate::words::{Language, say};

/// What is wrong with a text, and what is allowed instead. It holds nothing of what was written: that may be anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Not what commands can begin with.
    Prefix,
    /// Discord keeps it for itself.
    ReservedPrefix,
    /// Not a language that is spoken here.
    Language,
    /// Neither channels nor `all`.
    Channels,
    /// Not one channel, nor `off`.
    Channel,
    /// Neither roles nor `none`.
    Roles,
    /// `@everyone`, whom a list of roles cannot mean.
    Everyone,
    /// More than the list takes.
    TooMany {
        /// How many it takes.
        most: usize,
    },
    /// Not a time in its range.
    Time {
        /// The longest.
        most: String,
    },
    /// Not a whole number in its range; `off` may be allowed.
    Number {
        /// The smallest.
        least: u64,
        /// The largest.
        most: u64,
        /// Whether it can be switched off.
        off: bool,
    },
    /// Neither on nor off.
    OnOff,
    /// None of some words.
    Choice {
        /// These.
        words: String,
    },
    /// Not a folder's name.
    Folder,
    /// All servers share one folder.
    NoFolders,
    /// Not a destination of the operator's.
    Destination {
        /// Those that there are.
        known: String,
    },
    /// More than whoever runs the bot allows.
    Beyond {
        /// What they allow.
        most: String,
    },
}

impl Problem {
    /// As a sentence.
    pub fn sentence(&self, language: Language) -> String {
        match self {
            Self::Prefix => say!(language, "settings-bad-prefix"),
            Self::ReservedPrefix => say!(language, "settings-bad-prefix-reserved"),
            Self::Language => say!(language, "settings-bad-language"),
            Self::Channels => say!(language, "settings-bad-channels"),
            Self::Channel => say!(language, "settings-bad-channel"),
            Self::Roles => say!(language, "settings-bad-roles"),
            Self::Everyone => say!(language, "settings-bad-everyone"),
            Self::TooMany { most } => say!(language, "settings-bad-too-many", most = *most),
            Self::Time { most } => say!(language, "settings-bad-time", most = most.as_str()),
            Self::Number { least, most, off: true } => {
                say!(
                    language,
                    "settings-bad-number-or-off",
                    least = least.to_string(),
                    most = most.to_string()
                )
            }
            Self::Number { least, most, off: false } => {
                say!(language, "settings-bad-number", least = least.to_string(), most = most.to_string())
            }
            Self::OnOff => say!(language, "settings-bad-on-off"),
            Self::Choice { words } => say!(language, "settings-bad-choice", words = words.as_str()),
            Self::Folder => say!(language, "settings-bad-folder"),
            Self::NoFolders => say!(language, "settings-no-folders"),
            Self::Destination { known } => say!(language, "settings-bad-destination", known = known.as_str()),
            Self::Beyond { most } => say!(language, "settings-beyond", most = most.as_str()),
        }
    }
}
