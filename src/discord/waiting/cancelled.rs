//! What becomes of the answer to a ritual that was cancelled.

use std::time::Duration;

use serde_json::json;
use serenity::http::{LightMethod, Request, Route};
use serenity::model::id::{ApplicationId, ChannelId};

use crate::discord::messages::payload;
use crate::discord::poster::recover;
use crate::discord::rest::Rest;
use crate::discord::rest_error::RestError;
use crate::failure::{Class, Failure};
use crate::store::{InteractionToken, Origin, RitualView, Timestamp};
use crate::words::say;

/// Between two looks whether an interaction is acknowledged, and for how long that may take.
const FIRST_ANSWER_LOOK: Duration = Duration::from_secs(1);
const FIRST_ANSWER: Duration = Duration::from_secs(5);

/// Says in the answer that was promised that the ritual was cancelled. A message that was sent although that was not
/// recorded is taken back.
pub(super) async fn tell(rest: &Rest, view: &RitualView, attempt: u32) -> Result<(), Failure> {
    let now = Timestamp::now();
    match &view.ritual.origin {
        Origin::Interaction { application, token, received, .. }
            if !token.0.is_empty() && now.since(*received) < InteractionToken::LIFETIME =>
        {
            let route = Route::WebhookOriginalInteractionResponse {
                application_id: ApplicationId::new(*application),
                token: &token.0,
            };
            let mut body = payload::edit(&say!(view.ritual.language, "cancelled-ritual"));
            // An earlier attempt may have put its picture there.
            for list in ["attachments", "embeds", "components"] {
                body[list] = json!([]);
            }
            let edit = Request::new(route, LightMethod::Patch).body(Some(body.to_string().into_bytes()));
            match rest.send(edit).await {
                Err(error) if error.status() == Some(404) && now.since(*received) < FIRST_ANSWER => {
                    let waits = Failure::new(Class::Paused, "the interaction is not acknowledged yet");
                    Err(waits.after(Some(FIRST_ANSWER_LOOK)).because(error))
                }
                done => whatever_is_refused(done),
            }
        }
        Origin::Message { channel, message, .. } if attempt > 1 => {
            take_back(rest, view, ChannelId::new(*channel), *message).await
        }
        Origin::Interaction { channel, interaction, .. } if attempt > 1 => {
            take_back(rest, view, ChannelId::new(*channel), *interaction).await
        }
        _ => Ok(()),
    }
}

async fn take_back(
    rest: &Rest,
    view: &RitualView,
    channel_id: ChannelId,
    request: u64,
) -> Result<(), Failure> {
    let found = recover::find(rest, channel_id, request, |message| message.names(view.ritual.id)).await?;
    let Some(found) = found else { return Ok(()) };
    let route = Route::ChannelMessage { channel_id, message_id: found.id };
    whatever_is_refused(rest.send(Request::new(route, LightMethod::Delete)).await)
}

/// What Discord refuses for good needs no further try: nothing is lost with it.
fn whatever_is_refused(done: Result<Vec<u8>, RestError>) -> Result<(), Failure> {
    match done {
        Err(error) if !error.is_refusal() => Err(error.into()),
        _ => Ok(()),
    }
}
