//! What a setting's text is read against, and the words that mean nothing.

use super::settings::ServerSettings;
use crate::sync::Destination;

/// What a text is read against.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// Whose setting it is.
    pub guild: Option<u64>,
    /// The operator's destinations.
    pub destinations: &'a [Destination],
    /// Whether every server has a folder of its own.
    pub folders: bool,
    /// What holds where a server has set nothing.
    pub defaults: &'a ServerSettings,
    /// What no server may go beyond.
    pub ceilings: &'a ServerSettings,
}

/// Whether a text means that there is no limit.
pub(super) fn is_off(text: &str) -> bool {
    text.trim().eq_ignore_ascii_case("off")
}

/// Whether a text means the empty list.
pub(super) fn is_nothing(text: &str) -> bool {
    ["all", "none", "off"].iter().any(|word| text.trim().eq_ignore_ascii_case(word))
}
