//! Brings a ritual's Discord message up to date, over REST alone.
//!
//! Everything here may run twice: a new message carries a nonce that Discord enforces, an answer that was sent but
//! not recorded is looked for first, and edits say the same thing however often they are sent.

mod draft;
mod operator;
mod payload;
mod recover;
mod refusal;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;
use serenity::http::{LightMethod, Request, Route};
use serenity::model::id::{ApplicationId, ChannelId, MessageId};

use self::draft::{Draft, MOST_BYTES, Shown};
pub use self::operator::operator;
use self::payload::Address;
use self::recover::Message;
use super::rest::{Rest, RestError};
use super::status_line;
use crate::failure::Failure;
use crate::jobs::Poster;
use crate::store::{Origin, Posted, RitualView, Timestamp};

/// How long an interaction's token is used: Discord keeps it for 15 minutes, one is left for clocks and uploads.
const TOKEN_LIFE: Duration = Duration::from_mins(14);
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

/// Where a ritual is answered.
struct Target<'a> {
    channel: ChannelId,
    user: u64,
    /// The id of what is answered; messages written later have greater ones.
    request: u64,
    way: Way<'a>,
    /// The largest file that Discord takes here, in bytes.
    most: u64,
}

/// How a ritual is answered.
#[derive(Clone, Copy)]
enum Way<'a> {
    /// As a reply to the message.
    Reply,
    /// Through the interaction's token.
    Token { application: ApplicationId, token: &'a str },
    /// As a message of its own, the token being too old.
    Mention,
}

impl<'a> Target<'a> {
    /// None where nobody waits for an answer in Discord.
    fn of(origin: &'a Origin, now: Timestamp) -> Option<Self> {
        match origin {
            Origin::CommandLine => None,
            Origin::Message { channel, message, user, .. } => Some(Self {
                channel: ChannelId::new(*channel),
                user: *user,
                request: *message,
                way: Way::Reply,
                most: MOST_BYTES,
            }),
            Origin::Interaction {
                channel, interaction, user, application, token, received, most, ..
            } => {
                let alive = !token.0.is_empty() && now.since(*received) < TOKEN_LIFE;
                let application = ApplicationId::new(*application);
                Some(Self {
                    channel: ChannelId::new(*channel),
                    user: *user,
                    request: *interaction,
                    way: if alive { Way::Token { application, token: &token.0 } } else { Way::Mention },
                    most: most.filter(|_| alive).unwrap_or(MOST_BYTES),
                })
            }
        }
    }

    fn address(&self) -> Address {
        match self.way {
            Way::Reply => Address::Reply { message: self.request },
            Way::Token { .. } | Way::Mention => Address::Mention { user: self.user },
        }
    }

    async fn draft(&self, view: &RitualView, artifact: Option<&Path>) -> Result<Draft, Failure> {
        Draft::of(view, self.address(), self.user, artifact, self.most).await
    }
}

impl DiscordPoster {
    /// Sends a ritual's answer for the first time, unless it turns out to stand already.
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
                Err(error) if refusal::token_is_dead(&error) => {
                    tracing::warn!(ritual = %view.ritual.id, %error, "the interaction cannot be answered; writing into its channel");
                }
                sent => return sent.map(Some).map_err(refusal::post_error),
            }
        }
        // The count of attempts begins anew when a ritual changes. An earlier one may have sent the answer all the same,
        // and only a young one would be recognised by its nonce.
        let may_stand = attempt > 1 || Timestamp::now().since(view.ritual.accepted) > NONCE_MEMORY;
        if may_stand {
            let text = draft.text(status);
            if let Some(found) = self.find(target, Some(&view.ritual.file), &text).await? {
                tracing::info!(ritual = %view.ritual.id, message = %found.id, "the answer stands already");
                let posted = posted(&found, found.text());
                return self.update(view, target, &posted, status, artifact, attempt).await;
            }
        }
        let route = Route::ChannelMessages { channel_id: target.channel };
        let nonce = payload::nonce(view.ritual.id);
        let sent = self.deliver(view, status, &mut draft, LightMethod::Post, route, Some(&nonce)).await;
        let sent = sent.map_err(refusal::post_error)?;
        if sent.status == draft.text(status) {
            return Ok(Some(sent));
        }
        // Discord recognised the nonce and answered with the message that stands, which says what was true then.
        self.update(view, target, &sent, status, artifact, attempt).await
    }

    /// Makes a message that stands say `status`.
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
            match self.rest.ask::<Message>(request(LightMethod::Patch, route, &body)).await {
                Ok(message) if message.id.get() == posted.message => {
                    return Ok(Some(Posted { status: text, ..posted.clone() }));
                }
                Ok(_) => {}
                Err(error) if refusal::token_is_dead(&error) => {}
                Err(error) => return Err(refusal::post_error(error)),
            }
        }
        let route = message_route(posted);
        match self.rest.send(request(LightMethod::Patch, route, &body)).await {
            Ok(_) => Ok(Some(Posted { status: text, ..posted.clone() })),
            Err(error) if refusal::message_is_gone(&error) => Ok(None),
            Err(error) if refusal::edit_is_refused(&error) => {
                tracing::warn!(ritual = %view.ritual.id, %error, "the message cannot be edited; writing another");
                self.announce(view, target, &text, attempt).await
            }
            Err(error) => Err(refusal::post_error(error)),
        }
    }

    /// Puts picture and embed into a message that stands without them.
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
            Err(error) if refusal::message_is_gone(&error) => Ok(None),
            sent => sent.map(Some).map_err(refusal::post_error),
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
            && let Some(found) = self.find(target, None, text).await?
        {
            return Ok(Some(posted(&found, text)));
        }
        let nonce = payload::nonce_of_status(view.ritual.id, text);
        let mut draft = Draft::text_only(target.address(), target.user);
        let route = Route::ChannelMessages { channel_id: target.channel };
        let sent = self.deliver(view, text, &mut draft, LightMethod::Post, route, Some(&nonce)).await;
        sent.map(Some).map_err(refusal::post_error)
    }

    /// Sends a draft, giving up bit by bit what Discord does not take.
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
            let files = draft.files().map(Shown::upload).collect();
            match self.rest.ask_with_files::<Message>(Request::new(route, method), &body, files).await {
                Ok(message) => {
                    let says = if message.content.is_empty() { &text } else { message.text() };
                    return Ok(posted(&message, says));
                }
                Err(error) if draft.concede(view, &error).await => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Looks for an answer that was sent but not recorded: by its file, or by its text.
    async fn find(
        &self,
        target: &Target<'_>,
        file: Option<&str>,
        text: &str,
    ) -> Result<Option<Message>, Failure> {
        recover::find(&self.rest, target.channel, target.request, file, text)
            .await
            .map_err(refusal::post_error)
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

fn posted(message: &Message, status: &str) -> Posted {
    Posted { channel: message.channel_id.get(), message: message.id.get(), status: status.to_owned() }
}

#[cfg(test)]
mod tests;
