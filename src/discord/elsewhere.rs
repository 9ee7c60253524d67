//! Other ways to let somebody know where the bot may not write in the channel where it was asked.

use serde::Deserialize;
use serde_json::json;
use serenity::http::{LightMethod, Request, Route};
use serenity::model::channel::ReactionType;
use serenity::model::id::{ChannelId, MessageId};

use super::rest::Rest;
use super::rest_error::RestError;

/// Says that the bot has heard and may not speak.
const MUTED: &str = "🔇";

/// A channel between the bot and one person.
#[derive(Deserialize)]
struct PrivateChannel {
    id: ChannelId,
}

/// Reacts to a message; false where Discord refuses that as well.
pub(super) async fn react(rest: &Rest, channel_id: ChannelId, message: u64) -> Result<bool, RestError> {
    let reaction = ReactionType::Unicode(MUTED.to_owned());
    let route = Route::ChannelMessageReactionMe {
        channel_id,
        message_id: MessageId::new(message),
        reaction: &reaction.as_data(),
    };
    allowed(rest.send(Request::new(route, LightMethod::Put)).await).map(|sent| sent.is_some())
}

/// The channel between the bot and `user`; none where that is the channel that is closed, or there is none.
pub(super) async fn private_channel(
    rest: &Rest,
    user: u64,
    closed: ChannelId,
) -> Result<Option<ChannelId>, RestError> {
    let body = json!({ "recipient_id": user.to_string() }).to_string().into_bytes();
    let opened = Request::new(Route::UserMeDmChannels, LightMethod::Post).body(Some(body));
    let opened = allowed(rest.ask::<PrivateChannel>(opened).await)?;
    Ok(opened.map(|private| private.id).filter(|private| *private != closed))
}

/// None where Discord refuses it for good; what may pass is to be tried again.
pub(super) fn allowed<T>(done: Result<T, RestError>) -> Result<Option<T>, RestError> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(error) if error.is_refusal() => {
            tracing::debug!(%error, "this way is closed as well");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
