//! A double of Discord: gateway and REST on one loopback port, for the real program and for any client.
//!
//! It answers as Discord does as far as a bot can tell, judges every request and every answer by Discord's own
//! `OpenAPI` document ([`openapi`]), and fails the test that a violation happens in, when it is dropped.
//! What it does not know fails the test as well, instead of passing unseen.
//!
//! Facts that surprise, and that it keeps:
//! - without the message-content intent a guild's message is blank unless it mentions the bot;
//! - a file that an embed shows by `attachment://` is not among the message's `attachments`;
//! - a nonce comes back from sending and over the gateway, never from reading;
//! - `enforce_nonce` answers with the first message, or with Unknown Message once that was deleted;
//! - an edit that lists `attachments` loses those that it does not list;
//! - the first follow-up after a deferral takes the deferred message's place.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{DefaultBodyLimit, State as Shared};
use axum::routing::{any, get};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

mod allowances;
mod channels;
mod faults;
mod gateway;
mod interactions;
mod message;
mod model;
mod openapi;
mod people;
mod rest;
mod state;

pub(crate) use faults::{Endpoint, Fault};
pub(crate) use gateway::{Identify, intents};
pub(crate) use interactions::Interaction;
pub(crate) use message::Message;
pub(crate) use model::{Id, permissions};
pub(crate) use openapi::OpenApi;
pub(crate) use people::{NotSent, Slash};
pub(crate) use state::State;

use state::Hub;

/// Long enough for a busy machine; a condition that holds is noticed at once.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// In the form that Discord's tokens have; worth nothing anywhere.
const TOKEN: &str = "MTAwMDAwMDAwMDAwMDAwMDAw.double.not-a-token-of-any-real-application-000";

/// The double, running.
pub(crate) struct Discord {
    hub: Arc<Hub>,
    url: String,
    server: JoinHandle<()>,
    guild: Id,
    channel: Id,
    owner: Id,
    member: Id,
}

impl Discord {
    /// Starts with one guild that has one channel, an owner, a member and the bot.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let url = format!("http://{address}");
        let mut state = State::new(TOKEN.to_owned(), url.clone());
        let owner = state.world.add_user("olive");
        let (guild, channel) = state.add_guild_with_channel("Helix", owner);
        let member = state.join(guild, "mira", 0);
        let hub = Arc::new(Hub::new(state));
        let router = Router::new()
            .route("/gateway", get(upgrade))
            .fallback(any(rest::handle))
            // Pictures are larger than what axum takes by itself; the double has a limit of its own.
            .layer(DefaultBodyLimit::disable())
            .with_state(Arc::clone(&hub))
            .into_make_service_with_connect_info::<faults::Breaker>();
        let server = tokio::spawn(async move {
            // Ends only with the task: the listener retries on errors of single connections.
            let _ = axum::serve(faults::Gate(listener), router).await;
        });
        Self { hub, url, server, guild, channel, owner, member }
    }

    /// What `DISCORD_API_URL` is set to.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The only token that is let in.
    pub(crate) fn token(&self) -> String {
        self.hub.look().token.clone()
    }

    /// The bot's user and application.
    pub(crate) fn bot(&self) -> Id {
        self.hub.look().world.application
    }

    /// The first guild.
    pub(crate) fn guild(&self) -> Id {
        self.guild
    }

    /// The first guild's channel.
    pub(crate) fn channel(&self) -> Id {
        self.channel
    }

    /// Who may do everything in the first guild.
    pub(crate) fn owner(&self) -> Id {
        self.owner
    }

    /// An ordinary member of the first guild.
    pub(crate) fn member(&self) -> Id {
        self.member
    }

    /// A further member of the first guild, with `bits` of [`permissions`] beyond everybody's.
    pub(crate) fn join(&self, name: &str, bits: u64) -> Id {
        self.hub.change(|state| state.join(self.guild, name, bits))
    }

    /// A further guild of the same owner, and its channel. A bot that is connected already is not told.
    pub(crate) fn another_guild(&self, name: &str) -> (Id, Id) {
        self.hub.change(|state| state.add_guild_with_channel(name, self.owner))
    }

    /// How large a file may be from now on, in bytes.
    pub(crate) fn set_file_limit(&self, bytes: usize) {
        self.hub.change(|state| state.world.file_limit = bytes);
    }

    /// The channel between a user and the bot.
    pub(crate) fn direct(&self, user: Id) -> Id {
        self.hub.change(|state| state.world.direct(user))
    }

    /// Somebody writes; everybody who may hears of it.
    pub(crate) fn say(&self, channel: Id, author: Id, text: &str) -> Id {
        self.hub.change(|state| state.say(channel, author, text))
    }

    /// Somebody uses a slash command; an error says why their client would not send it.
    pub(crate) fn slash(&self, channel: Id, user: Id, slash: &Slash) -> Result<Id, NotSent> {
        self.hub.change(|state| state.slash(channel, user, slash))
    }

    /// Somebody deletes a message.
    pub(crate) fn delete(&self, message: Id) {
        self.hub.change(|state| state.delete(message));
    }

    /// The tokens of all interactions so far are no longer good, as after 15 minutes.
    pub(crate) fn expire_tokens(&self) {
        self.hub.change(|state| state.interactions.values_mut().for_each(|it| it.expired = true));
    }

    /// Nonces are forgotten, as after a few minutes: the same one makes a new message again.
    pub(crate) fn forget_nonces(&self) {
        self.hub.change(|state| state.nonces.clear());
    }

    /// Plans a fault for the next `times` requests to an endpoint. Faults for one endpoint happen in the order in
    /// which they were planned.
    pub(crate) fn fault(&self, endpoint: Endpoint, fault: Fault, times: usize) {
        self.hub.change(|state| state.faults.push(faults::Planned { endpoint, fault, left: times }));
    }

    /// How often clients that connect from now on are to send heartbeats.
    pub(crate) fn set_heartbeat_interval(&self, interval: Duration) {
        self.hub.change(|state| state.gateway.heartbeat_interval = interval);
    }

    /// Whether a client that asks for the message-content intent is refused with 4014.
    pub(crate) fn deny_message_content(&self, deny: bool) {
        self.hub.change(|state| state.gateway.deny_message_content = deny);
    }

    /// Breaks the gateway connections; their sessions can be resumed.
    pub(crate) fn kick(&self) {
        self.hub.change(|state| state.gateway.kick());
    }

    /// Breaks the gateway connections and forgets their sessions.
    pub(crate) fn forget_sessions(&self) {
        self.hub.change(|state| state.gateway.forget_sessions());
    }

    /// Asks connected clients to reconnect (opcode 7).
    pub(crate) fn reconnect(&self) {
        self.hub.change(|state| state.gateway.ask_to_reconnect());
    }

    /// Tells connected clients that their session is invalid (opcode 9), or at least for now.
    pub(crate) fn invalid_session(&self, resumable: bool) {
        self.hub.change(|state| state.gateway.invalidate(resumable));
    }

    /// Ends gateway connections with a close code.
    pub(crate) fn close(&self, code: u16) {
        self.hub.change(|state| state.gateway.close(code, "Closed by the test."));
    }

    /// Reads the present state.
    pub(crate) fn look<R>(&self, look: impl FnOnce(&State) -> R) -> R {
        look(&self.hub.look())
    }

    /// The bot's messages in a channel, oldest first, with those that one user alone sees.
    pub(crate) fn by_bot(&self, channel: Id) -> Vec<Message> {
        self.look(|state| state.by_bot(channel).cloned().collect())
    }

    /// An interaction as it stands.
    pub(crate) fn interaction(&self, id: Id) -> Interaction {
        self.look(|state| state.interactions[&id].clone())
    }

    /// How many requests an endpoint had.
    pub(crate) fn count(&self, endpoint: Endpoint) -> usize {
        self.look(|state| state.asked(endpoint).count())
    }

    /// Every client that introduced itself.
    pub(crate) fn identifies(&self) -> Vec<Identify> {
        self.look(|state| state.gateway.identifies.clone())
    }

    /// Waits for a condition on the state, looking at each change; panics after [`PATIENCE`].
    pub(crate) async fn wait_for<T>(&self, what: &str, condition: impl FnMut(&State) -> Option<T>) -> T {
        self.wait_within(PATIENCE, what, condition).await
    }

    /// Like [`Self::wait_for`] with a deadline of one's own.
    pub(crate) async fn wait_within<T>(
        &self,
        deadline: Duration,
        what: &str,
        mut condition: impl FnMut(&State) -> Option<T>,
    ) -> T {
        let mut changes = self.hub.changes();
        let waited = tokio::time::timeout(deadline, async {
            loop {
                changes.mark_unchanged();
                if let Some(found) = condition(&self.hub.look()) {
                    return found;
                }
                changes.changed().await.expect("the hub outlives the wait");
            }
        });
        let Ok(found) = waited.await else {
            panic!("waited {deadline:?} in vain for {what}\n{}", self.account());
        };
        found
    }

    /// Waits until a client is connected and has a session.
    pub(crate) async fn connected(&self) {
        self.wait_for("a client on the gateway", |state| state.gateway.is_connected().then_some(())).await;
    }

    /// What happened, for a failing test's output.
    pub(crate) fn account(&self) -> String {
        let state = self.hub.look();
        let requests = state
            .requests
            .iter()
            .map(|it| format!("  {} {} -> {:?} {:?} {}\n", it.method, it.path, it.status, it.fault, it.body));
        let mut text = String::from("requests:\n");
        text.extend(requests);
        let messages = state.messages.values().map(|it| {
            format!(
                "  {} by {} in {}: {:?}, {} files\n",
                it.id,
                it.author,
                it.channel,
                it.content,
                it.files.len()
            )
        });
        text.push_str("messages:\n");
        text.extend(messages);
        text + &format!("identifies: {:?}\n", state.gateway.identifies)
    }

    /// What broke Discord's rules so far, taken away: for tests of the double itself.
    pub(crate) fn take_violations(&self) -> Vec<String> {
        self.hub.change(|state| std::mem::take(&mut state.violations))
    }
}

impl Drop for Discord {
    fn drop(&mut self) {
        self.server.abort();
        let violations = self.take_violations();
        if violations.is_empty() {
            return;
        }
        let text = format!("Discord's rules were broken:\n- {}", violations.join("\n- "));
        if std::thread::panicking() {
            eprintln!("{text}");
        } else {
            panic!("{text}\n{}", self.account());
        }
    }
}

async fn upgrade(Shared(hub): Shared<Arc<Hub>>, upgrade: WebSocketUpgrade) -> axum::response::Response {
    upgrade.on_upgrade(move |socket| gateway::serve(socket, hub))
}
