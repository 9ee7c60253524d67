//! Audits in the background: each copy once in a period, the oldest proofs first, evenly, and only while no job waits.
//!
//! A destination's copies stand in a queue, and the pace is such that it is gone through once in the period. Its turns
//! come in rounds, an hour apart or more, because a cloud minds being logged in to for each copy.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use tokio::time::{interval, sleep};
use tokio_util::sync::CancellationToken;

use super::look::Verdict;
use crate::failure::{Class, Failure, for_operators};
use crate::jobs::{Jobs, backoff};
use crate::store::{AuditLease, AuditTurn, Lane, ProvenCopy, StoreError, Timestamp};
use crate::sync::Destination;

/// How long a lease lasts unless it is renewed.
const LEASE: Duration = Duration::from_mins(1);
/// How often it is renewed during a look.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Between two looks whether anything is due.
const LOOK: Duration = Duration::from_secs(5);
/// The same after the database did not answer.
const STUMBLED: Duration = Duration::from_secs(30);
/// Rounds of a destination are at least so far apart; what falls due meanwhile is done in one.
const ROUND: Duration = Duration::from_hours(1);
/// For how long it is remembered how many copies stand: counting a million takes a moment.
const COUNTED: Duration = Duration::from_hours(1);
/// How long a destination that does not answer is left alone, where it does not say itself.
const PUT_OFF: Duration = Duration::from_mins(15);
/// And one that refuses.
const PUT_OFF_LONG: Duration = Duration::from_hours(6);

/// How often, and how fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditPlan {
    /// Each copy is proven once in this time.
    pub period: Duration,
    /// How many bytes may be read back per second, taken over some time; none for as many as come.
    pub rate: Option<u64>,
}

/// Audits until `stop`.
pub async fn serve(jobs: &Jobs, plan: AuditPlan, stop: &CancellationToken) {
    let mut rounds = Rounds::new(jobs, plan, stop);
    while !stop.is_cancelled() {
        let mut pause = LOOK;
        if let Err(error) = rounds.next().await {
            if error.trouble().is_none() {
                let error = format!("{:#}", anyhow::Error::from(error));
                tracing::warn!(error, "the audit cannot go on now");
            }
            pause = STUMBLED;
        }
        let _ = stop.run_until_cancelled(sleep(pause)).await;
    }
}

pub(super) struct Rounds<'a> {
    jobs: &'a Jobs,
    plan: AuditPlan,
    stop: &'a CancellationToken,
    /// How many copies stood at a destination, and when they were counted.
    counts: HashMap<Destination, (Instant, u64)>,
    /// Which destination is asked first, so that none is always last.
    first: usize,
}

/// How fast a destination's queue moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pace {
    /// From one copy's turn to the next.
    pub(super) spacing: Duration,
    /// How many turns there are in a round.
    pub(super) turns: u32,
}

impl Pace {
    /// The pace at which so many copies have a turn each in one period; with some overdue, twice as fast.
    pub(super) fn of(copies: u64, period: Duration, overdue: bool) -> Self {
        let copies = u32::try_from(copies).unwrap_or(u32::MAX).max(1);
        let spacing = (period / copies / if overdue { 2 } else { 1 }).max(Duration::from_millis(1));
        let turns = ROUND.as_millis().div_ceil(spacing.as_millis());
        Self { spacing, turns: u32::try_from(turns).unwrap_or(u32::MAX).max(1) }
    }
}

/// What follows from a turn.
enum Next {
    /// The next copy has its turn.
    Copy,
    /// The destination is left alone for so long.
    PutOff(Duration),
}

impl<'a> Rounds<'a> {
    pub(super) fn new(jobs: &'a Jobs, plan: AuditPlan, stop: &'a CancellationToken) -> Self {
        Self { jobs, plan, stop, counts: HashMap::new(), first: 0 }
    }

    /// One round of the first destination that is due, if nothing else is to do.
    pub(super) async fn next(&mut self) -> Result<(), StoreError> {
        let all = self.jobs.destinations.len();
        for place in 0..all {
            let destination = &self.jobs.destinations[(self.first + place) % all];
            if self.is_busy().await? {
                return Ok(());
            }
            let Some(pace) = self.pace(destination).await? else { continue };
            let now = Timestamp::now();
            let turn = self.jobs.store.claim_audit(destination, pace.spacing, now, now + LEASE).await?;
            if let Some(turn) = turn {
                self.first = (self.first + place + 1) % all;
                return self.round(turn, pace).await;
            }
        }
        Ok(())
    }

    /// Whether any job is running or due.
    async fn is_busy(&self) -> Result<bool, StoreError> {
        let archives = self.jobs.destinations.iter().cloned().map(Lane::Archive);
        let lanes: Vec<_> = [Lane::Render, Lane::Post].into_iter().chain(archives).collect();
        self.jobs.store.is_busy(&lanes, Timestamp::now()).await
    }

    /// How fast a destination's queue has to move; none where no copy stands.
    async fn pace(&mut self, destination: &Destination) -> Result<Option<Pace>, StoreError> {
        let due = Timestamp::now().before(self.plan.period);
        let Some(proofs) = self.jobs.store.proofs(destination, due).await? else { return Ok(None) };
        let known =
            self.counts.get(destination).filter(|(at, _)| at.elapsed() < COUNTED).map(|(_, count)| *count);
        let count = if let Some(count) = known {
            count
        } else {
            let count = self.jobs.store.standing_copies(destination).await?;
            self.counts.insert(destination.clone(), (Instant::now(), count));
            count
        };
        Ok(Some(Pace::of(count, self.plan.period, proofs.overdue > 0)))
    }

    /// Goes on until the round is done, the queue's front has not waited long enough, something else is to do, or the
    /// program stops. The destination's next round comes after as many turns as this one had.
    async fn round(&self, turn: AuditTurn, pace: Pace) -> Result<(), StoreError> {
        let lease = turn.lease.clone();
        let (mut turn, mut turns, mut put_off) = (Some(turn), 0, Duration::ZERO);
        while let Some(AuditTurn { copy, .. }) = turn.take() {
            turns += 1;
            match self.turn(&lease, &copy).await? {
                Next::Copy => {}
                Next::PutOff(time) => {
                    put_off = time;
                    break;
                }
            }
            if turns >= pace.turns || self.stop.is_cancelled() || self.is_busy().await? {
                break;
            }
            let now = Timestamp::now();
            turn = self.jobs.store.next_in_audit(&lease, pace.spacing, now, now + LEASE).await?;
        }
        let now = Timestamp::now();
        self.jobs.store.end_audit(&lease, turns, now, now + put_off).await.map(drop)
    }

    /// One copy's turn.
    async fn turn(&self, lease: &AuditLease, copy: &ProvenCopy) -> Result<Next, StoreError> {
        let started = Instant::now();
        let cancel = self.stop.child_token();
        let looked = {
            let look = self.jobs.look_at(copy, &cancel);
            tokio::pin!(look);
            let mut heartbeat = interval(HEARTBEAT);
            loop {
                tokio::select! {
                    looked = &mut look => break looked,
                    _ = heartbeat.tick() => self.keep(lease, &cancel).await,
                }
            }
        };
        let (ritual, destination) = (copy.ritual, &copy.destination);
        let verdict = match looked {
            Ok(verdict) => verdict,
            Err(failure) => return self.not_seen(copy, failure).await,
        };
        let recorded = self.jobs.record(copy, verdict).await?;
        match verdict {
            Verdict::Proven { verified_by, read } => {
                tracing::info!(%ritual, %destination, %verified_by, read, "a copy was proven again");
                self.rest(lease, read, started).await?;
            }
            Verdict::Missing | Verdict::Damaged if recorded => {
                tracing::warn!(%ritual, %destination, loss = verdict.loss(), "an archived copy is lost");
            }
            Verdict::Missing | Verdict::Damaged | Verdict::Superseded => {}
        }
        Ok(Next::Copy)
    }

    /// Keeps the lease, or calls the look off where it was lost.
    async fn keep(&self, lease: &AuditLease, cancel: &CancellationToken) {
        match self.jobs.store.extend_audit(lease, Timestamp::now() + LEASE).await {
            Ok(true) => {}
            Ok(false) => cancel.cancel(),
            Err(error) => tracing::warn!(%error, "the lease of an audit could not be renewed"),
        }
    }

    /// A copy could not be looked at. Where its destination answers otherwise, it is the copy: it is passed over. Else
    /// the destination is left alone for a while. Neither is a loss, nor does it pause the destination: that is for
    /// copies that are on their way.
    async fn not_seen(&self, copy: &ProvenCopy, failure: Failure) -> Result<Next, StoreError> {
        let destination = &copy.destination;
        let reason = for_operators(&failure.reason());
        let Failure { class, retry_after, cause, .. } = failure;
        if class == Class::Cancelled {
            return Ok(Next::PutOff(Duration::ZERO));
        }
        let cause = cause.map(|cause| format!("{cause:#}"));
        let asked = retry_after.unwrap_or_default();
        let answers = class != Class::Offline && self.jobs.sync.reach(destination).await.is_ok();
        if answers && class != Class::Quota {
            tracing::warn!(ritual = %copy.ritual, %destination, reason, cause, "a copy could not be looked at");
            self.jobs.store.copy_passed_over(copy, Timestamp::now()).await?;
            return Ok(Next::Copy);
        }
        tracing::warn!(%destination, reason, cause, "the audit leaves a destination alone that does not answer");
        let own = match class {
            Class::Quota | Class::Auth | Class::Permanent => PUT_OFF_LONG,
            Class::Transient
            | Class::Away
            | Class::Disk
            | Class::Offline
            | Class::Paused
            | Class::Cancelled => PUT_OFF,
        };
        Ok(Next::PutOff(own.max(asked.min(backoff::LONGEST))))
    }

    /// Waits until what was read back is no more than the share of the bandwidth that an audit may have.
    async fn rest(&self, lease: &AuditLease, read: u64, started: Instant) -> Result<(), StoreError> {
        let Some(rate) = self.plan.rate.filter(|rate| *rate > 0) else { return Ok(()) };
        let end = started + Duration::from_secs_f64(read as f64 / rate as f64).min(self.plan.period);
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || self.stop.is_cancelled() {
                return Ok(());
            }
            if !self.jobs.store.extend_audit(lease, Timestamp::now() + LEASE).await? {
                return Ok(());
            }
            let _ = self.stop.run_until_cancelled(sleep(left.min(HEARTBEAT))).await;
        }
    }
}
