//! What a guild keeps between its rituals.

use super::services::App;
use crate::ritual::{CHAPTERS, Lore};
use crate::store::{GuildLore, Timestamp};

impl App {
    /// What a guild keeps between its rituals.
    pub async fn lore(&self, guild: u64) -> anyhow::Result<GuildLore> {
        Ok(self.jobs.store.lore(guild).await?)
    }

    /// The chronicle of a guild as a PNG: its last rituals since it began, or began anew. None where drawing failed, which
    /// the log says.
    pub async fn chronicle(&self, guild: u64, lore: &Lore) -> anyhow::Result<Option<Vec<u8>>> {
        let most = lore.folklore.rituals.min(CHAPTERS as u64);
        let chapters = self.jobs.store.chapters(guild, most).await?;
        let drawn = self.jobs.renderer.chronicle(chapters, *lore).await;
        Ok(drawn.inspect_err(|error| tracing::error!(%error, "a chronicle could not be drawn")).ok())
    }

    /// Has a guild begin anew: its field and its folklore are forgotten. False if it kept none.
    pub async fn reset_lore(&self, guild: u64) -> anyhow::Result<bool> {
        Ok(self.jobs.store.reset_lore(guild, Timestamp::now()).await?)
    }
}
