//! What guilds set for themselves: what commands begin with, and in which language they are answered.
//!
//! It comes from memory, and what another process changed in the same database counts within a minute.

use std::time::Instant;

use super::services::App;
use crate::language::Language;
use crate::prefix::Prefix;

impl App {
    /// The prefix that commands have in a guild, or by default.
    pub async fn prefix(&self, guild: Option<u64>) -> anyhow::Result<Prefix> {
        let Some(guild) = guild else { return Ok(self.default_prefix().clone()) };
        let read = async { Ok(self.jobs.store.prefix(guild).await?.map(Prefix::stored)) };
        let own = self.prefixes.of(guild, Instant::now(), read).await?;
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

    /// The language that a guild chose, if it did.
    pub async fn language(&self, guild: u64) -> anyhow::Result<Option<Language>> {
        Ok(self.languages.of(guild, Instant::now(), self.jobs.store.language(guild)).await?)
    }

    /// Sets a guild's language, which counts at once; `None` returns to the default.
    pub async fn set_language(&self, guild: u64, language: Option<Language>) -> anyhow::Result<()> {
        self.jobs.store.set_language(guild, language).await?;
        self.languages.write(guild, language, Instant::now());
        Ok(())
    }
}
