//! Telling below a message that asked how long its picture takes, and taking that away again.
//!
//! Pictures go first: a notice is sent where the channel has more turns left than pictures may need. Edits of messages have
//! turns of their own, of which most are left to what pictures say of their copies.

use std::time::Duration;

use serde::Deserialize;
use serenity::http::{LightMethod, Request, Route};
use serenity::model::id::{ChannelId, MessageId};
use tokio::time::{Instant, timeout};

use super::text::Said;
use super::waiters::{Answer, Waiter, Waiters};
use crate::app::App;
use crate::discord::messages::payload;
use crate::discord::poster::recover;
use crate::discord::rest::Rest;
use crate::discord::rest_error::RestError;
use crate::store::{Notice, RitualId, Timestamp};

/// How long Discord may take for a notice.
const PATIENCE: Duration = Duration::from_secs(5);
/// The window in which Discord counts what is written into a channel, and how much it takes in one as far as is known
/// where it has not said so.
const WINDOW: Duration = Duration::from_secs(5);
const USUAL_TURNS: u32 = 5;
/// How many turns stay free in any case: of messages where the operator holds pictures back, for when they are made again;
/// of edits for the pictures that are shown.
const KEPT: u32 = 2;

/// What Discord says of a message that it has taken.
#[derive(Deserialize)]
struct Sent {
    id: MessageId,
}

/// Everything that telling needs.
#[derive(Clone, Copy)]
pub(super) struct Teller<'a> {
    pub(super) waiters: &'a Waiters,
    pub(super) app: &'a App,
    pub(super) rest: &'a Rest,
}

impl Teller<'_> {
    /// Says below a request how far its ritual is, if that is something new and costs no picture its turn.
    pub(super) async fn tell_below(self, id: RitualId, waiter: &Waiter, channel: ChannelId, request: u64) {
        // Held until Discord has answered, so that the picture comes after it.
        let mut answer = waiter.answer.lock().await;
        if answer.closed {
            return;
        }
        let waiting = match self.app.standing(id).await {
            Ok(Some(waiting)) => waiting,
            Ok(None) => return self.waiters.over(id),
            Err(_) => return,
        };
        let (standing, estimate, now) = (waiting.standing, self.app.estimate(&waiting), Timestamp::now());
        let Some(said) = Said::now(standing, estimate, now).filter(|_| !waiter.silent) else { return };
        let text = said.text(waiter.language);
        match self.waiters.notices.of(id) {
            None if Said::is_worth_a_message(standing, estimate, now) => {
                let notice = Notice { ritual: id, channel: channel.get(), request, message: None };
                self.send(notice, &mut answer, said, &text).await;
            }
            Some(notice) if !answer.said.is_some_and(|before| before.is_as_good_as(&said)) => {
                self.edit(notice, &mut answer, said, &text).await;
            }
            _ => {}
        }
    }

    /// Whether a message leaves as many turns in its channel as pictures may need there meanwhile.
    async fn may_send(self, channel: ChannelId, message: &Request<'_>) -> bool {
        let left = self.rest.turns_left(message).unwrap_or(USUAL_TURNS);
        let needed = self.waiters.turns_needed(channel, self.app.pictures_within(WINDOW));
        u64::from(left) > needed || left > KEPT && self.app.rendering_is_held().await
    }

    /// Whether an edit leaves turns for those of shown pictures.
    fn may_edit(self, edit: &Request<'_>) -> bool {
        self.rest.turns_left(edit).is_none_or(|left| left > KEPT)
    }

    /// Sends a notice. One of which it stays unknown whether it arrived is looked for when it is to be taken away.
    async fn send(self, notice: Notice, answer: &mut Answer, said: Said, text: &str) {
        let (id, channel_id) = (notice.ritual, ChannelId::new(notice.channel));
        let body = payload::notice(text, notice.request, id).to_string().into_bytes();
        let request = Request::new(Route::ChannelMessages { channel_id }, LightMethod::Post).body(Some(body));
        // What is not noted is not sent.
        if !self.may_send(channel_id, &request).await || self.app.note_notice(id, None).await.is_err() {
            return;
        }
        self.waiters.notices.keep(notice);
        match timeout(PATIENCE, self.rest.ask::<Sent>(request)).await.unwrap_or(Err(RestError::TimedOut)) {
            Ok(sent) => {
                let message = Some(sent.id.get());
                self.waiters.notices.keep(Notice { message, ..notice });
                answer.said = Some(said);
                if let Err(error) = self.app.note_notice(id, message).await {
                    tracing::debug!(ritual = %id, error = format!("{error:#}"), "where a notice stands is not noted");
                }
            }
            Err(error) => {
                tracing::debug!(ritual = %id, %error, "a notice could not be sent");
                if error.is_refusal() {
                    self.waiters.says_no_more(id);
                }
                if error.is_refusal() || error.pause().is_some() {
                    self.forget(id).await;
                }
            }
        }
    }

    /// Edits a notice; nothing is done where it is not known which message that is.
    async fn edit(self, notice: Notice, answer: &mut Answer, said: Said, text: &str) {
        let (id, channel_id) = (notice.ritual, ChannelId::new(notice.channel));
        let Some(message_id) = notice.message.map(MessageId::new) else { return };
        let route = Route::ChannelMessage { channel_id, message_id };
        let body = payload::edit(text).to_string().into_bytes();
        let request = Request::new(route, LightMethod::Patch).body(Some(body));
        if !self.may_edit(&request) {
            return;
        }
        match timeout(PATIENCE, self.rest.send(request)).await.unwrap_or(Err(RestError::TimedOut)) {
            Ok(_) => answer.said = Some(said),
            Err(error) => {
                tracing::debug!(ritual = %id, %error, "a notice could not be edited");
                // Somebody deleted it, or the channel: nothing more is said there.
                if error.is_refusal() {
                    self.waiters.says_no_more(id);
                    self.waiters.notices.over(id, Instant::now());
                }
            }
        }
    }

    /// Takes a notice away.
    pub(super) async fn take_away(self, notice: Notice) {
        match self.delete(notice).await {
            Err(error) if !error.is_refusal() => {
                tracing::debug!(ritual = %notice.ritual, %error, "a notice could not be taken away; trying again");
            }
            // What is refused for good is gone, or somebody else's to delete.
            _ => self.forget(notice.ritual).await,
        }
    }

    async fn delete(self, notice: Notice) -> Result<(), RestError> {
        let channel_id = ChannelId::new(notice.channel);
        let message = if let Some(message) = notice.message {
            Some(MessageId::new(message))
        } else {
            let is_notice = recover::PostedMessage::is_notice;
            let found = recover::find(self.rest, channel_id, notice.request, is_notice).await?;
            found.map(|found| found.id)
        };
        let Some(message_id) = message else { return Ok(()) };
        let route = Route::ChannelMessage { channel_id, message_id };
        timeout(PATIENCE, self.rest.send(Request::new(route, LightMethod::Delete)))
            .await
            .unwrap_or(Err(RestError::TimedOut))
            .map(drop)
    }

    /// A notice is gone. Where the database does not answer, it goes on standing among those to be taken away.
    async fn forget(self, id: RitualId) {
        match self.app.forget_notice(id).await {
            Ok(()) => self.waiters.notices.forget(id),
            Err(_) => self.waiters.notices.over(id, Instant::now()),
        }
    }
}
