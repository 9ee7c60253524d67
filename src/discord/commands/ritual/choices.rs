//! What Discord offers for a slash command's options. The values are words and not places in a list, so that a list
//! which grows later means the same to a client that still shows the old one.

use async_trait::async_trait;
use poise::{SlashArgError, SlashArgument};
use serenity::builder::{AutocompleteChoice, CreateAutocompleteResponse, CreateCommandOption};
use serenity::client::Context as Gateway;
use serenity::model::application::{CommandInteraction, CommandOptionType, ResolvedValue};

use crate::discord::context::Context;
use crate::ritual::{Preset, Size, Steps, Style, USUAL_SIDES};
use crate::words::{Language, say};

/// A style that a member chose.
pub(crate) struct StyleChoice(pub(crate) Style);

#[async_trait]
impl SlashArgument for StyleChoice {
    async fn extract(
        _: &Gateway,
        _: &CommandInteraction,
        value: &ResolvedValue<'_>,
    ) -> Result<Self, SlashArgError> {
        let style = text(value).and_then(|text| text.parse().ok());
        style.map(Self).ok_or_else(|| misfit("one of the styles"))
    }

    fn create(option: CreateCommandOption) -> CreateCommandOption {
        let option = option.kind(CommandOptionType::String);
        Style::ALL
            .into_iter()
            .fold(option, |option, style| option.add_string_choice(style.name(), style.name()))
    }
}

/// A length by its name that a member chose.
pub(super) struct PresetChoice(pub(super) Preset);

#[async_trait]
impl SlashArgument for PresetChoice {
    async fn extract(
        _: &Gateway,
        _: &CommandInteraction,
        value: &ResolvedValue<'_>,
    ) -> Result<Self, SlashArgError> {
        let preset = text(value).and_then(|text| text.parse().ok());
        preset.map(Self).ok_or_else(|| misfit("one of the presets"))
    }

    fn create(option: CreateCommandOption) -> CreateCommandOption {
        Preset::ALL.into_iter().fold(option.kind(CommandOptionType::String), |option, preset| {
            let others = Language::ALL.iter().filter(|language| **language != Language::English);
            let translated = others.map(|language| (language.code(), named_length(*language, preset)));
            let name = named_length(Language::English, preset);
            option.add_string_choice_localized(name, preset.name(), translated)
        })
    }
}

/// Such as `deep (324 steps)`.
fn named_length(language: Language, preset: Preset) -> String {
    say!(language, "ritual-preset", preset = preset.name(), steps = preset.steps().get())
}

/// A size that a member chose.
pub(super) struct SizeChoice(pub(super) Size);

#[async_trait]
impl SlashArgument for SizeChoice {
    async fn extract(
        _: &Gateway,
        _: &CommandInteraction,
        value: &ResolvedValue<'_>,
    ) -> Result<Self, SlashArgError> {
        let size = text(value).and_then(|text| text.parse().ok());
        size.map(Self).ok_or_else(|| misfit("one of the sizes"))
    }

    fn create(option: CreateCommandOption) -> CreateCommandOption {
        let squares = USUAL_SIDES.into_iter().filter_map(|side| Size::square(side.into()).ok());
        squares
            .chain([Size::Banner, Size::Phone])
            .fold(option.kind(CommandOptionType::String), |option, size| {
                option.add_string_choice(described(size), size.to_string())
            })
    }
}

fn described(size: Size) -> String {
    let pixels = format!("{} × {}", size.width(), size.height());
    match size {
        Size::Square(_) => pixels,
        Size::Banner | Size::Phone => format!("{size} ({pixels})"),
    }
}

fn text<'v>(value: &ResolvedValue<'v>) -> Option<&'v str> {
    match *value {
        ResolvedValue::String(text) => Some(text),
        _ => None,
    }
}

/// Discord sends only what it offers, so it knows an older form of the command.
fn misfit(expected: &'static str) -> SlashArgError {
    SlashArgError::new_command_structure_mismatch(expected)
}

/// Offers the lengths that have names. Any other number may be typed as well.
#[expect(clippy::unused_async, reason = "the framework waits for it")]
pub(super) async fn lengths(_: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    CreateAutocompleteResponse::new().set_choices(offered(typed))
}

/// The named lengths that fit what is typed so far; where none does, all of them.
fn offered(typed: &str) -> Vec<AutocompleteChoice> {
    let typed = typed.trim().to_lowercase();
    let lengths = Preset::ALL.map(|preset| (named_length(Language::English, preset), preset.steps().get()));
    let fits = |(name, _): &&(String, u16)| name.contains(&typed);
    let fitting: Vec<_> = lengths.iter().filter(fits).collect();
    let typed_number = typed.parse::<Steps>().ok().map(|steps| (format!("{steps} steps"), steps.get()));
    let shown = match (&typed_number, fitting.is_empty()) {
        (Some(number), true) => vec![number],
        (None, true) => lengths.iter().collect(),
        _ => fitting,
    };
    shown.into_iter().map(|(name, steps)| AutocompleteChoice::new(name.clone(), *steps)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(typed: &str) -> Vec<String> {
        let values = offered(typed).into_iter().map(|choice| serde_json::to_value(choice).expect("JSON"));
        values
            .map(|choice| format!("{} {}", choice["name"].as_str().expect("a name"), choice["value"]))
            .collect()
    }

    #[test]
    fn named_lengths_are_offered_and_narrowed_by_what_is_typed() {
        assert_eq!(names(""), ["quick (27 steps) 27", "standard (108 steps) 108", "deep (324 steps) 324"]);
        assert_eq!(names("De"), ["deep (324 steps) 324"]);
        assert_eq!(names("10"), ["standard (108 steps) 108"]);
        assert_eq!(names("500"), ["500 steps 500"]);
        assert_eq!(names("nonsense").len(), 3);
    }

    #[test]
    fn presets_are_offered_by_their_names_in_every_language() {
        let option = PresetChoice::create(CreateCommandOption::new(CommandOptionType::String, "preset", "d"));
        let option = serde_json::to_value(option).expect("JSON");
        let told = option["choices"].as_array().expect("choices").iter().map(|choice| {
            let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
            let translated = &choice["name_localizations"];
            [&choice["value"], &choice["name"], &translated["de"], &translated["hi"]].map(text)
        });
        let told: Vec<_> = told.collect();
        assert_eq!(told[0], ["quick", "quick (27 steps)", "schnell (27 Schritte)", "त्वरित (27 चरण)"]);
        assert_eq!(
            told[1],
            ["standard", "standard (108 steps)", "normal (108 Schritte)", "सामान्य (108 चरण)"]
        );
        assert_eq!(told[2], ["deep", "deep (324 steps)", "tief (324 Schritte)", "गहरा (324 चरण)"]);
    }

    #[test]
    fn every_size_that_is_offered_can_be_asked_for() {
        let option = SizeChoice::create(CreateCommandOption::new(CommandOptionType::String, "size", "d"));
        let option = serde_json::to_value(option).expect("JSON");
        let choices = option["choices"].as_array().expect("choices");
        assert_eq!(choices.len(), USUAL_SIDES.len() + 2);
        for choice in choices {
            let size: Size = choice["value"].as_str().expect("a text").parse().expect("a size");
            assert!(choice["name"].as_str().expect("a name").contains(&size.width().to_string()), "{choice}");
        }
    }
}
