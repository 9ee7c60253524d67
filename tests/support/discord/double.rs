//! The double as a whole: started, looked at, and judged when it is dropped.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{DefaultBodyLimit, State as Shared};
use axum::routing::{any, get};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::faults::{self, Endpoint};
use super::gateway::{self, Identify};
use super::interaction::Interaction;
use super::message::Message;
use super::model::Id;
use super::rest;
use super::state::{Hub, State};

/// Long enough for a busy machine; a condition that holds is noticed at once.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// In the form that Discord's tokens have; worth nothing anywhere.
const TOKEN: &str = "MTAwMDAwMDAwMDAwMDAwMDAw.double.not-a-token-of-any-real-application-000";

/// The double, running.
pub(crate) struct Discord {
    pub(super) hub: Arc<Hub>,
    url: String,
    server: JoinHandle<()>,
    pub(super) guild: Id,
    channel: Id,
    pub(super) owner: Id,
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
