//! The services, built once, started and stopped in order. Commands and the command line call these methods and
//! nothing deeper.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::config::Settings;
use crate::jobs::{self, Event, Jobs, Poster, Renderer, Spool, Workers};
use crate::ritual::{Field, Recipe, Seed, Size, Steps};
use crate::store::{self, NewRitual, Origin, Overview, RitualId, RitualView, Timestamp};
use crate::sync::{self, Destination};

/// How long `status` waits for a destination's answer.
const REACH: Duration = Duration::from_secs(2);

/// The running program's services.
pub struct App {
    settings: Settings,
    jobs: Arc<Jobs>,
    started: Instant,
}

/// What somebody asked for.
#[derive(Debug, Clone)]
pub struct RitualRequest {
    /// Who asked, and where the answer belongs.
    pub origin: Origin,
    /// How many steps.
    pub steps: Steps,
    /// A chosen seed; by default a random one.
    pub seed: Option<Seed>,
    /// The picture's size.
    pub size: Size,
    /// Whether copies go to the destinations.
    pub archive: bool,
}

/// A ritual that is committed: nothing is lost from here on.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// Its id.
    pub id: RitualId,
    /// What will be rendered.
    pub recipe: Recipe,
}

/// What `status` tells.
#[derive(Debug, Clone)]
pub struct StatusReport {
    /// The program's version.
    pub version: &'static str,
    /// Since when it runs.
    pub uptime: Duration,
    /// What carries files, or why nothing can be archived now.
    pub sync: Result<String, String>,
    /// The destinations in their configured order.
    pub destinations: Vec<DestinationStatus>,
    /// Counts.
    pub overview: Overview,
}

/// A destination's reachability.
#[derive(Debug, Clone)]
pub struct DestinationStatus {
    /// As configured.
    pub name: String,
    /// Whether it answers, or why not in plain words.
    pub reach: Result<(), String>,
}

impl App {
    /// Opens the database and the data directory, and readies the rest. Starts nothing yet.
    pub async fn open(
        settings: Settings,
        observe: impl Fn(RitualId, Event) + Send + Sync + 'static,
    ) -> anyhow::Result<Self> {
        let data = &settings.data_dir;
        let advice = || {
            format!(
                "the data directory {} cannot be used; set HELIX_DATA_DIR to a folder that can be written",
                data.display()
            )
        };
        let spool = Spool::open(&settings.spool_dir()).with_context(advice)?;
        let store = store::open(settings.database_url.as_ref(), data).await?;
        let sync = sync::choose(&settings);
        let jobs = Jobs {
            store,
            sync,
            renderer: Renderer::new()?,
            spool,
            destinations: settings.destinations.clone(),
            wake: Notify::new(),
            observe: Box::new(observe),
        };
        Ok(Self { settings, jobs: Arc::new(jobs), started: Instant::now() })
    }

    /// The settings it runs with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What jobs work with.
    pub fn jobs(&self) -> &Arc<Jobs> {
        &self.jobs
    }

    /// Starts the workers. Without a `poster` messages wait; with `only`, nothing but that ritual is served.
    pub fn work(&self, poster: Option<&Arc<dyn Poster>>, only: Option<RitualId>) -> Workers {
        Workers::start(&self.jobs, poster, only)
    }

    /// Ends what was started, after the workers have stopped.
    pub async fn close(&self) {
        self.jobs.sync.shutdown().await;
        self.jobs.store.close().await;
    }

    /// Commits a ritual and its jobs, and wakes the workers.
    pub async fn accept(&self, request: RitualRequest) -> anyhow::Result<Accepted> {
        let id = RitualId::new();
        let seed = request.seed.map_or_else(random_seed, Ok)?;
        let recipe = Recipe::new(request.steps, seed, request.size, Field::default());
        let file = jobs::file_name(id, &recipe);
        let path = self.settings.archive_path.fill(request.origin.guild(), &file)?;
        let destinations =
            if request.archive { self.destinations_of(request.origin.guild()).await? } else { Vec::new() };
        let ritual = NewRitual {
            id,
            origin: request.origin,
            recipe: recipe.clone(),
            file,
            archives: destinations.iter().map(|to| (to.to_string(), path.to_string())).collect(),
            accepted: Timestamp::now(),
        };
        let id = self.jobs.store.accept(&ritual).await?;
        self.jobs.wake.notify_waiters();
        tracing::info!(ritual = %id, steps = %recipe.steps, seed = %recipe.seed, "accepted");
        Ok(Accepted { id, recipe })
    }

    /// A ritual as it now stands.
    pub async fn ritual(&self, id: RitualId) -> anyhow::Result<Option<RitualView>> {
        Ok(self.jobs.store.ritual(id).await?)
    }

    /// Asks everything how it is. Takes a few seconds at most: each destination is given two.
    pub async fn status(&self) -> anyhow::Result<StatusReport> {
        let sync = timeout(REACH, self.jobs.sync.available()).await;
        let sync = match sync {
            Ok(Ok(what)) => Ok(what),
            Ok(Err(error)) => Err(error.guidance.into_owned()),
            Err(_) => Err("rclone does not answer".to_owned()),
        };
        Ok(StatusReport {
            version: env!("CARGO_PKG_VERSION"),
            uptime: self.started.elapsed(),
            destinations: self.reach_all(REACH).await,
            sync,
            overview: self.jobs.store.overview().await?,
        })
    }

    /// Asks every destination whether it answers, all at once.
    pub async fn reach_all(&self, patience: Duration) -> Vec<DestinationStatus> {
        let mut asked = JoinSet::new();
        for (place, destination) in self.settings.destinations.iter().cloned().enumerate() {
            let jobs = Arc::clone(&self.jobs);
            asked.spawn(async move {
                let reach = match timeout(patience, jobs.sync.reach(&destination)).await {
                    Ok(answer) => answer.map_err(|error| error.guidance.into_owned()),
                    Err(_) => Err(format!("it did not answer within {} s", patience.as_secs())),
                };
                (place, DestinationStatus { name: destination.to_string(), reach })
            });
        }
        let mut answers = asked.join_all().await;
        answers.sort_by_key(|(place, _)| *place);
        answers.into_iter().map(|(_, status)| status).collect()
    }

    /// Where a guild's rituals go: those it chose, as far as they are allowed; all that are allowed if that leaves none.
    pub async fn destinations_of(&self, guild: Option<u64>) -> anyhow::Result<Vec<Destination>> {
        let allowed = &self.settings.destinations;
        let chosen = match guild {
            Some(guild) => self.jobs.store.guild_destinations(guild).await?.unwrap_or_default(),
            None => Vec::new(),
        };
        let named = |name: &String| allowed.iter().find(|destination| destination.to_string() == *name);
        let chosen: Vec<_> = chosen.iter().filter_map(named).cloned().collect();
        Ok(if chosen.is_empty() { allowed.clone() } else { chosen })
    }

    /// Sets where a guild's rituals go from now on; an empty list returns to all that are allowed.
    pub async fn set_destinations(&self, guild: u64, chosen: &[Destination]) -> anyhow::Result<()> {
        let names: Vec<_> = chosen.iter().map(ToString::to_string).collect();
        Ok(self.jobs.store.set_guild_destinations(guild, &names).await?)
    }

    /// Has everything tried now that waits after a failure or was given up; returns how many jobs were given up.
    pub async fn retry(&self) -> anyhow::Result<u64> {
        let revived = self.jobs.store.revive(Timestamp::now()).await?;
        self.jobs.wake.notify_waiters();
        Ok(revived)
    }

    /// The prefix that commands have in a guild, or by default.
    pub async fn prefix(&self, guild: Option<u64>) -> anyhow::Result<String> {
        let own = match guild {
            Some(guild) => self.jobs.store.prefix(guild).await?,
            None => None,
        };
        Ok(own.unwrap_or_else(|| self.settings.prefix.clone()))
    }

    /// Sets a guild's own prefix; `None` returns to the default.
    pub async fn set_prefix(&self, guild: u64, prefix: Option<&str>) -> anyhow::Result<()> {
        Ok(self.jobs.store.set_prefix(guild, prefix).await?)
    }

    /// The prefix where a guild has none of its own.
    pub fn default_prefix(&self) -> &str {
        &self.settings.prefix
    }

    /// A note kept from an earlier run.
    pub async fn note(&self, key: &str) -> anyhow::Result<Option<String>> {
        Ok(self.jobs.store.note(key).await?)
    }

    /// Keeps a note for later runs.
    pub async fn set_note(&self, key: &str, value: &str) -> anyhow::Result<()> {
        Ok(self.jobs.store.set_note(key, value).await?)
    }
}

fn random_seed() -> anyhow::Result<Seed> {
    let bits = getrandom::u64().context("the system gives no random numbers")?;
    Ok(Seed::from_bits(bits))
}
