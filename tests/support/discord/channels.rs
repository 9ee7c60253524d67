//! REST requests about a channel and its messages.

use serde_json::Value;

use super::answer::{Answer, Refusal, Reply};
use super::message::Message;
use super::model::{Channel, Id, id_of, permissions};
use super::request::{Call, id, unsupported};
use super::state::{Nonce, State};

impl State {
    pub(super) fn in_a_channel(
        &mut self,
        method: &str,
        channel: Channel,
        rest: &[&str],
        call: &Call,
    ) -> Reply {
        match (method, rest) {
            ("GET", []) => {
                self.world.channel_json(channel.id).map(Answer::ok).ok_or_else(Refusal::unknown_channel)
            }
            ("POST", ["typing"]) => {
                self.may_write(channel.id)?;
                self.typing.push((channel.id, std::time::Instant::now()));
                Ok(Answer::no_content())
            }
            ("PATCH", []) => self.change_channel(channel.id, call),
            ("GET", ["messages"]) => {
                self.may_see(channel.id)?;
                Ok(Answer::ok(self.list(channel.id, call)))
            }
            ("PUT", ["messages", message, "reactions", emoji, "@me"]) => {
                self.may_react(channel.id)?;
                let message = self.find(channel.id, id(message)?)?.id;
                self.reactions.push((message, (*emoji).to_owned()));
                Ok(Answer::no_content())
            }
            ("POST", ["messages"]) => self.create(channel.id, call),
            ("GET", ["messages", message]) => {
                let found = self.find(channel.id, id(message)?)?;
                Ok(Answer::ok(self.message_json(found)))
            }
            ("PATCH", ["messages", message]) => self.edit(channel.id, id(message)?, call),
            ("DELETE", ["messages", message]) => {
                let found = self.find(channel.id, id(message)?)?.id;
                self.may_change(channel.id)?;
                self.remove(found);
                Ok(Answer::no_content())
            }
            _ => Err(unsupported(call)),
        }
    }

    fn find(&self, channel: Id, message: Id) -> Result<&Message, Refusal> {
        self.messages
            .get(&message)
            .filter(|found| found.channel == channel && !found.is_ephemeral())
            .ok_or_else(Refusal::unknown_message)
    }

    /// Newest first, as Discord lists. After a message: those that follow it next, not the newest of all.
    fn list(&self, channel: Id, call: &Call) -> Value {
        let bound = |name| call.query(name).and_then(|value| value.parse::<Id>().ok());
        let limit = bound("limit").unwrap_or(50) as usize;
        let (after, before) = (bound("after"), bound("before"));
        let is_open = self.world.bot_permissions(channel) & permissions::READ_MESSAGE_HISTORY != 0;
        // Without the permission Discord finds nothing, and does not refuse.
        let inside = self.in_channel(channel).filter(|_| is_open).filter(|message| {
            after.is_none_or(|after| message.id > after) && before.is_none_or(|before| message.id < before)
        });
        let mut page: Vec<&Message> =
            if after.is_some() { inside.take(limit).collect() } else { inside.rev().take(limit).collect() };
        page.sort_by_key(|message| std::cmp::Reverse(message.id));
        page.into_iter().map(|message| self.message_json(message)).collect()
    }

    fn create(&mut self, channel: Id, call: &Call) -> Reply {
        self.may_write(channel)?;
        self.may_send(channel, call)?;
        self.may_reply(channel, &call.body)?;
        self.open_by_writing(channel)?;
        let nonce = call.body.get("nonce").filter(|nonce| !nonce.is_null()).cloned();
        if call.body["enforce_nonce"] == true {
            let Some(nonce) = &nonce else {
                return Err(Refusal::invalid("nonce", "enforce_nonce needs a nonce."));
            };
            if let Some(known) = self.nonces.iter().find(|it| it.channel == channel && it.value == *nonce) {
                // As Discord does it: a message that was deleted meanwhile is not made again.
                let first = self.messages.get(&known.message).ok_or_else(Refusal::unknown_message)?;
                return Ok(Answer::ok(self.fresh_json(first)));
            }
        }
        let mut message = Message::blank(self.world.issue(), channel, self.world.application);
        message.reply_to = self.referenced(channel, &call.body["message_reference"])?;
        message.apply(&call.body, &call.uploads, &mut self.world)?;
        let author = message.reply_to.and_then(|id| self.messages.get(&id)).map(|answered| answered.author);
        if let Some(author) = author {
            message.mention_replied(author);
        }
        message.nonce = nonce;
        if let Some(value) = message.nonce.clone() {
            self.nonces.push(Nonce { channel, value, message: message.id });
        }
        Ok(Answer::ok(self.publish(message)))
    }

    /// The message that a reply refers to. One that is gone is an error unless the request said otherwise.
    fn referenced(&self, channel: Id, reference: &Value) -> Result<Option<Id>, Refusal> {
        if reference.is_null() {
            return Ok(None);
        }
        let message = id_of(&reference["message_id"]).filter(|id| self.find(channel, *id).is_ok());
        if message.is_none() && reference["fail_if_not_exists"] != false {
            return Err(Refusal::of_life(
                400,
                50035,
                "Invalid Form Body: message_reference: Unknown message",
            ));
        }
        Ok(message)
    }

    fn edit(&mut self, channel: Id, message: Id, call: &Call) -> Reply {
        self.may_see(channel)?;
        self.may_change(channel)?;
        self.may_send(channel, call)?;
        let mut changed = self.find(channel, message)?.clone();
        if changed.author != self.world.application {
            return Err(Refusal::of_bot(403, 50005, "Cannot edit a message authored by another user"));
        }
        changed.apply(&call.body, &call.uploads, &mut self.world)?;
        Ok(Answer::ok(self.replace(changed)))
    }
}
