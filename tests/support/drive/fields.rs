//! Google's partial responses: an answer has only the fields that were asked for.

use serde_json::{Map, Value};

/// `value` with what `fields` names, such as `files(id,name),nextPageToken`; without any, all of it.
pub(super) fn only(value: Value, fields: Option<&str>) -> Value {
    match fields {
        None => value,
        Some(fields) => select(&value, fields),
    }
}

fn select(value: &Value, fields: &str) -> Value {
    match value {
        Value::Array(values) => values.iter().map(|value| select(value, fields)).collect(),
        Value::Object(object) => {
            let mut selected = Map::new();
            for field in split(fields) {
                let (name, inner) = match field.split_once('(') {
                    Some((name, inner)) => (name, inner.strip_suffix(')')),
                    None => (field, None),
                };
                if name == "*" {
                    return value.clone();
                }
                if let Some(found) = object.get(name) {
                    let found = inner.map_or_else(|| found.clone(), |inner| select(found, inner));
                    selected.insert(name.to_owned(), found);
                }
            }
            Value::Object(selected)
        }
        plain => plain.clone(),
    }
}

/// At the commas that are not inside parentheses.
fn split(fields: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0_usize, 0, Vec::new());
    for (at, char) in fields.char_indices() {
        match char {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&fields[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&fields[start..]);
    parts
}
