//! Which updates of messages are edits by their authors.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Duration;

use parking_lot::Mutex;
use serde_json::Value;
use serenity::model::Timestamp;
use serenity::model::channel::Message;
use serenity::model::event::MessageUpdateEvent;

/// How long after it was written a message can be edited so that it runs anew.
const WINDOW: Duration = Duration::from_mins(5);
/// How old an edit may be when Discord tells of it. Later updates are no edits: somebody pins the message, for example.
const FRESH: Duration = Duration::from_mins(2);
/// How many messages are remembered.
const MOST: usize = 4096;

/// The messages that were seen lately, by what they said.
#[derive(Default)]
pub(crate) struct Edits(Mutex<Remembered>);

#[derive(Default)]
struct Remembered {
    texts: HashMap<u64, u64>,
    order: VecDeque<u64>,
}

impl Edits {
    /// Remembers what a new message says.
    pub(crate) fn note(&self, message: &Message) {
        self.0.lock().becomes(message.id.get(), mark(&message.content));
    }

    /// Forgets a message that was deleted.
    pub(crate) fn forget(&self, message: u64) {
        self.0.lock().texts.remove(&message);
    }

    /// The message as it now stands, if its author changed what it says within the window.
    pub(crate) fn edited(&self, event: &MessageUpdateEvent, now: Timestamp) -> Option<Message> {
        let (content, edited) = (event.content.as_ref()?, event.edited_timestamp?);
        let after = |earlier: Timestamp, later: Timestamp| {
            let seconds = later.unix_timestamp() - earlier.unix_timestamp();
            Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
        };
        let by_a_person = event.author.as_ref().is_some_and(|author| !author.bot);
        let in_time = after(event.id.created_at(), edited) <= WINDOW && after(edited, now) <= FRESH;
        if !by_a_person || !in_time {
            return None;
        }
        let message = whole(event)?;
        self.0.lock().becomes(event.id.get(), mark(content)).then_some(message)
    }
}

impl Remembered {
    /// Remembers what a message says; false if that is known already.
    fn becomes(&mut self, message: u64, text: u64) -> bool {
        let before = self.texts.insert(message, text);
        if before.is_none() {
            self.order.push_back(message);
        }
        while self.order.len() > MOST {
            if let Some(oldest) = self.order.pop_front() {
                self.texts.remove(&oldest);
            }
        }
        before != Some(text)
    }
}

fn mark(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Discord tells the whole message with each update; one that lacks something cannot be run.
fn whole(event: &MessageUpdateEvent) -> Option<Message> {
    let mut told = serde_json::to_value(event).ok()?;
    told.as_object_mut()?.retain(|_, value| !value.is_null());
    // Which serenity keeps apart for interactions.
    if told.get("components").is_none() {
        told["components"] = Value::Array(Vec::new());
    }
    match serde_json::from_value(told) {
        Ok(message) => Some(message),
        Err(error) => {
            tracing::debug!(message = %event.id, %error, "an edit cannot be read");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use serenity::model::id::MessageId;

    use super::*;

    fn time(seconds: i64) -> Timestamp {
        Timestamp::from_unix_timestamp(seconds).expect("a time")
    }

    /// An update of a message that was written 1,000 seconds after 1.7 billion.
    fn update(content: &str, edited: Option<i64>, bot: bool) -> MessageUpdateEvent {
        let id = ((1_700_001_000_000_u64 - 1_420_070_400_000) << 22) | 7;
        assert_eq!(MessageId::new(id).created_at().unix_timestamp(), 1_700_001_000);
        let edited = edited.map(|at| time(1_700_000_000 + at).to_string());
        serde_json::from_value(json!({
            "id": id.to_string(), "channel_id": "20", "guild_id": "10", "content": content, "type": 0,
            "author": { "id": "40", "username": "mira", "discriminator": "0", "avatar": null, "bot": bot },
            "timestamp": time(1_700_001_000).to_string(), "edited_timestamp": edited, "tts": false,
            "mention_everyone": false, "mentions": [], "mention_roles": [], "attachments": [], "embeds": [],
            "pinned": false, "flags": 0, "components": [],
        }))
        .expect("an update")
    }

    #[test]
    fn an_edit_is_taken_once_and_a_preview_or_a_pin_never() {
        let edits = Edits::default();
        let now = time(1_700_001_015);
        assert!(edits.edited(&update("!help", None, false), now).is_none(), "no edit at all");
        let taken = edits.edited(&update("!help", Some(1010), false), now).expect("an edit");
        assert_eq!((taken.content.as_str(), taken.guild_id.map(u64::from)), ("!help", Some(10)));
        assert!(taken.edited_timestamp.is_some());
        assert!(edits.edited(&update("!help", Some(1010), false), now).is_none(), "its preview");
        assert!(edits.edited(&update("!help ritual", Some(1014), false), now).is_some(), "another edit");
        edits.forget(taken.id.get());
        assert!(edits.edited(&update("!help", Some(1010), true), now).is_none(), "a bot's");
        let later = time(1_700_001_400);
        assert!(edits.edited(&update("!help", Some(1010), false), later).is_none(), "pinned later");
        assert!(edits.edited(&update("!help", Some(1301), false), time(1_700_001_302)).is_none(), "too late");
        assert!(edits.edited(&update("!help", Some(1299), false), time(1_700_001_300)).is_some());
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut remembered = Remembered::default();
        for message in 0..3 * MOST as u64 {
            assert!(remembered.becomes(message, 1));
        }
        assert!(remembered.texts.len() <= MOST && remembered.order.len() <= MOST);
    }
}
