//! How commands answer.

use std::sync::atomic::Ordering;
use std::time::Duration;

use poise::CreateReply;
use tokio::time::{Instant, sleep, timeout_at};

use super::text::cut;
use crate::discord::context::{ApplicationContext, Context};
use crate::discord::error::BotError;
use crate::discord::rest_error::RestError;

/// How long the first answer to a slash command is tried for. Discord waits three seconds for it.
const FIRST_ANSWER_TIMEOUT: Duration = Duration::from_millis(2500);
/// The pause before the second try. Each further pause is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// Shows at once that the bot is at work: a slash command is deferred, publicly; for a message the typing indicator
/// appears, without waiting for it.
///
/// Fails if Discord refuses the deferral. If it is not known whether the deferral arrived, the command goes on: a later
/// answer falls back to a message in the channel.
pub(crate) async fn acknowledge(ctx: Context<'_>) -> Result<(), BotError> {
    match ctx {
        Context::Application(ctx) => defer(ctx).await?,
        Context::Prefix(ctx) => {
            let http = ctx.serenity_context().http.clone();
            let channel = ctx.msg.channel_id;
            // Bounded by the client's own deadline.
            tokio::spawn(async move {
                if let Err(error) = http.broadcast_typing(channel).await {
                    let error = BotError::from(error);
                    tracing::debug!(%error, "the typing indicator was refused");
                }
            });
        }
    }
    Ok(())
}

/// Defers the answer to a slash command. A passing failure is retried while there is time.
async fn defer(ctx: ApplicationContext<'_>) -> Result<(), BotError> {
    let end = Instant::now() + FIRST_ANSWER_TIMEOUT;
    let mut pause = FIRST_PAUSE;
    loop {
        let error = match timeout_at(end, ctx.defer_response(false)).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => RestError::from(error),
            Err(_) => RestError::TimedOut,
        };
        let arrived = error.acknowledged_already();
        let refused = matches!(error.status(), Some(400..=428 | 430..=499));
        if refused && !arrived {
            return Err(BotError::Fault(error.into()));
        }
        if arrived || Instant::now() + pause >= end {
            if !arrived {
                tracing::warn!(%error, "the first answer to a slash command may not have arrived");
            }
            ctx.has_sent_initial_response.store(true, Ordering::SeqCst);
            return Ok(());
        }
        sleep(pause).await;
        pause *= 2;
    }
}

/// Answers everybody; a message as a reply to it.
pub(crate) async fn say(ctx: Context<'_>, text: impl Into<String>) -> Result<(), BotError> {
    send(ctx, text.into(), false).await
}

/// Answers the person who asked: only they see it where Discord allows that, which is after a slash command.
pub(crate) async fn whisper(ctx: Context<'_>, text: impl Into<String>) -> Result<(), BotError> {
    send(ctx, text.into(), true).await
}

async fn send(ctx: Context<'_>, text: String, ephemeral: bool) -> Result<(), BotError> {
    let reply = CreateReply::default().content(cut(text)).reply(true).ephemeral(ephemeral);
    ctx.send(reply).await?;
    Ok(())
}
