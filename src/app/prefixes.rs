//! What commands begin with.

use super::services::App;

impl App {
    /// The prefix that commands have in a guild, or by default.
    pub async fn prefix(&self, guild: Option<u64>) -> anyhow::Result<String> {
        let own = match guild {
            Some(guild) => self.jobs.store.prefix(guild).await?,
            None => None,
        };
        Ok(own.unwrap_or_else(|| self.settings.prefix.clone()))
    }

    /// Sets a guild's own prefix; `None` returns to the default.
    pub async fn set_prefix(&self, guild: u64, prefix: Option<&str>) -> anyhow::Result<()> {
        Ok(self.jobs.store.set_prefix(guild, prefix).await?)
    }

    /// The prefix where a guild has none of its own.
    pub fn default_prefix(&self) -> &str {
        &self.settings.prefix
    }
}
