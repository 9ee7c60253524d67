//! Where a guild's rituals go.

use super::services::App;
use crate::store::Timestamp;
use crate::sync::Destination;

impl App {
    /// Where a guild's rituals go: those it chose, as far as they are allowed; all that are allowed if that leaves none.
    pub async fn destinations_of(&self, guild: Option<u64>) -> anyhow::Result<Vec<Destination>> {
        let allowed = &self.settings.destinations;
        let settings = self.server_settings(guild).await?;
        let chosen = settings.destinations.iter().filter(|chosen| allowed.contains(chosen));
        let chosen: Vec<_> = chosen.cloned().collect();
        Ok(if chosen.is_empty() { allowed.clone() } else { chosen })
    }

    /// Those of a guild's destinations that are paused now, and until when.
    pub async fn paused_destinations(&self, guild: u64) -> anyhow::Result<Vec<(Destination, Timestamp)>> {
        let (now, pauses) = (Timestamp::now(), self.jobs.store.pauses().await?);
        let until =
            |to: &Destination| pauses.iter().find(|(name, ..)| name == to).map(|(_, until, _)| *until);
        let used = self.destinations_of(Some(guild)).await?.into_iter();
        let paused = used.filter_map(|to| until(&to).filter(|until| *until > now).map(|until| (to, until)));
        Ok(paused.collect())
    }
}
