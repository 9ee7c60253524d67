//! The services, built once and closed in order.

use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use tokio_util::sync::CancellationToken;

use super::clouds::Clouds;
use super::data_dir;
use super::destination_test_pace::DestinationTests;
use super::gateway::Gateway;
use super::held_shards::Held;
use super::settings_cache::SettingsCache;
use super::state::restore_if_blank;
use crate::config::Settings;
use crate::jobs::{Activity, Event, Jobs, Pace, Renderer, Spool, Wake};
use crate::metrics::Metrics;
use crate::server::ServerSettings;
use crate::store::{RitualId, Store};
use crate::sync::rclone::Rclone;

/// The running program's services.
pub struct App {
    pub(super) settings: Settings,
    pub(super) jobs: Arc<Jobs>,
    /// For what only people ask of it; what archives is among the jobs' tools.
    pub(super) rclone: Arc<Rclone>,
    /// What holds where a server has set nothing, and in direct messages.
    pub(super) defaults: Arc<ServerSettings>,
    /// What no server may go beyond.
    pub(super) ceilings: ServerSettings,
    pub(super) servers: SettingsCache,
    pub(super) started: Instant,
    pub(super) gateway: Gateway,
    /// Whether this process has its shards.
    pub(super) held: Held,
    /// Cancelled when the program is to begin anew with other settings.
    pub(super) anew: CancellationToken,
    pub(super) tests: DestinationTests,
    pub(super) metrics: Metrics,
}

impl App {
    /// Opens the database and the data directory, and readies the rest. Starts nothing yet.
    pub async fn open(settings: Settings) -> anyhow::Result<Self> {
        Self::open_observed(settings, |_, _| {}).await
    }

    /// The same for the bot itself, which goes on from a snapshot where the data directory is empty.
    pub async fn open_to_serve(settings: Settings) -> anyhow::Result<Self> {
        data_dir::make(&settings).with_context(|| data_dir::advice(&settings))?;
        let clouds = Clouds::new(&settings);
        if let Err(error) = restore_if_blank(&settings, &clouds.carrier).await {
            clouds.carrier.shutdown().await;
            return Err(error);
        }
        Box::pin(Self::open_with(settings, clouds, |_, _| {})).await
    }

    /// The same, with somebody who is told what happens while it happens.
    pub async fn open_observed(
        settings: Settings,
        observe: impl Fn(RitualId, Event) + Send + Sync + 'static,
    ) -> anyhow::Result<Self> {
        let clouds = Clouds::new(&settings);
        // Boxed, or whoever opens the services would have to be.
        Box::pin(Self::open_with(settings, clouds, observe)).await
    }

    async fn open_with(
        settings: Settings,
        clouds: Clouds,
        observe: impl Fn(RitualId, Event) + Send + Sync + 'static,
    ) -> anyhow::Result<Self> {
        let data = &settings.data_dir;
        let advice = || data_dir::advice(&settings);
        data_dir::make(&settings).with_context(advice)?;
        let spool = Spool::open(&settings.spool_dir()).with_context(advice)?.bounded(settings.spool_max);
        let store = Store::open(settings.database_url.as_ref(), data).await?;
        let Clouds { carrier, rclone } = clouds;
        let metrics = Metrics::new(settings.destinations.iter().map(ToString::to_string));
        let jobs = Jobs {
            store,
            sync: carrier,
            renderer: Renderer::new()?,
            spool,
            destinations: settings.destinations.clone(),
            wake: Wake::default(),
            activity: Activity::default(),
            pace: Pace::default(),
            metrics: metrics.jobs.clone(),
            observe: Box::new(observe),
        };
        let (jobs, started, servers) = (Arc::new(jobs), Instant::now(), SettingsCache::default());
        let ceilings = settings.limits_max.clone().unwrap_or_else(ServerSettings::without_limits);
        let defaults = Arc::new(settings.server_defaults(&ceilings));
        let app = Self {
            settings,
            jobs,
            rclone,
            defaults,
            ceilings,
            servers,
            started,
            gateway: Gateway::new(),
            held: Held::default(),
            anew: CancellationToken::new(),
            tests: DestinationTests::default(),
            metrics,
        };
        app.keep_bandwidth().await;
        app.lift_pauses_after_changes().await;
        Ok(app)
    }

    /// The settings it runs with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Ends what was started, after the workers have stopped.
    pub async fn close(&self) {
        self.jobs.sync.shutdown().await;
        self.jobs.store.close().await;
    }
}
