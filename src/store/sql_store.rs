//! [`Store`] over either database: each call is one session, and each writing session is committed whole.

use std::path::Path;

use async_trait::async_trait;
use secrecy::SecretString;
use uuid::Uuid;

use super::database::Pools;
use super::{
    Adopted, Alarm, GuildLore, Job, Lane, Lease, NewRitual, Outcome, Overview, Rendered, Result, RitualId,
    RitualView, Store, Timestamp, alarms, archives, finish, jobs, lore, overview, postgres, rituals,
    settings, sqlite,
};

/// The note that [`Store::check`] writes.
const CHECK_NOTE: &str = "store.check";

/// A store in SQLite or PostgreSQL.
pub struct SqlStore {
    pools: Pools,
}

impl SqlStore {
    /// Opens SQLite in the file at `path`. The file and its folder are made where they are missing. Several
    /// processes may have it open.
    pub async fn sqlite(path: &Path) -> Result<Self> {
        Ok(Self { pools: sqlite::open(path).await? })
    }

    /// Connects to PostgreSQL at `url`, `postgres://user:password@host:5432/database`.
    pub async fn postgres(url: &SecretString) -> Result<Self> {
        Ok(Self { pools: postgres::open(url).await? })
    }
}

/// A method that writes: it runs in one session and commits.
macro_rules! writing {
    ($store:ident, $work:path $(, $argument:expr)*) => {{
        let mut session = $store.pools.write().await?;
        let answer = $work(&mut session $(, $argument)*).await?;
        session.commit().await?;
        Ok(answer)
    }};
}

/// A method that reads: it sees one moment of the database.
macro_rules! reading {
    ($store:ident, $work:path $(, $argument:expr)*) => {{
        let mut session = $store.pools.read().await?;
        $work(&mut session $(, $argument)*).await
    }};
}

#[async_trait]
impl Store for SqlStore {
    async fn accept(&self, ritual: &NewRitual) -> Result<RitualId> {
        writing!(self, rituals::accept, ritual)
    }

    async fn ritual(&self, id: RitualId) -> Result<Option<RitualView>> {
        reading!(self, rituals::view, id)
    }

    async fn claim(
        &self,
        lane: &Lane,
        only: Option<RitualId>,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Job>> {
        writing!(self, jobs::claim, lane, only, now, until)
    }

    async fn extend(&self, lease: &Lease, until: Timestamp) -> Result<bool> {
        writing!(self, jobs::extend, lease, until)
    }

    async fn finish(&self, lease: &Lease, outcome: &Outcome, now: Timestamp) -> Result<bool> {
        writing!(self, finish::finish, lease, outcome, now)
    }

    async fn next_due(&self, lane: &Lane, only: Option<RitualId>) -> Result<Option<Timestamp>> {
        reading!(self, jobs::next_due, lane, only)
    }

    async fn replace_file(&self, id: RitualId, rendered: &Rendered) -> Result<bool> {
        writing!(self, rituals::replace_file, id, rendered)
    }

    async fn revive(&self, now: Timestamp) -> Result<u64> {
        writing!(self, jobs::revive, now)
    }

    async fn rituals(&self, after: Option<RitualId>, most: u32) -> Result<Vec<RitualView>> {
        reading!(self, archives::page, after, most)
    }

    async fn add_archive(
        &self,
        ritual: RitualId,
        destination: &str,
        path: &str,
        now: Timestamp,
    ) -> Result<bool> {
        writing!(self, archives::add_archive, ritual, destination, path, now)
    }

    async fn adopt(&self, object: &Adopted) -> Result<()> {
        writing!(self, archives::adopt, object)
    }

    async fn adopted(&self) -> Result<Vec<Adopted>> {
        reading!(self, archives::adopted)
    }

    async fn take_alarm(&self, now: Timestamp, until: Timestamp) -> Result<Option<Alarm>> {
        writing!(self, alarms::take, now, until)
    }

    async fn alarm_told(&self, id: Uuid, now: Timestamp) -> Result<()> {
        writing!(self, alarms::told, id, now)
    }

    async fn overview(&self) -> Result<Overview> {
        reading!(self, overview::overview)
    }

    async fn settled_at(&self, id: RitualId) -> Result<Option<Timestamp>> {
        reading!(self, overview::settled_at, id)
    }

    async fn prefix(&self, guild: u64) -> Result<Option<String>> {
        reading!(self, settings::prefix, guild)
    }

    async fn set_prefix(&self, guild: u64, prefix: Option<&str>) -> Result<()> {
        writing!(self, settings::set_prefix, guild, prefix)
    }

    async fn guild_destinations(&self, guild: u64) -> Result<Option<Vec<String>>> {
        reading!(self, settings::destinations, guild)
    }

    async fn set_guild_destinations(&self, guild: u64, chosen: &[String]) -> Result<()> {
        writing!(self, settings::set_destinations, guild, chosen)
    }

    async fn lore(&self, guild: u64) -> Result<GuildLore> {
        reading!(self, lore::lore, guild)
    }

    async fn reset_lore(&self, guild: u64, now: Timestamp) -> Result<bool> {
        writing!(self, lore::reset, guild, now)
    }

    async fn note(&self, key: &str) -> Result<Option<String>> {
        reading!(self, settings::note, key)
    }

    async fn set_note(&self, key: &str, value: &str) -> Result<()> {
        writing!(self, settings::set_note, key, value)
    }

    async fn check(&self) -> Result<()> {
        self.set_note(CHECK_NOTE, "written").await
    }

    async fn close(&self) {
        self.pools.close().await;
    }
}
