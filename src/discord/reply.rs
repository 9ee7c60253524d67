//! How commands answer.

use poise::CreateReply;

use super::error::BotError;
use super::framework::Context;

/// Discord's limit for a message's text, in UTF-16 units at the strictest reading.
const LIMIT: usize = 2000;

/// Shows at once that the bot is at work: a slash command is deferred, publicly; for a message the typing indicator
/// appears, without waiting for it.
pub(super) async fn acknowledge(ctx: Context<'_>) -> Result<(), BotError> {
    match ctx {
        Context::Application(ctx) => ctx.defer_response(false).await?,
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

/// Answers everybody; a message as a reply to it.
pub(super) async fn say(ctx: Context<'_>, text: impl Into<String>) -> Result<(), BotError> {
    send(ctx, text.into(), false).await
}

/// Answers the person who asked: only they see it where Discord allows that, which is after a slash command.
pub(super) async fn whisper(ctx: Context<'_>, text: impl Into<String>) -> Result<(), BotError> {
    send(ctx, text.into(), true).await
}

async fn send(ctx: Context<'_>, text: String, ephemeral: bool) -> Result<(), BotError> {
    let reply = CreateReply::default().content(cut(text)).reply(true).ephemeral(ephemeral);
    ctx.send(reply).await?;
    Ok(())
}

/// A text that fits into a message.
pub(super) fn cut(text: String) -> String {
    if text.encode_utf16().count() <= LIMIT {
        return text;
    }
    let mut room = LIMIT - 1;
    let fits = |letter: &char| {
        let width = letter.len_utf16();
        room.checked_sub(width).map(|left| room = left).is_some()
    };
    let mut short: String = text.chars().take_while(fits).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_to_what_a_message_takes() {
        assert_eq!(cut("short".to_owned()), "short");
        for text in ["x".repeat(2001), "🜁".repeat(1500), format!("x{}", "🜁".repeat(1500))] {
            let short = cut(text);
            assert!((LIMIT - 1..=LIMIT).contains(&short.encode_utf16().count()), "{}", short.len());
            assert!(short.ends_with('…'));
        }
    }
}
