//! Removing copies: asking for it, doing it, and how far it is.

use super::Store;
use super::error::Result;
use super::model::{BatchCounts, Removal, RemovalEnd, RemovalLease, RemovedObject, RitualId, Timestamp};
use super::queries::removals;
use crate::sync::{Destination, RemotePath};

impl Store {
    /// Asks for the removal of copies, each of a ritual at a destination, all at once; returns how many of them were
    /// not asked for before. From then on they are neither sent, audited, counted nor made good. `by` is who asked in
    /// Discord; `batch` names what they are asked for together with, and gives way to single ones.
    pub async fn remove_copies(
        &self,
        copies: &[(RitualId, Destination)],
        by: Option<u64>,
        batch: Option<&str>,
        now: Timestamp,
    ) -> Result<u64> {
        writing!(self, ask_all, copies, by, batch, now)
    }

    /// Asks for the removal of an adopted object; false if none is known there.
    pub async fn remove_adopted(
        &self,
        destination: &Destination,
        path: &RemotePath,
        batch: Option<&str>,
        now: Timestamp,
    ) -> Result<bool> {
        writing!(self, removals::ask_adopted, destination, path, batch, now)
    }

    /// Takes the next removal at a destination that is due; none while the destination is paused.
    pub async fn claim_removal(
        &self,
        destination: &Destination,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Removal>> {
        writing!(self, removals::claim, destination, now, until)
    }

    /// Prolongs the lease of a removal; false if it was lost.
    pub async fn extend_removal(&self, lease: &RemovalLease, until: Timestamp) -> Result<bool> {
        writing!(self, removals::extend, lease, until)
    }

    /// Ends a run of a removal and records what came of it; false, and nothing written, if the lease was lost.
    pub async fn finish_removal(
        &self,
        lease: &RemovalLease,
        end: &RemovalEnd,
        now: Timestamp,
    ) -> Result<bool> {
        writing!(self, removals::finish, lease, end, now)
    }

    /// When the next removal at a destination falls due, or its lease runs out.
    pub async fn next_removal_due(&self, destination: &Destination) -> Result<Option<Timestamp>> {
        reading!(self, removals::next_due, destination)
    }

    /// How far the removals are that were asked for together.
    pub async fn removal_batch(&self, batch: &str) -> Result<BatchCounts> {
        reading!(self, removals::batch, batch)
    }

    /// Adopted objects that were removed, or are to be.
    pub async fn removed_objects(&self) -> Result<Vec<RemovedObject>> {
        reading!(self, removals::objects)
    }
}

/// In the order in which everybody locks rows of several rituals.
async fn ask_all(
    tx: &mut super::database::Transaction,
    copies: &[(RitualId, Destination)],
    by: Option<u64>,
    batch: Option<&str>,
    now: Timestamp,
) -> Result<u64> {
    let mut copies: Vec<_> = copies.iter().collect();
    copies.sort();
    copies.dedup();
    let mut asked = 0;
    for (ritual, destination) in copies {
        asked += u64::from(removals::ask(tx, *ritual, destination, by, batch, now).await?);
    }
    Ok(asked)
}
