//! Settings in words.

use crate::discord::messages::text::plain;
use crate::server::{Key, Kind, ServerSettings};
use crate::store::LoggedChange;
use crate::words::{Language, say};

/// How many channels or roles of a list are shown.
const SHOWN: usize = 6;
/// How much of a text is shown, in characters.
const LONGEST: usize = 80;

/// What holds, as people read it: channels and roles by their names, all else as it is written.
pub(crate) fn value(settings: &ServerSettings, key: Key) -> String {
    written(key, &settings.text(key))
}

/// A setting's text, as people read it.
pub(crate) fn written(key: Key, text: &str) -> String {
    let sign = match key.setting().kind {
        Kind::Channel | Kind::Channels => "#",
        Kind::Roles => "@&",
        _ => "",
    };
    if sign.is_empty() || !text.starts_with(|letter: char| letter.is_ascii_digit()) {
        return format!("`{}`", plain(text, LONGEST).replace('`', ""));
    }
    let mut named: Vec<_> = text.split(", ").map(|id| format!("<{sign}{id}>")).collect();
    let more = named.len().saturating_sub(SHOWN);
    named.truncate(SHOWN);
    let more = if more > 0 { format!(" (+{more})") } else { String::new() };
    format!("{}{more}", named.join(" "))
}

/// What a setting is for, and what holds.
pub(crate) fn shown(
    language: Language,
    settings: &ServerSettings,
    defaults: &ServerSettings,
    key: Key,
) -> String {
    let (name, meaning, value) = (key.name(), (key.setting().meaning)(language), value(settings, key));
    if settings.own(key).is_none() {
        return say!(language, "settings-shown-default", name = name, meaning = meaning, value = value);
    }
    let default = written(key, &defaults.text(key));
    say!(language, "settings-shown", name = name, meaning = meaning, value = value, default = default)
}

/// What was changed, on a line; what is the default is said as such.
pub(crate) fn changed(language: Language, change: &LoggedChange) -> String {
    let told = |text: &Option<String>| match (text, Key::named(&change.name)) {
        (None, _) => say!(language, "settings-default"),
        (Some(text), Some(key)) => written(key, text),
        (Some(text), None) => format!("`{}`", plain(text, LONGEST).replace('`', "")),
    };
    let (before, after) = (told(&change.before), told(&change.after));
    say!(language, "settings-changed", name = change.name.as_str(), before = before, after = after)
}

/// What was changed, each on a line; that it was nothing, if so.
pub(crate) fn all_changed(language: Language, changes: &[LoggedChange]) -> String {
    if changes.is_empty() {
        return say!(language, "settings-unchanged");
    }
    let lines: Vec<_> = changes.iter().map(|change| changed(language, change)).collect();
    lines.join("\n")
}
