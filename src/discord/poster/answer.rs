//! Posts a ritual's message, or edits the one that was posted.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};
use serenity::http::{LightMethod, Request, Route};
use serenity::model::id::{ChannelId, MessageId};

use super::recover::{self, PostedMessage};
use super::target::{Target, Way};
use crate::discord::messages::draft::{self, Attachment, Draft};
use crate::discord::messages::payload::{self, split_mention};
use crate::discord::messages::status_line;
use crate::discord::rest::Rest;
use crate::discord::rest_error::RestError;
use crate::failure::{Class, Failure};
use crate::jobs::Poster;
use crate::store::{Posted, RitualView, Timestamp};

/// How long Discord surely remembers a nonce: its documentation says a few minutes.
const NONCE_MEMORY: Duration = Duration::from_mins(1);

/// Between two looks whether an interaction is acknowledged.
const FIRST_ANSWER_LOOK: Duration = Duration::from_secs(1);

/// A poster that talks to Discord through `rest`, and tells `operator_channel` whom it cannot answer. It does not need
/// the gateway.
pub fn poster(rest: Rest, operator_channel: Option<u64>) -> Arc<dyn Poster> {
    Arc::new(DiscordPoster { rest, operator_channel: operator_channel.map(ChannelId::new) })
}

pub(super) struct DiscordPoster {
    pub(super) rest: Rest,
    pub(super) operator_channel: Option<ChannelId>,
}

#[async_trait]
impl Poster for DiscordPoster {
    fn needs_picture(&self, view: &RitualView) -> bool {
        let lacks_it = |posted: &Posted| tells_of_failure(posted);
        view.ritual.deleted.is_none()
            && view.ritual.rendered.is_some()
            && view.ritual.posted.as_ref().is_none_or(lacks_it)
    }

    async fn show(
        &self,
        view: &RitualView,
        artifact: Option<&Path>,
        attempt: u32,
    ) -> Result<Option<Posted>, Failure> {
        let Some(target) = Target::of(&view.ritual.origin, Timestamp::now()) else { return Ok(None) };
        if view.ritual.deleted.is_some() && view.cancelled.is_none() {
            return self.withdraw(view, &target).await.map(|()| None);
        }
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
        let mut draft = target.draft(&self.rest, view, artifact).await?;
        if let Way::Token { application, token } = target.way {
            let route = Route::WebhookOriginalInteractionResponse { application_id: application, token };
            match self.deliver(view, status, &mut draft, LightMethod::Patch, route, None).await {
                Err(error) if error.status() == Some(404) && target.young => {
                    let waits = Failure::new(Class::Paused, "the interaction is not acknowledged yet");
                    return Err(waits.after(Some(FIRST_ANSWER_LOOK)).because(error));
                }
                Err(error) if error.is_refusal() => {
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
                let posted = posted(&found, &found.content);
                return self.update(view, target, &posted, status, artifact, attempt).await;
            }
        }
        let route = Route::ChannelMessages { channel_id: target.channel };
        let nonce = payload::nonce(view.ritual.id);
        let sent = match self.deliver(view, status, &mut draft, LightMethod::Post, route, Some(&nonce)).await
        {
            Err(error) if error.writing_is_refused() => {
                return self.answer_elsewhere(view, target, status, artifact, error).await;
            }
            sent => sent?,
        };
        if sent.status == draft.channel_text(status) {
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
        if tells_of_failure(posted) && view.render_failure.is_none() {
            return self.complete(view, target, posted, status, artifact).await;
        }
        let text = draft::with_new_status(&posted.status, status);
        if status_line::says_the_same(&posted.status, &text) {
            return Ok(Some(posted.clone()));
        }
        let body = payload::edit_of(view, &text);
        // One that mentions the asker is a message of its own and not the interaction's answer.
        let is_answer = split_mention(&posted.status).0.is_empty();
        if let (Way::Token { application, token }, true) = (target.way, is_answer) {
            let route = Route::WebhookOriginalInteractionResponse { application_id: application, token };
            match self.rest.ask::<PostedMessage>(request(LightMethod::Patch, route, &body)).await {
                Ok(message) if message.id.get() == posted.message => {
                    return Ok(Some(Posted { status: text, ..posted.clone() }));
                }
                Ok(_) => {}
                Err(error) if error.is_refusal() => {}
                Err(error) => return Err(error.into()),
            }
        }
        match self.edit(posted, &body).await {
            Ok(()) => Ok(Some(Posted { status: text, ..posted.clone() })),
            Err(error) if error.message_is_gone() => Ok(None),
            Err(error) if error.edit_is_refused() => {
                tracing::warn!(ritual = %view.ritual.id, %error, "the message cannot be edited; writing another");
                self.announce(view, target, posted, status, attempt).await
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Edits a message's text. A thread that was archived meanwhile is opened again for that: anybody who may write in a
    /// thread may do so, unless a moderator locked it.
    async fn edit(&self, posted: &Posted, body: &Value) -> Result<(), RestError> {
        let edit = || self.rest.send(request(LightMethod::Patch, message_route(posted), body));
        match edit().await {
            Err(error) if error.thread_is_archived() => {
                let thread = Route::Channel { channel_id: ChannelId::new(posted.channel) };
                let open = json!({ "archived": false });
                self.rest.send(request(LightMethod::Patch, thread, &open)).await.map_err(|_| error)?;
                edit().await.map(drop)
            }
            edited => edited.map(drop),
        }
    }

    /// Puts the picture into a message that was posted without it.
    async fn complete(
        &self,
        view: &RitualView,
        target: &Target<'_>,
        posted: &Posted,
        status: &str,
        artifact: Option<&Path>,
    ) -> Result<Option<Posted>, Failure> {
        let draft = target.draft(&self.rest, view, artifact).await?;
        let mut draft = draft.below(split_mention(&posted.status).0);
        let route = message_route(posted);
        match self.deliver(view, status, &mut draft, LightMethod::Patch, route, None).await {
            Err(error) if error.message_is_gone() => Ok(None),
            sent => sent.map(Some).map_err(Failure::from),
        }
    }

    /// Tells a new status in a message of its own, where the old message cannot be edited: beside it, or to the asker in
    /// private.
    async fn announce(
        &self,
        view: &RitualView,
        target: &Target<'_>,
        posted_before: &Posted,
        status: &str,
        attempt: u32,
    ) -> Result<Option<Posted>, Failure> {
        let mut draft = target.text_draft(view);
        let text = draft.channel_text(status);
        if attempt > 1
            && let Some(found) = self.find(target, |message| message.content == text).await?
        {
            return Ok(Some(posted(&found, &text)));
        }
        let nonce = payload::nonce_of_status(view.ritual.id, status);
        let channel_id = ChannelId::new(posted_before.channel);
        let route = Route::ChannelMessages { channel_id };
        match self.deliver(view, status, &mut draft, LightMethod::Post, route, Some(&nonce)).await {
            Err(error) if error.writing_is_refused() => {
                let told = self.answer_in_private(view, target, draft, status, &nonce).await?;
                told.map(Some).ok_or_else(|| error.into())
            }
            sent => sent.map(Some).map_err(Failure::from),
        }
    }

    /// Sends a draft. Whatever Discord refuses is left out, one thing after the other.
    pub(super) async fn deliver(
        &self,
        view: &RitualView,
        status: &str,
        draft: &mut Draft,
        method: LightMethod,
        route: Route<'_>,
        nonce: Option<&str>,
    ) -> Result<Posted, RestError> {
        loop {
            let text = if nonce.is_some() { draft.channel_text(status) } else { draft.text(status) };
            let names: Vec<&str> = draft.files().map(|file| file.name.as_str()).collect();
            let mut body = payload::answer(view, &text, &names);
            if let Some(nonce) = nonce {
                body = payload::addressed(body, draft.address, nonce);
            }
            let files = draft.files().map(Attachment::upload).collect();
            match self.rest.ask_with_files::<PostedMessage>(Request::new(route, method), &body, files).await {
                Ok(message) => {
                    let says = if message.content.is_empty() { &text } else { &message.content };
                    return Ok(posted(&message, says));
                }
                Err(error) if draft.degrade(view, &error).await => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Looks for a message that was sent but not recorded.
    pub(super) async fn find(
        &self,
        target: &Target<'_>,
        is_wanted: impl Fn(&PostedMessage) -> bool,
    ) -> Result<Option<PostedMessage>, Failure> {
        Ok(recover::find(&self.rest, target.channel, target.request, is_wanted).await?)
    }
}

/// Whether a message told of a failed rendering when it was shown last.
fn tells_of_failure(posted: &Posted) -> bool {
    status_line::tells_of_failure(&posted.status)
}

pub(super) fn request<'a>(method: LightMethod, route: Route<'a>, body: &Value) -> Request<'a> {
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
