//! The gateway: one websocket per connection, sessions that outlive it, and events replayed on resuming.
//!
//! Whatever goes out passes through one queue per connection, filled while the state is locked: so sequence
//! numbers arrive in their order, and READY before everything else.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::message::Message;
use super::model::{Id, Place, merge};
use super::state::{Hub, State};

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
    pub(in super::super) const KNOWN: u64 = (1 << 26) - 1;
}

/// Discord's close codes.
mod close {
    pub(super) const UNKNOWN_OPCODE: (u16, &str) = (4001, "Unknown opcode.");
    pub(super) const DECODE_ERROR: (u16, &str) = (4002, "Error while decoding payload.");
    pub(super) const NOT_AUTHENTICATED: (u16, &str) = (4003, "Not authenticated.");
    pub(super) const AUTHENTICATION_FAILED: (u16, &str) = (4004, "Authentication failed.");
    pub(super) const ALREADY_AUTHENTICATED: (u16, &str) = (4005, "Already authenticated.");
    pub(super) const INVALID_SEQUENCE: (u16, &str) = (4007, "Invalid seq.");
    pub(super) const INVALID_INTENTS: (u16, &str) = (4013, "Invalid intent(s).");
    pub(super) const DISALLOWED_INTENTS: (u16, &str) = (4014, "Disallowed intent(s).");
}

/// A client that introduced itself.
#[derive(Debug, Clone)]
pub(crate) struct Identify {
    /// What it wants to hear of.
    pub intents: u64,
    /// The close code that refused it, if one did.
    pub refused: Option<u16>,
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
    ready: Option<Instant>,
    outgoing: mpsc::UnboundedSender<Push>,
}

/// What goes to a client.
#[derive(Debug)]
enum Push {
    Payload(Value),
    Close((u16, &'static str)),
    Drop,
}

/// What a client is told of, whether or not it is connected at the moment.
#[derive(Debug)]
struct Session {
    shard: (u64, u64),
    intents: u64,
    events: Vec<Value>,
    connection: Option<usize>,
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
    pub(super) heartbeat_interval: Duration,
    pub(super) deny_message_content: bool,
    sessions: BTreeMap<String, Session>,
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

    fn push(&self, connection: usize, push: Push) {
        // A connection that ended meanwhile has nobody at the other end, which is what the events log is for.
        let _ = self.connections[connection].outgoing.send(push);
    }

    fn connected(&self) -> impl Iterator<Item = usize> {
        self.sessions.values().filter_map(|session| session.connection)
    }

    /// Breaks every connection without a word; sessions stay.
    pub(super) fn kick(&mut self) {
        for connection in self.connected() {
            self.push(connection, Push::Drop);
        }
        for session in self.sessions.values_mut() {
            session.connection = None;
        }
    }

    /// Asks every client to reconnect.
    pub(super) fn ask_to_reconnect(&self) {
        for connection in self.connected() {
            self.push(connection, Push::Payload(json!({ "op": 7, "d": null })));
        }
    }

    /// Tells every client that its session is not valid any more, or not at present.
    pub(super) fn invalidate(&mut self, resumable: bool) {
        for connection in self.connected() {
            self.push(connection, Push::Payload(json!({ "op": 9, "d": resumable })));
        }
        if !resumable {
            self.sessions.clear();
        }
    }

    /// Forgets all sessions without telling: who resumes next is told then.
    pub(super) fn forget_sessions(&mut self) {
        self.kick();
        self.sessions.clear();
    }

    /// Ends every connection with a close code.
    pub(super) fn close(&mut self, code: u16, reason: &'static str) {
        for connection in self.connected() {
            self.push(connection, Push::Close((code, reason)));
        }
        for session in self.sessions.values_mut() {
            session.connection = None;
        }
    }

    /// Tells all sessions that want it of an event, connected or not.
    fn dispatch(&mut self, name: &str, shard_key: Id, intent: u64, data: impl Fn(u64) -> Value) {
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

impl Session {
    /// Numbers an event and keeps it for a resume; gives it back with its connection if there is one.
    fn record(&mut self, name: &str, data: &Value) -> Option<(usize, Value)> {
        let event = json!({ "op": 0, "t": name, "s": self.events.len() + 1, "d": data });
        self.events.push(event.clone());
        Some((self.connection?, event))
    }
}

impl State {
    /// Tells the gateway of a message made or changed.
    pub(super) fn announce(&mut self, name: &str, message: &Message) {
        if message.is_ephemeral() {
            return;
        }
        let mut event = self.fresh_json(message);
        let (key, intent) = self.audience(message);
        if let Some(guild) = self.channel(message.channel).and_then(super::model::Channel::guild) {
            event["guild_id"] = json!(guild.to_string());
            if let Some(mut member) = self.world.member_json(guild, message.author) {
                member.as_object_mut().map(|fields| fields.remove("user"));
                event["member"] = member;
            }
        }
        let bot = self.world.application;
        let open =
            intent == intents::DIRECT_MESSAGES || message.author == bot || message.mentions.contains(&bot);
        self.gateway.dispatch(name, key, intent, |wanted| {
            let mut event = event.clone();
            if !open && wanted & intents::MESSAGE_CONTENT == 0 {
                merge(
                    &mut event,
                    json!({ "content": "", "embeds": [], "attachments": [], "components": [] }),
                );
            }
            event
        });
    }

    pub(super) fn announce_removal(&mut self, message: &Message) {
        let (key, intent) = self.audience(message);
        let mut event = json!({ "id": message.id.to_string(), "channel_id": message.channel.to_string() });
        if let Some(guild) = self.channel(message.channel).and_then(super::model::Channel::guild) {
            event["guild_id"] = json!(guild.to_string());
        }
        self.gateway.dispatch("MESSAGE_DELETE", key, intent, |_| event.clone());
    }

    /// Sends an event that needs no intent, such as an interaction.
    pub(super) fn announce_interaction(&mut self, guild: Option<Id>, event: &Value) {
        self.gateway.dispatch("INTERACTION_CREATE", guild.unwrap_or_default(), 0, |_| event.clone());
    }

    /// What decides the shard, and the intent that hears of a message.
    fn audience(&self, message: &Message) -> (Id, u64) {
        match self.channel(message.channel).map(|channel| channel.place) {
            Some(Place::Guild(guild)) => (guild, intents::GUILD_MESSAGES),
            _ => (0, intents::DIRECT_MESSAGES),
        }
    }

    fn open(&mut self, outgoing: mpsc::UnboundedSender<Push>) -> usize {
        let connection = self.gateway.connections.len();
        let interval = self.gateway.heartbeat_interval.as_millis() as u64;
        self.gateway.connections.push(Connection {
            heartbeats: Vec::new(),
            resumed: false,
            closed: None,
            client_code: None,
            ready: None,
            outgoing,
        });
        let hello = json!({ "op": 10, "s": null, "t": null, "d": { "heartbeat_interval": interval } });
        self.gateway.push(connection, Push::Payload(hello));
        connection
    }

    fn hear(&mut self, connection: usize, text: &str) {
        let Ok(payload) = serde_json::from_str::<Value>(text) else {
            return self.gateway.push(connection, Push::Close(close::DECODE_ERROR));
        };
        let known = self.gateway.connected().any(|it| it == connection);
        let refusal = match payload["op"].as_u64() {
            Some(1) => {
                self.gateway.connections[connection].heartbeats.push(Instant::now());
                self.gateway.push(connection, Push::Payload(json!({ "op": 11 })));
                None
            }
            Some(2 | 6) if known => Some(close::ALREADY_AUTHENTICATED),
            Some(2) => self.identify(connection, &payload["d"]).err(),
            Some(6) => self.resume(connection, &payload["d"]).err(),
            Some(3 | 4 | 8 | 31) if known => None,
            Some(3 | 4 | 8 | 31) => Some(close::NOT_AUTHENTICATED),
            _ => Some(close::UNKNOWN_OPCODE),
        };
        if let Some(refusal) = refusal {
            self.gateway.push(connection, Push::Close(refusal));
        }
    }

    fn token_is_right(&self, data: &Value) -> bool {
        let token = data["token"].as_str().unwrap_or_default();
        token.strip_prefix("Bot ").unwrap_or(token) == self.token
    }

    fn identify(&mut self, connection: usize, data: &Value) -> Result<(), (u16, &'static str)> {
        let intents = data["intents"].as_u64().unwrap_or(u64::MAX);
        let privileged = intents & intents::MESSAGE_CONTENT != 0;
        let refused = if !self.token_is_right(data) {
            Some(close::AUTHENTICATION_FAILED)
        } else if data["properties"].is_object() && intents & !intents::KNOWN == 0 {
            (privileged && self.gateway.deny_message_content).then_some(close::DISALLOWED_INTENTS)
        } else {
            Some(close::INVALID_INTENTS)
        };
        let code = refused.map(|(code, _)| code);
        self.gateway.identifies.push(Identify { intents, refused: code });
        if let Some(refused) = refused {
            return Err(refused);
        }
        let shard = (data["shard"][0].as_u64().unwrap_or(0), data["shard"][1].as_u64().unwrap_or(1).max(1));
        let id = format!("session-{}", self.world.issue());
        self.begin(&id, shard, intents, connection);
        Ok(())
    }

    fn begin(&mut self, id: &str, shard: (u64, u64), intents: u64, connection: usize) {
        let mut session = Session { shard, intents, events: Vec::new(), connection: Some(connection) };
        let own = |guild: &&Id| (**guild >> 22) % shard.1 == shard.0;
        let guilds: Vec<Id> = self.world.guilds.keys().filter(own).copied().collect();
        let unavailable: Value =
            guilds.iter().map(|guild| json!({ "id": guild.to_string(), "unavailable": true })).collect();
        let mut events = Vec::from([session.record("READY", &json!({
            "v": 10, "user": self.world.self_json(), "guilds": unavailable, "session_id": id,
            "session_type": "normal", "resume_gateway_url": self.gateway_url(), "shard": [shard.0, shard.1],
            "application": { "id": self.world.application.to_string(), "flags": 0 },
            "private_channels": [], "relationships": [], "presences": [], "user_settings": {}, "_trace": [],
        }))]);
        if intents & intents::GUILDS != 0 {
            let told = guilds
                .iter()
                .map(|guild| session.record("GUILD_CREATE", &self.world.guild_create_json(*guild)));
            events.extend(told.collect::<Vec<_>>());
        }
        for (connection, event) in events.into_iter().flatten() {
            self.gateway.push(connection, Push::Payload(event));
        }
        self.gateway.sessions.insert(id.to_owned(), session);
        self.gateway.connections[connection].ready = Some(Instant::now());
        self.gateway.ready += 1;
    }

    fn resume(&mut self, connection: usize, data: &Value) -> Result<(), (u16, &'static str)> {
        if !self.token_is_right(data) {
            return Err(close::AUTHENTICATION_FAILED);
        }
        let id = data["session_id"].as_str().unwrap_or_default();
        let Some(session) = self.gateway.sessions.get_mut(id) else {
            self.gateway.push(connection, Push::Payload(json!({ "op": 9, "d": false })));
            return Ok(());
        };
        let heard = data["seq"].as_u64().unwrap_or(u64::MAX) as usize;
        if heard > session.events.len() {
            return Err(close::INVALID_SEQUENCE);
        }
        session.connection = Some(connection);
        let missed = session.events[heard..].to_vec();
        let resumed = session.record("RESUMED", &json!({ "_trace": [] }));
        for event in missed.into_iter().chain(resumed.map(|(_, event)| event)) {
            self.gateway.push(connection, Push::Payload(event));
        }
        self.gateway.resumed += 1;
        self.gateway.connections[connection].resumed = true;
        self.gateway.connections[connection].ready = Some(Instant::now());
        Ok(())
    }

    /// Ends a connection. A client that says goodbye (1000 or 1001) gives its session up.
    fn shut(&mut self, connection: usize, client_code: Option<u16>) {
        let ended = &mut self.gateway.connections[connection];
        ended.closed = Some(Instant::now());
        ended.client_code = client_code;
        if matches!(client_code, Some(1000 | 1001)) {
            self.gateway.sessions.retain(|_, session| session.connection != Some(connection));
        }
        for session in self.gateway.sessions.values_mut() {
            session.connection = session.connection.filter(|it| *it != connection);
        }
    }

    pub(super) fn gateway_url(&self) -> String {
        format!("{}/gateway", self.url.replacen("http", "ws", 1))
    }
}

/// Serves one websocket to its end.
pub(super) async fn serve(mut socket: WebSocket, hub: Arc<Hub>) {
    let (outgoing, mut pushes) = mpsc::unbounded_channel();
    let connection = hub.change(|state| state.open(outgoing));
    let client_code = loop {
        tokio::select! {
            push = pushes.recv() => match push {
                Some(Push::Payload(payload)) => {
                    if socket.send(Frame::Text(payload.to_string().into())).await.is_err() {
                        break None;
                    }
                }
                Some(Push::Close((code, reason))) => {
                    let frame = CloseFrame { code, reason: reason.into() };
                    let _ = socket.send(Frame::Close(Some(frame))).await;
                    hear_out(&mut socket).await;
                    break None;
                }
                Some(Push::Drop) | None => break None,
            },
            frame = socket.recv() => match frame {
                Some(Ok(Frame::Text(text))) => hub.change(|state| state.hear(connection, &text)),
                Some(Ok(Frame::Close(frame))) => break frame.map(|frame| frame.code),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => break None,
            },
        }
    };
    hub.change(|state| state.shut(connection, client_code));
}

/// Reads on until the client has taken the close frame in: closing with unread bytes resets the connection, and
/// the reset may overtake the frame.
async fn hear_out(socket: &mut WebSocket) {
    let rest = async { while let Some(Ok(_)) = socket.recv().await {} };
    let _ = tokio::time::timeout(Duration::from_secs(2), rest).await;
}
