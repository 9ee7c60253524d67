//! The lease's rules as a few lines of plain code, and random sequences that the store must follow in step.
//!
//! The job under test is a ritual's message: it alone can be asked for again while it runs.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use helix_bot::failure::Class;
use helix_bot::store::{Lane, Lease, Outcome, RitualId, Scope, Store, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseResult, TestRunner};

use super::fixture::{START, TestDatabase, accept_and_render, request, uploads};

/// How a run ends.
#[derive(Debug, Clone, Copy)]
enum End {
    Done,
    Retry(Duration),
    Postponed(Duration),
    Dead,
    Released,
}

/// What may happen next. `usize` picks one of all leases given so far, also those that were lost.
#[derive(Debug, Clone, Copy)]
enum Step {
    Pass(Duration),
    Claim(Duration),
    Extend(usize, Duration),
    End(usize, End),
    News,
    Revive,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let time = || (0..40_u64).prop_map(Duration::from_secs);
    let end = prop_oneof![
        Just(End::Done),
        time().prop_map(End::Retry),
        time().prop_map(End::Postponed),
        Just(End::Dead),
        Just(End::Released)
    ];
    // Mostly the newest leases, or a sequence would seldom get anywhere.
    let lease = || prop_oneof![3 => Just(0_usize), 1 => 0..4_usize];
    let step = prop_oneof![
        3 => time().prop_map(Step::Pass),
        4 => time().prop_map(Step::Claim),
        1 => (lease(), time()).prop_map(|(lease, time)| Step::Extend(lease, time)),
        4 => (lease(), end).prop_map(|(lease, end)| Step::End(lease, end)),
        2 => Just(Step::News),
        1 => Just(Step::Revive),
    ];
    prop::collection::vec(step, 1..40)
}

/// Where a job is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Ready,
    Leased { lease: Lease, until: Timestamp },
    Done,
    Dead,
}

/// The rules.
#[derive(Debug)]
struct Model {
    state: State,
    run_at: Timestamp,
    attempt: u32,
    /// Its last run failed, so that it waits for its next try.
    failed: bool,
    again: bool,
}

impl Model {
    fn new() -> Self {
        Self { state: State::Ready, run_at: START, attempt: 0, failed: false, again: false }
    }

    fn due(&self) -> Option<Timestamp> {
        match self.state {
            State::Ready => Some(self.run_at),
            State::Leased { until, .. } => Some(until),
            State::Done | State::Dead => None,
        }
    }

    fn holds(&self, lease: Lease) -> bool {
        matches!(self.state, State::Leased { lease: held, .. } if held == lease)
    }

    fn begin_afresh(&mut self, now: Timestamp) {
        *self = Self { run_at: now, ..Self::new() };
    }

    fn end(&mut self, end: End, now: Timestamp) {
        match end {
            End::Done if self.again => return self.begin_afresh(now),
            End::Done => self.state = State::Done,
            End::Retry(wait) => (self.state, self.run_at, self.failed) = (State::Ready, now + wait, true),
            End::Postponed(wait) => {
                (self.state, self.attempt) = (State::Ready, self.attempt - 1);
                (self.run_at, self.failed) = (now + wait, false);
            }
            End::Dead => self.state = State::Dead,
            End::Released => (self.state, self.attempt) = (State::Ready, self.attempt - 1),
        }
        self.again = false;
    }

    fn revive(&mut self, now: Timestamp) {
        match self.state {
            State::Dead => self.begin_afresh(now),
            State::Ready if self.failed => (self.run_at, self.failed) = (now, false),
            State::Ready | State::Leased { .. } | State::Done => {}
        }
    }

    fn news(&mut self, now: Timestamp) {
        match self.state {
            // News make what the last run failed on a thing of the past.
            State::Leased { .. } => (self.again, self.failed) = (true, false),
            // What waits for its turn keeps it.
            State::Ready if !self.failed => {}
            State::Ready | State::Done => self.begin_afresh(now),
            State::Dead => {}
        }
    }
}

/// A store and the model side by side.
struct Pair<'s> {
    store: &'s Store,
    ritual: RitualId,
    model: Model,
    now: Timestamp,
    leases: Vec<Lease>,
}

impl Pair<'_> {
    async fn take(&mut self, step: Step) -> TestCaseResult {
        let now = self.now;
        match step {
            Step::Pass(time) => self.now = now + time,
            Step::Claim(time) => self.claim(now + time).await?,
            Step::Extend(which, time) => {
                if let Some(lease) = self.lease(which) {
                    self.extend(lease, now + time).await?;
                }
            }
            Step::End(which, end) => {
                if let Some(lease) = self.lease(which) {
                    self.end(lease, end).await?;
                }
            }
            Step::News => self.news().await?,
            Step::Revive => {
                self.store.revive(Scope::Everything, now).await?;
                self.model.revive(now);
            }
        }
        let due = self.store.next_due(&Lane::Post, Some(self.ritual)).await?;
        prop_assert_eq!(due, self.model.due(), "after {:?}: {:?}", step, self.model);
        Ok(())
    }

    /// The lease given `back` claims ago.
    fn lease(&self, back: usize) -> Option<Lease> {
        self.leases.iter().rev().nth(back).copied()
    }

    async fn claim(&mut self, until: Timestamp) -> TestCaseResult {
        let claimed = self.store.claim(&Lane::Post, Some(self.ritual), self.now, until).await?;
        prop_assert_eq!(
            claimed.is_some(),
            self.model.due().is_some_and(|due| due <= self.now),
            "{:?}",
            self.model
        );
        if let Some(job) = claimed {
            self.model.state = State::Leased { lease: job.lease, until };
            self.model.attempt += 1;
            self.model.again = false;
            prop_assert_eq!(job.attempt, self.model.attempt);
            self.leases.push(job.lease);
        }
        Ok(())
    }

    async fn extend(&mut self, lease: Lease, until: Timestamp) -> TestCaseResult {
        let extended = self.store.extend(&lease, until).await?;
        prop_assert_eq!(extended, self.model.holds(lease));
        if extended {
            self.model.state = State::Leased { lease, until };
        }
        Ok(())
    }

    async fn end(&mut self, lease: Lease, end: End) -> TestCaseResult {
        let (class, reason) = (Class::Transient, "any".to_owned());
        let outcome = match end {
            End::Done => Outcome::Done,
            End::Retry(wait) => Outcome::Retry { at: self.now + wait, class, reason, counts: true },
            End::Postponed(wait) => Outcome::Postponed { at: self.now + wait },
            End::Dead => Outcome::Dead { class, reason },
            End::Released => Outcome::Released,
        };
        let ended = self.store.finish(&lease, &outcome, self.now).await?;
        prop_assert_eq!(ended, self.model.holds(lease));
        if ended {
            self.model.end(end, self.now);
        }
        Ok(())
    }

    /// A copy's failure is news for the message, and can happen any number of times.
    async fn news(&mut self) -> TestCaseResult {
        let upload = self.store.claim(&uploads(0), Some(self.ritual), self.now, self.now).await?;
        let upload = upload.ok_or_else(|| TestCaseError::fail("the upload is always due"))?;
        let (class, reason) = (Class::Transient, "no network".to_owned());
        let failed = Outcome::Retry { at: self.now, class, reason, counts: true };
        prop_assert!(self.store.finish(&upload.lease, &failed, self.now).await?);
        self.model.news(self.now);
        Ok(())
    }
}

async fn follow(store: &Store, message: u64, steps: Vec<Step>) -> TestCaseResult {
    let ritual = accept_and_render(store, &request(message)).await;
    let mut pair = Pair { store, ritual, model: Model::new(), now: START, leases: Vec::new() };
    for step in steps {
        pair.take(step).await?;
    }
    // Nobody picks up what a sequence leaves behind, so the next one has the lanes to itself by its ritual's id.
    Ok(())
}

pub(super) async fn any_sequence_of_claims_and_outcomes_follows_the_rules(database: TestDatabase) {
    let store = database.open().await;
    let messages = AtomicU64::new(0);
    let runtime = tokio::runtime::Handle::current();
    let config = Config { cases: 64, failure_persistence: None, ..Config::default() };
    let run = |steps| {
        let message = messages.fetch_add(1, Ordering::Relaxed);
        runtime.block_on(follow(&store, message, steps))
    };
    let followed = tokio::task::block_in_place(|| TestRunner::new(config).run(&steps(), run));
    followed.unwrap_or_else(|error| panic!("{error}"));
}
