//! What the program counts while it works, for Prometheus: one registry, made with the services and handed to those who
//! count. What is only looked at when somebody asks, such as the queue in the database, the web's room adds.
//!
//! Labels hold what there are few of: kinds, outcomes, destinations, statuses, shards. Never an id of a ritual, a server or
//! a person. Every family has its samples before anything happened, or the first event would be lost to a rate.

mod discord;
mod jobs;

use prometheus_client::registry::Registry;

pub use discord::{DiscordMetrics, ShardSeen};
pub use jobs::{JobMetrics, RunOutcome};

/// All that is counted.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    /// What the workers count.
    pub jobs: JobMetrics,
    /// What is counted of Discord's answers and gateway.
    pub discord: DiscordMetrics,
}

impl Metrics {
    /// Nothing is counted yet. The destinations are those that are configured.
    pub fn new(destinations: impl IntoIterator<Item: AsRef<str>>) -> Self {
        let mut registry = Registry::default();
        let jobs = JobMetrics::new(&mut registry, destinations);
        let discord = DiscordMetrics::new(&mut registry);
        Self { registry, jobs, discord }
    }

    /// What stands in the registry, for whoever writes it out.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }
}
