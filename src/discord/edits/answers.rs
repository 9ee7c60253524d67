//! Which of the bot's plain answers belong to which messages, so that an edited message has one answer and not two. The
//! gateway tells of the bot's own messages too. A ritual's message is none of these: it stays what it is.

use std::collections::VecDeque;
use std::time::Duration;

use parking_lot::Mutex;
use serenity::model::channel::{Message, MessageFlags};
use serenity::model::id::{ChannelId, MessageId, UserId};
use tokio::time::sleep;

/// How many are remembered.
const MOST: usize = 1024;

/// Within so long the gateway tells of an answer that was given.
const HEARD_WITHIN: Duration = Duration::from_millis(300);

/// The plain answers of lately.
#[derive(Default)]
pub(crate) struct Answers(Mutex<VecDeque<(u64, ChannelId, MessageId)>>);

impl Answers {
    /// Takes note of a message if it is a plain answer of the bot's.
    pub(crate) fn note(&self, message: &Message, me: UserId) {
        // A notice that says how long a ritual waits is no answer, and goes by itself.
        let is_notice =
            message.flags.is_some_and(|flags| flags.contains(MessageFlags::SUPPRESS_NOTIFICATIONS));
        let is_plain = message.attachments.is_empty()
            && message.embeds.is_empty()
            && message.components.is_empty()
            && !is_notice;
        let answered = message.message_reference.as_ref().and_then(|reference| reference.message_id);
        if let (Some(answered), true) = (answered, message.author.id == me && is_plain) {
            let mut answers = self.0.lock();
            answers.push_back((answered.get(), message.channel_id, message.id));
            while answers.len() > MOST {
                answers.pop_front();
            }
        }
    }

    /// The latest answer to a message.
    pub(crate) fn to(&self, message: u64) -> Option<(ChannelId, MessageId)> {
        let answers = self.0.lock();
        answers
            .iter()
            .rev()
            .find(|(answered, ..)| *answered == message)
            .map(|(_, channel, id)| (*channel, *id))
    }

    /// The same; one that was given just now may not have been heard of yet.
    pub(crate) async fn awaited(&self, message: u64) -> Option<(ChannelId, MessageId)> {
        if self.to(message).is_none() {
            sleep(HEARD_WITHIN).await;
        }
        self.to(message)
    }

    /// Forgets what a message was answered.
    pub(crate) fn forget(&self, message: u64) {
        self.0.lock().retain(|(answered, ..)| *answered != message);
    }
}
