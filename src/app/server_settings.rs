//! What servers have set for themselves.

use std::sync::Arc;
use std::time::Instant;

use super::services::App;
use crate::language::Language;
use crate::prefix::Prefix;
use crate::server::{Ground, Key, Problem, ServerSettings};
use crate::store::{LoggedChange, SettingChange, SettingsDraft, Timestamp};

impl App {
    /// What holds in a server, or in direct messages. It comes from memory, and what another process changed in the same
    /// database counts within a minute.
    pub async fn server_settings(&self, guild: Option<u64>) -> anyhow::Result<Arc<ServerSettings>> {
        let Some(guild) = guild else { return Ok(Arc::clone(&self.defaults)) };
        // Boxed, since it is seldom needed and large.
        Ok(self.servers.of(guild, Instant::now(), Box::pin(self.read_settings(guild))).await?)
    }

    async fn read_settings(&self, guild: u64) -> crate::store::Result<ServerSettings> {
        let rows = self.jobs.store.server_settings(guild).await?;
        Ok(ServerSettings::stored(&rows, &self.ground(guild)))
    }

    /// What holds where a server has set nothing.
    pub fn default_settings(&self) -> &ServerSettings {
        &self.defaults
    }

    /// What a setting is to become in a server, as it will be kept; none returns to the default. Or why it cannot.
    pub fn wanted_setting(&self, guild: u64, key: Key, text: Option<&str>) -> Result<SettingChange, Problem> {
        let after = text.map(|text| ServerSettings::judge(key, text, &self.ground(guild))).transpose()?;
        Ok(SettingChange { name: key.name(), after })
    }

    /// Changes a server's settings, which counts at once, and writes down who did. Returns what changed.
    pub async fn change_settings(
        &self,
        guild: u64,
        person: u64,
        changes: &[SettingChange],
    ) -> anyhow::Result<Vec<LoggedChange>> {
        let made = self.jobs.store.change_settings(guild, person, changes, Timestamp::now()).await?;
        // Whoever asks next must not read what held before, even if this look fails.
        self.servers.forget(guild);
        let settings = Box::pin(self.read_settings(guild)).await?;
        self.servers.write(guild, Arc::new(settings), Instant::now());
        for LoggedChange { name, before, after, .. } in &made {
            tracing::info!(guild, person, name, ?before, ?after, "a server's setting was changed");
        }
        Ok(made)
    }

    /// The last changes of a server's settings; with `before`, those with smaller numbers.
    pub async fn settings_log(
        &self,
        guild: u64,
        before: Option<u64>,
        most: u32,
    ) -> anyhow::Result<Vec<LoggedChange>> {
        Ok(self.jobs.store.settings_log(guild, before, most).await?)
    }

    /// Keeps what somebody wants to import until they confirm it.
    pub async fn keep_draft(&self, guild: u64, person: u64, draft: &SettingsDraft) -> anyhow::Result<()> {
        Ok(self.jobs.store.set_draft(guild, person, draft, Timestamp::now()).await?)
    }

    /// What somebody wants to import, as long as that is the draft with this id.
    pub async fn draft(&self, guild: u64, person: u64, id: &str) -> anyhow::Result<Option<SettingsDraft>> {
        Ok(self.jobs.store.draft(guild, person).await?.filter(|draft| draft.id == id))
    }

    /// The prefix that commands have in a guild, or by default.
    pub async fn prefix(&self, guild: Option<u64>) -> anyhow::Result<Prefix> {
        Ok(self.server_settings(guild).await?.prefix.clone())
    }

    /// The language that a guild chose, if it did.
    pub async fn language(&self, guild: u64) -> anyhow::Result<Option<Language>> {
        let settings = self.server_settings(Some(guild)).await?;
        Ok(settings.own(Key::Language).map(|_| settings.language))
    }

    /// The prefix where a guild has none of its own.
    pub fn default_prefix(&self) -> &Prefix {
        &self.settings.prefix
    }

    /// What a server's settings are read against.
    fn ground(&self, guild: u64) -> Ground<'_> {
        Ground {
            guild: Some(guild),
            destinations: &self.settings.destinations,
            folders: self.settings.archive_path.has_folders(),
            defaults: &self.defaults,
            ceilings: &self.ceilings,
        }
    }
}
