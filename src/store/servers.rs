//! What servers have set for themselves, and what is kept of those that the bot has left.

use super::Store;
use super::error::Result;
use super::model::{LoggedChange, SettingChange, SettingsDraft, Timestamp};
use super::queries::{limits, servers};

/// How many rows are forgotten in one transaction, so that nobody waits for long.
const ROWS: u32 = 500;

impl Store {
    /// What a server has set for itself: settings' names and their texts.
    pub async fn server_settings(&self, guild: u64) -> Result<Vec<(String, String)>> {
        reading!(self, servers::settings, guild)
    }

    /// Changes what a server has set, and writes down who did. Returns the changes that changed something.
    pub async fn change_settings(
        &self,
        guild: u64,
        person: u64,
        changes: &[SettingChange],
        now: Timestamp,
    ) -> Result<Vec<LoggedChange>> {
        writing!(self, servers::change, guild, person, changes, now)
    }

    /// The changes of a server's settings, `most` of them, the latest first; with `before`, those with smaller numbers. The
    /// last 200 of each server are kept.
    pub async fn settings_log(
        &self,
        guild: u64,
        before: Option<u64>,
        most: u32,
    ) -> Result<Vec<LoggedChange>> {
        reading!(self, servers::logged, guild, before, most)
    }

    /// Keeps what somebody wants to import until they confirm it; an earlier draft of theirs is forgotten.
    pub async fn set_draft(
        &self,
        guild: u64,
        person: u64,
        draft: &SettingsDraft,
        now: Timestamp,
    ) -> Result<()> {
        writing!(self, servers::set_draft, guild, person, draft, now)
    }

    /// What somebody wants to import.
    pub async fn draft(&self, guild: u64, person: u64) -> Result<Option<SettingsDraft>> {
        reading!(self, servers::draft, guild, person)
    }

    /// Notes that the bot has left a server. False if nothing is kept of it, or that was noted before.
    pub async fn leave_server(&self, guild: u64, now: Timestamp) -> Result<bool> {
        writing!(self, servers::leave, guild, now)
    }

    /// Whether the bot is known to have left a server.
    pub async fn is_left(&self, guild: u64) -> Result<bool> {
        reading!(self, servers::is_left, guild)
    }

    /// Notes that the bot is in a server again. False if it was not known as left.
    pub async fn come_back(&self, guild: u64) -> Result<bool> {
        writing!(self, servers::come_back, guild)
    }

    /// Notes of all servers of which something is kept whether the bot is there; `is_there` says none where it does not
    /// know. Returns how many were found left.
    pub async fn note_presence(
        &self,
        is_there: &(dyn Fn(u64) -> Option<bool> + Sync),
        now: Timestamp,
    ) -> Result<u64> {
        writing!(self, servers::note_presence, is_there, now)
    }

    /// Forgets what servers had set that were left at `moment` or before; returns them. Rituals, receipts and lore stay.
    pub async fn forget_left(&self, moment: Timestamp) -> Result<Vec<u64>> {
        let mut all = Vec::new();
        loop {
            let some = self.forget_some_left(moment).await?;
            if some.is_empty() {
                return Ok(all);
            }
            all.extend(some);
        }
    }

    async fn forget_some_left(&self, moment: Timestamp) -> Result<Vec<u64>> {
        writing!(self, servers::forget_left, moment)
    }

    /// Forgets drafts that were made before `moment`.
    pub async fn forget_drafts(&self, moment: Timestamp) -> Result<u64> {
        writing!(self, servers::forget_drafts, moment)
    }

    /// Forgets how many rituals were asked for on days that are over.
    pub async fn forget_counts(&self, now: Timestamp) -> Result<u64> {
        let mut all = 0;
        loop {
            let forgotten = self.forget_some_counts(now).await?;
            all += forgotten;
            if forgotten < u64::from(ROWS) {
                return Ok(all);
            }
        }
    }

    async fn forget_some_counts(&self, now: Timestamp) -> Result<u64> {
        writing!(self, limits::forget_old, now, ROWS)
    }
}
