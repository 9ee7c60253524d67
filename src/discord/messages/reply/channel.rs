//! Answers that are messages in a channel.

use serenity::http::{LightMethod, Request, Route};
use serenity::model::channel::Message;
use serenity::model::id::{ChannelId, MessageId};

use super::answer::Answer;
use super::persistence::{ANSWER_TIMEOUT, persistently};
use crate::discord::elsewhere;
use crate::discord::messages::draft;
use crate::discord::messages::payload::{self, Address};
use crate::discord::rest::Rest;
use crate::discord::rest_error::RestError;
use crate::words::Language;

/// Answers a message. Where the bot may not write, it reacts, or else answers in private.
pub(crate) async fn to_message(
    rest: &Rest,
    message: &Message,
    answer: &Answer,
    language: Language,
) -> Result<(), RestError> {
    let (request, user) = (message.id.get(), message.author.id.get());
    let reply = Address::Reply { message: request };
    let done = match write(rest, message.channel_id, reply, request, answer).await {
        Err(error) if error.reply_is_refused() => {
            write(rest, message.channel_id, Address::Mention { user }, request, answer).await
        }
        done => done,
    };
    match done {
        Err(error) if error.writing_is_refused() => {
            without_voice(rest, message, answer, language, error).await
        }
        done => done,
    }
}

/// Puts an answer in the place of an earlier one; false where that cannot be changed any more.
pub(super) async fn replace(
    rest: &Rest,
    (channel_id, message_id): (ChannelId, MessageId),
    answer: &Answer,
) -> Result<bool, RestError> {
    let (body, route) = (answer.body(), Route::ChannelMessage { channel_id, message_id });
    let attempt = || rest.send_with_files(Request::new(route, LightMethod::Patch), &body, answer.files());
    match persistently(ANSWER_TIMEOUT, RestError::may_pass, attempt).await {
        Err(error) if error.is_refusal() => Ok(false),
        replaced => replaced.map(|()| true),
    }
}

/// Lets somebody know in another way that `refusal` closed the channel.
async fn without_voice(
    rest: &Rest,
    message: &Message,
    answer: &Answer,
    language: Language,
    refusal: RestError,
) -> Result<(), RestError> {
    let (request, user) = (message.id.get(), message.author.id.get());
    if elsewhere::react(rest, message.channel_id, request).await? {
        return Err(refusal);
    }
    match elsewhere::private_channel(rest, user, message.channel_id).await? {
        Some(private) => {
            let place = draft::not_there(language, message.channel_id.get());
            let text = format!("{place}\n{}", answer.text());
            let answer = answer.clone().saying(text);
            write(rest, private, Address::Mention { user }, request, &answer).await
        }
        None => Err(refusal),
    }
}

/// Writes into a channel what `request` is answered. What may not be sent there is left out.
pub(super) async fn write(
    rest: &Rest,
    channel_id: ChannelId,
    address: Address,
    request: u64,
    answer: &Answer,
) -> Result<(), RestError> {
    let mut answer = match address {
        Address::Reply { .. } => answer.clone(),
        Address::Mention { user } => answer.clone().saying(payload::mentioning(user, answer.text())),
    };
    loop {
        let done = write_as_it_is(rest, channel_id, address, request, &answer).await;
        match (done, answer.plainer()) {
            (Err(error), Some(plainer)) if error.lacks_permission() || error.file_is_too_large() => {
                tracing::debug!(%error, "an answer was refused; it goes with less");
                answer = plainer;
            }
            (done, _) => return done,
        }
    }
}

async fn write_as_it_is(
    rest: &Rest,
    channel_id: ChannelId,
    address: Address,
    request: u64,
    answer: &Answer,
) -> Result<(), RestError> {
    let body = answer.body();
    let nonce = payload::nonce_of_reply(request, &body.to_string());
    let body = payload::addressed(body, address, &nonce);
    let route = Route::ChannelMessages { channel_id };
    let attempt = || rest.send_with_files(Request::new(route, LightMethod::Post), &body, answer.files());
    match persistently(ANSWER_TIMEOUT, RestError::may_pass, attempt).await {
        // It was there, and somebody deleted it.
        Err(error) if error.message_is_gone() => Ok(()),
        answered => answered,
    }
}
