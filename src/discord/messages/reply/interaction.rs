//! Answers to interactions: commands, clicks, choices and forms.

use std::time::Duration;

use serde_json::{Value, json};
use serenity::http::{LightMethod, Request, Route};
use tokio::time::Instant;

use super::answer::Answer;
use super::asked::Asked;
use super::channel;
use super::persistence::{ANSWER_TIMEOUT, persistently};
use crate::discord::messages::components::Form;
use crate::discord::messages::payload::Address;
use crate::discord::rest::Rest;
use crate::discord::rest_error::RestError;
use crate::words::say;

/// How long the first answer is tried for. Discord waits three seconds for it.
pub(crate) const FIRST_ANSWER_TIMEOUT: Duration = Duration::from_millis(2500);
/// The same where something else has used up its part of that time.
pub(crate) const LATE_ANSWER_TIMEOUT: Duration = Duration::from_millis(1500);

/// Discord's kinds of a first answer.
const MESSAGE: u64 = 4;
const DEFERRED_MESSAGE: u64 = 5;
const DEFERRED_UPDATE: u64 = 6;
const UPDATE: u64 = 7;
const CHOICES: u64 = 8;
const FORM: u64 = 9;
/// Discord's flag of a message that one person alone sees.
const EPHEMERAL: u64 = 1 << 6;

/// Who sees an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// Whoever is in the channel.
    ByAll,
    /// Whoever asked.
    ByAsker,
}

impl Seen {
    fn flags(self) -> u64 {
        match self {
            Self::ByAll => 0,
            Self::ByAsker => EPHEMERAL,
        }
    }
}

/// Answers an interaction that has no answer yet by a message.
pub(crate) async fn message(
    rest: &Rest,
    asked: &Asked,
    answer: &Answer,
    seen: Seen,
) -> Result<(), RestError> {
    let mut data = answer.body();
    data["flags"] = json!(seen.flags());
    match first(rest, asked, MESSAGE, &data, FIRST_ANSWER_TIMEOUT).await {
        Ok(()) => Ok(()),
        // It may have arrived, and then it can be edited.
        Err(error) if error.may_pass() => later(rest, asked, answer, seen).await,
        Err(error) => instead(rest, asked, answer, seen, &error).await,
    }
}

/// Says that a message will come.
pub(crate) async fn defer(rest: &Rest, asked: &Asked, seen: Seen, limit: Duration) {
    let data = json!({ "flags": seen.flags() });
    noted(first(rest, asked, DEFERRED_MESSAGE, &data, limit).await);
}

/// Says that the message with the button will change.
pub(crate) async fn defer_update(rest: &Rest, asked: &Asked, limit: Duration) {
    noted(first(rest, asked, DEFERRED_UPDATE, &Value::Null, limit).await);
}

/// It is not known whether a deferral arrived, or it came too late: a later answer falls back to a message.
fn noted(deferred: Result<(), RestError>) {
    if let Err(error) = deferred {
        tracing::warn!(%error, "the first answer to an interaction may not have arrived");
    }
}

/// Changes the message with the button, as the first answer; into a message that is seen by the asker alone where Discord
/// refuses that.
pub(crate) async fn update(rest: &Rest, asked: &Asked, answer: &Answer) -> Result<(), RestError> {
    match first(rest, asked, UPDATE, &answer.body(), FIRST_ANSWER_TIMEOUT).await {
        Ok(()) => Ok(()),
        Err(error) if error.may_pass() => later(rest, asked, answer, Seen::ByAsker).await,
        Err(error) => instead(rest, asked, answer, Seen::ByAsker, &error).await,
    }
}

/// Opens a form, as the first answer.
pub(crate) async fn open(rest: &Rest, asked: &Asked, form: &Form) -> Result<(), RestError> {
    match first(rest, asked, FORM, form.body(), FIRST_ANSWER_TIMEOUT).await {
        Ok(()) => Ok(()),
        Err(error) => instead(rest, asked, &Answer::new(""), Seen::ByAsker, &error).await,
    }
}

/// Offers nothing to somebody who is typing: nothing else can be said to them before they send it.
pub(crate) async fn offer_nothing(rest: &Rest, asked: &Asked) -> Result<(), RestError> {
    first(rest, asked, CHOICES, &json!({ "choices": [] }), FIRST_ANSWER_TIMEOUT).await
}

/// Gives the first answer to an interaction. That there is one already means that an earlier try arrived.
async fn first(
    rest: &Rest,
    asked: &Asked,
    kind: u64,
    data: &Value,
    limit: Duration,
) -> Result<(), RestError> {
    let body = json!({ "type": kind, "data": data }).to_string().into_bytes();
    let route = Route::InteractionResponse { interaction_id: asked.id, token: &asked.token };
    let attempt = || rest.send(Request::new(route, LightMethod::Post).body(Some(body.clone())));
    match persistently(limit, RestError::may_pass, attempt).await {
        Err(error) if error.acknowledged_already() => Ok(()),
        answered => answered,
    }
}

/// Puts an answer into the message that the first answer made, or the one that it said would change.
pub(crate) async fn later(rest: &Rest, asked: &Asked, answer: &Answer, seen: Seen) -> Result<(), RestError> {
    // The first answer may still be on its way where nothing was heard of it.
    let arrived = Instant::now() + FIRST_ANSWER_TIMEOUT;
    let may_pass =
        |error: &RestError| error.may_pass() || (error.status() == Some(404) && Instant::now() < arrived);
    let route =
        Route::WebhookOriginalInteractionResponse { application_id: asked.application, token: &asked.token };
    let mut answer = answer.clone();
    loop {
        let body = answer.body();
        let attempt = || rest.send_with_files(Request::new(route, LightMethod::Patch), &body, answer.files());
        match persistently(ANSWER_TIMEOUT, may_pass, attempt).await {
            Ok(()) => return Ok(()),
            Err(error) if error.may_pass() => return Err(error),
            Err(error) => match answer.plainer() {
                Some(plainer) if error.lacks_permission() || error.file_is_too_large() => answer = plainer,
                _ => return instead(rest, asked, &answer, seen, &error).await,
            },
        }
    }
}

/// A further message after the first answer. Discord knows no nonce for it, so it is tried again only where it surely did
/// not arrive.
pub(crate) async fn follow_up(
    rest: &Rest,
    asked: &Asked,
    answer: &Answer,
    seen: Seen,
) -> Result<(), RestError> {
    let mut body = answer.body();
    body["flags"] = json!(seen.flags());
    let route = Route::WebhookFollowupMessages { application_id: asked.application, token: &asked.token };
    let attempt = || rest.send_with_files(Request::new(route, LightMethod::Post), &body, answer.files());
    let did_not_arrive =
        |error: &RestError| error.may_pass() && (error.status().is_some() || error.pause().is_some());
    match persistently(ANSWER_TIMEOUT, did_not_arrive, attempt).await {
        Err(error) if error.is_refusal() => instead(rest, asked, answer, seen, &error).await,
        answered => answered,
    }
}

/// Takes back what was said of a message that would come.
pub(crate) async fn withdraw(rest: &Rest, asked: &Asked) {
    let route =
        Route::WebhookOriginalInteractionResponse { application_id: asked.application, token: &asked.token };
    let attempt = || rest.send(Request::new(route, LightMethod::Delete));
    if let Err(error) = persistently(ANSWER_TIMEOUT, RestError::may_pass, attempt).await {
        tracing::debug!(%error, "what was said of an answer was not taken back");
    }
}

/// Answers an interaction in its channel, because its token does not serve. What was for one person alone is not shown
/// there.
async fn instead(
    rest: &Rest,
    asked: &Asked,
    answer: &Answer,
    seen: Seen,
    why: &RestError,
) -> Result<(), RestError> {
    tracing::warn!(error = %why, "an interaction cannot be answered; writing into its channel");
    let lost = Answer::new(say!(asked.language, "common-answer-lost"));
    let answer = if seen == Seen::ByAsker { &lost } else { answer };
    let mention = Address::Mention { user: asked.user.get() };
    channel::write(rest, asked.channel, mention, asked.id.get(), answer).await
}
