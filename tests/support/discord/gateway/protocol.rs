//! What a client and the gateway say to each other on one websocket.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::sessions::{ClientSession, Connection, Identify, Push, intents};
use crate::support::discord::model::Id;
use crate::support::discord::state::{Hub, State};

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

impl State {
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
        let shard = (data["shard"][0].as_u64().unwrap_or(0), data["shard"][1].as_u64().unwrap_or(1).max(1));
        let (at, beside_another) = (Instant::now(), self.gateway.is_told(shard));
        self.gateway.identifies.push(Identify { intents, refused: code, at, shard, beside_another });
        if let Some(refused) = refused {
            return Err(refused);
        }
        if self.is_thrifty {
            // Who introduces themselves anew do not resume; what is kept for that would grow with every kill.
            self.gateway.sessions.retain(|_, it| it.connection.is_some() || it.shard != shard);
        }
        let id = format!("session-{}", self.world.issue());
        self.begin(&id, shard, intents, connection);
        Ok(())
    }

    fn begin(&mut self, id: &str, shard: (u64, u64), intents: u64, connection: usize) {
        let mut session = ClientSession { shard, intents, events: Vec::new(), connection: Some(connection) };
        let own = |guild: &&Id| (**guild >> 22) % shard.1 == shard.0 && self.world.bot_is_in(**guild);
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

    pub(in crate::support::discord) fn gateway_url(&self) -> String {
        format!("{}/gateway", self.url.replacen("http", "ws", 1))
    }
}

/// Serves one websocket to its end.
pub(in crate::support::discord) async fn serve(mut socket: WebSocket, hub: Arc<Hub>) {
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
