//! Taking away the message of a ritual that was deleted.

use serde_json::json;
use serenity::http::{LightMethod, Request, Route};
use serenity::model::id::{ChannelId, MessageId};

use super::answer::{DiscordPoster, request};
use super::target::{Target, Way};
use crate::discord::rest_error::RestError;
use crate::failure::Failure;
use crate::store::RitualView;

impl DiscordPoster {
    /// Takes a ritual's message away, also one that was sent but not recorded. That it is gone already is no failure, nor
    /// that Discord lets it stand: the ritual is deleted all the same.
    pub(super) async fn withdraw(&self, view: &RitualView, target: &Target<'_>) -> Result<(), Failure> {
        let place = if let Some(posted) = &view.ritual.posted {
            Some((posted.channel, posted.message))
        } else {
            let found = self.find(target, |message| message.names(view.ritual.id)).await?;
            found.map(|message| (message.channel_id.get(), message.id.get()))
        };
        let Some((channel, message)) = place else { return Ok(()) };
        if self.take_back(target, message).await {
            return Ok(());
        }
        match self.take_away(channel, message).await {
            Err(error) if error.message_is_gone() => Ok(()),
            Err(error) if error.is_refusal() => {
                tracing::warn!(ritual = %view.ritual.id, %error, "the message of a deleted ritual cannot be taken away");
                Ok(())
            }
            done => done.map_err(Failure::from),
        }
    }

    /// By the token of the interaction that it answers, as long as that lives: so it can be taken away also where the bot
    /// itself is not, between people and in a server that has not added it. False where that did not work.
    async fn take_back(&self, target: &Target<'_>, message: u64) -> bool {
        let Way::Token { application: application_id, token } = target.way else { return false };
        let route =
            Route::WebhookFollowupMessage { application_id, token, message_id: MessageId::new(message) };
        self.rest.send(Request::new(route, LightMethod::Delete)).await.is_ok()
    }

    /// A thread that was archived is opened for it, if it may be.
    async fn take_away(&self, channel: u64, message: u64) -> Result<(), RestError> {
        let channel_id = ChannelId::new(channel);
        let route = Route::ChannelMessage { channel_id, message_id: MessageId::new(message) };
        let delete = || self.rest.send(Request::new(route, LightMethod::Delete));
        match delete().await {
            Err(error) if error.thread_is_archived() => {
                let open = json!({ "archived": false });
                let thread = Route::Channel { channel_id };
                self.rest.send(request(LightMethod::Patch, thread, &open)).await.map_err(|_| error)?;
                delete().await.map(drop)
            }
            deleted => deleted.map(drop),
        }
    }
}
