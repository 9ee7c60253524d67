//! `help`: lists the commands as they are, so that it cannot go out of date.

mod examples;
#[cfg(test)]
mod tests;
mod text;

use self::text::Help;
use crate::discord::context::{Command, CommandResult, Context, language_of, prefix_of};
use crate::discord::messages::reply;

/// The commands of this topic.
pub(super) fn commands() -> Vec<Command> {
    vec![help()]
}

/// List my commands, or explain one of them.
#[poise::command(
    prefix_command,
    slash_command,
    category = "About me",
    install_context = "Guild | User",
    interaction_context = "Guild | BotDm | PrivateChannel"
)]
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
    let help = Help {
        commands: &ctx.framework().options().commands,
        prefix: prefix.as_str(),
        language: language_of(ctx).await,
        in_private: ctx.guild_id().is_none(),
    };
    let said = match command {
        None => help.list(),
        Some(name) => help.explain(name)?,
    };
    reply::whisper(ctx, said).await
}
