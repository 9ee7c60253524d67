//! The services, built once. Commands and the command line call these methods and nothing deeper.

use std::time::Duration;

use crate::ritual::{Recipe, Seed, Size, Steps};
use crate::store::{Origin, Overview, RitualId};

/// The running program's services.
pub struct App {}

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
    /// Commits a ritual and its jobs, and wakes the workers.
    pub async fn accept(&self, _request: RitualRequest) -> anyhow::Result<Accepted> {
        todo!()
    }

    /// Asks everything how it is. Takes a few seconds at most: each destination is given two.
    pub async fn status(&self) -> anyhow::Result<StatusReport> {
        todo!()
    }

    /// The prefix that commands have in a guild, or by default.
    pub async fn prefix(&self, _guild: Option<u64>) -> anyhow::Result<String> {
        todo!()
    }

    /// Sets a guild's own prefix; `None` returns to the default.
    pub async fn set_prefix(&self, _guild: u64, _prefix: Option<&str>) -> anyhow::Result<()> {
        todo!()
    }

    /// The prefix where a guild has none of its own.
    pub fn default_prefix(&self) -> &str {
        todo!()
    }

    /// A note kept from an earlier run.
    pub async fn note(&self, _key: &str) -> anyhow::Result<Option<String>> {
        todo!()
    }

    /// Keeps a note for later runs.
    pub async fn set_note(&self, _key: &str, _value: &str) -> anyhow::Result<()> {
        todo!()
    }
}
