//! Taking copies away again, because somebody asked for it. Whoever calls has made sure that they may.

use std::time::Duration;

use tokio::time::sleep;
use uuid::Uuid;

use super::services::App;
use crate::jobs::{Work, Workers};
use crate::store::{BatchCounts, RemovedObject, RitualId, Timestamp};
use crate::sync::{Destination, RemotePath};

/// How many copies are asked for in one transaction, so that nobody else waits for long.
const TOGETHER: usize = 200;

/// Between two looks how far they are: another program may work on them.
const LOOK: Duration = Duration::from_millis(200);

impl App {
    /// Has a ritual's copies removed, at these `destinations` or, where none are named, at all of them; `by` is who asked
    /// for it in Discord. It is committed when this returns, and done in the background: see
    /// [`ArchiveState::Removed`](crate::store::ArchiveState::Removed). Returns how many copies that are; copies whose
    /// removal was asked for before are not among them. What still waits to be archived is not archived any more.
    pub async fn remove_copies(
        &self,
        ritual: RitualId,
        destinations: Option<&[Destination]>,
        by: Option<u64>,
    ) -> anyhow::Result<u64> {
        let Some(view) = self.ritual(ritual).await? else { return Ok(0) };
        let wanted = |to: &Destination| destinations.is_none_or(|wanted| wanted.contains(to));
        let all = view.archives.into_iter().map(|archive| archive.destination);
        let copies: Vec<_> = all.filter(wanted).map(|to| (ritual, to)).collect();
        self.ask_for_removal(&copies, by, None).await
    }

    /// The same for copies of many rituals. `batch` is a name for them, under which [`App::removals_of`] tells how far
    /// they are. They give way to what is asked for one by one.
    pub async fn remove_many(
        &self,
        copies: &[(RitualId, Destination)],
        by: Option<u64>,
        batch: &str,
    ) -> anyhow::Result<u64> {
        self.ask_for_removal(copies, by, Some(batch)).await
    }

    async fn ask_for_removal(
        &self,
        copies: &[(RitualId, Destination)],
        by: Option<u64>,
        batch: Option<&str>,
    ) -> anyhow::Result<u64> {
        let mut asked = 0;
        for some in copies.chunks(TOGETHER) {
            asked += self.jobs.store.remove_copies(some, by, batch, Timestamp::now()).await?;
        }
        self.jobs.wake.notify(&[Work::Removal, Work::Post]);
        Ok(asked)
    }

    /// Has an object removed that was taken over from another program; false if none is known there.
    pub async fn remove_adopted(
        &self,
        from: &Destination,
        path: &RemotePath,
        batch: Option<&str>,
    ) -> anyhow::Result<bool> {
        let asked = self.jobs.store.remove_adopted(from, path, batch, Timestamp::now()).await?;
        self.jobs.wake.notify(&[Work::Removal, Work::Post]);
        Ok(asked)
    }

    /// How far the removals are that were asked for under this name.
    pub async fn removals_of(&self, batch: &str) -> anyhow::Result<BatchCounts> {
        Ok(self.jobs.store.removal_batch(batch).await?)
    }

    /// A name that no other removals have.
    pub fn new_batch() -> String {
        Uuid::now_v7().to_string()
    }

    /// Works on removals alone until those of a batch are done, given up or put off, or everything `at` which they are is
    /// paused; for so long at most, and not beyond `interrupted`. Returns how far they are then.
    pub async fn work_off_removals(
        &self,
        batch: &str,
        at: &[Destination],
        most: Duration,
        interrupted: impl Future,
    ) -> anyhow::Result<BatchCounts> {
        let workers = Workers::removing(&self.jobs);
        let done = tokio::select! {
            done = self.until_removed(batch, at) => done,
            () = sleep(most) => Ok(()),
            _ = interrupted => Ok(()),
        };
        workers.stop().await;
        done?;
        self.removals_of(batch).await
    }

    async fn until_removed(&self, batch: &str, at: &[Destination]) -> anyhow::Result<()> {
        loop {
            let counts = self.removals_of(batch).await?;
            let (now, pauses) = (Timestamp::now(), self.jobs.store.pauses().await?);
            let is_paused =
                |to: &Destination| pauses.iter().any(|(name, until, _)| name == to && *until > now);
            if counts.waiting <= counts.put_off || at.iter().all(is_paused) {
                return Ok(());
            }
            sleep(LOOK).await;
        }
    }

    /// Objects of other programs that were removed, or are to be.
    pub async fn removed_objects(&self) -> anyhow::Result<Vec<RemovedObject>> {
        Ok(self.jobs.store.removed_objects().await?)
    }
}
