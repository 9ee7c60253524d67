//! Whether the bot can go on by itself: what a container's health check asks, so that a bot which cannot is started anew.
//!
//! Only what a restart may mend counts. A cloud, a database server or Discord that is away, and a disk that is full, are
//! waited out: a restart would only lose the place in the queue.

use std::time::{Duration, Instant};

use super::gateway::GatewayState;
use super::services::App;

/// How long writing one row may take.
const WRITE: Duration = Duration::from_secs(2);
/// For how long the database may fail in a way that is not known to pass.
const PATIENCE: Duration = Duration::from_mins(5);

/// Whether the bot can go on by itself.
#[derive(Debug, Clone)]
pub struct Health {
    /// What it cannot get out of; empty if all is well.
    pub problems: Vec<String>,
    /// How the connection to Discord is. That it is down is no problem by itself.
    pub gateway: GatewayState,
}

impl App {
    /// Looks at the lanes and writes to the database. Takes two seconds at most.
    pub async fn health(&self) -> Health {
        self.jobs.store.answers_within(WRITE).await;
        let mut problems = self.jobs.activity.stuck(Instant::now());
        if let Some(time) = self.jobs.store.stuck().filter(|time| *time > PATIENCE) {
            problems.push(format!("the database cannot be written for {} s", time.as_secs()));
        }
        Health { problems, gateway: self.gateway.state() }
    }
}
