//! What `/metrics` tells beyond what was counted: how things are at this moment.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::timeout;

use super::disk_use::DiskUse;
use super::gateway::GatewayState;
use super::services::App;
use crate::metrics::Metrics;
use crate::store::{JobKind, Overview, Proofs, Queue, Timestamp};
use crate::sync::Destination;
use crate::sync::rclone::DaemonSeen;

/// How long counting may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// How things are at a moment.
#[derive(Debug, Clone)]
pub struct Measurements {
    /// When this was.
    pub at: Timestamp,
    /// What the database tells; none where it does not answer.
    pub stored: Option<Stored>,
    /// How Discord's gateway is.
    pub gateway: GatewayState,
    /// How rclone's daemon is.
    pub daemon: DaemonSeen,
    /// How the disk of the spool is filled.
    pub disk: DiskUse,
}

/// What the database tells. Each configured destination has its entries, and so has each kind of job.
#[derive(Debug, Clone, Default)]
pub struct Stored {
    /// Counts.
    pub overview: Overview,
    /// Since when the job of a queue has waited that waits longest; none where none waits.
    pub waits_since: BTreeMap<Queue, Option<Timestamp>>,
    /// How old the proofs at a destination are; none where no copy stands.
    pub proofs: BTreeMap<Destination, Option<Proofs>>,
}

impl App {
    /// What is counted while the program works.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// How things are now. Takes two seconds at most.
    pub async fn measurements(&self) -> Measurements {
        let stored = timeout(PATIENCE, self.stored()).await.ok().and_then(Result::ok);
        Measurements {
            at: Timestamp::now(),
            stored,
            gateway: self.gateway.state(),
            daemon: self.rclone.daemon(),
            disk: self.disk_use(),
        }
    }

    async fn stored(&self) -> anyhow::Result<Stored> {
        let mut overview = self.overview().await?;
        let mut proofs = self.proofs().await?;
        let destinations = &self.settings.destinations;
        for destination in destinations {
            overview.destinations.entry(destination.clone()).or_default();
        }
        for queue in queues(destinations) {
            overview.queues.entry(queue).or_default();
        }
        let mut waits_since = BTreeMap::new();
        for (queue, counts) in &overview.queues {
            let waits = counts.waiting > 0;
            let since = if waits { self.jobs.store.waits_since(queue).await? } else { None };
            waits_since.insert(queue.clone(), since);
        }
        let proofs = destinations.iter().map(|destination| (destination.clone(), proofs.remove(destination)));
        Ok(Stored { proofs: proofs.collect(), overview, waits_since })
    }
}

/// Those of a bot with these destinations.
fn queues(destinations: &[Destination]) -> impl Iterator<Item = Queue> {
    let of_copies = destinations
        .iter()
        .map(|destination| Queue { kind: JobKind::Archive, destination: Some(destination.clone()) });
    [JobKind::Render, JobKind::Post]
        .map(|kind| Queue { kind, destination: None })
        .into_iter()
        .chain(of_copies)
}
