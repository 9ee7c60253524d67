//! Whether rituals can be accepted: what a deployment waits for.
//!
//! The database has to take a row, and the spool a picture. What a restart would not mend is told and fails nothing: Discord's
//! gateway, what carries copies, and the destinations.

use tokio::time::timeout;

use super::gateway::GatewayState;
use super::services::App;
use super::status::REACH;
use crate::failure::for_everybody;
use crate::jobs::Room;
use crate::store::{Overview, Timestamp};
use crate::sync::Destination;

/// Whether rituals can be accepted, and how everything else is.
#[derive(Debug, Clone)]
pub struct Readiness {
    /// Whether the database answers and can be written.
    pub database: bool,
    /// How much the disk of the spool holds, where the system tells.
    pub disk: Option<Room>,
    /// Whether the spool can be written.
    pub spool: bool,
    /// What carries files, or why nothing can be archived now.
    pub archiving: Result<String, String>,
    /// The configured destinations, as far as the database answers.
    pub destinations: Vec<DestinationState>,
    /// How the connection to Discord is.
    pub gateway: GatewayState,
}

/// How a destination is, as far as is known without asking it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DestinationState {
    /// The destination.
    pub destination: Destination,
    /// Copies waiting or being sent.
    pub waiting: u64,
    /// Copies given up.
    pub dead: u64,
    /// Why it is left alone, by its refusal or by the operator, if so.
    pub paused: Option<String>,
}

impl Readiness {
    /// Whether rituals can be accepted.
    pub fn is_ready(&self) -> bool {
        self.database && self.spool && self.has_room(false)
    }

    /// Whether the disk has room for more rituals; for large ones and those in motion as well, if `large`.
    pub fn has_room(&self, large: bool) -> bool {
        self.disk.is_none_or(|room| room.takes(large))
    }
}

impl App {
    /// Whether rituals can be accepted now. Takes a few seconds at most.
    pub async fn readiness(&self) -> Readiness {
        let spool = &self.jobs.spool;
        let (database, written, overview, archiving) = tokio::join!(
            timeout(REACH, self.jobs.store.check()),
            timeout(REACH, spool.check()),
            timeout(REACH, self.overview()),
            self.archiving_soon(),
        );
        let overview = overview.ok().and_then(Result::ok);
        Readiness {
            database: database.is_ok_and(|answer| answer.is_ok()),
            disk: spool.room().ok(),
            spool: written.is_ok_and(|answer| answer.is_ok()),
            archiving,
            destinations: overview.map(|overview| self.states(&overview)).unwrap_or_default(),
            gateway: self.gateway.state(),
        }
    }

    fn states(&self, overview: &Overview) -> Vec<DestinationState> {
        let now = Timestamp::now();
        let state = |destination: &Destination| {
            let counts = overview.destinations.get(destination).cloned().unwrap_or_default();
            let refused = counts.paused.filter(|(until, _)| *until > now).map(|(_, reason)| reason);
            let paused = counts.held.or(refused).map(|reason| for_everybody(&reason).to_owned());
            DestinationState {
                destination: destination.clone(),
                waiting: counts.waiting,
                dead: counts.dead,
                paused,
            }
        };
        self.settings.destinations.iter().map(state).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_restart_may_mend_or_a_deployment_must_wait_for_fails_readiness_and_nothing_else() {
        let room = |available| Room { size: 1 << 30, available };
        let well = Readiness {
            database: true,
            disk: Some(room(32 << 20)),
            spool: true,
            archiving: Err("there is no rclone".to_owned()),
            destinations: Vec::new(),
            gateway: GatewayState { connected: 0, shards: 1, since: Timestamp(0) },
        };
        assert!(well.is_ready(), "nothing is archived and Discord is away");
        assert!(Readiness { disk: None, ..well.clone() }.is_ready(), "the system does not tell");
        assert!(!well.has_room(true), "large ones alone are refused");
        let full = room((32 << 20) - 1);
        for failing in [
            Readiness { database: false, ..well.clone() },
            Readiness { spool: false, ..well.clone() },
            Readiness { disk: Some(full), ..well },
        ] {
            assert!(!failing.is_ready(), "{failing:?}");
        }
    }
}
