//! What must survive: rituals, their jobs, receipts and guild settings. The only room with SQL.
//!
//! Every write that a worker makes about its job names the lease it holds; a worker that lost its lease writes
//! nothing. What belongs together is committed together.

use std::path::Path;

use secrecy::SecretString;
use uuid::Uuid;

/// A method that writes: it runs in one transaction and commits.
macro_rules! writing {
    ($store:ident, $work:path $(, $argument:expr)*) => {{
        let written = async {
            let mut tx = $store.pools.write().await?;
            match $work(&mut tx $(, $argument)*).await {
                Ok(answer) => tx.commit().await.map(|()| answer),
                Err(error) => {
                    tx.roll_back().await;
                    Err(error)
                }
            }
        };
        $store.noted(written.await).await
    }};
}

/// A method that reads: it sees one moment of the database.
macro_rules! reading {
    ($store:ident, $work:path $(, $argument:expr)*) => {{
        // On the heap: with its deadline it would make whatever waits for it twice as large.
        let read = Box::pin(async {
            let mut tx = $store.pools.read().await?;
            $work(&mut tx $(, $argument)*).await
        });
        $store.answered(read).await
    }};
}

mod adopting;
mod auditing;
mod database;
mod error;
mod model;
mod operating;
mod owned;
mod placing;
mod queries;
mod removing;
mod retrying;
mod servers;
mod several;
mod snapshots;
mod trouble;
mod upkeep;
mod watch;

pub use database::Waking;
pub use database::moving::{MovedTable, carry_over};
pub use database::snapshot::{BadSnapshot, JudgedSnapshot, SoleAccess, is_blank, judge as judge_snapshot};
pub use error::{Result, StoreError};
pub use model::*;
pub use placing::put_in_place;
pub use trouble::Trouble;
pub use watch::Unwritable;

use crate::ritual::Chapter;
use crate::shard_range::ShardRange;
use crate::sync::{Destination, RemotePath};
use database::Pools;
use queries::{
    alarms, archives, cancelling, deletion, finish, gallery, jobs, log_channels, lore, notes, notices,
    overview, queue, rituals, server_news,
};
use watch::Watch;

/// SQLite's file in the data directory. Two more of the same beginning stand beside it while it is open.
pub const FILE: &str = "helix.sqlite3";

/// The database, SQLite or PostgreSQL: both pass one suite of contract tests. Each call is one transaction.
pub struct Store {
    pools: Pools,
    watch: Watch,
}

impl Store {
    /// Opens PostgreSQL where a URL is given, else SQLite in the data directory, and brings the schema up to date.
    /// Fails with [`StoreError::Open`], whose sentence says what to do and never shows the URL.
    pub async fn open(database_url: Option<&SecretString>, data_dir: &Path) -> Result<Self> {
        match database_url {
            Some(url) => Self::postgres(url).await,
            None => Self::sqlite(&data_dir.join(FILE)).await,
        }
    }

    /// Opens SQLite in the file at `path`. The file and its folder are made where they are missing. Several
    /// processes may have it open. Where none has, nobody works on what was claimed, and it is claimed anew at once.
    pub async fn sqlite(path: &Path) -> Result<Self> {
        let mut store = Self::with(database::sqlite::open(path).await?);
        store.take_over().await?;
        Ok(store)
    }

    /// Connects to PostgreSQL at `url`, `postgres://user:password@host:5432/database`.
    pub async fn postgres(url: &SecretString) -> Result<Self> {
        Ok(Self::with(database::postgres::open(url).await?))
    }

    fn with(pools: Pools) -> Self {
        Self { pools, watch: Watch::default() }
    }

    /// Commits the ritual and all its jobs at once: `render`, one `archive` per destination and, where
    /// somebody waits for an answer in Discord, `post`. The same request, or the same id, accepted again changes
    /// nothing and returns the ritual it became the first time. A destination named twice gets one copy, at the
    /// first path.
    ///
    /// The lore that the ritual leaves to its guild is committed with it. Where the guild's lore has changed since
    /// the revision that it follows from, nothing is written and [`StoreError::StaleLore`] comes back. So does
    /// [`StoreError::Limited`] where the asker, or the server, has asked for as many as its limits allow.
    pub async fn accept(&self, ritual: &NewRitual) -> Result<RitualId> {
        writing!(self, rituals::accept, ritual)
    }

    /// A ritual with the state of its archives.
    pub async fn ritual(&self, id: RitualId) -> Result<Option<RitualView>> {
        reading!(self, rituals::view, id)
    }

    /// Takes the next job of a lane that is due, and counts the attempt. A job whose lease ran out is due
    /// again. `post` and `archive` wait until their ritual is rendered; paused destinations wait as a whole.
    /// `only` narrows it to one ritual.
    pub async fn claim(
        &self,
        lane: &Lane,
        only: Option<RitualId>,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Job>> {
        writing!(self, jobs::claim, lane, only, now, until)
    }

    /// Prolongs a lease; false if it was lost.
    pub async fn extend(&self, lease: &Lease, until: Timestamp) -> Result<bool> {
        writing!(self, jobs::extend, lease, until)
    }

    /// Ends this run of a job and commits what came of it; false, and nothing written, if the lease was lost.
    pub async fn finish(&self, lease: &Lease, outcome: &Outcome, now: Timestamp) -> Result<bool> {
        writing!(self, finish::finish, lease, outcome, now)
    }

    /// When the next job of a lane falls due: of those waiting for their time or for a lease to run out.
    pub async fn next_due(&self, lane: &Lane, only: Option<RitualId>) -> Result<Option<Timestamp>> {
        reading!(self, jobs::next_due, lane, only)
    }

    /// Replaces the recorded file of a ritual rendered again. False, and nothing written, where a copy of the old
    /// file is archived, where the pixels are not the recorded ones, or where none are recorded.
    pub async fn replace_file(&self, id: RitualId, rendered: &Rendered) -> Result<bool> {
        writing!(self, rituals::replace_file, id, rendered)
    }

    /// Up to `most` rituals with the state of their archives, in the order of their ids, beginning after `after`.
    pub async fn rituals(&self, after: Option<RitualId>, most: u32) -> Result<Vec<RitualView>> {
        reading!(self, archives::page, after, most)
    }

    /// One page of a gallery, `most` rituals at most. The same time is taken however many there are.
    pub async fn gallery(
        &self,
        filter: &GalleryFilter,
        asked_in: &AskedIn,
        start: PageStart,
        most: u32,
    ) -> Result<GalleryPage> {
        reading!(self, gallery::page, filter, asked_in, start, most)
    }

    /// The latest of an owner's rituals whose ids begin with a text, the latest first, `most` of them.
    pub async fn known_ids(
        &self,
        owner: u64,
        asked_in: &AskedIn,
        text: &str,
        most: u32,
    ) -> Result<Vec<Ritual>> {
        reading!(self, gallery::known, owner, asked_in, text, most)
    }

    /// Has nobody shown a ritual any more: its jobs end, and its message is taken away by one. Its row stays, since the
    /// lore of its server follows from it. False if it was deleted before or never was; then it is seen to again that its
    /// message goes.
    pub async fn delete(&self, id: RitualId, now: Timestamp) -> Result<bool> {
        writing!(self, deletion::delete, id, now)
    }

    /// Asks for one more copy of a rendered ritual, at `path` below `destination`. False, and nothing written, where
    /// one is asked for already or there is no picture.
    pub async fn add_archive(
        &self,
        ritual: RitualId,
        destination: &Destination,
        path: &RemotePath,
        now: Timestamp,
    ) -> Result<bool> {
        writing!(self, archives::add_archive, ritual, destination, path, now)
    }

    /// Takes the oldest thing that the operator was not told yet, and leaves it alone until `until`: a
    /// destination's first refusal of the login raises one, the copy that ends the pause another, copies that are found
    /// lost or cannot be made good one for all of them in an hour, and snapshots of the database that reach a destination no
    /// more or again one each.
    pub async fn take_alarm(&self, now: Timestamp, until: Timestamp) -> Result<Option<Alarm>> {
        writing!(self, alarms::take, now, until)
    }

    /// Records that an alarm was told.
    pub async fn alarm_told(&self, id: Uuid, now: Timestamp) -> Result<()> {
        writing!(self, alarms::told, id, now)
    }

    /// Takes what servers are to be told next in their log channels, a pause or its end, the oldest first, and keeps it
    /// from others until `until`. None while somebody is telling.
    pub async fn take_server_news(&self, now: Timestamp, until: Timestamp) -> Result<Option<CommonNews>> {
        writing!(self, log_channels::take, now, until)
    }

    /// The first server behind `after` that named a log channel.
    pub async fn next_log_channel(&self, after: u64) -> Result<Option<LogChannel>> {
        reading!(self, log_channels::next, after)
    }

    /// The log channel that a server named.
    pub async fn log_channel(&self, guild: u64) -> Result<Option<LogChannel>> {
        reading!(self, log_channels::of, guild)
    }

    /// Takes what one server is to be told of its own copies next, and keeps it from others until `until`.
    pub async fn take_own_news(&self, now: Timestamp, until: Timestamp) -> Result<Option<OwnNews>> {
        writing!(self, server_news::take, now, until)
    }

    /// Records that a server was told something of its own copies, or cannot be.
    pub async fn own_news_told(&self, news: &ServerNews, now: Timestamp) -> Result<()> {
        writing!(self, server_news::told, news, now)
    }

    /// All servers up to `after` are done with, without it all that there are. Whoever tells goes on until `until`.
    pub async fn servers_told(
        &self,
        alarm: Uuid,
        after: Option<u64>,
        until: Option<Timestamp>,
    ) -> Result<()> {
        writing!(self, log_channels::done_with, alarm, after, until)
    }

    /// Counts for status and metrics.
    pub async fn overview(&self) -> Result<Overview> {
        reading!(self, overview::overview)
    }

    /// Since when the job of a queue has waited that waits longest: since it was due, or, if it failed, since its ritual was
    /// accepted. It may not be due yet.
    pub async fn waits_since(&self, queue: &Queue) -> Result<Option<Timestamp>> {
        reading!(self, overview::waits_since, queue)
    }

    /// Counts what belongs to one owner ([`Origin::owner`]), each number up to [`Overview::MOST`], which takes the same
    /// time however much others have. Of destinations those that are `used` or have something open are counted.
    pub async fn overview_of(&self, owner: u64, used: &[Destination]) -> Result<Overview> {
        reading!(self, overview::overview_of, owner, used)
    }

    /// The destinations that refused us: until when they are left alone, and why.
    pub async fn pauses(&self) -> Result<Vec<(Destination, Timestamp, String)>> {
        reading!(self, overview::pauses)
    }

    /// Jobs that were given up, `most` of them, the latest first; with `owner`, only theirs.
    pub async fn given_up(&self, owner: Option<u64>, most: u32) -> Result<Vec<GivenUp>> {
        reading!(self, overview::given_up, owner, most)
    }

    /// When the last job of a ritual ended; none while any is waiting, running or dead, or if it is unknown.
    pub async fn settled_at(&self, id: RitualId) -> Result<Option<Timestamp>> {
        reading!(self, overview::settled_at, id)
    }

    /// What a guild keeps between its rituals; at revision 0, and as every guild begins, if it kept nothing yet.
    pub async fn lore(&self, guild: u64) -> Result<GuildLore> {
        reading!(self, lore::lore, guild)
    }

    /// The last rituals of a guild as its chronicle tells them, `most` of them, from the oldest on.
    pub async fn chapters(&self, guild: u64, most: u64) -> Result<Vec<Chapter>> {
        reading!(self, lore::chapters, guild, most)
    }

    /// Forgets a guild's lore; false if it kept none.
    pub async fn reset_lore(&self, guild: u64, now: Timestamp) -> Result<bool> {
        writing!(self, lore::reset, guild, now)
    }

    /// What an owner ([`Origin::owner`]) has waiting, `most` of it, in the order in which it was asked for, from behind
    /// `after` on; with `member`, theirs alone.
    pub async fn waiting(
        &self,
        owner: u64,
        member: Option<u64>,
        after: Option<RitualId>,
        most: u64,
    ) -> Result<Vec<Waiting>> {
        reading!(self, queue::waiting, owner, member, after, most)
    }

    /// How far a ritual is that is not shown yet; none if it is shown, cancelled or unknown.
    pub async fn standing(&self, id: RitualId) -> Result<Option<Waiting>> {
        reading!(self, queue::one, id)
    }

    /// How much an owner has waiting, up to one more than [`MOST_WAITING`]; with `member`, theirs alone.
    pub async fn count_waiting(&self, owner: u64, member: Option<u64>) -> Result<u64> {
        reading!(self, queue::count, owner, member)
    }

    /// How many copies of an owner's pictures are on their way, up to one more than [`MOST_WAITING`].
    pub async fn copies_on_their_way(&self, owner: u64) -> Result<u64> {
        reading!(self, queue::copies, owner)
    }

    /// What a person asked for last and has waiting.
    pub async fn last_waiting(&self, owner: u64, member: u64) -> Result<Option<RitualId>> {
        reading!(self, queue::last, owner, member)
    }

    /// Cancels a ritual that is not shown yet: in one transaction its jobs are done, and whoever works on them writes
    /// nothing more. Where an answer was promised, its message is to say so.
    pub async fn cancel(&self, id: RitualId, by: Canceller, now: Timestamp) -> Result<Cancelled> {
        writing!(self, cancelling::cancel, id, by, now)
    }

    /// Cancels what a person has waiting, up to `most` at once. Returns how many those were.
    pub async fn cancel_all(&self, owner: u64, user: u64, most: u64, now: Timestamp) -> Result<u64> {
        writing!(self, cancelling::cancel_all, owner, user, most, now)
    }

    /// Cancels what a message asked for and waits, other than `except`. Returns how many those were.
    pub async fn cancel_of_message(
        &self,
        message: u64,
        except: Option<RitualId>,
        now: Timestamp,
    ) -> Result<u64> {
        writing!(self, cancelling::cancel_of_message, message, except, now)
    }

    /// Notes the notice of a ritual; without a message, that it is about to be sent.
    pub async fn note_notice(&self, ritual: RitualId, message: Option<u64>) -> Result<()> {
        writing!(self, notices::note, ritual, message)
    }

    /// The notice of a ritual is gone.
    pub async fn forget_notice(&self, ritual: RitualId) -> Result<()> {
        writing!(self, notices::forget, ritual)
    }

    /// The notices that stand or may stand in servers of some shards; of `most` rituals.
    pub async fn notices(&self, shards: ShardRange, most: u64) -> Result<Vec<Notice>> {
        reading!(self, notices::all, shards, most)
    }

    /// A note the program keeps for itself, such as the hash of the registered commands.
    pub async fn note(&self, key: &str) -> Result<Option<String>> {
        reading!(self, notes::note, key)
    }

    /// Keeps a note.
    pub async fn set_note(&self, key: &str, value: &str) -> Result<()> {
        writing!(self, notes::set_note, key, value)
    }

    /// Checkpoints and closes.
    pub async fn close(&self) {
        self.pools.close().await;
    }
}
