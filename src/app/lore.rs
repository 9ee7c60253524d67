//! What a guild keeps between its rituals.

use super::services::App;
use crate::store::{GuildLore, Timestamp};

impl App {
    /// What a guild keeps between its rituals.
    pub async fn lore(&self, guild: u64) -> anyhow::Result<GuildLore> {
        Ok(self.jobs.store.lore(guild).await?)
    }

    /// Has a guild begin anew: its field and its folklore are forgotten. False if it kept none.
    pub async fn reset_lore(&self, guild: u64) -> anyhow::Result<bool> {
        Ok(self.jobs.store.reset_lore(guild, Timestamp::now()).await?)
    }
}
