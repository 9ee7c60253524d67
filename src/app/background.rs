//! What works in the background: the workers, for as long as the bot serves or until a person's errand is done.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::services::App;
use crate::jobs::audit::{self, AuditPlan};
use crate::jobs::forget::{forget_servers_regularly, forget_tokens_regularly};
use crate::jobs::state::{Schedule, StatePlan};
use crate::jobs::{
    Announcer, Jobs, LogWriter, Notifier, Poster, Workers, announce, log_channels, notify, prune, with_others,
};
use crate::memory;
use crate::store::{DestinationCounts, RitualId, Scope, Timestamp};
use crate::sync::Destination;

/// Between two looks how it stands, where nothing ends meanwhile: another program may work on the same queue.
const LOOK: Duration = Duration::from_millis(200);

/// After each, so that a long queue is not counted anew for each of its jobs.
const BREATH: Duration = Duration::from_millis(20);

/// After something was done, memory is kept for so long, as more of it is often asked for at once.
const USED: Duration = Duration::from_secs(5);

/// Within this a stop is over, the last snapshot of the database included: hosts give ten seconds.
const STOP: Duration = Duration::from_secs(8);
/// The last snapshot gets so long however long the rest took.
const LEAST: Duration = Duration::from_secs(2);

/// All that a serving bot does besides listening.
pub struct Background {
    workers: Workers,
    helpers: Vec<JoinHandle<()>>,
    audits: JoinHandle<()>,
    snapshots: Option<JoinHandle<Schedule>>,
    jobs: Arc<Jobs>,
    stop: CancellationToken,
}

impl Background {
    /// Returns when all is quiet, within the workers' time for it.
    pub async fn stop(self) {
        let began = Instant::now();
        self.stop.cancel();
        self.workers.stop().await;
        self.helpers.iter().for_each(JoinHandle::abort);
        // It gives its lease back, unless the database does not answer.
        let mut audits = self.audits;
        if timeout(LOOK, &mut audits).await.is_err() {
            audits.abort();
        }
        // Whatever was called off has let go of the database before that is closed.
        for task in self.helpers {
            let _ = task.await;
        }
        // After the last write.
        if let Some(snapshots) = self.snapshots
            && let Ok(mut schedule) = snapshots.await
        {
            schedule.end(&self.jobs, STOP.saturating_sub(began.elapsed()).max(LEAST)).await;
        }
    }
}

/// Gives memory back some time after something was done, and again after what was done meanwhile. Where nothing was, the
/// program's own pages go as well.
async fn give_memory_back(jobs: Arc<Jobs>, stop: CancellationToken) {
    let give = async {
        loop {
            let mut done = pin!(jobs.wake.anything_notified());
            sleep(USED).await;
            let _ = spawn_blocking(memory::give_back).await;
            if timeout(USED, &mut done).await.is_err() {
                let _ = spawn_blocking(memory::let_go_of_the_program).await;
                done.await;
            }
        }
    };
    let _: Option<Infallible> = stop.run_until_cancelled(give).await;
}

/// Takes snapshots of the database until `stop`, and gives back what is known of them.
async fn snapshots(jobs: Arc<Jobs>, plan: StatePlan, stop: CancellationToken) -> Schedule {
    let mut schedule = Schedule::new(plan, &jobs.destinations);
    schedule.serve(&jobs, &stop).await;
    schedule
}

/// Who carries the bot's words to Discord.
pub struct Messengers {
    /// Shows rituals to those who asked.
    pub poster: Arc<dyn Poster>,
    /// Tells the operator; without one only the log does.
    pub notifier: Option<Arc<dyn Notifier>>,
    /// Tells all servers something.
    pub announcer: Arc<dyn Announcer>,
    /// Writes into servers' log channels.
    pub log_writer: Arc<dyn LogWriter>,
}

/// Proves copies again, unless that is switched off.
async fn audits(jobs: Arc<Jobs>, plan: Option<AuditPlan>, stop: CancellationToken) {
    if let Some(plan) = plan {
        audit::serve(&jobs, plan, &stop).await;
    }
}

impl App {
    /// Starts what a serving process does besides listening. Without `messengers` it does what needs no Discord.
    pub fn serve(&self, messengers: Option<Messengers>) -> Background {
        let (stop, works) = (CancellationToken::new(), self.settings.role.has_works());
        let mut helpers = Vec::new();
        let (jobs, until) = (Arc::clone(&self.jobs), stop.clone());
        helpers.push(tokio::spawn(async move { prune::sweep_regularly(&jobs, until).await }));
        let (jobs, until) = (Arc::clone(&self.jobs), stop.clone());
        helpers.push(tokio::spawn(async move { with_others(&jobs.store, &jobs.wake, &until).await }));
        helpers.push(tokio::spawn(give_memory_back(Arc::clone(&self.jobs), stop.clone())));
        let plan = self.audit_plan().filter(|_| works);
        let audits = tokio::spawn(audits(Arc::clone(&self.jobs), plan, stop.clone()));
        let plan = self.state_plan().filter(|_| works);
        let snapshots = plan.map(|plan| tokio::spawn(snapshots(Arc::clone(&self.jobs), plan, stop.clone())));
        let poster = messengers.as_ref().map(|messengers| Arc::clone(&messengers.poster));
        if let Some(messengers) = messengers {
            helpers.extend(self.tell(messengers, &stop));
        }
        let workers = match poster {
            Some(poster) if !works => Workers::posting(&self.jobs, &poster),
            poster => Workers::start(&self.jobs, poster.as_ref(), None),
        };
        Background { workers, helpers, audits, snapshots, jobs: Arc::clone(&self.jobs), stop }
    }

    /// What is done by those alone who speak with Discord.
    fn tell(&self, messengers: Messengers, stop: &CancellationToken) -> Vec<JoinHandle<()>> {
        let Messengers { notifier, announcer, log_writer, .. } = messengers;
        let mut helpers = Vec::new();
        let (jobs, until) = (Arc::clone(&self.jobs), stop.clone());
        helpers.push(tokio::spawn(async move { forget_tokens_regularly(&jobs.store, &until).await }));
        let (jobs, until) = (Arc::clone(&self.jobs), stop.clone());
        helpers.push(tokio::spawn(async move { forget_servers_regularly(&jobs.store, &until).await }));
        let (jobs, until) = (Arc::clone(&self.jobs), stop.clone());
        helpers.push(tokio::spawn(async move {
            notify::serve(&jobs.store, &jobs.wake, notifier.as_deref(), &until).await;
        }));
        let (jobs, until) = (Arc::clone(&self.jobs), stop.clone());
        helpers.push(tokio::spawn(async move {
            announce::serve(&jobs.store, &jobs.wake, announcer.as_ref(), &until).await;
        }));
        let (jobs, until) = (Arc::clone(&self.jobs), stop.clone());
        helpers.push(tokio::spawn(async move {
            log_channels::serve(&jobs.store, &jobs.wake, log_writer.as_ref(), &until).await;
        }));
        helpers
    }

    /// Starts workers that serve one ritual and post nothing.
    pub fn work_on(&self, ritual: RitualId) -> Workers {
        Workers::start(&self.jobs, None, Some(ritual))
    }

    /// Has everything in `scope` tried now that waits after a failure or was given up; returns how many jobs were
    /// given up.
    pub async fn retry(&self, scope: Scope) -> anyhow::Result<u64> {
        let revived = self.jobs.store.revive(scope, Timestamp::now()).await?;
        self.jobs.wake.notify_all();
        Ok(revived)
    }

    /// Works until every copy is archived, given up, put off to a later time, or for a destination that is not
    /// configured any more; for so long at most, and not beyond `interrupted`. Posts nothing.
    pub async fn work_off(&self, most: Duration, interrupted: impl Future) -> anyhow::Result<()> {
        let workers = Workers::start(&self.jobs, None, None);
        let quiet = tokio::select! {
            quiet = self.until_quiet() => quiet,
            () = sleep(most) => Ok(()),
            _ = interrupted => Ok(()),
        };
        workers.stop().await;
        quiet
    }

    async fn until_quiet(&self) -> anyhow::Result<()> {
        loop {
            // Registered before looking, so that no wake-up falls between the look and the wait.
            let woken = self.jobs.wake.anything_notified();
            tokio::pin!(woken);
            woken.as_mut().enable();
            let overview = self.overview().await?;
            let busy = |(name, counts): (&Destination, &DestinationCounts)| {
                let works = self.settings.destinations.contains(name)
                    && counts.paused.is_none()
                    && counts.held.is_none();
                works && counts.waiting > counts.put_off
            };
            if !overview.destinations.iter().any(busy) {
                return Ok(());
            }
            let _ = timeout(LOOK, woken).await;
            sleep(BREATH).await;
        }
    }
}
