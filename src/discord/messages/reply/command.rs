//! How commands answer.

use std::sync::atomic::Ordering;
use std::time::Duration;

use poise::CommandInteractionType;
use serenity::http::{LightMethod, Request, Route};
use tokio::time::timeout;

use super::answer::Answer;
use super::asked::Asked;
use super::channel;
use super::interaction::{self, FIRST_ANSWER_TIMEOUT, LATE_ANSWER_TIMEOUT, Seen};
use crate::discord::context::{Context, language_of, prefix_of};
use crate::discord::error::BotError;
use crate::discord::messages::hints::with_sign;
use crate::discord::rest_error::RestError;

/// How long a change may take before a slash command is acknowledged without it.
pub(crate) const COMMIT_PATIENCE: Duration = Duration::from_secs(1);

/// Waits for `change`, which commits something: nobody is told anything before that. Only a slash command whose change
/// takes long is acknowledged without it, since Discord waits three seconds.
pub(crate) async fn after<T>(
    ctx: Context<'_>,
    change: impl Future<Output = anyhow::Result<T>>,
) -> Result<T, BotError> {
    after_seen(ctx, change, Seen::ByAll).await
}

/// The same where the answer will be for the person alone who asked.
pub(crate) async fn after_privately<T>(
    ctx: Context<'_>,
    change: impl Future<Output = anyhow::Result<T>>,
) -> Result<T, BotError> {
    after_seen(ctx, change, Seen::ByAsker).await
}

async fn after_seen<T>(
    ctx: Context<'_>,
    change: impl Future<Output = anyhow::Result<T>>,
    seen: Seen,
) -> Result<T, BotError> {
    let mut change = std::pin::pin!(change);
    if matches!(ctx, Context::Application(_)) {
        if let Ok(done) = timeout(COMMIT_PATIENCE, &mut change).await {
            return Ok(done?);
        }
        acknowledge_within(ctx, LATE_ANSWER_TIMEOUT, seen).await;
    }
    Ok(change.await?)
}

/// Shows that the bot is at work: a slash command is deferred, publicly; for a message the typing indicator appears,
/// without waiting for it.
///
/// If it is not known whether the deferral arrived, or it came too late, the command goes on: a later answer falls back
/// to a message in the channel.
pub(crate) async fn acknowledge(ctx: Context<'_>) {
    acknowledge_within(ctx, FIRST_ANSWER_TIMEOUT, Seen::ByAll).await;
}

/// The same where the answer will be for the person alone who asked.
pub(crate) async fn acknowledge_privately(ctx: Context<'_>) {
    acknowledge_within(ctx, FIRST_ANSWER_TIMEOUT, Seen::ByAsker).await;
}

async fn acknowledge_within(ctx: Context<'_>, limit: Duration, seen: Seen) {
    let rest = ctx.data().rest.clone();
    match ctx {
        Context::Application(ctx) => {
            if !ctx.has_sent_initial_response.swap(true, Ordering::SeqCst) {
                interaction::defer(&rest, &Asked::from(ctx.interaction), seen, limit).await;
            }
        }
        Context::Prefix(ctx) => {
            let channel_id = ctx.msg.channel_id;
            // Bounded by the client's own deadline.
            tokio::spawn(async move {
                let typing = Request::new(Route::ChannelTyping { channel_id }, LightMethod::Post);
                if let Err(error) = rest.send(typing).await {
                    tracing::debug!(%error, "the typing indicator was refused");
                }
            });
        }
    }
}

/// Answers everybody; a message as a reply to it.
pub(crate) async fn say(ctx: Context<'_>, text: impl Into<String>) -> Result<(), BotError> {
    answer(ctx, Answer::new(text)).await
}

/// Answers the person who asked: only they see it where Discord allows that, which is after a slash command.
pub(crate) async fn whisper(ctx: Context<'_>, text: impl Into<String>) -> Result<(), BotError> {
    answer_privately(ctx, Answer::new(text)).await
}

/// Answers everybody with more than text. What the bot may not send there is left out.
pub(crate) async fn answer(ctx: Context<'_>, answer: Answer) -> Result<(), BotError> {
    send(ctx, answer, Seen::ByAll).await.map_err(BotError::Unanswered)
}

/// Answers the person who asked with more than text; see [`whisper`].
pub(crate) async fn answer_privately(ctx: Context<'_>, answer: Answer) -> Result<(), BotError> {
    send(ctx, answer, Seen::ByAsker).await.map_err(BotError::Unanswered)
}

/// Takes back the plain answer to a message that was edited and is answered otherwise now. Nothing depends on it.
pub(crate) async fn withdraw(ctx: Context<'_>) {
    let Context::Prefix(ctx) = ctx else { return };
    let Some((channel_id, message_id)) = ctx.data().answers.to(ctx.msg.id.get()) else { return };
    ctx.data().answers.forget(ctx.msg.id.get());
    let delete = Request::new(Route::ChannelMessage { channel_id, message_id }, LightMethod::Delete);
    if let Err(error) = ctx.data().rest.send(delete).await {
        tracing::debug!(%error, "the answer to what a message said before its edit stays");
    }
}

/// The text with the commands that it names as they are typed where it is read.
async fn as_typed_there(ctx: Context<'_>, text: &str) -> String {
    let sign = match ctx {
        Context::Application(_) => "/".to_owned(),
        Context::Prefix(_) => prefix_of(ctx).await.as_str().to_owned(),
    };
    let commands = &ctx.framework().options().commands;
    with_sign(text, |word| commands.iter().any(|command| command.name == word), &sign)
}

async fn send(ctx: Context<'_>, answer: Answer, seen: Seen) -> Result<(), RestError> {
    if let Context::Application(ctx) = ctx
        && ctx.interaction_type == CommandInteractionType::Autocomplete
    {
        return interaction::offer_nothing(&ctx.data().rest, &Asked::from(ctx.interaction)).await;
    }
    if answer.has_picture() {
        // To send it may take longer than Discord waits.
        acknowledge_within(ctx, FIRST_ANSWER_TIMEOUT, seen).await;
    }
    let text = as_typed_there(ctx, answer.text()).await;
    let answer = answer.saying(text);
    let rest = &ctx.data().rest;
    match ctx {
        Context::Prefix(prefix) => {
            let (message, answers) = (prefix.msg, &ctx.data().answers);
            // A message that was edited has one answer, which changes with it.
            if message.edited_timestamp.is_some()
                && let Some(before) = answers.awaited(message.id.get()).await
                && channel::replace(rest, before, &answer).await?
            {
                return Ok(());
            }
            channel::to_message(rest, message, &answer, language_of(ctx).await).await
        }
        Context::Application(ctx) => {
            let asked = Asked::from(ctx.interaction);
            if ctx.has_sent_initial_response.swap(true, Ordering::SeqCst) {
                interaction::later(rest, &asked, &answer, seen).await
            } else {
                interaction::message(rest, &asked, &answer, seen).await
            }
        }
    }
}
