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
use crate::ritual::{Recipe, Seed, Size, Steps, Style, evolve};
use crate::store::{
    self, GuildLore, NewLore, NewRitual, Origin, Overview, RitualId, RitualView, StoreError, Timestamp,
};
use crate::sync::{self, Destination};

/// How long `status` waits for a destination's answer.
const REACH: Duration = Duration::from_secs(2);

/// How often a ritual is planned anew because another of its guild came first. One of those that meet always gets
/// through, so this many would have to be accepted in the same moment.
const TRIES: usize = 200;

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
    /// What kind of picture.
    pub style: Style,
    /// The picture's size.
    pub size: Size,
    /// Whether it is to be shown in motion as well.
    pub motion: bool,
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

    /// Commits a ritual, its jobs and what it leaves to its guild, and wakes the workers.
    ///
    /// A ritual of a guild starts from the field that the guild's last one left. Two that are accepted at once follow
    /// one another: the second is planned anew from what the first left.
    pub async fn accept(&self, request: RitualRequest) -> anyhow::Result<Accepted> {
        let id = RitualId::new();
        let seed = request.seed.map_or_else(random_seed, Ok)?;
        for _ in 0..TRIES {
            let ritual = self.plan(id, seed, &request).await?;
            let id = match self.jobs.store.accept(&ritual).await {
                Err(StoreError::StaleLore) => continue,
                answer => answer?,
            };
            self.jobs.wake.notify_waiters();
            let recipe = ritual.recipe;
            tracing::info!(ritual = %id, steps = %recipe.steps, seed = %recipe.seed, style = %recipe.style, "accepted");
            return Ok(Accepted { id, recipe });
        }
        anyhow::bail!("the lore of this server changed {TRIES} times while a ritual was accepted")
    }

    /// What a request becomes, from where its guild stands now.
    async fn plan(&self, id: RitualId, seed: Seed, request: &RitualRequest) -> anyhow::Result<NewRitual> {
        let guild = request.origin.guild();
        let known = match guild {
            Some(guild) => self.jobs.store.lore(guild).await?,
            None => GuildLore::default(),
        };
        let recipe =
            Recipe::new(request.steps, seed, request.size, known.lore.field).with_style(request.style);
        let file = jobs::file_name(id, &recipe);
        let path = self.settings.archive_path.fill(guild, &file)?;
        let destinations = if request.archive { self.destinations_of(guild).await? } else { Vec::new() };
        Ok(NewRitual {
            id,
            origin: request.origin.clone(),
            file,
            archives: destinations.iter().map(|to| (to.to_string(), path.to_string())).collect(),
            accepted: Timestamp::now(),
            motion: request.motion,
            lore: guild.map(|_| {
                let (lore, turns) = known.lore.after(&evolve(&recipe));
                NewLore { follows: known.revision, lore, turns }
            }),
            recipe,
        })
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

    /// What a guild keeps between its rituals.
    pub async fn lore(&self, guild: u64) -> anyhow::Result<GuildLore> {
        Ok(self.jobs.store.lore(guild).await?)
    }

    /// Has a guild begin anew: its field and its folklore are forgotten. False if it kept none.
    pub async fn reset_lore(&self, guild: u64) -> anyhow::Result<bool> {
        Ok(self.jobs.store.reset_lore(guild, Timestamp::now()).await?)
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

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::config::Flags;
    use crate::ritual::{Field, Lore};

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        flags: Flags,
    }

    async fn app(folder: &std::path::Path) -> App {
        let line = Line::parse_from(["helix-bot", "--data-dir", &folder.display().to_string()]);
        let settings = Settings::load(&line.flags, &[]).expect("settings");
        App::open(settings, |_, _| {}).await.expect("it opens")
    }

    fn request(guild: Option<u64>, message: u64) -> RitualRequest {
        RitualRequest {
            origin: Origin::Message { guild, channel: 2, message, user: 3 },
            steps: Steps::default(),
            seed: Some(Seed::from_bits(message)),
            style: Style::default(),
            size: Size::default(),
            motion: false,
            archive: true,
        }
    }

    #[tokio::test]
    async fn a_guilds_rituals_start_where_the_last_one_ended_and_others_from_the_default() {
        let folder = tempfile::tempdir().expect("a folder");
        let app = app(folder.path()).await;
        let first = app.accept(request(Some(1), 1)).await.expect("accepted");
        assert_eq!(first.recipe.field, Field::default());
        let second = app.accept(request(Some(1), 2)).await.expect("accepted");
        assert_eq!(second.recipe.field, Lore::default().after(&evolve(&first.recipe)).0.field);
        for elsewhere in [Some(2), None] {
            let other = app.accept(request(elsewhere, 3 + elsewhere.unwrap_or(0))).await.expect("accepted");
            assert_eq!(other.recipe.field, Field::default(), "{elsewhere:?}");
        }
        // Delivered again: the ritual is known, and the lore stays.
        let before = app.lore(1).await.expect("lore");
        assert_eq!(app.accept(request(Some(1), 2)).await.expect("recognised").id, second.id);
        assert_eq!(app.lore(1).await.expect("lore"), before);
        assert!(app.reset_lore(1).await.expect("reset"));
        assert_eq!(app.accept(request(Some(1), 9)).await.expect("accepted").recipe.field, Field::default());
        app.close().await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn rituals_accepted_at_once_follow_one_another() {
        let folder = tempfile::tempdir().expect("a folder");
        let app = Arc::new(app(folder.path()).await);
        let mut accepts = JoinSet::new();
        for message in 0..8 {
            let app = Arc::clone(&app);
            accepts.spawn(async move { app.accept(request(Some(1), message)).await.expect("accepted") });
        }
        let starts: Vec<Field> =
            accepts.join_all().await.into_iter().map(|accepted| accepted.recipe.field).collect();
        for (place, field) in starts.iter().enumerate() {
            assert!(!starts[..place].contains(field), "two started from one field");
        }
        assert_eq!(app.lore(1).await.expect("lore").revision, 8);
        app.close().await;
    }
}
