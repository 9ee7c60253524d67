//! `archive`: what those who manage a server can do about copies.

use crate::discord::context::{Command, CommandResult, Context};
use crate::discord::messages::reply;
use crate::store::Scope;

/// The commands of this topic.
pub(super) fn commands() -> Vec<Command> {
    vec![archive()]
}

/// Help copies along that failed.
#[poise::command(
    prefix_command,
    slash_command,
    category = "Archives",
    guild_only,
    interaction_context = "Guild",
    default_member_permissions = "MANAGE_GUILD",
    subcommand_required,
    subcommands("retry")
)]
async fn archive(ctx: Context<'_>) -> CommandResult {
    // Poise answers for it: a subcommand is required.
    reply::acknowledge(ctx).await
}

/// Try everything again now that failed or was given up.
///
/// It does no harm: what is archived already is recognised. A destination that refuses its login is asked again, \
/// which clouds allow only now and then, so it can be used every ten minutes.
#[poise::command(
    prefix_command,
    slash_command,
    guild_only,
    required_permissions = "MANAGE_GUILD",
    global_cooldown = 600
)]
async fn retry(ctx: Context<'_>) -> CommandResult {
    reply::acknowledge(ctx).await?;
    let revived = ctx.data().app.retry(Scope::Everything).await?;
    let said = match revived {
        0 => "Everything that waits is tried again now.".to_owned(),
        1 => "Everything that waits is tried again now, and one job that had been given up.".to_owned(),
        more => format!("Everything that waits is tried again now, and {more} jobs that had been given up."),
    };
    reply::say(ctx, said).await
}
