//! Runs jobs: one loop per lane, each with its own bound on what runs at once.
//!
//! A running job keeps its lease alive; a lost lease calls the job off, and whatever it still brings back is refused
//! by the store. A panic is a failure like any other.

use std::fmt::Display;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::time::{interval, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument;

use super::context::{JobResult, Jobs};
use super::post::Poster;
use super::wake::Work;
use super::{archive, backoff, measure, post, removal, render};
use crate::failure::{Class, Failure, for_operators};
use crate::store::{Job, Lane, Lease, Outcome, RitualId, Timestamp};
use crate::traces;

/// How long a lease lasts unless it is renewed. After a kill, a job waits this long at most until it is claimed again.
const LEASE: Duration = Duration::from_secs(15);
/// How often a running job renews its lease: two renewals may fail.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// How long a lane waits at first when the database cannot be read or written.
const POLL: Duration = Duration::from_secs(1);
/// The same at most: what waits goes on soon after it can.
const STUMBLED: Duration = Duration::from_secs(4);
/// Between two looks where something is due that cannot be claimed yet.
const SHORTEST: Duration = Duration::from_millis(100);
/// How often a lane looks for jobs that wait for longer than any wait lasts.
const BOUND: Duration = Duration::from_mins(1);
/// How long running jobs may take to end once the program stops. With the rest of the stop it stays below 10 s.
const GRACE: Duration = Duration::from_secs(6);
/// Between tries to record a result: a database that stumbles gets a few chances before the work is done once more.
const RECORD_PAUSES: [Duration; 3] =
    [Duration::from_millis(100), Duration::from_millis(500), Duration::from_secs(2)];
/// Messages written at once. Discord takes five in five seconds per channel.
const POSTS: usize = 4;
/// Pictures made at once, small ones and large ones: one already uses every core.
const RENDERS: usize = 1;

/// The running workers.
pub struct Workers {
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Workers {
    /// Starts serving. Without a `poster` messages wait; with `only`, nothing but that ritual is served.
    pub fn start(jobs: &Arc<Jobs>, poster: Option<&Arc<dyn Poster>>, only: Option<RitualId>) -> Self {
        let workers = Self { tasks: TaskTracker::new(), stop: CancellationToken::new() };
        let mut lanes = vec![(Lane::Render, RENDERS), (Lane::LargeRender, RENDERS)];
        lanes.extend(poster.is_some().then_some((Lane::Post, POSTS)));
        for destination in &jobs.destinations {
            lanes.push((Lane::Archive(destination.clone()), jobs.sync.concurrency(destination)));
        }
        for lane in lanes {
            workers.serve(jobs, lane, poster, only);
        }
        if only.is_none() {
            workers.remove_copies(jobs);
        }
        workers.tasks.close();
        workers
    }

    /// Starts workers that only post.
    pub fn posting(jobs: &Arc<Jobs>, poster: &Arc<dyn Poster>) -> Self {
        let workers = Self { tasks: TaskTracker::new(), stop: CancellationToken::new() };
        workers.serve(jobs, (Lane::Post, POSTS), Some(poster), None);
        workers.tasks.close();
        workers
    }

    fn serve(
        &self,
        jobs: &Arc<Jobs>,
        (lane, width): (Lane, usize),
        poster: Option<&Arc<dyn Poster>>,
        only: Option<RitualId>,
    ) {
        let worker = LaneWorker {
            jobs: Arc::clone(jobs),
            poster: poster.cloned(),
            lane,
            only,
            tasks: self.tasks.clone(),
            stop: self.stop.clone(),
        };
        self.tasks.spawn(worker.serve(width));
    }

    /// Starts workers that only remove copies.
    pub fn removing(jobs: &Arc<Jobs>) -> Self {
        let workers = Self { tasks: TaskTracker::new(), stop: CancellationToken::new() };
        workers.remove_copies(jobs);
        workers.tasks.close();
        workers
    }

    fn remove_copies(&self, jobs: &Arc<Jobs>) {
        for destination in &jobs.destinations {
            let removals = removal::serve(Arc::clone(jobs), destination.clone(), self.stop.clone());
            self.tasks.spawn(removals);
        }
    }

    /// Claims nothing more, cancels uploads, releases leases, and returns when all jobs have ended or the grace period
    /// is over. A job that still runs then keeps its lease until it expires, and is run again.
    pub async fn stop(self) {
        self.stop.cancel();
        if timeout(GRACE, self.tasks.wait()).await.is_err() {
            tracing::warn!(jobs = self.tasks.len(), "some jobs did not end in time; they will be done again");
        }
    }
}

/// One lane's loop.
#[derive(Clone)]
struct LaneWorker {
    jobs: Arc<Jobs>,
    poster: Option<Arc<dyn Poster>>,
    lane: Lane,
    only: Option<RitualId>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl LaneWorker {
    async fn serve(self, width: usize) {
        self.serve_until_stop(width).await;
        self.jobs.activity.over(&self.lane);
    }

    async fn serve_until_stop(&self, width: usize) {
        let permits = Arc::new(Semaphore::new(width));
        let mut bounded = None;
        loop {
            let permit = self.stop.run_until_cancelled(Arc::clone(&permits).acquire_owned()).await;
            let Some(Ok(permit)) = permit else { return };
            let Some(job) = self.next(&mut bounded).await else { return };
            let worker = self.clone();
            self.tasks.spawn(async move {
                worker.run(job).await;
                drop(permit);
            });
        }
    }

    /// Waits for the next job of this lane; none once the program stops. A claim is never dropped half-way: its job
    /// would stay leased until the lease expires.
    async fn next(&self, bounded: &mut Option<Instant>) -> Option<Job> {
        let mut failures = 0;
        while !self.stop.is_cancelled() {
            self.jobs.activity.heard(&self.lane);
            self.bound_waits(bounded).await;
            // Registered before looking, so that no wake-up falls between the look and the wait.
            let woken = self.jobs.wake.notified((&self.lane).into());
            tokio::pin!(woken);
            woken.as_mut().enable();
            let now = Timestamp::now();
            let pause = match self.jobs.store.claim(&self.lane, self.only, now, now + LEASE).await {
                Ok(Some(job)) => return Some(job),
                Ok(None) => {
                    failures = 0;
                    self.until_due(now).await
                }
                Err(error) => {
                    if error.trouble().is_none() {
                        let error = format!("{:#}", anyhow::Error::from(error));
                        tracing::error!(lane = ?self.lane, error, "the queue cannot be read");
                    }
                    failures = (failures + 1).min(5);
                    (POLL * (1 << failures)).min(STUMBLED)
                }
            };
            // Woken, due, or stopped: the loop looks again in each case.
            let _ = self.stop.run_until_cancelled(timeout(pause, woken)).await;
        }
        None
    }

    /// Now and then ends waits that a clock which was wrong made too long. `bounded` is when it was done last.
    async fn bound_waits(&self, bounded: &mut Option<Instant>) {
        if bounded.is_some_and(|last| last.elapsed() < BOUND) {
            return;
        }
        *bounded = Some(Instant::now());
        let longest = backoff::LONGEST;
        // Where the database does not answer, the claim that follows says so.
        if let Ok(jobs @ 1..) = self.jobs.store.bound_waits(&self.lane, longest, Timestamp::now()).await {
            tracing::warn!(lane = ?self.lane, jobs, "jobs waited for a time that a wrong clock gave them; they go on now");
        }
    }

    async fn until_due(&self, now: Timestamp) -> Duration {
        let longest = self.jobs.wake.longest_wait();
        match self.jobs.store.next_due(&self.lane, self.only).await {
            // At least a tenth of a second: a due job that cannot be claimed yet must not become a busy loop.
            Ok(Some(due)) => due.since(now).clamp(SHORTEST, longest),
            Ok(None) => longest,
            Err(_) => POLL,
        }
    }

    /// Runs one claimed job and records what came of it.
    async fn run(&self, job: Job) {
        let span = tracing::info_span!("job", kind = job.lane.kind().word(), ritual = %job.ritual, attempt = job.attempt, destination = job.lane.destination().map(tracing::field::display));
        traces::begun(&span, job.ritual.0, job.lane.kind().word());
        let lease = job.lease;
        async {
            self.jobs.activity.begun(&job.lane, lease.job);
            let begun = Instant::now();
            let outcome = match self.work(&job).await {
                Ok(outcome) => outcome,
                Err(failure) => judge(failure, job.attempt, self.stop.is_cancelled()),
            };
            if let Outcome::Retry { class, .. } | Outcome::Dead { class, .. } = outcome {
                traces::failed(&tracing::Span::current(), class);
            }
            if matches!(outcome, Outcome::Rendered(_)) {
                self.jobs.pace.took(&job.lane, begun.elapsed());
            }
            if self.record(lease, &outcome).await {
                measure::ended(&self.jobs.metrics, &job.lane, &outcome, begun.elapsed());
            }
            self.jobs.activity.ended(&job.lane, lease.job);
        }
        .instrument(span)
        .await;
    }

    /// Does the work while keeping the lease alive.
    async fn work(&self, job: &Job) -> JobResult {
        if job.attempt > backoff::MAX_ATTEMPTS {
            return Err(Failure::new(
                Class::Permanent,
                format!("given up after {} attempts", job.attempt - 1),
            ));
        }
        let cancel = self.stop.child_token();
        let worker = self.clone();
        let (own, token) = (job.clone(), cancel.clone());
        let mut work = tokio::spawn(async move { worker.act(&own, &token).await }.in_current_span());
        let mut heartbeat = interval(HEARTBEAT);
        heartbeat.tick().await;
        loop {
            tokio::select! {
                done = &mut work => {
                    return done.unwrap_or_else(|crash| {
                        Err(Failure::new(Class::Transient, "an internal error").because(crash))
                    });
                }
                _ = heartbeat.tick() => {
                    self.jobs.activity.heard(&job.lane);
                    match self.jobs.store.extend(&job.lease, Timestamp::now() + LEASE).await {
                        Ok(true) => {}
                        Ok(false) => {
                            tracing::warn!("the lease is over; calling the job off");
                            cancel.cancel();
                        }
                        Err(error) if error.trouble().is_some() => {}
                        Err(error) => tracing::warn!(%error, "the lease could not be renewed"),
                    }
                }
            }
        }
    }

    async fn act(&self, job: &Job, cancel: &CancellationToken) -> JobResult {
        match (&job.lane, &self.poster) {
            (Lane::Render | Lane::LargeRender, _) => render::run(&self.jobs, job, cancel).await,
            (Lane::Archive(_), _) => archive::run(&self.jobs, job, cancel).await,
            (Lane::Post, Some(poster)) => post::run(&self.jobs, poster.as_ref(), job).await,
            (Lane::Post, None) => Ok(Outcome::Released),
        }
    }

    /// Whether the result holds.
    async fn record(&self, lease: Lease, outcome: &Outcome) -> bool {
        let finish = || self.jobs.store.finish(&lease, outcome, Timestamp::now());
        let recorded = persistently(&RECORD_PAUSES, finish).await;
        match recorded {
            // What was shown leaves nothing to do for others.
            Some(true) if self.lane == Lane::Post => self.jobs.wake.notify_here(&[Work::Post]),
            Some(true) => self.jobs.wake.notify(&follows(&self.lane, outcome)),
            Some(false) => {
                tracing::warn!(
                    "the lease is over: another worker has the job, or its ritual was cancelled; this result is dropped"
                );
            }
            None => tracing::error!("the result could not be recorded; the job will be done again"),
        }
        recorded == Some(true)
    }
}

/// What there may be to do after a run of a job that makes pictures or copies.
fn follows(lane: &Lane, outcome: &Outcome) -> Vec<Work> {
    match (lane, outcome) {
        (Lane::Archive(_), Outcome::Released | Outcome::Postponed { .. }) => {
            vec![Work::Archive, Work::Removal]
        }
        // Its message tells it. A pause may begin or be over, and removals go on where nothing is carried.
        (Lane::Archive(_), _) => {
            vec![Work::Post, Work::Archive, Work::Removal, Work::Alarm, Work::ServerNews]
        }
        (_, Outcome::Rendered(_)) => vec![Work::Post, Work::Archive],
        (_, Outcome::Dead { .. }) => vec![Work::Post],
        (lane, _) => vec![lane.into()],
    }
}

/// What the failure of an attempt means for the job.
fn judge(failure: Failure, attempt: u32, stopping: bool) -> Outcome {
    if failure.class == Class::Cancelled && stopping {
        return Outcome::Released;
    }
    let reason = failure.reason();
    let told = for_operators(&reason);
    let Failure { class, action, retry_after, cause, .. } = failure;
    let action = action.map(|action| action.to_string());
    let cause = cause.map(|cause| format!("{cause:#}"));
    let Some(wait) = backoff::delay(class, attempt, jitter(), retry_after) else {
        tracing::error!(
            class = class.as_str(),
            action,
            reason = told,
            cause,
            "given up; it can be retried by hand"
        );
        return Outcome::Dead { class, reason };
    };
    if class == Class::Paused {
        tracing::debug!(reason = told, wait_ms = wait.as_millis(), "waiting for the end of a pause");
        return Outcome::Postponed { at: Timestamp::now() + wait };
    }
    // A destination that pauses is told of as a whole, once: see `notify`.
    tracing::warn!(
        class = class.as_str(),
        action,
        reason = told,
        cause,
        wait_s = wait.as_secs(),
        "failed; trying again later"
    );
    Outcome::Retry { at: Timestamp::now() + wait, class, reason, counts: class.counts() }
}

/// Tries to record a result, and once more after each pause; none if no try succeeded.
async fn persistently<T, E: Display, F: Future<Output = Result<T, E>>>(
    pauses: &[Duration],
    mut attempt: impl FnMut() -> F,
) -> Option<T> {
    for pause in pauses.iter().map(Some).chain([None]) {
        match attempt().await {
            Ok(answer) => return Some(answer),
            Err(error) => tracing::warn!(%error, "the result could not be recorded"),
        }
        if let Some(pause) = pause {
            sleep(*pause).await;
        }
    }
    None
}

/// A random number in 0..1; its quality does not matter.
fn jitter() -> f64 {
    getrandom::u32().map_or(0.5, |bits| f64::from(bits) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Action;

    /// How many tries are made with three pauses, where the try number `good` is the first to succeed.
    async fn tries(good: usize) -> (usize, Option<&'static str>) {
        let mut tries = 0;
        let recorded = persistently(&[Duration::ZERO; 3], || {
            tries += 1;
            std::future::ready(if tries < good { Err("the database is locked") } else { Ok("recorded") })
        });
        let recorded = recorded.await;
        (tries, recorded)
    }

    #[tokio::test]
    async fn each_pause_before_a_result_is_recorded_is_followed_by_a_try() {
        assert_eq!(tries(1).await, (1, Some("recorded")));
        assert_eq!(tries(4).await, (4, Some("recorded")), "the one after the last pause");
        assert_eq!(tries(5).await, (4, None));
    }

    /// What becomes of a job whose carrier fails to start in this way.
    fn outcome_of_a_start(class: Class) -> Outcome {
        judge(Failure::during(Action::Start, class, "it does not start"), 1, false)
    }

    #[test]
    fn a_pause_is_no_failure() {
        let pause = Failure::new(Class::Paused, "slower").after(Some(Duration::from_secs(5)));
        let before = Timestamp::now();
        let Outcome::Postponed { at } = judge(pause, backoff::MAX_ATTEMPTS, false) else {
            panic!("postponed")
        };
        let wait = at.since(before);
        assert!((Duration::from_secs(5)..Duration::from_secs(6)).contains(&wait), "{wait:?}");
    }

    #[test]
    fn being_offline_costs_no_attempt_and_a_start_that_can_never_work_is_given_up() {
        let offline = outcome_of_a_start(Class::Offline);
        assert!(matches!(offline, Outcome::Retry { counts: false, .. }), "{offline:?}");
        let refused = outcome_of_a_start(Class::Auth);
        assert!(matches!(refused, Outcome::Retry { counts: true, .. }), "{refused:?}");
        let never = outcome_of_a_start(Class::Permanent);
        assert!(matches!(never, Outcome::Dead { class: Class::Permanent, .. }), "{never:?}");
    }
}
