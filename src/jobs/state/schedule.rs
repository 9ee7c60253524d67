//! When snapshots are due: at each destination so often, sooner after a failure, and at the end.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::backup::{Sent, Snapshot, StatePlan, Taken, send, take};
use super::name::SnapshotName;
use crate::digest::Digest;
use crate::failure::for_operators;
use crate::jobs::context::Jobs;
use crate::store::Timestamp;
use crate::sync::Destination;

/// The first is taken so long after the start: a program that crashes again and again leaves one all the same.
const FIRST: Duration = Duration::from_mins(5);
/// After a failure it is tried again after this, if not before.
const AGAIN: Duration = Duration::from_mins(5);

/// What is due at which destination.
pub struct Schedule {
    plan: StatePlan,
    due: BTreeMap<Destination, Instant>,
    /// What each destination was sent last.
    has: BTreeMap<Destination, Digest>,
    /// How many snapshots of others were told of.
    told: BTreeMap<Destination, usize>,
}

impl Schedule {
    /// Nothing was sent yet.
    pub fn new(plan: StatePlan, destinations: &[Destination]) -> Self {
        let first = Instant::now() + plan.every.min(FIRST);
        let due = destinations.iter().map(|destination| (destination.clone(), first)).collect();
        Self { plan, due, has: BTreeMap::new(), told: BTreeMap::new() }
    }

    /// Takes and sends snapshots as they fall due, until `stop`.
    pub async fn serve(&mut self, jobs: &Arc<Jobs>, stop: &CancellationToken) {
        if !jobs.store.has_snapshots() {
            tracing::info!(
                "the database is PostgreSQL: no snapshots of it are taken, back it up with its own means"
            );
            return;
        }
        while let Some(next) = self.due.values().min().copied() {
            if stop.run_until_cancelled(sleep_until(next)).await.is_none() {
                return;
            }
            let now = Instant::now();
            let due =
                self.due.iter().filter(|(_, at)| **at <= now).map(|(destination, _)| destination.clone());
            let due: Vec<_> = due.collect();
            self.back_up(jobs, due, stop).await;
        }
    }

    /// Sends the last snapshot, after the last write, and gives up after `within`.
    pub async fn end(&mut self, jobs: &Arc<Jobs>, within: Duration) {
        if !jobs.store.has_snapshots() {
            return;
        }
        let all: Vec<_> = self.due.keys().cloned().collect();
        let cancel = CancellationToken::new();
        if timeout(within, self.back_up(jobs, all, &cancel)).await.is_err() {
            cancel.cancel();
            tracing::error!(
                seconds = within.as_secs(),
                "THE LAST SNAPSHOT OF THE DATABASE WAS NOT SENT EVERYWHERE: there was no time left"
            );
        }
    }

    async fn back_up(&mut self, jobs: &Arc<Jobs>, to: Vec<Destination>, cancel: &CancellationToken) {
        let taken = cancel.run_until_cancelled(take(jobs, Timestamp::now())).await;
        let snapshot = match taken {
            None => return,
            Some(Ok(Taken::Snapshot(snapshot))) => snapshot,
            Some(Ok(Taken::Blank | Taken::Elsewhere)) => return self.next(&to, self.plan.every),
            Some(Err(error)) => {
                tracing::error!(error = format!("{error:#}"), "NO SNAPSHOT OF THE DATABASE COULD BE TAKEN");
                return self.next(&to, AGAIN);
            }
        };
        let content = snapshot.content;
        let (same, changed): (Vec<_>, Vec<_>) =
            to.into_iter().partition(|to| self.has.get(to) == Some(&content));
        self.next(&same, self.plan.every);
        for sent in send(jobs, &snapshot, &changed, self.plan.keep, cancel).await {
            self.note(&sent, &snapshot, cancel.is_cancelled());
        }
    }

    fn note(&mut self, sent: &Sent, snapshot: &Snapshot, called_off: bool) {
        let Sent { destination, proof, foreign } = sent;
        let to = std::slice::from_ref(destination);
        match proof {
            Ok(proof) => {
                let (name, by) = (&snapshot.name, proof.verified_by.as_str());
                tracing::info!(%destination, %name, bytes = snapshot.bytes, by, "a snapshot of the database is archived");
                self.has.insert(destination.clone(), snapshot.content);
                self.next(to, self.plan.every);
                self.tell(destination, foreign);
            }
            Err(_) if called_off => {}
            Err(failure) => {
                let reason = for_operators(&failure.reason());
                tracing::error!(%destination, reason, "A SNAPSHOT OF THE DATABASE WAS NOT ARCHIVED; it is tried again");
                self.next(to, AGAIN);
            }
        }
    }

    /// Says once that there are snapshots of others, and again when there are more or fewer.
    fn tell(&mut self, destination: &Destination, foreign: &[SnapshotName]) {
        let told = self.told.insert(destination.clone(), foreign.len()).unwrap_or_default();
        if told != foreign.len() && !foreign.is_empty() {
            let latest = foreign.iter().max().map(ToString::to_string);
            tracing::warn!(%destination, snapshots = foreign.len(), latest, "there are snapshots with what this database does \
                not hold; they are kept. `helix-bot state list` lists them, and `helix-bot state restore` goes on from one");
        }
    }

    /// When it is the turn of these again, and no later than ever.
    fn next(&mut self, of: &[Destination], after: Duration) {
        let at = Instant::now() + after.min(self.plan.every);
        for destination in of {
            self.due.insert(destination.clone(), at);
        }
    }
}
