//! Sessions, the connections that serve them, and the events that are kept for a resume.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::support::discord::model::Id;

/// The intents that matter here.
pub(crate) mod intents {
    /// Guilds and their channels and roles.
    pub(crate) const GUILDS: u64 = 1;
    /// Messages in guilds.
    pub(crate) const GUILD_MESSAGES: u64 = 1 << 9;
    /// Messages sent to the bot alone.
    pub(crate) const DIRECT_MESSAGES: u64 = 1 << 12;
    /// What the messages say: privileged.
    pub(crate) const MESSAGE_CONTENT: u64 = 1 << 15;
    /// All that Discord knows at present.
    pub(in crate::support::discord) const KNOWN: u64 = (1 << 26) - 1;
}

/// A client that introduced itself.
#[derive(Debug, Clone)]
pub(crate) struct Identify {
    /// What it wants to hear of.
    pub intents: u64,
    /// The close code that refused it, if one did.
    pub refused: Option<u16>,
    /// When it came.
    pub at: Instant,
    /// The shard, and of how many.
    pub shard: (u64, u64),
    /// Whether another client was connected with the same shard, or one of another number of shards.
    pub beside_another: bool,
}

/// One websocket from its opening to its end.
#[derive(Debug, Clone)]
pub(crate) struct Connection {
    /// When each heartbeat came.
    pub heartbeats: Vec<Instant>,
    /// Whether it took up an earlier session.
    pub resumed: bool,
    /// When it ended.
    pub closed: Option<Instant>,
    /// The close code that the client gave.
    pub client_code: Option<u16>,
    /// Since when it has a session, new or old.
    pub(super) ready: Option<Instant>,
    pub(super) outgoing: mpsc::UnboundedSender<Push>,
}

/// What goes to a client.
#[derive(Debug)]
pub(super) enum Push {
    Payload(Value),
    Close((u16, &'static str)),
    Drop,
}

/// What a client is told of, whether or not it is connected at the moment.
#[derive(Debug)]
pub(super) struct ClientSession {
    pub(super) shard: (u64, u64),
    pub(super) intents: u64,
    pub(super) events: Vec<Value>,
    pub(super) connection: Option<usize>,
}

/// Sessions, connections and what was said on them.
#[derive(Debug)]
pub(crate) struct Gateway {
    /// Every introduction, accepted or not.
    pub identifies: Vec<Identify>,
    /// Every connection, in the order of opening.
    pub connections: Vec<Connection>,
    /// READY events sent.
    pub ready: usize,
    /// RESUMED events sent.
    pub resumed: usize,
    pub(in crate::support::discord) heartbeat_interval: Duration,
    pub(in crate::support::discord) deny_message_content: bool,
    pub(super) sessions: BTreeMap<String, ClientSession>,
}

impl Default for Gateway {
    fn default() -> Self {
        Self {
            identifies: Vec::new(),
            connections: Vec::new(),
            ready: 0,
            resumed: 0,
            heartbeat_interval: Duration::from_millis(41_250),
            deny_message_content: false,
            sessions: BTreeMap::new(),
        }
    }
}

impl Gateway {
    /// Whether a client is connected and has a session now.
    pub(crate) fn is_connected(&self) -> bool {
        self.sessions.values().any(|session| session.connection.is_some())
    }

    /// The longest time that a connection with a session went without a heartbeat, up to now. Clients send the
    /// first one at some moment of the first interval.
    pub(crate) fn longest_silence(&self) -> Duration {
        let of_one = |connection: &Connection| {
            let start = connection.ready?;
            let end = connection.closed.unwrap_or_else(Instant::now);
            let beats = connection.heartbeats.iter().copied().filter(|beat| *beat > start);
            let moments: Vec<Instant> = std::iter::once(start).chain(beats).chain([end]).collect();
            moments.windows(2).map(|pair| pair[1].saturating_duration_since(pair[0])).max()
        };
        self.connections.iter().filter_map(of_one).max().unwrap_or_default()
    }

    /// Heartbeats received on all connections.
    pub(crate) fn heartbeats(&self) -> usize {
        self.connections.iter().map(|connection| connection.heartbeats.len()).sum()
    }

    /// Whether a client is connected with a session of a shard now.
    pub(crate) fn has_shard(&self, shard: (u64, u64)) -> bool {
        self.sessions.values().any(|session| session.connection.is_some() && session.shard == shard)
    }

    /// Whether a client is connected that is told what a client with this shard would be told.
    pub(super) fn is_told(&self, shard: (u64, u64)) -> bool {
        let told = |other: (u64, u64)| other == shard || other.1 != shard.1;
        self.sessions.values().any(|session| session.connection.is_some() && told(session.shard))
    }

    pub(super) fn push(&self, connection: usize, push: Push) {
        // A connection that ended meanwhile has nobody at the other end, which is what the events log is for.
        let _ = self.connections[connection].outgoing.send(push);
    }

    pub(super) fn connected(&self) -> impl Iterator<Item = usize> {
        self.sessions.values().filter_map(|session| session.connection)
    }

    /// Breaks every connection without a word; sessions stay.
    pub(in crate::support::discord) fn kick(&mut self) {
        for connection in self.connected() {
            self.push(connection, Push::Drop);
        }
        for session in self.sessions.values_mut() {
            session.connection = None;
        }
    }

    /// Asks every client to reconnect.
    pub(in crate::support::discord) fn ask_to_reconnect(&self) {
        for connection in self.connected() {
            self.push(connection, Push::Payload(json!({ "op": 7, "d": null })));
        }
    }

    /// Tells every client that its session is not valid any more, or not at present.
    pub(in crate::support::discord) fn invalidate(&mut self, resumable: bool) {
        for connection in self.connected() {
            self.push(connection, Push::Payload(json!({ "op": 9, "d": resumable })));
        }
        if !resumable {
            self.sessions.clear();
        }
    }

    /// Forgets all sessions without telling: who resumes next is told then.
    pub(in crate::support::discord) fn forget_sessions(&mut self) {
        self.kick();
        self.sessions.clear();
    }

    /// Ends every connection with a close code.
    pub(in crate::support::discord) fn close(&mut self, code: u16, reason: &'static str) {
        for connection in self.connected() {
            self.push(connection, Push::Close((code, reason)));
        }
        for session in self.sessions.values_mut() {
            session.connection = None;
        }
    }

    /// Tells all sessions that want it of an event, connected or not.
    pub(super) fn dispatch(&mut self, name: &str, shard_key: Id, intent: u64, data: impl Fn(u64) -> Value) {
        let mut pushes = Vec::new();
        for session in self.sessions.values_mut() {
            let (shard, shards) = session.shard;
            let wanted =
                (intent == 0 || session.intents & intent != 0) && (shard_key >> 22) % shards == shard;
            if wanted {
                pushes.extend(session.record(name, &data(session.intents)));
            }
        }
        for (connection, event) in pushes {
            self.push(connection, Push::Payload(event));
        }
    }
}

impl ClientSession {
    /// Numbers an event and keeps it for a resume; gives it back with its connection if there is one.
    pub(super) fn record(&mut self, name: &str, data: &Value) -> Option<(usize, Value)> {
        let event = json!({ "op": 0, "t": name, "s": self.events.len() + 1, "d": data });
        self.events.push(event.clone());
        Some((self.connection?, event))
    }
}
