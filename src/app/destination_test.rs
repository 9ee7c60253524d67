//! Trying, because somebody asks for it in Discord, whether a destination takes copies and gives them back: a probe is
//! written where a server's pictures go, read back, and removed.

use tokio::time::timeout;

use super::destination_test_pace::{NotTested, PATIENCE};
use super::services::App;
use crate::failure::{Action, Class, Failure};
use crate::store::Timestamp;
use crate::sync::{Destination, PROBE, ProbeStep, Probed, probe};

impl App {
    /// Tries a destination where this guild's pictures go; `see` is told of each step as it begins.
    pub async fn test_destination(
        &self,
        guild: Option<u64>,
        destination: &Destination,
        see: &(dyn Fn(ProbeStep) + Send + Sync),
    ) -> anyhow::Result<Result<Result<Probed, Failure>, NotTested>> {
        let (now, pauses) = (Timestamp::now(), self.jobs.store.pauses().await?);
        let paused = pauses.into_iter().find(|(name, until, _)| name == destination && *until > now);
        if let Some((_, until, _)) = paused {
            return Ok(Err(NotTested::Paused(until)));
        }
        let folder = match guild {
            Some(guild) => Some(self.server_settings(Some(guild)).await?.folder_of(guild)),
            None => None,
        };
        let path = self.settings.archive_path.fill(folder.as_deref(), PROBE)?;
        if let Err(refusal) = self.tests.begin(destination) {
            return Ok(Err(refusal));
        }
        let scratch = self.settings.spool_dir();
        let tried = timeout(PATIENCE, probe(&*self.jobs.sync, destination, &path, &scratch, see)).await;
        self.tests.end(destination);
        Ok(Ok(tried.unwrap_or_else(|_| {
            let slow = format!("it did not answer within {} s", PATIENCE.as_secs());
            Err(Failure::during(Action::Stat, Class::Transient, slow))
        })))
    }
}
