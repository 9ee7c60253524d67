//! The gateway: connects, keeps connected, and hands events to the commands, until told to stop.
//!
//! A refused token ends the bot with a clear error. A refused message-content intent does not: the bot says what to
//! switch on and goes on without it. Everything else is waited out.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::{anyhow, bail};
use serenity::framework::Framework;
use serenity::futures::StreamExt as _;
use serenity::gateway::{ConnectionStage, GatewayError, ShardManager, ShardManagerOptions};
use serenity::model::gateway::{BotGateway, GatewayIntents};
use serenity::model::id::ShardId;
use serenity::prelude::TypeMap;
use tokio::sync::{Mutex, RwLock};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::framework::Dispatcher;
use super::identify_limit;
use super::rest::Rest;
use super::waiting::{self, Waiters};
use crate::app::{App, ShardLease};
use crate::metrics::ShardSeen;
use crate::shard_range::ShardRange;

/// What the bot listens to besides interactions, which need no intent. That it was removed from a server comes with that
/// for guilds.
const INTENTS: GatewayIntents =
    GatewayIntents::GUILDS.union(GatewayIntents::GUILD_MESSAGES).union(GatewayIntents::DIRECT_MESSAGES);
/// Discord takes one login in five seconds.
const LOGIN_SPACING: Duration = Duration::from_secs(5);
/// The longest wait between two tries to reach Discord.
const LONGEST_WAIT: Duration = Duration::from_mins(1);
/// How long Discord may take to refuse the token before anything is started.
const FIRST_ANSWER: Duration = Duration::from_secs(5);
/// How long the shards may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(3);
/// Between two looks which shards are connected.
const SHARDS_LOOK: Duration = Duration::from_secs(1);
/// How long commands that are running may take to end.
const LAST_COMMANDS: Duration = Duration::from_secs(3);

/// Ends with an error if Discord refuses the bot's token. Whatever else Discord says, or if it says nothing, is for
/// [`run`] to wait for.
pub async fn check_token(rest: &Rest) -> anyhow::Result<()> {
    match timeout(FIRST_ANSWER, identify_limit::gateway(rest)).await {
        Ok(Err(error)) if error.status() == Some(401) => Err(token_refused()),
        _ => Ok(()),
    }
}

/// Runs the bot until `stop`. An error means that trying again is of no use.
pub async fn run(
    app: Arc<App>,
    rest: Rest,
    waiters: Arc<Waiters>,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    // Dropping the future at any of its waits is fine; saying goodbye is what must not be cut off.
    let mut intents = INTENTS | GatewayIntents::MESSAGE_CONTENT;
    loop {
        let Some(gateway) = stop.run_until_cancelled(find_gateway(&rest)).await.transpose()? else {
            return Ok(());
        };
        let shards = app.settings().shards.unwrap_or_else(|| ShardRange::all(gateway.shards));
        let Some(lease) = stop.run_until_cancelled(app.take_shards(shards)).await else { return Ok(()) };
        let waiting = waiting::serve(&waiters, &app, &rest, shards);
        let dispatcher =
            Dispatcher::new(Arc::clone(&app), rest.clone(), Arc::clone(&waiters), intents, stop.clone());
        let connection = Connection { app: &app, rest: &rest, shards, lease: &lease, stop: &stop };
        let ended = tokio::select! {
            // Those who wait are looked after for as long as the bot listens.
            () = waiting => Ok(()),
            ended = Box::pin(connection.keep(gateway.url, intents, dispatcher)) => ended,
        };
        app.give_shards_back(lease).await;
        let error = match ended {
            Ok(()) if stop.is_cancelled() => return Ok(()),
            Ok(()) => continue,
            Err(error) => error,
        };
        match error {
            GatewayError::DisallowedGatewayIntents if intents.contains(GatewayIntents::MESSAGE_CONTENT) => {
                tracing::error!(
                    "Discord refuses the message-content intent. Switch it on: \
                     https://discord.com/developers/applications, your application, Bot, Privileged Gateway \
                     Intents, Message Content Intent; then restart the bot. Until then it answers slash commands \
                     and mentions, but no prefix."
                );
                intents.remove(GatewayIntents::MESSAGE_CONTENT);
                if stop.run_until_cancelled(sleep(LOGIN_SPACING)).await.is_none() {
                    return Ok(());
                }
            }
            GatewayError::InvalidAuthentication | GatewayError::NoAuthentication => bail!(token_refused()),
            error => bail!("Discord's gateway turns the bot away for good: {error}"),
        }
    }
}

fn token_refused() -> anyhow::Error {
    anyhow!(
        "Discord refuses the bot's token. Copy the present one (https://discord.com/developers/applications, your \
         application, Bot, Reset Token) into DISCORD_TOKEN and restart the bot"
    )
}

/// Asks for the gateway until Discord answers, and waits if no login is left.
async fn find_gateway(rest: &Rest) -> anyhow::Result<BotGateway> {
    let mut wait = Duration::from_secs(1);
    loop {
        match identify_limit::gateway(rest).await {
            Ok(gateway) => {
                let delay = identify_limit::delay(&gateway.session_start_limit, gateway.shards);
                if delay.is_zero() {
                    return Ok(gateway);
                }
                tracing::warn!(pause = ?delay, "few logins are left today; waiting before the next");
                sleep(delay).await;
                return Ok(gateway);
            }
            Err(error) if error.status() == Some(401) => return Err(token_refused()),
            Err(error) => {
                let pause = wait.max(error.pause().unwrap_or_default());
                tracing::warn!(%error, ?pause, "Discord's gateway cannot be asked for; trying again");
                sleep(pause).await;
                wait = (wait * 2).min(LONGEST_WAIT);
            }
        }
    }
}

/// None of the shards is connected.
fn none_connected(shards: ShardRange) -> Vec<ShardSeen> {
    (shards.first()..shards.end()).map(|shard| ShardSeen { shard, connected: false, latency: None }).collect()
}

/// This process's part of the gateway.
struct Connection<'a> {
    app: &'a App,
    rest: &'a Rest,
    shards: ShardRange,
    lease: &'a ShardLease,
    stop: &'a CancellationToken,
}

impl Connection<'_> {
    /// Connects the shards and keeps them until `stop`, until they are another process's, or until Discord turns the bot
    /// away.
    async fn keep(
        &self,
        address: String,
        intents: GatewayIntents,
        dispatcher: Dispatcher,
    ) -> Result<(), GatewayError> {
        let Self { app, rest, shards, stop, .. } = *self;
        let address = Arc::new(Mutex::new(address));
        let dispatcher = Arc::new(dispatcher);
        let framework: Arc<dyn Framework> = Arc::clone(&dispatcher) as Arc<dyn Framework>;
        let (manager, mut end) = ShardManager::new(ShardManagerOptions {
            data: Arc::new(RwLock::new(TypeMap::new())),
            event_handlers: Vec::new(),
            raw_event_handlers: Vec::new(),
            framework: Arc::new(OnceLock::from(framework)),
            shard_index: shards.first(),
            shard_init: shards.count(),
            shard_total: shards.total(),
            ws_url: Arc::clone(&address),
            http: rest.http(),
            intents,
            presence: None,
        });
        dispatcher.attach(Arc::clone(&manager));
        let lost = app.keep_shards(self.lease);
        tokio::pin!(lost);
        tokio::select! {
            () = app.gateway_login_turn() => {}
            () = &mut lost => return Ok(()),
            () = stop.cancelled() => return Ok(()),
        }
        if manager.initialize().is_err() {
            return Err(GatewayError::ReconnectFailure);
        }

        let mut asked = Some(Instant::now());
        let extra =
            async || identify_limit::extra_delay(&mut asked, &manager, app, rest, shards.count()).await;
        let limited = identify_limit::limit(address, identify_limit::SPACING, extra);
        let ended = tokio::select! {
            () = limited => Ok(()),
            () = self.note(&manager) => Ok(()),
            () = lost => Ok(()),
            () = stop.cancelled() => Ok(()),
            ended = end.next() => ended.unwrap_or(Ok(())),
        };
        if ended.is_err() {
            // The shard that was turned away is gone and cannot say so itself; serenity would wait for it.
            let gone: Vec<_> = manager.runners.lock().await.keys().copied().collect();
            for shard in gone {
                manager.shutdown_finished(shard);
            }
        }
        app.note_gateway(&none_connected(shards));
        if timeout(GOODBYE, manager.shutdown_all()).await.is_err() {
            tracing::warn!("the gateway did not say goodbye in time");
        }
        if timeout(LAST_COMMANDS, dispatcher.settle()).await.is_err() {
            tracing::warn!("commands were still running at the end");
        }
        ended
    }

    /// Notes for `/readyz` and `/metrics` how the shards are, again and again. serenity tells of a change only to handlers
    /// to which it also hands every event.
    async fn note(&self, manager: &ShardManager) {
        loop {
            self.app.note_gateway(&self.look(manager).await);
            sleep(SHARDS_LOOK).await;
        }
    }

    /// How each shard is. One that has no runner yet, or has none any more, is not connected.
    async fn look(&self, manager: &ShardManager) -> Vec<ShardSeen> {
        let runners = manager.runners.lock().await;
        let seen = |shard| {
            let runner = runners.get(&ShardId(shard));
            let connected = runner.is_some_and(|runner| runner.stage == ConnectionStage::Connected);
            ShardSeen { shard, connected, latency: runner.and_then(|runner| runner.latency) }
        };
        (self.shards.first()..self.shards.end()).map(seen).collect()
    }
}
