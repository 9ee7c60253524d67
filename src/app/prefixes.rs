//! What commands begin with.

use std::time::Instant;

use super::services::App;
use crate::prefix::Prefix;

impl App {
    /// The prefix that commands have in a guild, or by default. It comes from memory, and what another process changed
    /// in the same database counts within a minute.
    pub async fn prefix(&self, guild: Option<u64>) -> anyhow::Result<Prefix> {
        let own = match guild {
            Some(guild) => self.prefixes.of(guild, Instant::now(), self.jobs.store.prefix(guild)).await?,
            None => None,
        };
        Ok(own.unwrap_or_else(|| self.default_prefix().clone()))
    }

    /// Sets a guild's own prefix, which counts at once; `None` returns to the default.
    pub async fn set_prefix(&self, guild: u64, prefix: Option<Prefix>) -> anyhow::Result<()> {
        self.jobs.store.set_prefix(guild, prefix.as_ref().map(Prefix::as_str)).await?;
        self.prefixes.write(guild, prefix, Instant::now());
        Ok(())
    }

    /// The prefix where a guild has none of its own.
    pub fn default_prefix(&self) -> &Prefix {
        &self.settings.prefix
    }
}
