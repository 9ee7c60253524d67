//! `help`: lists the commands as they are, so that it cannot go out of date.

use std::fmt::Write as _;

use crate::discord::context::{Command, CommandResult, Context, prefix_of};
use crate::discord::error::UserError;
use crate::discord::messages::reply;
use crate::discord::messages::text::plain;

/// The commands of this topic.
pub(super) fn commands() -> Vec<Command> {
    vec![help()]
}

/// List my commands, or explain one of them.
#[poise::command(prefix_command, slash_command, category = "About me", interaction_context = "Guild | BotDm")]
async fn help(
    ctx: Context<'_>,
    #[description = "The command to explain"]
    #[rest]
    command: Option<String>,
) -> CommandResult {
    about(ctx, command.as_deref().map(str::trim).filter(|name| !name.is_empty())).await
}

/// Explains one command, or lists all of them.
pub(super) async fn about(ctx: Context<'_>, command: Option<&str>) -> CommandResult {
    let prefix = prefix_of(ctx).await;
    let prefix = prefix.as_str();
    let commands = &ctx.framework().options().commands;
    let said = match command {
        None => list(commands, prefix, ctx.guild_id().is_none()),
        Some(name) => explain(commands, prefix, name)?,
    };
    reply::whisper(ctx, said).await
}

/// All commands, by category in the order in which these come first; in private only those that work there.
fn list(commands: &[Command], prefix: &str, in_private: bool) -> String {
    let shown = |command: &&Command| !(command.hide_in_help || in_private && command.guild_only);
    let mut categories = Vec::new();
    for command in commands.iter().filter(shown) {
        if !categories.contains(&&command.category) {
            categories.push(&command.category);
        }
    }
    let mut text = String::new();
    for category in categories {
        let _ = writeln!(text, "**{}**", category.as_deref().unwrap_or("Commands"));
        for command in commands.iter().filter(shown).filter(|command| command.category == *category) {
            describe(&mut text, command, prefix);
            for sub in command.subcommands.iter().filter(|sub| !sub.hide_in_help) {
                describe(&mut text, sub, prefix);
            }
        }
    }
    let _ =
        write!(text, "`{prefix}help <command>` explains one of them. Mentioning me works like `{prefix}`.");
    text
}

/// One command in detail.
fn explain(commands: &[Command], prefix: &str, name: &str) -> Result<String, UserError> {
    let name = name.strip_prefix(prefix).or_else(|| name.strip_prefix('/')).unwrap_or(name);
    let mut path = Vec::new();
    let found = poise::find_command(commands, name, true, &mut path);
    let (Some(command), Some((_, ""))) = (path.last(), found) else {
        let name = plain(name, 40);
        return Err(UserError::new(format!(
            "I have no command “{name}”; `{prefix}help` lists those I have."
        )));
    };
    let mut text = String::new();
    describe(&mut text, command, prefix);
    for parameter in &command.parameters {
        let _ = writeln!(
            text,
            "• `{}`: {}",
            parameter.name,
            parameter.description.as_deref().unwrap_or_default()
        );
    }
    if let Some(more) = &command.help_text {
        let _ = writeln!(text, "{more}");
    }
    for sub in command.subcommands.iter().filter(|sub| !sub.hide_in_help) {
        describe(&mut text, sub, prefix);
    }
    if !command.required_permissions.is_empty() {
        text.push_str("Only for members with the permission “Manage Server”.\n");
    }
    Ok(text.trim_end().to_owned())
}

/// The forms of a command and what it does, on one line.
fn describe(text: &mut String, command: &Command, prefix: &str) {
    let mut usage = command.qualified_name.to_string();
    for parameter in &command.parameters {
        let (open, close) = if parameter.required { ('<', '>') } else { ('[', ']') };
        let _ = write!(usage, " {open}{}{close}", parameter.name);
    }
    let forms: Vec<String> =
        // Discord shows a command that has subcommands through these only.
        [
            (command.prefix_action.is_some() && !command.subcommand_required, prefix),
            (command.slash_action.is_some() && command.subcommands.is_empty(), "/"),
        ]
            .into_iter()
            .filter(|(exists, _)| *exists)
            .map(|(_, sign)| format!("`{sign}{usage}`"))
            .collect();
    // One that is nothing but its subcommands is told by them.
    if forms.is_empty() {
        return;
    }
    let description = command.description.as_deref().unwrap_or_default();
    let mark = if command.required_permissions.is_empty() { "" } else { " (Manage Server)" };
    let _ = writeln!(text, "{}: {description}{mark}", forms.join(" or "));
}

#[cfg(test)]
mod tests;
