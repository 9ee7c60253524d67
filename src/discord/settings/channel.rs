//! Whether the bot may write into a channel of a server.

use serde::Deserialize;
use serenity::http::{LightMethod, Request, Route};
use serenity::model::id::{ChannelId, GuildId};

use crate::discord::context::Data;
use crate::discord::error::{BotError, UserError};
use crate::words::say;

/// What Discord says of a channel.
#[derive(Deserialize)]
struct Place {
    guild_id: Option<GuildId>,
}

/// Refuses a channel of another server, and one into which the bot may not write.
pub(super) async fn must_be_writable(data: &Data, guild: u64, channel: u64) -> Result<(), BotError> {
    let channel_id = ChannelId::new(channel);
    let question = Request::new(Route::Channel { channel_id }, LightMethod::Get);
    match data.rest.ask::<Place>(question).await {
        Ok(place) if place.guild_id.is_some_and(|id| id.get() == guild) => {}
        Err(error) if !error.is_refusal() => return Err(anyhow::Error::from(error).into()),
        _ => return Err(UserError::saying(|language| say!(language, "settings-channel-unknown")).into()),
    }
    // Whoever may write may be seen typing. Discord has no other way to ask that leaves nothing behind.
    let typing = Request::new(Route::ChannelTyping { channel_id }, LightMethod::Post);
    match data.rest.send(typing).await {
        Ok(_) => Ok(()),
        Err(error) if error.is_refusal() => {
            let channel = format!("<#{channel}>");
            let told = UserError::saying(move |language| {
                say!(language, "settings-channel-closed", channel = channel.as_str())
            });
            Err(told.into())
        }
        Err(error) => Err(anyhow::Error::from(error).into()),
    }
}
