//! Settings as JSON: what `settings export` gives, `settings import` takes back.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::discord::context::Data;
use crate::discord::messages::text::plain;
use crate::discord::rest::Upload;
use crate::server::{Key, ServerSettings};
use crate::store::SettingChange;
use crate::words::{Language, say};

/// The largest file that is read, in bytes: all settings take some thousands.
pub(crate) const LARGEST: usize = 64 * 1024;
/// How many mistakes are told.
const TOLD: usize = 12;
/// How much of a wrong name is repeated, in characters.
const SHOWN: usize = 40;
/// The version that is written.
const VERSION: u64 = 1;

/// All settings of a server as a file. What it has not set is `null`, so that an import returns to exactly this.
pub(crate) fn file(guild: u64, settings: &ServerSettings) -> Upload {
    let all: Map<String, Value> =
        Key::ALL.iter().map(|key| (key.name().to_owned(), json!(settings.own(*key)))).collect();
    let text = json!({ "helix-bot-settings": VERSION, "settings": all });
    let text = serde_json::to_string_pretty(&text).unwrap_or_default();
    Upload { name: format!("settings-{guild}.json"), kind: "application/json", bytes: text.into_bytes() }
}

/// The changes that a text asks for, or everything that is wrong with it. Settings that it does not name stay as they are.
pub(crate) fn read(
    data: &Data,
    guild: u64,
    text: &str,
    language: Language,
) -> Result<Vec<SettingChange>, String> {
    let text = text.trim();
    // As people paste it.
    let text = text.strip_prefix("```json").or_else(|| text.strip_prefix("```")).unwrap_or(text);
    let text = text.strip_suffix("```").unwrap_or(text);
    let Ok(Value::Object(mut whole)) = serde_json::from_str::<Value>(text) else {
        return Err(say!(language, "settings-import-not-json"));
    };
    let settings = match whole.remove("settings") {
        Some(Value::Object(settings)) => settings,
        Some(_) => return Err(say!(language, "settings-import-not-json")),
        None => whole,
    };
    if settings.is_empty() {
        return Err(say!(language, "settings-import-empty"));
    }
    let (mut changes, mut problems) = (Vec::new(), Vec::new());
    for (name, value) in &settings {
        match one(data, guild, name, value, language) {
            Ok(change) => changes.push(change),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(changes) } else { Err(listed(problems, language)) }
}

fn one(
    data: &Data,
    guild: u64,
    name: &str,
    value: &Value,
    language: Language,
) -> Result<SettingChange, String> {
    let echoed = plain(name, SHOWN);
    let Some(key) = Key::named(name) else {
        return Err(match Key::nearest(name) {
            Some(nearest) => {
                say!(language, "settings-import-unknown-near", name = echoed, nearest = nearest.name())
            }
            None => say!(language, "settings-import-unknown", name = echoed),
        });
    };
    let text = written(value).map_err(|()| say!(language, "settings-import-kind", name = key.name()))?;
    data.app.wanted_setting(guild, key, text.as_deref()).map_err(|problem| {
        say!(language, "settings-import-wrong", name = key.name(), problem = problem.sentence(language))
    })
}

/// A value as it would be written; none for `null`. Lists become what people write with commas.
fn written(value: &Value) -> Result<Option<String>, ()> {
    Ok(Some(match value {
        Value::Null => return Ok(None),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(true) => "on".to_owned(),
        Value::Bool(false) => "off".to_owned(),
        Value::Array(list) => {
            let parts = list.iter().map(|part| match part {
                Value::String(text) => Ok(text.clone()),
                Value::Number(number) => Ok(number.to_string()),
                _ => Err(()),
            });
            let parts: Vec<_> = parts.collect::<Result<_, _>>()?;
            // An empty list is what people call `all` or `none`.
            if parts.is_empty() { "all".to_owned() } else { parts.join(", ") }
        }
        Value::Object(_) => return Err(()),
    }))
}

/// All mistakes, each on a line.
fn listed(mut problems: Vec<String>, language: Language) -> String {
    let more = problems.len().saturating_sub(TOLD);
    problems.truncate(TOLD);
    let lines: Vec<_> = problems.iter().map(|problem| format!("• {problem}")).collect();
    let mut text = format!("{}\n{}", say!(language, "settings-import-mistakes"), lines.join("\n"));
    if more > 0 {
        let _ = write!(text, "\n(+{more})");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_json_has_them() {
        let read = |value: Value| written(&value);
        for (value, text) in [
            (json!("10s"), "10s"),
            (json!(50), "50"),
            (json!(true), "on"),
            (json!(["1", 2]), "1, 2"),
            (json!([]), "all"),
        ] {
            assert_eq!(read(value), Ok(Some(text.to_owned())));
        }
        assert_eq!(read(Value::Null), Ok(None));
        for wrong in [json!({}), json!([[1]]), json!([null])] {
            assert_eq!(read(wrong), Err(()));
        }
    }

    #[test]
    fn an_export_names_every_setting_and_what_is_not_set_is_null() {
        let upload = file(7, &ServerSettings::default());
        let read: Value = serde_json::from_slice(&upload.bytes).expect("JSON");
        assert_eq!(read["settings"].as_object().map(Map::len), Some(Key::ALL.len()));
        assert!(read["settings"].as_object().is_some_and(|all| all.values().all(Value::is_null)));
        assert_eq!(upload.name, "settings-7.json");
    }
}
