//! What is kept of servers' settings.

use super::timestamp::Timestamp;

/// A setting's new text, or none to return to its default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingChange {
    /// The setting's name.
    pub name: &'static str,
    /// What it is to be.
    pub after: Option<String>,
}

/// A change of a setting that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedChange {
    /// Which of the server's changes it was, counted from 1.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Who made it.
    pub person: u64,
    /// The setting's name.
    pub name: String,
    /// What it was before; none for the default.
    pub before: Option<String>,
    /// What it was afterwards.
    pub after: Option<String>,
}

/// What somebody wants to import and has not confirmed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsDraft {
    /// Tells it from a later one.
    pub id: String,
    /// What they gave.
    pub text: String,
}
