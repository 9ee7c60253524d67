//! `archive retry`: what failed is tried again.

use super::text::{ago, name};
use crate::discord::context::{CommandResult, Context, guild_of};
use crate::discord::messages::reply;
use crate::store::{Scope, Timestamp};
use crate::sync::Destination;
use crate::words::{Language, say};

/// Try everything of this server again now that failed or was given up.
///
/// It does no harm: what is archived already is recognised. A destination that refused its login stays paused, since \
/// that concerns every server: only whoever runs me can end a pause. It can be used every ten minutes.
#[poise::command(
    prefix_command,
    slash_command,
    guild_only,
    interaction_context = "Guild",
    required_permissions = "MANAGE_GUILD",
    guild_cooldown = 600
)]
pub(super) async fn retry(ctx: Context<'_>) -> CommandResult {
    let (guild, language) = (guild_of(ctx)?, crate::discord::context::language_of(ctx).await);
    let app = &ctx.data().app;
    let revived = reply::after(ctx, app.retry(Scope::Guild(guild))).await?;
    let paused = app.paused_destinations(guild).await?;
    reply::say(ctx, text(revived, &paused, language)).await
}

/// What is tried again, and what has to wait all the same.
fn text(revived: u64, paused: &[(Destination, Timestamp)], language: Language) -> String {
    let mut lines = vec![match revived {
        0 => say!(language, "archive-retried"),
        _ => say!(language, "archive-retried-revived", count = revived),
    }];
    lines.extend(paused.iter().map(|(destination, until)| {
        say!(language, "archive-retry-paused", name = name(destination), until = ago(*until))
    }));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_tried_again_is_told_and_what_goes_on_waiting() {
        assert_eq!(
            text(0, &[], Language::English),
            "Everything of this server that waits is tried again now."
        );
        assert!(text(1, &[], Language::English).ends_with(" now, and one job that had been given up."));
        let paused = ("mega:".parse().expect("a destination"), Timestamp(1_700_000_000_000));
        assert_eq!(
            text(2, &[paused], Language::English),
            "Everything of this server that waits is tried again now, and 2 jobs that had been given up.\n\
             Copies for `mega:` go on waiting: it is paused until <t:1700000000:R>, and only whoever runs me can end that."
        );
    }
}
