//! What must survive: rituals, their jobs, receipts and guild settings. The only room with SQL.
//!
//! Every write that a worker makes about its job names the lease it holds; a worker that lost its lease writes
//! nothing. What belongs together is committed together.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use secrecy::SecretString;
use uuid::Uuid;

mod alarms;
mod archives;
mod database;
mod finish;
mod jobs;
mod lore;
mod migrations;
mod model;
mod overview;
mod postgres;
mod rituals;
mod settings;
mod sql_store;
mod sqlite;

pub use model::*;
pub use sql_store::SqlStore;

/// SQLite's file in the data directory. Two more of the same beginning stand beside it while it is open.
pub const FILE: &str = "helix.sqlite3";

/// Opens PostgreSQL where a URL is given, else SQLite in the data directory, and brings the schema up to date.
/// Fails with [`StoreError::Open`], whose sentence says what to do and never shows the URL.
pub async fn open(database_url: Option<&SecretString>, data_dir: &Path) -> Result<Arc<dyn Store>> {
    Ok(Arc::new(match database_url {
        Some(url) => SqlStore::postgres(url).await?,
        None => SqlStore::sqlite(&data_dir.join(FILE)).await?,
    }))
}

/// A database that does what [`Store`] promises, or says why not.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the database could not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be opened or brought up to date.
    #[error("{0}")]
    Open(String, #[source] Option<sqlx::Error>),
    /// A statement failed.
    #[error("the database failed")]
    Sql(#[from] sqlx::Error),
    /// The guild's lore has changed since the revision that the new one follows from. Nothing was written.
    #[error("the lore of this server has changed meanwhile")]
    StaleLore,
    /// A row holds what this program cannot read.
    #[error("the database holds a {what} that cannot be read")]
    Unreadable {
        /// What was read.
        what: &'static str,
        /// Why it cannot be read.
        #[source]
        cause: Option<anyhow::Error>,
    },
}

/// The database. Both implementations pass one contract suite.
#[async_trait]
pub trait Store: Send + Sync {
    /// Commits the ritual and all its jobs at once: `render`, one `archive` per destination and, where
    /// somebody waits for an answer in Discord, `post`. The same request, or the same id, accepted again changes
    /// nothing and returns the ritual it became the first time. A destination named twice gets one copy, at the
    /// first path.
    ///
    /// The lore that the ritual leaves to its guild is committed with it. Where the guild's lore has changed since
    /// the revision that it follows from, nothing is written and [`StoreError::StaleLore`] comes back.
    async fn accept(&self, ritual: &NewRitual) -> Result<RitualId>;

    /// A ritual with the state of its archives.
    async fn ritual(&self, id: RitualId) -> Result<Option<RitualView>>;

    /// Takes the next job of a lane that is due, and counts the attempt. A job whose lease ran out is due
    /// again. `post` and `archive` wait until their ritual is rendered; paused destinations wait as a whole.
    /// `only` narrows it to one ritual.
    async fn claim(
        &self,
        lane: &Lane,
        only: Option<RitualId>,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Job>>;

    /// Prolongs a lease; false if it was lost.
    async fn extend(&self, lease: &Lease, until: Timestamp) -> Result<bool>;

    /// Ends this run of a job and commits what came of it; false, and nothing written, if the lease was lost.
    async fn finish(&self, lease: &Lease, outcome: &Outcome, now: Timestamp) -> Result<bool>;

    /// When the next job of a lane falls due: of those waiting for their time or for a lease to run out.
    async fn next_due(&self, lane: &Lane, only: Option<RitualId>) -> Result<Option<Timestamp>>;

    /// Replaces the recorded file of a ritual rendered again. False, and nothing written, where a copy of the old
    /// file is archived, where the pixels are not the recorded ones, or where none are recorded.
    async fn replace_file(&self, id: RitualId, rendered: &Rendered) -> Result<bool>;

    /// Has everything tried at once that waits after a failure: dead jobs get another life, waits end, pauses are
    /// lifted. Returns how many jobs were dead.
    async fn revive(&self, now: Timestamp) -> Result<u64>;

    /// Up to `most` rituals with the state of their archives, in the order of their ids, beginning after `after`.
    async fn rituals(&self, after: Option<RitualId>, most: u32) -> Result<Vec<RitualView>>;

    /// Asks for one more copy of a rendered ritual, at `path` below `destination`. False, and nothing written, where
    /// one is asked for already or there is no picture.
    async fn add_archive(
        &self,
        ritual: RitualId,
        destination: &str,
        path: &str,
        now: Timestamp,
    ) -> Result<bool>;

    /// Remembers an object at a destination that another program had put there.
    async fn adopt(&self, object: &Adopted) -> Result<()>;

    /// All adopted objects, by destination and path.
    async fn adopted(&self) -> Result<Vec<Adopted>>;

    /// Takes the oldest thing that the operator was not told yet, and leaves it alone until `until`: a
    /// destination's first refusal of the login raises one, the copy that ends the pause another.
    async fn take_alarm(&self, now: Timestamp, until: Timestamp) -> Result<Option<Alarm>>;

    /// Records that an alarm was told.
    async fn alarm_told(&self, id: Uuid, now: Timestamp) -> Result<()>;

    /// Counts for status and metrics.
    async fn overview(&self) -> Result<Overview>;

    /// When the last job of a ritual ended; none while any is waiting, running or dead, or if it is unknown.
    async fn settled_at(&self, id: RitualId) -> Result<Option<Timestamp>>;

    /// A guild's own prefix, if it set one.
    async fn prefix(&self, guild: u64) -> Result<Option<String>>;

    /// Sets or, with `None`, forgets a guild's prefix.
    async fn set_prefix(&self, guild: u64, prefix: Option<&str>) -> Result<()>;

    /// Where a guild's rituals go, in its order, if it chose.
    async fn guild_destinations(&self, guild: u64) -> Result<Option<Vec<String>>>;

    /// Sets where a guild's rituals go; an empty list forgets its choice.
    async fn set_guild_destinations(&self, guild: u64, chosen: &[String]) -> Result<()>;

    /// What a guild keeps between its rituals; at revision 0, and as every guild begins, if it kept nothing yet.
    async fn lore(&self, guild: u64) -> Result<GuildLore>;

    /// Forgets a guild's lore; false if it kept none.
    async fn reset_lore(&self, guild: u64, now: Timestamp) -> Result<bool>;

    /// A note the program keeps for itself, such as the hash of the registered commands.
    async fn note(&self, key: &str) -> Result<Option<String>>;

    /// Keeps a note.
    async fn set_note(&self, key: &str, value: &str) -> Result<()>;

    /// Proves that the database answers and can be written.
    async fn check(&self) -> Result<()>;

    /// Checkpoints and closes.
    async fn close(&self);
}

/// Counts for status, readiness and metrics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    /// Rituals ever accepted.
    pub rituals: u64,
    /// Jobs not done: waiting for their turn or running.
    pub waiting: u64,
    /// Jobs given up, waiting for a person.
    pub dead: u64,
    /// The oldest ritual with a copy still missing, and when it was accepted.
    pub oldest_unarchived: Option<(RitualId, Timestamp)>,
    /// By destination, those with anything to tell.
    pub destinations: BTreeMap<String, DestinationCounts>,
}

/// What waits at one destination.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DestinationCounts {
    /// Archive jobs waiting or running.
    pub waiting: u64,
    /// Of these, those that failed and wait for their next try.
    pub put_off: u64,
    /// Archive jobs given up.
    pub dead: u64,
    /// Copies archived and verified.
    pub archived: u64,
    /// Why and until when the destination is paused. Stays, with a time that has passed, until a copy succeeds.
    pub paused: Option<(Timestamp, String)>,
}
