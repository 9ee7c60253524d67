//! What is put right from time to time, and whether the database can be written at all.

use std::time::Duration;

use tokio::time::timeout;

use super::Store;
use super::database::Pools;
use super::error::{Result, StoreError};
use super::model::{Lane, Timestamp};
use super::queries::{tallies, upkeep};
use super::trouble::Trouble;
use super::watch::Unwritable;

/// The note that [`Store::check`] writes.
const CHECK_NOTE: &str = "store.check";
/// How long a read may take: for so long what it sees is kept, and SQLite's log cannot be begun anew.
const READ: Duration = Duration::from_mins(1);
/// How many tokens are forgotten in one transaction, so that nobody waits for long.
const TOKENS: u32 = 500;

impl Store {
    /// Proves that the database answers and can be written.
    pub async fn check(&self) -> Result<()> {
        self.set_note(CHECK_NOTE, "written").await
    }

    /// The same within `patience`. Silence counts as a failure.
    pub async fn answers_within(&self, patience: Duration) -> bool {
        if let Ok(answer) = timeout(patience, self.check()).await {
            return answer.is_ok();
        }
        self.watch.hangs();
        false
    }

    /// For how long the database could not be written, and why, as far as anybody tried.
    pub fn unwritable(&self) -> Option<Unwritable> {
        self.watch.unwritable()
    }

    /// For how long writing failed for a reason that may end with this process: not a full or write-protected disk,
    /// and not a server that is in trouble itself.
    pub fn stuck(&self) -> Option<Duration> {
        let Unwritable { time, trouble } = self.unwritable()?;
        let waits_for_others = match self.pools {
            Pools::Sqlite { .. } => matches!(trouble, Some(Trouble::Full | Trouble::ReadOnly)),
            Pools::Postgres { .. } => trouble.is_some(),
        };
        (!waits_for_others).then_some(time)
    }

    /// Notes what came of a write. One that went into a file which is gone by now is lost.
    pub(super) async fn noted<T>(&self, written: Result<T>) -> Result<T> {
        let written = self.pools.must_be_in_place().and(written);
        if self.watch.note(&written) {
            self.pools.renew();
        }
        if written.is_ok() {
            self.pools.written().await;
        }
        written
    }

    /// What a read answers within its time.
    pub(super) async fn answered<T>(&self, read: impl Future<Output = Result<T>>) -> Result<T> {
        let answer = timeout(READ, read).await.unwrap_or(Err(StoreError::TooSlow));
        answer.map_err(|error| self.pools.must_be_in_place().err().unwrap_or(error))
    }

    /// Ends the leases of the dead, where this process has the database for itself; from then on others may open it.
    pub(super) async fn take_over(&mut self) -> Result<()> {
        if self.pools.is_alone() {
            // A disk that is full now keeps nobody from opening it; the leases then run out by themselves.
            match self.free().await {
                Ok(0) | Err(_) => {}
                Ok(jobs) => tracing::info!(
                    jobs,
                    "going on at once with what was being done when the last process ended"
                ),
            }
        }
        self.pools.share().await
    }

    async fn free(&self) -> Result<u64> {
        writing!(self, upkeep::free)
    }

    /// Has jobs of a lane, and the pause of its destination, end their wait that have to wait for longer than `longest`:
    /// they got their time from a clock that was wrong. So do leases that seem to last for long, and the audits of the
    /// destination. Returns how many jobs those were.
    pub async fn bound_waits(&self, lane: &Lane, longest: Duration, now: Timestamp) -> Result<u64> {
        writing!(self, upkeep::bound_waits, lane, longest, now)
    }

    /// Forgets the interaction tokens that died. Returns how many those were.
    pub async fn forget_tokens(&self, now: Timestamp) -> Result<u64> {
        let mut all = 0;
        loop {
            let forgotten = self.forget_some_tokens(now).await?;
            all += forgotten;
            if forgotten < u64::from(TOKENS) {
                return Ok(all);
            }
        }
    }

    /// Brings together what is counted in parts, however many there are.
    pub async fn gather_tallies(&self) -> Result<()> {
        while self.gather_some_tallies().await? {}
        Ok(())
    }

    async fn gather_some_tallies(&self) -> Result<bool> {
        writing!(self, tallies::gather)
    }

    async fn forget_some_tokens(&self, now: Timestamp) -> Result<u64> {
        writing!(self, upkeep::forget_tokens, now, TOKENS)
    }
}
