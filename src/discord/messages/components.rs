//! Buttons, menus and forms as Discord reads them. Texts are cut to what Discord takes; how many there may be is for
//! whoever builds them: five rows a message, five buttons or one menu a row, 25 choices a menu, five fields a form.

use serde::Serialize;
use serde_json::{Value, json};

use crate::discord::buttons::CustomId;

/// Discord's kinds of components.
const ACTION_ROW: u8 = 1;
const BUTTON: u8 = 2;
const STRING_SELECT: u8 = 3;
const TEXT_INPUT: u8 = 4;
const ROLE_SELECT: u8 = 6;
const CHANNEL_SELECT: u8 = 8;

/// Discord's limits, in characters.
const LABEL: usize = 80;
const CHOICE: usize = 100;
const PLACEHOLDER: usize = 150;
const TITLE: usize = 45;
const FIELD_PLACEHOLDER: usize = 100;
/// The most that a field of a form takes.
const FIELD: usize = 4000;

/// How a button looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// What one mostly wants.
    Primary = 1,
    /// Everything else.
    Secondary = 2,
    /// What cannot be taken back.
    Danger = 4,
}

/// A button.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub(crate) struct Button(Value);

impl Button {
    /// A button that asks for `id`.
    pub(crate) fn new(id: &CustomId, label: &str, look: Look) -> Self {
        Self(json!({
            "type": BUTTON, "style": look as u8, "label": cut(label, LABEL), "custom_id": id.to_string(),
        }))
    }

    /// Shown, but not to be clicked.
    pub(crate) fn disabled(mut self, disabled: bool) -> Self {
        if disabled {
            self.0["disabled"] = json!(true);
        }
        self
    }
}

/// A menu of words, people, roles or channels.
#[derive(Debug, Clone)]
pub(crate) struct Menu(Value);

impl Menu {
    /// A menu of words, which needs a [choice](Self::choice) at least.
    pub(crate) fn words(id: &CustomId, placeholder: &str) -> Self {
        let mut menu = Self::of_kind(STRING_SELECT, id, placeholder);
        menu.0["options"] = json!([]);
        menu
    }

    /// A menu of the server's roles, of which `chosen` are.
    pub(crate) fn roles(id: &CustomId, placeholder: &str, chosen: &[u64]) -> Self {
        Self::of_kind(ROLE_SELECT, id, placeholder).standing("role", chosen)
    }

    /// A menu of the server's text channels, of which `chosen` are.
    pub(crate) fn channels(id: &CustomId, placeholder: &str, chosen: &[u64]) -> Self {
        let mut menu = Self::of_kind(CHANNEL_SELECT, id, placeholder).standing("channel", chosen);
        // Text, announcements, and threads of both.
        menu.0["channel_types"] = json!([0, 5, 10, 11, 12]);
        menu
    }

    /// With another choice, which answers `value`.
    pub(crate) fn choice(
        mut self,
        value: &str,
        label: &str,
        description: Option<&str>,
        chosen: bool,
    ) -> Self {
        let mut choice =
            json!({ "value": cut(value, CHOICE), "label": cut(label, CHOICE), "default": chosen });
        if let Some(description) = description {
            choice["description"] = json!(cut(description, CHOICE));
        }
        if let Some(choices) = self.0["options"].as_array_mut() {
            choices.push(choice);
        }
        self
    }

    /// How many may be chosen; one if it is not said.
    pub(crate) fn between(mut self, least: usize, most: usize) -> Self {
        self.0["min_values"] = json!(least);
        self.0["max_values"] = json!(most.max(1));
        self
    }

    fn of_kind(kind: u8, id: &CustomId, placeholder: &str) -> Self {
        Self(json!({
            "type": kind, "custom_id": id.to_string(), "placeholder": cut(placeholder, PLACEHOLDER),
            "min_values": 1, "max_values": 1,
        }))
    }

    fn standing(mut self, kind: &str, chosen: &[u64]) -> Self {
        let chosen = chosen.iter().map(|id| json!({ "id": id.to_string(), "type": kind }));
        self.0["default_values"] = chosen.collect();
        self
    }
}

/// What stands side by side below a message.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    #[serde(rename = "type")]
    kind: u8,
    components: Vec<Value>,
}

impl Row {
    /// Up to five buttons.
    pub(crate) fn buttons(buttons: impl IntoIterator<Item = Button>) -> Self {
        Self { kind: ACTION_ROW, components: buttons.into_iter().map(|button| button.0).collect() }
    }

    /// One menu.
    pub(crate) fn menu(menu: Menu) -> Self {
        Self { kind: ACTION_ROW, components: vec![menu.0] }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.components.is_empty()
    }
}

/// A form, which opens in a window of its own.
#[derive(Debug, Clone)]
pub(crate) struct Form(Value);

impl Form {
    /// A form that asks for `id` when it is sent. It needs a [field](Self::field) at least.
    pub(crate) fn new(id: &CustomId, title: &str) -> Self {
        Self(json!({ "custom_id": id.to_string(), "title": cut(title, TITLE), "components": [] }))
    }

    /// With another field of text.
    pub(crate) fn field(mut self, field: Field) -> Self {
        if let Some(rows) = self.0["components"].as_array_mut() {
            let mut row = json!({ "type": ACTION_ROW });
            row["components"] = Value::Array(vec![field.0]);
            rows.push(row);
        }
        self
    }

    /// As Discord reads it.
    pub(crate) fn body(&self) -> &Value {
        &self.0
    }
}

/// A field of a form.
#[derive(Debug, Clone)]
pub(crate) struct Field(Value);

impl Field {
    /// A line of text under `name`, which may be left out unless it is [required](Self::required).
    pub(crate) fn line(name: &str, label: &str) -> Self {
        Self(json!({
            "type": TEXT_INPUT, "style": 1, "custom_id": name, "label": cut(label, TITLE), "required": false,
        }))
    }

    /// What stands in it already.
    pub(crate) fn holding(mut self, value: &str) -> Self {
        self.0["value"] = json!(cut(value, FIELD));
        self
    }

    /// What is shown while it is empty.
    pub(crate) fn example(mut self, example: &str) -> Self {
        self.0["placeholder"] = json!(cut(example, FIELD_PLACEHOLDER));
        self
    }

    /// The most characters that it takes.
    pub(crate) fn at_most(mut self, most: usize) -> Self {
        self.0["max_length"] = json!(most.clamp(1, FIELD));
        self
    }

    /// It may not be left out.
    pub(crate) fn required(mut self) -> Self {
        self.0["required"] = json!(true);
        self
    }
}

/// A text of at most `most` characters, as Discord counts them at the strictest reading.
fn cut(text: &str, most: usize) -> String {
    if text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    let mut room = most - 1;
    let fits = |letter: &char| room.checked_sub(letter.len_utf16()).map(|left| room = left).is_some();
    let mut short: String = text.chars().take_while(fits).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> CustomId {
        CustomId::new("page", 2).expect("an id")
    }

    #[test]
    fn texts_are_cut_to_what_discord_takes() {
        let long = "🜁".repeat(200);
        let length = |value: &Value| value.as_str().expect("a text").encode_utf16().count();
        let button = Button::new(&id(), &long, Look::Danger);
        assert!((LABEL - 1..=LABEL).contains(&length(&button.0["label"])));
        let menu = Menu::words(&id(), &long).choice(&long, &long, Some(&long), false);
        for text in ["value", "label", "description"] {
            assert!(length(&menu.0["options"][0][text]) <= CHOICE);
        }
        let form = Form::new(&id(), &long).field(Field::line("x", &long).holding("y").at_most(9000));
        assert!(length(&form.0["title"]) <= TITLE);
        assert_eq!(form.0["components"][0]["components"][0]["max_length"], 4000);
        assert_eq!(cut("short", 5), "short");
    }

    #[test]
    fn a_row_without_anything_in_it_is_known_as_such() {
        assert!(Row::buttons([]).is_empty());
        assert!(!Row::menu(Menu::roles(&id(), "who", &[7])).is_empty());
    }
}
