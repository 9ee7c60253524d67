//! How commands answer: exactly once, whatever Discord's bad days bring.
//!
//! What failed in passing is tried again. An answer that arrived although it seemed lost is recognised: the first answer to
//! an interaction by Discord's refusal of a second, an edit by saying the same, a message by its nonce.

use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::{Value, json};
use serenity::http::{LightMethod, Request, Route};
use serenity::model::application::CommandInteraction;
use serenity::model::channel::Message;
use serenity::model::id::ChannelId;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::draft;
use super::hints::with_sign;
use super::payload::{self, Address};
use super::text::cut;
use crate::discord::context::{Context, prefix_of};
use crate::discord::elsewhere;
use crate::discord::error::BotError;
use crate::discord::rest::{Rest, Upload};
use crate::discord::rest_error::RestError;

/// How long a change may take before a slash command is acknowledged without it.
const COMMIT_PATIENCE: Duration = Duration::from_secs(1);
/// How long the first answer to a slash command is tried for. Discord waits three seconds for it.
const FIRST_ANSWER_TIMEOUT: Duration = Duration::from_millis(2500);
/// The same where the change has used up its part of that time.
const LATE_ANSWER_TIMEOUT: Duration = Duration::from_millis(1500);
/// How long any other answer is tried for. The interaction's token lives longer, but nobody waits longer, and Discord
/// recognises a nonce for a few minutes only.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(90);
/// How long one try may take. Answers are short texts, and somebody waits for them.
const TRY_TIMEOUT: Duration = Duration::from_secs(10);
/// The pause before the second try. Each further pause is twice as long, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Discord's kinds of a first answer.
const MESSAGE: u64 = 4;
const DEFERRED_MESSAGE: u64 = 5;
/// Discord's flag of a message that one person alone sees.
const EPHEMERAL: u64 = 1 << 6;

/// What is said in the channel where what was for one person alone could not be told.
const LOST: &str = "Discord did not take my answer to your command; please use it again.";

/// Waits for `change`, which commits something: nobody is told anything before that. Only a slash command whose change
/// takes long is acknowledged without it, since Discord waits three seconds.
pub(crate) async fn after<T>(
    ctx: Context<'_>,
    change: impl Future<Output = anyhow::Result<T>>,
) -> Result<T, BotError> {
    let mut change = std::pin::pin!(change);
    if matches!(ctx, Context::Application(_)) {
        if let Ok(done) = timeout(COMMIT_PATIENCE, &mut change).await {
            return Ok(done?);
        }
        acknowledge_within(ctx, LATE_ANSWER_TIMEOUT).await;
    }
    Ok(change.await?)
}

/// Shows that the bot is at work: a slash command is deferred, publicly; for a message the typing indicator appears,
/// without waiting for it.
///
/// If it is not known whether the deferral arrived, or it came too late, the command goes on: a later answer falls back
/// to a message in the channel.
pub(crate) async fn acknowledge(ctx: Context<'_>) {
    acknowledge_within(ctx, FIRST_ANSWER_TIMEOUT).await;
}

async fn acknowledge_within(ctx: Context<'_>, limit: Duration) {
    let rest = ctx.data().rest.clone();
    match ctx {
        Context::Application(ctx) => {
            if ctx.has_sent_initial_response.swap(true, Ordering::SeqCst) {
                return;
            }
            if let Err(error) =
                answer_first(&rest, ctx.interaction, DEFERRED_MESSAGE, &json!({}), limit).await
            {
                tracing::warn!(%error, "the first answer to a slash command may not have arrived");
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
    send(ctx, text.into(), false).await.map_err(BotError::Unanswered)
}

/// Answers the person who asked: only they see it where Discord allows that, which is after a slash command.
pub(crate) async fn whisper(ctx: Context<'_>, text: impl Into<String>) -> Result<(), BotError> {
    send(ctx, text.into(), true).await.map_err(BotError::Unanswered)
}

/// Answers everybody with a picture under the text, which is described for those who cannot see it. Where no files may be
/// attached, the text comes alone.
pub(crate) async fn show(
    ctx: Context<'_>,
    text: &str,
    picture: &Upload,
    description: &str,
) -> Result<(), BotError> {
    acknowledge(ctx).await;
    let shown = Shown { picture, description };
    let text = &as_typed_there(ctx, text).await;
    let rest = &ctx.data().rest;
    let sent = match ctx {
        Context::Prefix(ctx) => shown.under_message(rest, ctx.msg, text).await,
        Context::Application(ctx) => shown.in_interaction(rest, ctx.interaction, text).await,
    };
    match sent {
        Err(error) if error.is_refusal() => {
            tracing::debug!(%error, "a picture was refused; the text goes alone");
            say(ctx, text).await
        }
        sent => sent.map_err(BotError::Unanswered),
    }
}

/// A picture that goes with an answer.
#[derive(Clone, Copy)]
struct Shown<'a> {
    picture: &'a Upload,
    description: &'a str,
}

impl Shown<'_> {
    async fn under_message(self, rest: &Rest, message: &Message, text: &str) -> Result<(), RestError> {
        let nonce = payload::nonce_of_reply(message.id.get(), text);
        let reply = Address::Reply { message: message.id.get() };
        let body = payload::addressed(self.body(text), reply, &nonce);
        let route = Route::ChannelMessages { channel_id: message.channel_id };
        self.send(rest, Request::new(route, LightMethod::Post), &body).await
    }

    async fn in_interaction(
        self,
        rest: &Rest,
        interaction: &CommandInteraction,
        text: &str,
    ) -> Result<(), RestError> {
        let (application_id, token) = (interaction.application_id, interaction.token.as_str());
        let route = Route::WebhookOriginalInteractionResponse { application_id, token };
        self.send(rest, Request::new(route, LightMethod::Patch), &self.body(text)).await
    }

    fn body(self, text: &str) -> Value {
        let mut body = payload::edit(&cut(text.to_owned()));
        body["attachments"] =
            json!([{ "id": "0", "filename": self.picture.name, "description": self.description }]);
        body
    }

    async fn send(self, rest: &Rest, request: Request<'_>, body: &Value) -> Result<(), RestError> {
        let attempt = || async {
            rest.ask_with_files::<Value>(request.clone(), body, vec![self.picture.clone()])
                .await
                .map(|_| Vec::new())
        };
        persistently(ANSWER_TIMEOUT, RestError::may_pass, attempt).await
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

async fn send(ctx: Context<'_>, text: String, ephemeral: bool) -> Result<(), RestError> {
    let text = as_typed_there(ctx, &text).await;
    let rest = &ctx.data().rest;
    match ctx {
        Context::Prefix(ctx) => to_message(rest, ctx.msg, &text).await,
        Context::Application(ctx) if ctx.has_sent_initial_response.swap(true, Ordering::SeqCst) => {
            later(rest, ctx.interaction, &cut(text), ephemeral).await
        }
        Context::Application(ctx) => to_interaction(rest, ctx.interaction, &text, ephemeral).await,
    }
}

/// Answers a message. Where the bot may not write, it reacts, or else answers in private.
pub(crate) async fn to_message(rest: &Rest, message: &Message, text: &str) -> Result<(), RestError> {
    let (request, user) = (message.id.get(), message.author.id.get());
    let reply = Address::Reply { message: request };
    let done = match to_channel(rest, message.channel_id, reply, request, text).await {
        Err(error) if error.reply_is_refused() => {
            to_channel(rest, message.channel_id, Address::Mention { user }, request, text).await
        }
        done => done,
    };
    match done {
        Err(error) if error.writing_is_refused() => without_voice(rest, message, text, error).await,
        done => done,
    }
}

/// Lets somebody know in another way that `refusal` closed the channel.
async fn without_voice(
    rest: &Rest,
    message: &Message,
    text: &str,
    refusal: RestError,
) -> Result<(), RestError> {
    let (request, user) = (message.id.get(), message.author.id.get());
    if elsewhere::react(rest, message.channel_id, request).await? {
        return Err(refusal);
    }
    match elsewhere::private_channel(rest, user, message.channel_id).await? {
        Some(private) => {
            let text = format!("{}\n{text}", draft::not_there(message.channel_id.get()));
            to_channel(rest, private, Address::Mention { user }, request, &text).await
        }
        None => Err(refusal),
    }
}

/// Answers an interaction that has no answer yet.
pub(crate) async fn to_interaction(
    rest: &Rest,
    interaction: &CommandInteraction,
    text: &str,
    ephemeral: bool,
) -> Result<(), RestError> {
    let text = cut(text.to_owned());
    let mut answer = payload::edit(&text);
    if ephemeral {
        answer["flags"] = json!(EPHEMERAL);
    }
    match answer_first(rest, interaction, MESSAGE, &answer, FIRST_ANSWER_TIMEOUT).await {
        Ok(()) => Ok(()),
        // It may have arrived, and then it can be edited.
        Err(error) if error.may_pass() => later(rest, interaction, &text, ephemeral).await,
        Err(error) => instead(rest, interaction, &text, ephemeral, &error).await,
    }
}

/// Gives the first answer to an interaction. That there is one already means that an earlier try arrived.
async fn answer_first(
    rest: &Rest,
    interaction: &CommandInteraction,
    kind: u64,
    data: &Value,
    limit: Duration,
) -> Result<(), RestError> {
    let body = json!({ "type": kind, "data": data }).to_string().into_bytes();
    let route = Route::InteractionResponse { interaction_id: interaction.id, token: &interaction.token };
    let attempt = || rest.send(Request::new(route, LightMethod::Post).body(Some(body.clone())));
    match persistently(limit, RestError::may_pass, attempt).await {
        Err(error) if error.acknowledged_already() => Ok(()),
        answered => answered,
    }
}

/// Puts a text into the answer that an interaction has.
async fn later(
    rest: &Rest,
    interaction: &CommandInteraction,
    text: &str,
    ephemeral: bool,
) -> Result<(), RestError> {
    let body = payload::edit(text).to_string().into_bytes();
    let (application_id, token) = (interaction.application_id, interaction.token.as_str());
    let route = Route::WebhookOriginalInteractionResponse { application_id, token };
    let attempt = || rest.send(Request::new(route, LightMethod::Patch).body(Some(body.clone())));
    // The first answer may still be on its way where nothing was heard of it.
    let arrived = Instant::now() + FIRST_ANSWER_TIMEOUT;
    let may_pass =
        |error: &RestError| error.may_pass() || (error.status() == Some(404) && Instant::now() < arrived);
    match persistently(ANSWER_TIMEOUT, may_pass, attempt).await {
        Err(error) if !error.may_pass() => instead(rest, interaction, text, ephemeral, &error).await,
        answered => answered,
    }
}

/// Answers an interaction in its channel, because its token does not serve.
async fn instead(
    rest: &Rest,
    interaction: &CommandInteraction,
    text: &str,
    ephemeral: bool,
    why: &RestError,
) -> Result<(), RestError> {
    tracing::warn!(error = %why, "a slash command cannot be answered; writing into its channel");
    let text = if ephemeral { LOST } else { text };
    let mention = Address::Mention { user: interaction.user.id.get() };
    to_channel(rest, interaction.channel_id, mention, interaction.id.get(), text).await
}

/// Writes into a channel what `request` is answered.
async fn to_channel(
    rest: &Rest,
    channel_id: ChannelId,
    address: Address,
    request: u64,
    text: &str,
) -> Result<(), RestError> {
    let text = cut(match address {
        Address::Reply { .. } => text.to_owned(),
        Address::Mention { user } => payload::mentioning(user, text),
    });
    let nonce = payload::nonce_of_reply(request, &text);
    let body = payload::addressed(payload::edit(&text), address, &nonce);
    let body = body.to_string().into_bytes();
    let route = Route::ChannelMessages { channel_id };
    let attempt = || rest.send(Request::new(route, LightMethod::Post).body(Some(body.clone())));
    match persistently(ANSWER_TIMEOUT, RestError::may_pass, attempt).await {
        // It was there, and somebody deleted it.
        Err(error) if error.message_is_gone() => Ok(()),
        answered => answered,
    }
}

/// Tries until it works, is refused for good, or `limit` is over.
async fn persistently<F: Future<Output = Result<Vec<u8>, RestError>>>(
    limit: Duration,
    may_pass: impl Fn(&RestError) -> bool,
    mut attempt: impl FnMut() -> F,
) -> Result<(), RestError> {
    let end = Instant::now() + limit;
    let mut pause = FIRST_PAUSE;
    loop {
        let tried = timeout_at(end.min(Instant::now() + TRY_TIMEOUT), attempt())
            .await
            .unwrap_or(Err(RestError::TimedOut));
        let Err(error) = tried else { return Ok(()) };
        let wait = pause.max(error.pause().unwrap_or_default());
        if !may_pass(&error) || Instant::now() + wait >= end {
            return Err(error);
        }
        tracing::debug!(%error, "an answer met trouble; trying again");
        sleep(wait).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
