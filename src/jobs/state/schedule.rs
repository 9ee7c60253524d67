//! When snapshots are due: at each destination so often, sooner after a failure, and at the end.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::backup::{Sent, Snapshot, StatePlan, Taken, count_untaken, send, take, tell_operator};
use super::name::SnapshotName;
use crate::digest::Digest;
use crate::failure::{Class, for_operators};
use crate::jobs::context::Jobs;
use crate::store::Timestamp;
use crate::sync::Destination;

/// The first is taken so long after the start: a program that crashes again and again leaves one all the same.
const FIRST: Duration = Duration::from_mins(5);
/// After a failure that may pass it is tried again after this, if not before.
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
                let error = format!("{error:#}");
                tracing::error!(error, "NO SNAPSHOT OF THE DATABASE COULD BE TAKEN");
                for destination in &to {
                    count_untaken(jobs, destination);
                    fail(jobs, destination, Class::Disk, &error).await;
                }
                return self.next(&to, AGAIN);
            }
        };
        let content = snapshot.content;
        let (same, changed): (Vec<_>, Vec<_>) =
            to.into_iter().partition(|to| self.has.get(to) == Some(&content));
        self.next(&same, self.plan.every);
        for sent in send(jobs, &snapshot, &changed, self.plan.keep, cancel).await {
            self.note(jobs, &sent, &snapshot, cancel.is_cancelled()).await;
        }
    }

    async fn note(&mut self, jobs: &Jobs, sent: &Sent, snapshot: &Snapshot, called_off: bool) {
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
                fail(jobs, destination, failure.class, &reason).await;
                // A cloud may lock an account whose login it has to refuse again and again.
                self.next(to, if may_pass(failure.class) { AGAIN } else { self.plan.every });
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

/// Has the operator told that none reaches a destination. Where it is left alone he knows.
async fn fail(jobs: &Jobs, destination: &Destination, class: Class, reason: &str) {
    let Some(kind) = kind_of_trouble(class) else { return };
    let reason = format!("{kind}: {reason}");
    let failed = jobs.store.snapshot_failed(destination, &reason, may_pass(class), Timestamp::now());
    tell_operator(jobs, failed.await);
}

/// Whether what is wrong may be over when it is tried again, without anybody's help.
fn may_pass(class: Class) -> bool {
    !matches!(class, Class::Quota | Class::Auth | Class::Permanent)
}

/// What kind of trouble a failure is, for the operator; none where nothing was tried because it was not to be.
fn kind_of_trouble(class: Class) -> Option<&'static str> {
    Some(match class {
        Class::Transient => "it fails again and again",
        Class::Away => "nobody answers there",
        Class::Disk => "none can be made on this machine",
        Class::Quota => "it is full, or refuses so many requests",
        Class::Auth => "the login or a setting is refused",
        Class::Permanent => "somebody has to mend it",
        Class::Offline => "nothing carries files now",
        Class::Paused | Class::Cancelled => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use tempfile::TempDir;

    use super::*;
    use crate::jobs::testing::{MemoryCloud, TestJobs, mega};
    use crate::store::{Adopted, Life, News, NoSnapshot};

    /// A bot that takes snapshots as often as it is asked to.
    struct Backups {
        jobs: Arc<Jobs>,
        cloud: Arc<MemoryCloud>,
        schedule: Schedule,
        changes: u8,
        _folder: TempDir,
    }

    impl Backups {
        async fn new() -> Self {
            let TestJobs { jobs, cloud, _folder: folder } = TestJobs::new().await;
            let plan = StatePlan { every: 12 * AGAIN, keep: NonZeroUsize::MIN };
            let schedule = Schedule::new(plan, &jobs.destinations);
            Self { jobs: Arc::new(jobs), cloud, schedule, changes: 0, _folder: folder }
        }

        /// Something changes, and a snapshot of it is sent to a cloud that answers so. What the operator is told then.
        async fn try_with(&mut self, trouble: Option<Class>) -> Vec<News> {
            *self.cloud.away.lock().expect("no panic") = trouble;
            self.change().await;
            self.schedule.back_up(&self.jobs, vec![mega()], &CancellationToken::new()).await;
            self.news().await
        }

        async fn change(&mut self) {
            self.changes += 1;
            let object = Adopted {
                destination: mega(),
                path: format!("{}.png", self.changes).parse().expect("a path"),
                digest: Digest::of(&[self.changes]),
                bytes: 1,
                at: Timestamp::now(),
            };
            self.jobs.store.adopt(&object).await.expect("adopted");
        }

        async fn news(&self) -> Vec<News> {
            let (store, mut news) = (&self.jobs.store, Vec::new());
            let now = Timestamp::now();
            while let Some(alarm) = store.take_alarm(now, now + AGAIN).await.expect("answered") {
                store.alarm_told(alarm.id, now).await.expect("recorded");
                news.push(alarm.news);
            }
            news
        }

        fn latest(&self) -> String {
            let objects = self.cloud.objects.lock().expect("no panic");
            let latest = objects.keys().max().expect("a snapshot");
            latest.strip_prefix("mega:state/").expect("a snapshot").to_owned()
        }
    }

    #[tokio::test]
    async fn what_may_pass_is_told_when_it_happens_twice_in_a_row_and_then_once_until_one_succeeds() {
        let mut backups = Backups::new().await;
        assert_eq!(backups.try_with(None).await, []);
        assert_eq!(backups.try_with(Some(Class::Transient)).await, [], "it may have passed by the next");
        assert_eq!(backups.try_with(None).await, []);
        let last = Some(backups.latest());
        assert_eq!(backups.try_with(Some(Class::Transient)).await, []);
        let reason = "it fails again and again: the cloud is away".to_owned();
        let told = backups.try_with(Some(Class::Transient)).await;
        assert_eq!(told, [News::NoSnapshot(NoSnapshot { reason, last })]);
        assert_eq!(backups.try_with(Some(Class::Auth)).await, [], "it is the same trouble");
        assert_eq!(backups.try_with(None).await, [News::SnapshotsAgain]);
        assert_eq!(backups.try_with(None).await, []);
    }

    #[tokio::test]
    async fn what_a_person_has_to_mend_is_told_at_once_and_what_was_not_to_be_tried_never() {
        let mut backups = Backups::new().await;
        for _ in 0..3 {
            assert_eq!(backups.try_with(Some(Class::Paused)).await, []);
        }
        let reason = "the login or a setting is refused: the cloud is away".to_owned();
        let told = backups.try_with(Some(Class::Auth)).await;
        assert_eq!(told, [News::NoSnapshot(NoSnapshot { reason, last: None })]);
    }

    #[tokio::test]
    async fn what_may_pass_is_tried_again_soon_and_what_a_person_has_to_mend_no_sooner_than_ever() {
        let mut backups = Backups::new().await;
        for (class, sooner) in
            [(Class::Transient, true), (Class::Away, true), (Class::Auth, false), (Class::Quota, false)]
        {
            backups.try_with(Some(class)).await;
            let due = backups.schedule.due[&mega()].saturating_duration_since(Instant::now());
            assert_eq!(due <= AGAIN, sooner, "{class:?}: in {due:?}");
        }
    }

    #[tokio::test]
    async fn that_none_can_be_taken_is_told_and_counted() {
        let mut backups = Backups::new().await;
        backups.change().await;
        // Where it would be made is no folder any more.
        let spool = backups.jobs.spool.folder().to_owned();
        std::fs::remove_dir_all(&spool).expect("removed");
        std::fs::write(&spool, b"in the way").expect("written");
        for _ in 0..2 {
            backups.schedule.back_up(&backups.jobs, vec![mega()], &CancellationToken::new()).await;
        }
        let news = backups.news().await;
        let [News::NoSnapshot(NoSnapshot { reason, last: None })] = &*news else { panic!("{news:?}") };
        assert!(reason.starts_with("none can be made on this machine: "), "{reason}");
    }

    #[tokio::test]
    async fn what_a_killed_process_left_of_sending_one_goes_and_what_may_be_under_way_stays() {
        let mut backups = Backups::new().await;
        backups.try_with(None).await;
        let sent: SnapshotName = backups.latest().parse().expect("a name");
        let unfinished = |ago: u64, life: &Life| {
            let at = sent.at.before(Duration::from_mins(ago));
            format!("mega:state/{}.7da28155.partial", SnapshotName::new(at, life.clone(), Digest::of(b"x")))
        };
        let [old, young] = [90, 30].map(|ago| unfinished(ago, &sent.life));
        let of_another = unfinished(90, &Life::new([9; 4]));
        for place in [&old, &young, &of_another] {
            backups.cloud.objects.lock().expect("no panic").insert(place.clone(), vec![1]);
        }
        backups.try_with(None).await;
        let objects = backups.cloud.objects.lock().expect("no panic");
        assert_eq!([&old, &young, &of_another].map(|place| objects.contains_key(place)), [false, true, true]);
    }

    #[tokio::test]
    async fn what_is_known_of_snapshots_is_no_reason_for_another() {
        let mut backups = Backups::new().await;
        backups.try_with(None).await;
        let first = backups.latest();
        backups.schedule.back_up(&backups.jobs, vec![mega()], &CancellationToken::new()).await;
        assert_eq!(backups.latest(), first);
    }
}
