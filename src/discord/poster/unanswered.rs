//! Where the bot may not write in the channel where it was asked.
//!
//! It reacts to the request, or else answers the asker in private, or else tells the operator's channel. One of these is
//! done, the first that Discord allows. A ritual that was answered in private goes on there; otherwise its message is given
//! up and comes once somebody has given the permission and has it tried again.

use std::path::Path;

use serde::Deserialize;
use serde_json::json;
use serenity::http::{LightMethod, Request, Route};
use serenity::model::channel::ReactionType;
use serenity::model::id::{ChannelId, MessageId};

use super::answer::{DiscordPoster, request};
use super::target::{Target, Way};
use crate::discord::messages::draft::Draft;
use crate::discord::messages::payload::{self, Address};
use crate::discord::rest_error::RestError;
use crate::failure::Failure;
use crate::store::{Posted, RitualView};

/// Says that the bot has heard and may not speak.
const MUTED: &str = "🔇";

/// A channel between the bot and one person.
#[derive(Deserialize)]
struct PrivateChannel {
    id: ChannelId,
}

impl DiscordPoster {
    /// Lets somebody know although the channel is closed to the bot by `refusal`.
    pub(super) async fn answer_elsewhere(
        &self,
        view: &RitualView,
        target: &Target<'_>,
        status: &str,
        artifact: Option<&Path>,
        refusal: RestError,
    ) -> Result<Option<Posted>, Failure> {
        tracing::warn!(ritual = %view.ritual.id, channel = %target.channel, error = %refusal, "the bot may not write there");
        if self.react(target).await? {
            return Err(refusal.into());
        }
        let draft = target.draft(view, artifact).await?;
        let nonce = payload::nonce(view.ritual.id);
        if let Some(posted) = self.answer_in_private(view, target, draft, status, &nonce).await? {
            return Ok(Some(posted));
        }
        self.tell_operator(view, target).await;
        Err(refusal.into())
    }

    /// Reacts to the message that asked; false where there is none or Discord refuses that as well.
    async fn react(&self, target: &Target<'_>) -> Result<bool, Failure> {
        let Way::Reply = target.way else { return Ok(false) };
        let reaction = ReactionType::Unicode(MUTED.to_owned());
        let route = Route::ChannelMessageReactionMe {
            channel_id: target.channel,
            message_id: MessageId::new(target.request),
            reaction: &reaction.as_data(),
        };
        allowed(self.rest.send(Request::new(route, LightMethod::Put)).await).map(|sent| sent.is_some())
    }

    /// Answers in the channel between the bot and who asked; none where they do not take messages.
    pub(super) async fn answer_in_private(
        &self,
        view: &RitualView,
        target: &Target<'_>,
        draft: Draft,
        status: &str,
        nonce: &str,
    ) -> Result<Option<Posted>, Failure> {
        let body = json!({ "recipient_id": target.user.to_string() });
        let opened =
            self.rest.ask::<PrivateChannel>(request(LightMethod::Post, Route::UserMeDmChannels, &body)).await;
        let Some(private) = allowed(opened)? else { return Ok(None) };
        if private.id == target.channel {
            return Ok(None);
        }
        let mut draft = draft.in_private(target.channel.get());
        draft.address = Address::Mention { user: target.user };
        let route = Route::ChannelMessages { channel_id: private.id };
        allowed(self.deliver(view, status, &mut draft, LightMethod::Post, route, Some(nonce)).await)
    }

    /// The last way. The log has it in any case.
    async fn tell_operator(&self, view: &RitualView, target: &Target<'_>) {
        let Some(channel_id) = self.operator_channel.filter(|channel| *channel != target.channel) else {
            return;
        };
        let text = format!(
            "⚠ I cannot answer <@{}> in <#{}>: I may neither write nor react there, nor write to them in private. I need \
             “View Channel”, “Send Messages” (in threads “Send Messages in Threads”) and “Read Message History” there. \
             The ritual `{}` goes on all the same.",
            target.user, target.channel, view.ritual.id
        );
        let body = payload::addressed(
            payload::edit(&text),
            Address::Mention { user: target.user },
            &payload::nonce(view.ritual.id),
        );
        let told =
            self.rest.send(request(LightMethod::Post, Route::ChannelMessages { channel_id }, &body)).await;
        if let Err(error) = told {
            tracing::warn!(%error, "the operator's channel was not told of it");
        }
    }
}

/// None where Discord refuses it for good; what may pass is tried again with the whole job.
fn allowed<T>(done: Result<T, RestError>) -> Result<Option<T>, Failure> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(error) if error.is_refusal() => {
            tracing::debug!(%error, "this way is closed as well");
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}
