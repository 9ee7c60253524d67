//! Every command as data, made from the commands themselves: `helix-bot commands` prints it, and the docs' table follows
//! from it.

use serde::Serialize;
use serde_json::Value;
use serenity::model::Permissions;
use serenity::model::application::{InstallationContext, InteractionContext};

use super::context::{Command, is_for_owners};
use super::framework;

/// A command, or a subcommand of one.
#[derive(Debug, Clone, Serialize)]
pub struct CommandEntry {
    /// Its own name.
    pub name: String,
    /// With the names of the commands above it.
    pub qualified_name: String,
    /// What else it can be called in messages.
    pub aliases: Vec<String>,
    /// The heading under which help lists it.
    pub category: Option<String>,
    /// What it does, on one line.
    pub description: Option<String>,
    /// What else there is to say.
    pub help: Option<String>,
    /// Whether it can be typed behind a slash.
    pub slash: bool,
    /// Whether it can be typed behind the prefix or a mention.
    pub prefix: bool,
    /// Its entry in the menu of a message or a person, if it has one.
    pub context_menu: Option<ContextMenu>,
    /// Who may use it, unless a server decides otherwise: Discord's permissions by name; empty is everybody.
    pub default_permissions: Vec<String>,
    /// The permissions that the bot itself asks for.
    pub required_permissions: Vec<String>,
    /// Whether it is for the bot's owners alone, and registered in home servers only.
    pub owners_only: bool,
    /// Where it can be used: `guild`, `bot-dm`, `private-channel`.
    pub contexts: Vec<&'static str>,
    /// For whom it can be installed: `guild`, `user`.
    pub installs: Vec<&'static str>,
    /// What can be said with it.
    pub options: Vec<OptionEntry>,
    /// The commands below it.
    pub subcommands: Vec<CommandEntry>,
}

/// An entry in the menu of a message or a person.
#[derive(Debug, Clone, Serialize)]
pub struct ContextMenu {
    /// As Discord shows it.
    pub name: String,
    /// `user` or `message`.
    pub of: &'static str,
}

/// An option of a command.
#[derive(Debug, Clone, Serialize)]
pub struct OptionEntry {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// What Discord lets people enter: `string`, `integer`, `boolean`, …
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Whether it has to be given.
    pub required: bool,
    /// What can be chosen from; empty where anything can be entered.
    pub choices: Vec<Choice>,
    /// Whether the bot offers something while it is typed.
    pub autocomplete: bool,
    /// The smallest number.
    pub min: Option<f64>,
    /// The largest number.
    pub max: Option<f64>,
    /// The shortest text, in characters.
    pub min_length: Option<u64>,
    /// The longest text, in characters.
    pub max_length: Option<u64>,
}

/// One of an option's choices.
#[derive(Debug, Clone, Serialize)]
pub struct Choice {
    /// As Discord shows it.
    pub name: String,
    /// What is sent.
    pub value: Value,
}

/// Every command, in the order in which help lists them.
pub fn catalogue() -> Vec<CommandEntry> {
    framework::options().commands.iter().map(|command| entry(command, None)).collect()
}

/// A command below `above`. What a whole command has, its subcommands have as well.
fn entry(command: &Command, above: Option<&CommandEntry>) -> CommandEntry {
    let text = |text: &Option<std::borrow::Cow<'static, str>>| text.as_deref().map(str::to_owned);
    let own = names(command.default_member_permissions);
    let inherited = |own: Vec<String>, of: fn(&CommandEntry) -> &Vec<String>| match above {
        Some(above) if own.is_empty() => of(above).clone(),
        _ => own,
    };
    let mut entry = CommandEntry {
        name: command.name.to_string(),
        qualified_name: command.qualified_name.to_string(),
        aliases: command.aliases.iter().map(ToString::to_string).collect(),
        category: text(&command.category).or_else(|| above?.category.clone()),
        description: text(&command.description),
        help: text(&command.help_text),
        // Discord shows a command that has subcommands through these only.
        slash: command.slash_action.is_some() && command.subcommands.is_empty(),
        prefix: command.prefix_action.is_some() && !command.subcommand_required,
        context_menu: context_menu(command),
        default_permissions: inherited(own, |above| &above.default_permissions),
        required_permissions: names(command.required_permissions),
        owners_only: is_for_owners(command) || above.is_some_and(|above| above.owners_only),
        contexts: above.map_or_else(|| contexts(command), |above| above.contexts.clone()),
        installs: above.map_or_else(|| installs(command), |above| above.installs.clone()),
        options: command.parameters.iter().filter_map(option).collect(),
        subcommands: Vec::new(),
    };
    entry.subcommands = command.subcommands.iter().map(|below| self::entry(below, Some(&entry))).collect();
    entry
}

fn context_menu(command: &Command) -> Option<ContextMenu> {
    let action = command.context_menu_action?;
    let name = command.context_menu_name.as_deref().unwrap_or(&command.name).to_owned();
    let of = match action {
        poise::ContextMenuCommandAction::User(_) => "user",
        _ => "message",
    };
    Some(ContextMenu { name, of })
}

/// As Discord's clients call them: guilds are servers there.
fn names(permissions: Permissions) -> Vec<String> {
    permissions.get_permission_names().into_iter().map(|name| name.replace("Guild", "Server")).collect()
}

fn contexts(command: &Command) -> Vec<&'static str> {
    let named = |context: &InteractionContext| match context {
        InteractionContext::Guild => Some("guild"),
        InteractionContext::BotDm => Some("bot-dm"),
        InteractionContext::PrivateChannel => Some("private-channel"),
        _ => None,
    };
    match &command.interaction_context {
        Some(contexts) => contexts.iter().filter_map(named).collect(),
        None if command.guild_only => vec!["guild"],
        None if command.dm_only => vec!["bot-dm"],
        None => vec!["guild", "bot-dm"],
    }
}

fn installs(command: &Command) -> Vec<&'static str> {
    let named = |context: &InstallationContext| match context {
        InstallationContext::Guild => Some("guild"),
        InstallationContext::User => Some("user"),
        _ => None,
    };
    match &command.install_context {
        Some(contexts) => contexts.iter().filter_map(named).collect(),
        None => vec!["guild"],
    }
}

/// What Discord is told of an option says what it takes.
fn option(
    parameter: &poise::CommandParameter<super::context::Data, super::error::BotError>,
) -> Option<OptionEntry> {
    let told = serde_json::to_value(parameter.create_as_slash_command_option()?).ok()?;
    let choice =
        |told: &Value| Some(Choice { name: told["name"].as_str()?.to_owned(), value: told["value"].clone() });
    Some(OptionEntry {
        name: parameter.name.to_string(),
        description: parameter.description.as_deref().map(str::to_owned),
        kind: kind(told["type"].as_u64()?),
        required: parameter.required,
        choices: told["choices"].as_array().into_iter().flatten().filter_map(choice).collect(),
        autocomplete: parameter.autocomplete_callback.is_some(),
        min: told["min_value"].as_f64(),
        max: told["max_value"].as_f64(),
        min_length: told["min_length"].as_u64(),
        max_length: told["max_length"].as_u64(),
    })
}

/// Discord's types of options, by their numbers.
fn kind(number: u64) -> &'static str {
    match number {
        4 => "integer",
        5 => "boolean",
        6 => "user",
        7 => "channel",
        8 => "role",
        9 => "mentionable",
        10 => "number",
        11 => "attachment",
        _ => "string",
    }
}

#[cfg(test)]
mod tests;
