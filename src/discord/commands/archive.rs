//! `archive`: what those who manage a server can do about copies.

use std::fmt::Write as _;

use super::status::name;
use crate::discord::context::{Command, CommandResult, Context, guild_of};
use crate::discord::messages::reply;
use crate::store::{Scope, Timestamp};
use crate::sync::Destination;

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
    reply::acknowledge(ctx).await;
    Ok(())
}

/// Try everything of this server again now that failed or was given up.
///
/// It does no harm: what is archived already is recognised. A destination that refused its login stays paused, since \
/// that concerns every server: only whoever runs me can end a pause. It can be used every ten minutes.
#[poise::command(
    prefix_command,
    slash_command,
    guild_only,
    required_permissions = "MANAGE_GUILD",
    guild_cooldown = 600
)]
async fn retry(ctx: Context<'_>) -> CommandResult {
    let guild = guild_of(ctx)?;
    let app = &ctx.data().app;
    let revived = reply::after(ctx, app.retry(Scope::Guild(guild))).await?;
    let paused = app.paused_destinations(guild).await?;
    reply::say(ctx, text(revived, &paused)).await
}

/// What is tried again, and what has to wait all the same.
fn text(revived: u64, paused: &[(Destination, Timestamp)]) -> String {
    let mut text = "Everything of this server that waits is tried again now".to_owned();
    let _ = match revived {
        0 => write!(text, "."),
        1 => write!(text, ", and one job that had been given up."),
        more => write!(text, ", and {more} jobs that had been given up."),
    };
    for (destination, until) in paused {
        let _ = write!(
            text,
            "\nCopies for {} go on waiting: it is paused until <t:{}:R>, and only whoever runs me can end \
             that.",
            name(destination),
            until.seconds()
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_tried_again_is_told_and_what_goes_on_waiting() {
        assert_eq!(text(0, &[]), "Everything of this server that waits is tried again now.");
        assert!(text(1, &[]).ends_with(" now, and one job that had been given up."));
        let paused = ("mega:".parse().expect("a destination"), Timestamp(1_700_000_000_000));
        assert_eq!(
            text(2, &[paused]),
            "Everything of this server that waits is tried again now, and 2 jobs that had been given up.\n\
             Copies for `mega:` go on waiting: it is paused until <t:1700000000:R>, and only whoever runs me can end that."
        );
    }
}
