//! Registers the slash commands, and only when their definition changed: Discord limits registrations per day.

use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Value, json};
use serenity::http::{LightMethod, Request, Route};
use serenity::model::id::ApplicationId;
use tokio::time::sleep;

use super::context::Command;
use super::rest::Rest;
use crate::app::App;
use crate::digest::Digest;

/// The note that remembers which definition was registered last.
const NOTE: &str = "commands";

/// The pause before the second try. Each further pause is twice as long, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);

/// Registers `commands` for all guilds, unless exactly they are registered for this application already. What fails in
/// passing is tried again for as long as it takes.
pub(super) async fn commands(
    app: &App,
    rest: &Rest,
    application_id: ApplicationId,
    commands: &[Command],
) -> anyhow::Result<()> {
    let definition = definition(commands)?;
    let mark = mark(application_id, &definition);
    if app.note(NOTE).await?.as_deref() == Some(mark.as_str()) {
        tracing::debug!("the slash commands are registered already");
        return Ok(());
    }
    let request = Request::new(Route::Commands { application_id }, LightMethod::Put);
    let request = request.body(Some(definition.to_string().into_bytes()));
    let mut pause = FIRST_PAUSE;
    while let Err(error) = rest.send(request.clone()).await {
        if !error.may_pass() {
            return Err(error.into());
        }
        let wait = pause.max(error.pause().unwrap_or_default());
        tracing::warn!(%error, ?wait, "the slash commands could not be registered; trying again");
        sleep(wait).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
    tracing::info!("registered the slash commands");
    app.set_note(NOTE, &mark).await.context("the registration could not be noted and will be repeated")
}

/// The commands as Discord reads them.
fn definition(commands: &[Command]) -> anyhow::Result<Value> {
    let commands: Vec<_> = commands.iter().filter_map(Command::create_as_slash_command).collect();
    let mut definition = serde_json::to_value(commands)?;
    for command in definition.as_array_mut().into_iter().flatten() {
        // serenity names it although Discord's description of its API does not, and no command is for adults only.
        command.as_object_mut().map(|fields| fields.remove("nsfw"));
        leave_out_idle_fields(&mut command["options"]);
        // serenity writes a string, Discord's own description of its API wants a number.
        let permissions =
            command["default_member_permissions"].as_str().and_then(|bits| bits.parse::<u64>().ok());
        if let Some(bits) = permissions {
            command["default_member_permissions"] = bits.into();
        }
    }
    Ok(definition)
}

/// serenity writes one structure for every kind of option, so that a number has an empty list of suboptions too.
fn leave_out_idle_fields(options: &mut Value) {
    for option in options.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        option.retain(|_, value| !value.is_null() && *value != json!([]) && *value != json!(false));
        if let Some(options) = option.get_mut("options") {
            leave_out_idle_fields(options);
        }
    }
}

/// What tells one registration from another.
fn mark(application: ApplicationId, definition: &Value) -> String {
    Digest::of(format!("{application}\n{definition}").as_bytes()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::commands;

    fn registered() -> Value {
        definition(&commands::all()).expect("a definition")
    }

    fn command<'a>(definition: &'a Value, name: &str) -> &'a Value {
        let commands = definition.as_array().expect("a list");
        commands.iter().find(|command| command["name"] == name).expect("the command")
    }

    #[test]
    fn the_ritual_command_lets_discord_check_the_steps_already() {
        let definition = registered();
        let steps = &command(&definition, "ritual")["options"][0];
        assert_eq!((&steps["name"], &steps["required"]), (&"steps".into(), &Value::Null), "not required");
        assert_eq!(steps["type"], 4, "an integer");
        assert_eq!((steps["min_value"].as_f64(), steps["max_value"].as_f64()), (Some(1.0), Some(1000.0)));
        let seed = &command(&definition, "ritual")["options"][1];
        assert_eq!((&seed["name"], &seed["max_length"]), (&"seed".into(), &100.into()));
        assert_eq!(steps["autocomplete"], true, "so that named lengths are offered");
    }

    #[test]
    fn nothing_is_registered_that_says_nothing() {
        for command in registered().as_array().expect("a list") {
            assert!(command.get("nsfw").is_none(), "{command}");
            let options = command["options"].as_array().into_iter().flatten();
            for option in options.filter_map(Value::as_object) {
                assert!(option.values().all(|value| !value.is_null() && *value != json!([])), "{option:?}");
            }
        }
    }

    #[test]
    fn styles_and_sizes_are_offered_by_their_words() {
        let definition = registered();
        let options = &command(&definition, "ritual")["options"];
        let offered = |place: usize, name: &str| -> Vec<Value> {
            assert_eq!((&options[place]["name"], &options[place]["type"]), (&name.into(), &3.into()));
            let choices = options[place]["choices"].as_array().expect("choices");
            choices.iter().map(|choice| choice["value"].clone()).collect()
        };
        assert_eq!(offered(2, "style"), crate::ritual::Style::ALL.map(|style| Value::from(style.name())));
        let sizes = offered(3, "size");
        for size in ["1024", "4096", "banner", "phone"] {
            assert!(sizes.contains(&size.into()), "{size}: {sizes:?}");
        }
    }

    #[test]
    fn every_command_can_be_used_in_guilds_and_most_in_direct_messages() {
        let definition = registered();
        for name in ["ritual", "status", "help"] {
            assert_eq!(command(&definition, name)["contexts"], serde_json::json!([0, 1]), "{name}");
        }
        for name in ["prefix", "lore"] {
            assert_eq!(command(&definition, name)["contexts"], serde_json::json!([0]), "{name}");
        }
        assert_eq!(command(&definition, "prefix")["default_member_permissions"], 1 << 5, "Manage Server");
    }

    #[test]
    fn another_application_or_definition_is_registered_anew() {
        let definition = registered();
        assert_eq!(mark(ApplicationId::new(1), &definition), mark(ApplicationId::new(1), &registered()));
        assert_ne!(mark(ApplicationId::new(1), &definition), mark(ApplicationId::new(2), &definition));
        assert_ne!(mark(ApplicationId::new(1), &definition), mark(ApplicationId::new(1), &Value::Null));
    }
}
