//! Where the bot may not write in the channel where it was asked.
//!
//! It reacts to the request, or else answers the asker in private, or else tells the operator's channel. One of these is
//! done, the first that Discord allows. A ritual that was answered in private goes on there; otherwise its message is given
//! up and comes once somebody has given the permission and has it tried again.

use std::path::Path;

use serenity::http::{LightMethod, Route};

use super::answer::{DiscordPoster, request};
use super::target::{Target, Way};
use crate::discord::elsewhere;
use crate::discord::messages::draft::Draft;
use crate::discord::messages::payload::{self, Address};
use crate::discord::rest_error::RestError;
use crate::failure::Failure;
use crate::store::{Posted, RitualView};

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
        let draft = target.draft(&self.rest, view, artifact).await?;
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
        Ok(elsewhere::react(&self.rest, target.channel, target.request).await?)
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
        let opened = elsewhere::private_channel(&self.rest, target.user, target.channel).await?;
        let Some(channel_id) = opened else { return Ok(None) };
        let mut draft = draft.in_private(target.channel.get());
        draft.address = Address::Mention { user: target.user };
        let route = Route::ChannelMessages { channel_id };
        let sent = self.deliver(view, status, &mut draft, LightMethod::Post, route, Some(nonce)).await;
        Ok(elsewhere::allowed(sent)?)
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
