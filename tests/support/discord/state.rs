//! Everything that the double knows: the world, what was said in it, and what the bot did.

use std::collections::BTreeMap;
use std::time::Instant;

use parking_lot::{Mutex, MutexGuard};
use serde_json::Value;
use tokio::sync::watch;

use super::faults::{Fault, Planned, Rain};
use super::gateway::Gateway;
use super::interaction::Interaction;
use super::limits::Limits;
use super::message::Message;
use super::model::{Channel, Id, World};

/// One REST request and what became of it.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    /// When it came.
    pub at: Instant,
    /// In capitals.
    pub method: String,
    /// Without `/api/v10` and without the query.
    pub path: String,
    /// The JSON body, or a form's `payload_json`; null if none.
    pub body: Value,
    /// The status answered, or carried out before the answer was lost; none while there is none.
    pub status: Option<u16>,
    /// What was done to it on purpose.
    pub fault: Option<Fault>,
}

/// Everything that the double knows. Conditions of [`super::Discord::wait_for`] look at it.
#[derive(Debug)]
pub(crate) struct State {
    /// People and places.
    pub world: World,
    /// By id, so in the order of their making. Deleted ones are gone.
    pub messages: BTreeMap<Id, Message>,
    /// Messages that were deleted.
    pub deleted: Vec<Id>,
    /// By id.
    pub interactions: BTreeMap<Id, Interaction>,
    /// The slash commands as they were registered last, in Discord's form.
    pub commands: Vec<Value>,
    /// The same of single guilds.
    pub guild_commands: BTreeMap<Id, Vec<Value>>,
    /// Every REST request in its order.
    pub requests: Vec<Exchange>,
    /// Reactions: to which message, and which.
    pub reactions: Vec<(Id, String)>,
    /// Typing indicators: where and when.
    pub typing: Vec<(Id, Instant)>,
    /// Sessions, connections and what was said on them.
    pub gateway: Gateway,
    /// What broke Discord's rules, whoever did it.
    pub violations: Vec<String>,
    pub(super) token: String,
    pub(super) faults: Vec<Planned>,
    pub(super) rain: Option<Rain>,
    pub(super) limits: Limits,
    pub(super) nonces: Vec<Nonce>,
    pub(super) url: String,
    /// Whether requests are kept without their bodies, and sessions that were given up not at all, as so many come.
    pub(super) is_thrifty: bool,
}

/// A nonce that is still remembered, and the message that had it.
#[derive(Debug)]
pub(super) struct Nonce {
    pub(super) channel: Id,
    pub(super) value: Value,
    pub(super) message: Id,
}

impl State {
    pub(super) fn new(token: String, url: String) -> Self {
        Self {
            world: World::new(),
            messages: BTreeMap::new(),
            deleted: Vec::new(),
            interactions: BTreeMap::new(),
            commands: Vec::new(),
            guild_commands: BTreeMap::new(),
            requests: Vec::new(),
            reactions: Vec::new(),
            typing: Vec::new(),
            gateway: Gateway::default(),
            violations: Vec::new(),
            token,
            faults: Vec::new(),
            rain: None,
            limits: Limits::default(),
            nonces: Vec::new(),
            url,
            is_thrifty: false,
        }
    }

    /// The messages of a channel, oldest first, as everybody sees them: without ephemeral ones.
    pub(crate) fn in_channel(&self, channel: Id) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.values().filter(move |message| message.channel == channel && !message.is_ephemeral())
    }

    /// The bot's own messages in a channel, oldest first, those included that one user alone sees.
    pub(crate) fn by_bot(&self, channel: Id) -> impl DoubleEndedIterator<Item = &Message> {
        let bot = self.world.application;
        self.messages.values().filter(move |message| message.channel == channel && message.author == bot)
    }

    /// The requests for an endpoint so far.
    pub(crate) fn asked(&self, endpoint: super::faults::Endpoint) -> impl Iterator<Item = &Exchange> {
        self.requests.iter().filter(move |it| endpoint.matches(&it.method, &it.path))
    }

    pub(super) fn channel(&self, id: Id) -> Option<Channel> {
        self.world.channels.get(&id).copied()
    }

    /// A message in the form that reading it has.
    pub(super) fn message_json(&self, message: &Message) -> Value {
        message.json(&self.world, self.answered(message))
    }

    /// A message in the form that sending it has.
    pub(super) fn fresh_json(&self, message: &Message) -> Value {
        message.fresh_json(&self.world, self.answered(message))
    }

    fn answered(&self, message: &Message) -> Option<&Message> {
        self.messages.get(&message.reply_to?)
    }

    /// Puts a new message into the world and tells the gateway.
    pub(super) fn publish(&mut self, message: Message) -> Value {
        let written = self.fresh_json(&message);
        self.announce("MESSAGE_CREATE", &message);
        self.messages.insert(message.id, message);
        written
    }

    /// Replaces a message by its changed form and tells the gateway.
    pub(super) fn replace(&mut self, mut message: Message) -> Value {
        message.touch();
        self.announce("MESSAGE_UPDATE", &message);
        let written = self.message_json(&message);
        self.messages.insert(message.id, message);
        written
    }

    /// Takes a message away and tells the gateway.
    pub(super) fn remove(&mut self, id: Id) -> Option<Message> {
        let message = self.messages.remove(&id)?;
        self.deleted.push(id);
        self.announce_removal(&message);
        Some(message)
    }
}

/// The state, and word of each change.
#[derive(Debug)]
pub(super) struct Hub {
    state: Mutex<State>,
    changed: watch::Sender<()>,
}

impl Hub {
    pub(super) fn new(state: State) -> Self {
        Self { state: Mutex::new(state), changed: watch::Sender::new(()) }
    }

    /// Reads the state.
    pub(super) fn look(&self) -> MutexGuard<'_, State> {
        // A condition in a test may panic while it looks; the state is whole all the same.
        self.state.lock()
    }

    /// Changes the state and wakes whoever waits for a change.
    pub(super) fn change<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let result = change(&mut self.look());
        self.changed.send_replace(());
        result
    }

    pub(super) fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }
}
