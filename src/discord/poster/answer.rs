//! Posts a ritual's message, or edits the one that was posted.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;
use serenity::http::{LightMethod, Request, Route};
use serenity::model::id::{ChannelId, MessageId};

use super::recover::{self, PostedMessage};
use super::target::{Target, Way};
use crate::discord::messages::draft::{self, Attachment, Draft};
use crate::discord::messages::{payload, status_line};
use crate::discord::rest::Rest;
use crate::discord::rest_error::RestError;
use crate::failure::Failure;
use crate::jobs::Poster;
use crate::store::{Posted, RitualView, Timestamp};

/// How long Discord surely remembers a nonce: its documentation says a few minutes.
const NONCE_MEMORY: Duration = Duration::from_mins(1);

/// A poster that talks to Discord through `rest`. It does not need the gateway.
pub fn poster(rest: Rest) -> Arc<dyn Poster> {
    Arc::new(DiscordPoster { rest })
}

struct DiscordPoster {
    rest: Rest,
}

#[async_trait]
impl Poster for DiscordPoster {
    fn needs_picture(&self, view: &RitualView) -> bool {
        let lacks_it = |posted: &Posted| status_line::tells_of_failure(&posted.status);
        view.ritual.rendered.is_some() && view.ritual.posted.as_ref().is_none_or(lacks_it)
    }

    async fn show(
        &self,
        view: &RitualView,
        artifact: Option<&Path>,
        attempt: u32,
    ) -> Result<Option<Posted>, Failure> {
        let Some(target) = Target::of(&view.ritual.origin, Timestamp::now()) else { return Ok(None) };
        let status = status_line::status(view);
        if let Some(posted) = &view.ritual.posted {
            return self.update(view, &target, posted, &status, artifact, attempt).await;
        }
        self.post(view, &target, &status, artifact, attempt).await
    }
}

impl DiscordPoster {
    /// Posts a ritual's answer, unless an earlier attempt has posted it already.
    async fn post(
        &self,
        view: &RitualView,
        target: &Target<'_>,
        status: &str,
        artifact: Option<&Path>,
        attempt: u32,
    ) -> Result<Option<Posted>, Failure> {
        let mut draft = target.draft(view, artifact).await?;
        if let Way::Token { application, token } = target.way {
            let route = Route::WebhookOriginalInteractionResponse { application_id: application, token };
            match self.deliver(view, status, &mut draft, LightMethod::Patch, route, None).await {
                Err(error) if error.token_is_dead() => {
                    tracing::warn!(ritual = %view.ritual.id, %error, "the interaction cannot be answered; writing into its channel");
                }
                sent => return sent.map(Some).map_err(Failure::from),
            }
        }
        // An earlier attempt may have sent the answer although that was not recorded. Discord recognises its nonce for a
        // short time only. `attempt` alone does not tell: it is counted anew when a ritual changes.
        let may_stand = attempt > 1 || Timestamp::now().since(view.ritual.accepted) > NONCE_MEMORY;
        if may_stand {
            let found = self.find(target, |message| message.names(view.ritual.id)).await?;
            if let Some(found) = found {
                tracing::info!(ritual = %view.ritual.id, message = %found.id, "the answer stands already");
                let posted = posted(&found, found.text());
                return self.update(view, target, &posted, status, artifact, attempt).await;
            }
        }
        let route = Route::ChannelMessages { channel_id: target.channel };
        let nonce = payload::nonce(view.ritual.id);
        let sent = self.deliver(view, status, &mut draft, LightMethod::Post, route, Some(&nonce)).await;
        let sent = sent.map_err(Failure::from)?;
        if sent.status == draft.text(status) {
            return Ok(Some(sent));
        }
        // Discord recognised the nonce and answered with the message of the earlier attempt, whose text may be old.
        self.update(view, target, &sent, status, artifact, attempt).await
    }

    /// Edits the message that was posted, so that it says `status`.
    async fn update(
        &self,
        view: &RitualView,
        target: &Target<'_>,
        posted: &Posted,
        status: &str,
        artifact: Option<&Path>,
        attempt: u32,
    ) -> Result<Option<Posted>, Failure> {
        // A ritual that failed and was revived: its message gets the picture that it lacks.
        if status_line::tells_of_failure(&posted.status) && view.render_failure.is_none() {
            return self.complete(view, target, posted, status, artifact).await;
        }
        let text = draft::with_notes_of(view, &posted.status, status);
        if status_line::says_the_same(&posted.status, &text) {
            return Ok(Some(posted.clone()));
        }
        let body = payload::edit(&text);
        if let Way::Token { application, token } = target.way {
            let route = Route::WebhookOriginalInteractionResponse { application_id: application, token };
            match self.rest.ask::<PostedMessage>(request(LightMethod::Patch, route, &body)).await {
                Ok(message) if message.id.get() == posted.message => {
                    return Ok(Some(Posted { status: text, ..posted.clone() }));
                }
                Ok(_) => {}
                Err(error) if error.token_is_dead() => {}
                Err(error) => return Err(error.into()),
            }
        }
        let route = message_route(posted);
        match self.rest.send(request(LightMethod::Patch, route, &body)).await {
            Ok(_) => Ok(Some(Posted { status: text, ..posted.clone() })),
            Err(error) if error.message_is_gone() => Ok(None),
            Err(error) if error.edit_is_refused() => {
                tracing::warn!(ritual = %view.ritual.id, %error, "the message cannot be edited; writing another");
                self.announce(view, target, &text, attempt).await
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Puts picture and embed into a message that was posted without them.
    async fn complete(
        &self,
        view: &RitualView,
        target: &Target<'_>,
        posted: &Posted,
        status: &str,
        artifact: Option<&Path>,
    ) -> Result<Option<Posted>, Failure> {
        let mut draft = target.draft(view, artifact).await?;
        let route = message_route(posted);
        match self.deliver(view, status, &mut draft, LightMethod::Patch, route, None).await {
            Err(error) if error.message_is_gone() => Ok(None),
            sent => sent.map(Some).map_err(Failure::from),
        }
    }

    /// Tells a new status in a message of its own, where the old message cannot be edited.
    async fn announce(
        &self,
        view: &RitualView,
        target: &Target<'_>,
        text: &str,
        attempt: u32,
    ) -> Result<Option<Posted>, Failure> {
        if attempt > 1
            && let Some(found) = self.find(target, |message| message.text() == text).await?
        {
            return Ok(Some(posted(&found, text)));
        }
        let nonce = payload::nonce_of_status(view.ritual.id, text);
        let mut draft = Draft::text_only(target.address(), target.user);
        let route = Route::ChannelMessages { channel_id: target.channel };
        let sent = self.deliver(view, text, &mut draft, LightMethod::Post, route, Some(&nonce)).await;
        sent.map(Some).map_err(Failure::from)
    }

    /// Sends a draft. Whatever Discord refuses is left out, one thing after the other.
    async fn deliver(
        &self,
        view: &RitualView,
        status: &str,
        draft: &mut Draft,
        method: LightMethod,
        route: Route<'_>,
        nonce: Option<&str>,
    ) -> Result<Posted, RestError> {
        loop {
            let text = draft.text(status);
            let names: Vec<&str> = draft.files().map(|file| file.name.as_str()).collect();
            let mut body = payload::answer(view, &text, draft.embed.as_ref(), &names);
            if let Some(nonce) = nonce {
                body = payload::addressed(body, draft.address, nonce);
            }
            let files = draft.files().map(Attachment::upload).collect();
            match self.rest.ask_with_files::<PostedMessage>(Request::new(route, method), &body, files).await {
                Ok(message) => {
                    let says = if message.content.is_empty() { &text } else { message.text() };
                    return Ok(posted(&message, says));
                }
                Err(error) if draft.degrade(view, &error).await => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Looks for a message that was sent but not recorded.
    async fn find(
        &self,
        target: &Target<'_>,
        is_wanted: impl Fn(&PostedMessage) -> bool,
    ) -> Result<Option<PostedMessage>, Failure> {
        Ok(recover::find(&self.rest, target.channel, target.request, is_wanted).await?)
    }
}

fn request<'a>(method: LightMethod, route: Route<'a>, body: &Value) -> Request<'a> {
    Request::new(route, method).body(Some(body.to_string().into_bytes()))
}

fn message_route(posted: &Posted) -> Route<'static> {
    Route::ChannelMessage {
        channel_id: ChannelId::new(posted.channel),
        message_id: MessageId::new(posted.message),
    }
}

fn posted(message: &PostedMessage, status: &str) -> Posted {
    Posted { channel: message.channel_id.get(), message: message.id.get(), status: status.to_owned() }
}
