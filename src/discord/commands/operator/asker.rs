//! Who uses the operator's commands, and who reads along.

use crate::discord::commands::audience;
use crate::discord::context::Context;
use crate::discord::error::{BotError, UserError};
use crate::words::say;

/// What is said to everybody else.
pub(super) fn not_yours() -> UserError {
    UserError::saying(|language| say!(language, "operator-not-yours"))
}

/// Refuses whoever does not own the bot.
pub(super) async fn owners_only(ctx: Context<'_>) -> Result<bool, BotError> {
    if audience::owns(ctx).await { Ok(true) } else { Err(not_yours().into()) }
}

/// Refuses to tell of other servers where others read along.
pub(super) fn discreetly(ctx: Context<'_>) -> Result<(), UserError> {
    let settings = ctx.data().app.settings();
    let home = ctx.guild_id().is_none_or(|guild| settings.home_guilds.contains(&guild.get()));
    if home || settings.operator_channel == Some(ctx.channel_id().get()) {
        return Ok(());
    }
    Err(UserError::new(
        "Others read along here, and that tells of other servers: write it to me in private, or in a home server \
         (`HELIX_HOME_GUILDS`).",
    ))
}

/// Who asks, for the log.
pub(super) fn who(ctx: Context<'_>) -> u64 {
    ctx.author().id.get()
}
