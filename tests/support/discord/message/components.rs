//! Buttons and menus below a message: the rules that they must keep, and how Discord writes them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::standing::Message;
use crate::support::discord::answer::Refusal;
use crate::support::discord::model::merge;

/// Discord's kinds of components.
pub(in crate::support::discord) const ACTION_ROW: u64 = 1;
pub(in crate::support::discord) const BUTTON: u64 = 2;
const STRING_SELECT: u64 = 3;

/// Most rows below a message.
const ROWS: usize = 5;
/// Most buttons side by side.
const BUTTONS: usize = 5;

/// Components as Discord answers them, if they keep its rules.
pub(in crate::support::discord) fn resolve(requested: &Value) -> Result<Vec<Value>, Refusal> {
    let rows = requested.as_array().map_or(&[][..], Vec::as_slice);
    if rows.len() > ROWS {
        return Err(Refusal::invalid("components", "Must be 5 or fewer in length."));
    }
    let mut ids = BTreeSet::new();
    let mut issued = 0;
    let mut next = || {
        issued += 1;
        issued
    };
    rows.iter()
        .map(|row| {
            if row["type"] != ACTION_ROW {
                return Err(Refusal::unsupported("components other than rows"));
            }
            let parts = row["components"].as_array().map_or(&[][..], Vec::as_slice);
            let buttons = parts.iter().filter(|part| part["type"] == BUTTON).count();
            if parts.is_empty() || parts.len() > BUTTONS || buttons < parts.len() && parts.len() > 1 {
                return Err(Refusal::invalid("components", "A row has one to five buttons or one menu."));
            }
            let row = next();
            let parts = parts.iter().map(|part| {
                check(part)?;
                if part["custom_id"].is_string() && !ids.insert(part["custom_id"].to_string()) {
                    return Err(Refusal::invalid("components", "Component custom id cannot be duplicated"));
                }
                Ok(written(part, next()))
            });
            let parts = parts.collect::<Result<Value, Refusal>>()?;
            Ok(json!({ "type": ACTION_ROW, "id": row, "components": parts }))
        })
        .collect()
}

fn check(part: &Value) -> Result<(), Refusal> {
    let refuse = |why: &str| Err(Refusal::invalid("components", why));
    let has = |field: &str| part[field].as_str().is_some_and(|text| !text.is_empty());
    match part["type"].as_u64() {
        Some(BUTTON) => {
            let opens_address = part["style"] == 5;
            if opens_address != has("url") || opens_address == has("custom_id") {
                return refuse("A button has an id, or opens an address.");
            }
            if !has("label") && part["emoji"].is_null() {
                return refuse("A button needs a label or an emoji.");
            }
        }
        Some(kind @ 3..=8) if kind != 4 => {
            let options = part["options"].as_array().map_or(0, Vec::len);
            if kind == STRING_SELECT {
                let values =
                    part["options"].as_array().into_iter().flatten().map(|it| it["value"].to_string());
                if values.collect::<BTreeSet<_>>().len() != options {
                    return refuse("The specified option value is already used");
                }
                if part["max_values"].as_u64().is_some_and(|most| most as usize > options) {
                    return refuse("max_values cannot be more than there are options.");
                }
            }
            if part["min_values"].as_u64() > part["max_values"].as_u64().or(Some(1)) {
                return refuse("min_values cannot be more than max_values.");
            }
        }
        _ => return Err(Refusal::unsupported(&format!("the component {part}"))),
    }
    Ok(())
}

fn written(part: &Value, id: u64) -> Value {
    let mut written = part.clone();
    if let Some(fields) = written.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    merge(&mut written, json!({ "id": id }));
    if part["type"] != BUTTON {
        for (field, usual) in [("min_values", 1), ("max_values", 1)] {
            if written[field].is_null() {
                written[field] = json!(usual);
            }
        }
    }
    written
}

impl Message {
    /// The buttons and menus below it.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &Value> {
        self.components.iter().flat_map(|row| row["components"].as_array().into_iter().flatten())
    }

    /// The button or menu with this label, placeholder or id.
    pub(crate) fn part(&self, name: &str) -> Option<&Value> {
        self.parts()
            .find(|part| ["label", "placeholder", "custom_id"].iter().any(|field| part[*field] == name))
    }

    /// The labels of its buttons, in their order; those that cannot be clicked in brackets.
    pub(crate) fn buttons(&self) -> Vec<String> {
        let buttons = self.parts().filter(|part| part["type"] == BUTTON);
        buttons
            .map(|part| {
                let label = part["label"].as_str().unwrap_or_default();
                if part["disabled"] == true { format!("({label})") } else { label.to_owned() }
            })
            .collect()
    }
}
