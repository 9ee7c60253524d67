//! `helix-bot commands`: every command that people can use in Discord.

use std::process::ExitCode;

use super::{exit, stdout};
use crate::discord::{CommandEntry, catalogue};

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// Print one JSON array with everything there is to know of each and nothing else
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let commands = catalogue();
    if options.json {
        stdout::line(&serde_json::to_string(&commands)?)?;
        return Ok(exit::DONE);
    }
    let mut rows = Vec::new();
    for command in &commands {
        add(&mut rows, command);
    }
    let width = rows.iter().map(|(usage, ..)| usage.chars().count()).max().unwrap_or_default();
    for (usage, who, description) in rows {
        stdout::line(&format!("{usage:<width$}  {who:<13}  {description}"))?;
    }
    Ok(exit::DONE)
}

/// A line for each that can be used by itself.
fn add<'c>(rows: &mut Vec<(String, &'static str, &'c str)>, command: &'c CommandEntry) {
    if command.slash || command.prefix || command.context_menu.is_some() {
        rows.push((usage(command), who(command), command.description.as_deref().unwrap_or_default()));
    }
    for below in &command.subcommands {
        add(rows, below);
    }
}

/// How it is called. `/!` says that the slash and the prefix both work.
fn usage(command: &CommandEntry) -> String {
    let sign = match (command.slash, command.prefix) {
        (true, true) => "/!",
        (true, false) => "/",
        (false, true) => "!",
        (false, false) => "menu: ",
    };
    let options = command.options.iter().map(|option| {
        if option.required { format!(" <{}>", option.name) } else { format!(" [{}]", option.name) }
    });
    format!("{sign}{}{}", command.qualified_name, options.collect::<String>())
}

/// Who may use it, unless a server decides otherwise.
fn who(command: &CommandEntry) -> &'static str {
    let managers = !command.default_permissions.is_empty() || !command.required_permissions.is_empty();
    match (command.owners_only, managers) {
        (true, _) => "owners",
        (false, true) => "managers",
        (false, false) => "everybody",
    }
}
