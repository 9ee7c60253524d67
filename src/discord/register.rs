//! Registers the slash commands, and only when their definition changed: Discord limits registrations per day.

use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Map, Value, json};
use serenity::http::{LightMethod, Request, Route};
use serenity::model::id::{ApplicationId, GuildId};
use tokio::time::sleep;

use super::context::{Command, is_for_owners};
use super::places::{self, Offered};
use super::rest::Rest;
use crate::app::App;
use crate::digest::Digest;
use crate::words::{Language, localised};

/// The note that remembers which definition was registered last.
const NOTE: &str = "commands";

/// The pause before the second try. Each further pause is twice as long, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);

/// The note that remembers the home servers in which something was registered.
const HOMES: &str = "commands.homes";

/// Registers `commands` for all guilds, but for those of the bot's owners, unless exactly they are registered for this
/// application already. What fails in passing is tried again for as long as it takes.
pub(super) async fn commands(
    app: &App,
    rest: &Rest,
    application_id: ApplicationId,
    commands: &[Command],
) -> anyhow::Result<()> {
    let all = commands.iter().filter(|command| !is_for_owners(command));
    put(
        app,
        rest,
        (NOTE, application_id),
        Route::Commands { application_id },
        &definition(all, Offered::by(app))?,
    )
    .await
}

/// Registers those of the bot's owners in its home servers, and takes them away from servers that were such.
pub(super) async fn home_commands(
    app: &App,
    rest: &Rest,
    application_id: ApplicationId,
    commands: &[Command],
) -> anyhow::Result<()> {
    let mut definition =
        definition(commands.iter().filter(|command| is_for_owners(command)), Offered::by(app))?;
    for command in definition.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        // A command of one server is used there and nowhere else.
        command
            .retain(|field, _| !["contexts", "integration_types", "dm_permission"].contains(&field.as_str()));
    }
    let homes = &app.settings().home_guilds;
    let known = app.note(HOMES).await?.unwrap_or_default();
    let known = known.split(',').filter_map(|id| id.parse::<u64>().ok());
    let former: Vec<_> = known.filter(|id| !homes.contains(id)).collect();
    let written = |ids: &[u64]| ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    // Noted first: what is registered somewhere can then be taken away, also after a kill.
    app.set_note(HOMES, &written(&[homes.as_slice(), &former].concat())).await?;
    for guild in &former {
        register_home(app, rest, (application_id, *guild), &json!([])).await;
    }
    for guild in homes {
        register_home(app, rest, (application_id, *guild), &definition).await;
    }
    app.set_note(HOMES, &written(homes)).await.context("the home servers could not be noted")
}

/// One that refuses does not keep the others from it.
async fn register_home(
    app: &App,
    rest: &Rest,
    (application_id, guild): (ApplicationId, u64),
    definition: &Value,
) {
    let route = Route::GuildCommands { application_id, guild_id: GuildId::new(guild) };
    if let Err(error) = put(app, rest, (&format!("{NOTE}.{guild}"), application_id), route, definition).await
    {
        let error = format!("{error:#}");
        tracing::warn!(
            guild,
            error,
            "the operator's commands could not be registered there; see HELIX_HOME_GUILDS"
        );
    }
}

/// Replaces what is registered at `route`, unless the note says that exactly this is.
async fn put(
    app: &App,
    rest: &Rest,
    (note, application): (&str, ApplicationId),
    route: Route<'_>,
    definition: &Value,
) -> anyhow::Result<()> {
    let mark = mark(application, definition);
    if app.note(note).await?.as_deref() == Some(mark.as_str()) {
        tracing::debug!(note, "the slash commands are registered already");
        return Ok(());
    }
    let request = Request::new(route, LightMethod::Put);
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
    app.set_note(note, &mark).await.context("the registration could not be noted and will be repeated")?;
    tracing::info!(note, "registered the slash commands");
    Ok(())
}

/// The commands as Discord reads them.
fn definition<'c>(
    commands: impl IntoIterator<Item = &'c Command> + Clone,
    offered: Offered,
) -> anyhow::Result<Value> {
    let slash = commands.clone().into_iter().filter_map(Command::create_as_slash_command);
    let menus = commands.into_iter().filter_map(Command::create_as_context_menu_command);
    let commands: Vec<_> = slash.chain(menus).collect();
    let mut definition = serde_json::to_value(commands)?;
    for command in definition.as_array_mut().into_iter().flatten() {
        // serenity names it although Discord's description of its API does not, and no command is for adults only.
        command.as_object_mut().map(|fields| fields.remove("nsfw"));
        // serenity writes a string, Discord's own description of its API wants a number.
        let permissions =
            command["default_member_permissions"].as_str().and_then(|bits| bits.parse::<u64>().ok());
        if let Some(bits) = permissions {
            command["default_member_permissions"] = bits.into();
        }
        let name = command["name"].as_str().unwrap_or_default().to_owned();
        if command["type"] == OF_MESSAGES {
            // It has nothing but its name.
            translate_name(command, &name, None);
        } else {
            localise(command, &name);
        }
        if let Some(options) = command.get_mut("options") {
            leave_out_idle_fields(options);
        }
    }
    if let Some(commands) = definition.as_array_mut() {
        commands.retain_mut(|command| places::offer(command, offered));
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

/// Adds what a command and its options are called in other languages; `path` is the command with what stands above it.
fn localise(command: &mut Value, path: &str) {
    translate(command, path, None, "description");
    // What is not there stays so: asked for by its name alone, it would be written as null.
    let options = command.get_mut("options").and_then(Value::as_array_mut);
    for option in options.into_iter().flatten() {
        let name = option["name"].as_str().unwrap_or_default().to_owned();
        if matches!(option["type"].as_u64(), Some(SUBCOMMAND | SUBCOMMAND_GROUP)) {
            localise(option, &format!("{path} {name}"));
        } else {
            translate(option, path, Some(&name), &format!("{name}-description"));
        }
    }
}

/// Discord's kinds of options that are commands themselves.
const SUBCOMMAND: u64 = 1;
const SUBCOMMAND_GROUP: u64 = 2;

/// Discord's kind of command that stands in the menu of messages.
const OF_MESSAGES: u64 = 3;

fn translate(what: &mut Value, path: &str, name: Option<&str>, description: &str) {
    translate_name(what, path, name);
    translate_field(what, "description_localizations", path, Some(description));
}

fn translate_name(what: &mut Value, path: &str, name: Option<&str>) {
    translate_field(what, "name_localizations", path, name);
}

fn translate_field(what: &mut Value, field: &str, path: &str, attribute: Option<&str>) {
    let translated = Language::ALL.iter().filter_map(|language| {
        let text = localised(*language, path, attribute)?;
        Some((language.code().to_owned(), Value::from(text)))
    });
    let translated: Map<String, Value> = translated.collect();
    if !translated.is_empty() {
        what[field] = translated.into();
    }
}

/// What tells one registration from another.
fn mark(application: ApplicationId, definition: &Value) -> String {
    Digest::of(format!("{application}\n{definition}").as_bytes()).to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::discord::commands;

    fn registered() -> Value {
        offered(true, true)
    }

    fn offered(private: bool, user_installs: bool) -> Value {
        let all = commands::all();
        let all = all.iter().filter(|command| !is_for_owners(command));
        definition(all, Offered { private, user_installs }).expect("a definition")
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
        let seed = &command(&definition, "ritual")["options"][3];
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
        let sizes = offered(4, "size");
        for size in ["1024", "4096", "banner", "phone"] {
            assert!(sizes.contains(&size.into()), "{size}: {sizes:?}");
        }
    }

    #[test]
    fn every_command_can_be_used_in_guilds_and_most_in_direct_messages() {
        let definition = registered();
        for name in ["ritual", "queue", "cancel", "status", "help"] {
            let contexts = command(&definition, name)["contexts"].as_array().expect("contexts");
            assert!(contexts.starts_with(&[json!(0), json!(1)]), "{name}");
        }
        for name in ["prefix", "lore"] {
            assert_eq!(command(&definition, name)["contexts"], serde_json::json!([0]), "{name}");
        }
        assert_eq!(command(&definition, "archive")["default_member_permissions"], 1 << 5, "Manage Server");
    }

    /// The commands with what stands above them, and the words of their options.
    fn paths(command: &Value, above: &str, found: &mut BTreeMap<String, BTreeSet<String>>) {
        let path = format!("{above}{}", command["name"].as_str().expect("a name"));
        let mut words = BTreeSet::from(["description".to_owned()]);
        if command["type"] == OF_MESSAGES {
            words.clear();
        }
        for option in command["options"].as_array().into_iter().flatten() {
            if matches!(option["type"].as_u64(), Some(SUBCOMMAND | SUBCOMMAND_GROUP)) {
                paths(option, &format!("{path} "), found);
            } else {
                let name = option["name"].as_str().expect("a name");
                words.extend([name.to_owned(), format!("{name}-description")]);
            }
        }
        found.insert(path, words);
    }

    #[test]
    fn every_command_and_option_is_called_something_in_every_language_and_nothing_else_is() {
        let mut commands = BTreeMap::new();
        for command in registered().as_array().expect("a list") {
            paths(command, "", &mut commands);
        }
        let commands: BTreeMap<_, _> =
            commands.into_iter().map(|(path, words)| (path.replace(' ', "-"), words)).collect();
        for language in [Language::German, Language::Hindi] {
            let mut translated = crate::words::translated_commands(language);
            for words in translated.values_mut() {
                words.remove("help");
            }
            assert_eq!(translated, commands, "{language:?}");
        }
    }

    #[test]
    fn translated_names_and_descriptions_are_such_as_discord_takes() {
        fn check(what: &Value) {
            for name in what["name_localizations"].as_object().into_iter().flat_map(Map::values) {
                let name = name.as_str().expect("a text");
                // Letters with their signs, digits, `-`, `_` and `'`, nothing in capitals.
                let fits = |letter: char| {
                    letter.is_alphanumeric()
                        || "-_'".contains(letter)
                        || ('\u{900}'..='\u{97f}').contains(&letter)
                };
                assert!((1..=32).contains(&name.chars().count()) && name.chars().all(fits), "{name}");
                assert_eq!(name, name.to_lowercase());
            }
            for text in what["description_localizations"].as_object().into_iter().flat_map(Map::values) {
                let text = text.as_str().expect("a text");
                assert!((1..=100).contains(&text.chars().count()), "{text}");
            }
            what["options"].as_array().into_iter().flatten().for_each(check);
        }
        // Those in the menu of messages may have capitals and spaces.
        let slash = registered();
        let slash = slash.as_array().expect("a list").iter().filter(|command| command["type"] != OF_MESSAGES);
        slash.for_each(check);
    }

    #[test]
    fn what_is_for_a_servers_members_is_installed_by_servers_and_the_rest_by_people_too() {
        let definition = registered();
        for name in ["ritual", "queue", "cancel", "help"] {
            assert_eq!(command(&definition, name)["integration_types"], json!([0, 1]), "{name}");
            assert_eq!(command(&definition, name)["contexts"], json!([0, 1, 2]), "{name}");
        }
        for name in ["prefix", "lore", "archive", "destinations"] {
            assert_eq!(command(&definition, name)["integration_types"], json!([0]), "{name}");
        }
    }

    #[test]
    fn what_the_operator_switched_off_is_not_offered() {
        assert_eq!(command(&offered(true, false), "ritual")["integration_types"], json!([0]));
        assert_eq!(command(&offered(true, false), "ritual")["contexts"], json!([0, 1]));
        assert_eq!(command(&offered(false, true), "ritual")["integration_types"], json!([0, 1]));
        assert_eq!(command(&offered(false, true), "ritual")["contexts"], json!([0]));
    }

    #[test]
    fn another_application_or_definition_is_registered_anew() {
        let definition = registered();
        assert_eq!(mark(ApplicationId::new(1), &definition), mark(ApplicationId::new(1), &registered()));
        assert_ne!(mark(ApplicationId::new(1), &definition), mark(ApplicationId::new(2), &definition));
        assert_ne!(mark(ApplicationId::new(1), &definition), mark(ApplicationId::new(1), &Value::Null));
    }
}
