//! How the bot and everything it needs are doing.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::timeout;

use super::disk_use::DiskUse;
use super::services::App;
use crate::metrics::ShardSeen;
use crate::store::{GivenUp, Held, Overview, Proofs, Scope};
use crate::sync::Destination;

/// How long a question to the database, to rclone or to a destination may take.
pub(super) const REACH: Duration = Duration::from_secs(2);

/// What `status` tells.
#[derive(Debug, Clone)]
pub struct StatusReport {
    /// The program's version.
    pub version: &'static str,
    /// Since when it runs.
    pub uptime: Duration,
    /// What the next deployment takes away, if anything.
    pub lost_at_deployment: Option<String>,
    /// What carries files, or why nothing can be archived now.
    pub sync: Result<String, String>,
    /// The destinations in their configured order.
    pub destinations: Vec<DestinationStatus>,
    /// Counts.
    pub overview: Overview,
    /// How the disk is filled.
    pub disk: DiskUse,
    /// What the operator holds back.
    pub held: Vec<Held>,
    /// How old the proofs at each destination are.
    pub proofs: BTreeMap<Destination, Proofs>,
}

/// A destination's reachability.
#[derive(Debug, Clone)]
pub struct DestinationStatus {
    /// The destination.
    pub destination: Destination,
    /// Whether it answers, or why not; see [`crate::failure::for_everybody`].
    pub reach: Result<(), String>,
}

impl App {
    /// Asks everything how it is, `destinations` among it, and counts what is in `scope`; how old proofs are concerns the
    /// operator alone. Takes a few seconds at most: each destination is given two.
    pub async fn status(&self, scope: Scope, destinations: &[Destination]) -> anyhow::Result<StatusReport> {
        let (overview, proofs) = match scope.owner() {
            None => (self.overview().await?, self.proofs().await?),
            Some(owner) => (self.jobs.store.overview_of(owner, destinations).await?, BTreeMap::new()),
        };
        Ok(StatusReport {
            version: env!("CARGO_PKG_VERSION"),
            uptime: self.started.elapsed(),
            lost_at_deployment: self.settings.lost_at_deployment(),
            sync: self.archiving_soon().await,
            destinations: self.reach(destinations, REACH).await,
            overview,
            disk: self.disk_use(),
            held: self.held().await?,
            proofs,
        })
    }

    /// Asks every destination whether it answers, all at once.
    pub async fn reach_all(&self, patience: Duration) -> Vec<DestinationStatus> {
        self.reach(&self.settings.destinations, patience).await
    }

    async fn reach(&self, destinations: &[Destination], patience: Duration) -> Vec<DestinationStatus> {
        let mut asked = JoinSet::new();
        for (place, destination) in destinations.iter().cloned().enumerate() {
            let jobs = Arc::clone(&self.jobs);
            asked.spawn(async move {
                let reach = match timeout(patience, jobs.sync.reach(&destination)).await {
                    Ok(answer) => answer.map_err(|error| error.reason()),
                    Err(_) => Err(format!("it did not answer within {} s", patience.as_secs())),
                };
                (place, DestinationStatus { destination, reach })
            });
        }
        let mut answers = asked.join_all().await;
        answers.sort_by_key(|(place, _)| *place);
        answers.into_iter().map(|(_, status)| status).collect()
    }

    /// Notes how the shards at Discord's gateway are now.
    pub fn note_gateway(&self, shards: &[ShardSeen]) {
        let connected = shards.iter().filter(|shard| shard.connected).count();
        self.gateway.note(connected, shards.len());
        for shard in shards {
            self.metrics.discord.saw(shard);
        }
    }

    /// How long the program has been running.
    pub fn uptime(&self) -> Duration {
        self.started.elapsed()
    }

    /// What carries files, or why nothing can be archived now.
    pub async fn archiving(&self) -> Result<String, String> {
        self.jobs.sync.available().await.map_err(|error| error.guidance.into_owned())
    }

    /// The same, from one that answers soon.
    pub(super) async fn archiving_soon(&self) -> Result<String, String> {
        let answer = timeout(REACH, self.archiving()).await;
        answer.unwrap_or_else(|_| Err("rclone does not answer".to_owned()))
    }

    /// What was given up in `scope`, `most` of it, the latest first.
    pub async fn given_up(&self, scope: Scope, most: u32) -> anyhow::Result<Vec<GivenUp>> {
        Ok(self.jobs.store.given_up(scope.owner(), most).await?)
    }

    /// The counts of rituals and jobs.
    pub async fn overview(&self) -> anyhow::Result<Overview> {
        Ok(self.jobs.store.overview().await?)
    }
}
