//! Taking a snapshot and sending it.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tempfile::TempPath;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::find::{self, entries};
use super::name::SnapshotName;
use super::pack::{self, SPARE};
use crate::blocking::blocking;
use crate::digest::Digest;
use crate::failure::{Action, Class, Failure};
use crate::jobs::context::Jobs;
use crate::jobs::wake::Work;
use crate::metrics::RunOutcome;
use crate::store::{Life, Lineage, Timestamp};
use crate::sync::{Destination, Entry, LocalFile, Proof};

/// What these runs are called among the metrics.
const KIND: &str = "backup";
/// How many files a snapshot needs on the disk while it is made, each as long as the database at most.
const FILES: u64 = 3;

/// As many stay in the data directory at most: they share its disk with the database, and are lost with it.
const MOST_HERE: NonZeroUsize = NonZeroUsize::new(3).expect("it is not zero");
/// One that is not all there so long after it was taken is sent by nobody any more.
const ABANDONED: Duration = Duration::from_hours(1);

/// When snapshots are taken, and how many are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatePlan {
    /// How often.
    pub every: Duration,
    /// How many of the database's own stay at a destination.
    pub keep: NonZeroUsize,
}

/// What came of taking a snapshot.
pub enum Taken {
    /// It is there, packed.
    Snapshot(Arc<Snapshot>),
    /// There is nothing in the database that anybody would miss.
    Blank,
    /// The database is PostgreSQL, which has its own backup.
    Elsewhere,
}

/// A packed snapshot on this machine.
pub struct Snapshot {
    /// What it is called.
    pub name: SnapshotName,
    /// The digest of the database's bytes: the same for a database in which nothing has changed.
    pub content: Digest,
    /// The packed file's length.
    pub bytes: u64,
    file: LocalFile,
    lineage: Lineage,
    /// Goes away with this.
    _packed: TempPath,
}

/// How a snapshot was sent to one destination.
pub struct Sent {
    /// The destination.
    pub destination: Destination,
    /// What proves the copy, or why there is none.
    pub proof: Result<Proof, Failure>,
    /// Snapshots there with what this database does not hold, as far as was looked; none of them is ever removed.
    pub foreign: Vec<SnapshotName>,
}

/// Takes a snapshot of the database as it is now.
pub async fn take(jobs: &Jobs, now: Timestamp) -> anyhow::Result<Taken> {
    if !jobs.store.has_snapshots() {
        return Ok(Taken::Elsewhere);
    }
    if jobs.store.is_blank().await {
        return Ok(Taken::Blank);
    }
    let mut random = [0; 4];
    getrandom::fill(&mut random).context("the system gives no random numbers")?;
    let lineage = jobs.store.lineage(Life::new(random)).await?;
    must_have_room(jobs).await?;
    let Some(plain) = jobs.store.snapshot(jobs.spool.folder()).await? else { return Ok(Taken::Elsewhere) };
    let folder = jobs.spool.folder().to_owned();
    let packed = blocking(move || packed(&plain, &folder)).await.context("the snapshot cannot be packed")?;
    let Packed { content, digest, bytes, file } = packed;
    let name = SnapshotName::new(now, lineage.life.clone(), digest);
    let local = LocalFile { path: file.to_path_buf(), digest, md5: None, bytes };
    let snapshot = Snapshot { name, content, bytes, file: local, lineage, _packed: file };
    Ok(Taken::Snapshot(Arc::new(snapshot)))
}

struct Packed {
    content: Digest,
    digest: Digest,
    bytes: u64,
    file: TempPath,
}

fn packed(plain: &Path, folder: &Path) -> std::io::Result<Packed> {
    let file =
        tempfile::Builder::new().prefix(".helix-").suffix(".tmp").tempfile_in(folder)?.into_temp_path();
    let content = Digest::of_reader(std::fs::File::open(plain)?)?;
    let (digest, bytes) = pack::pack(plain, &file)?;
    Ok(Packed { content, digest, bytes, file })
}

/// A snapshot must not fill the disk on which members' pictures wait.
async fn must_have_room(jobs: &Jobs) -> anyhow::Result<()> {
    let (room, database) = (jobs.spool.room()?, jobs.store.bytes().await?);
    let needs = database.saturating_mul(FILES).saturating_add(SPARE);
    anyhow::ensure!(
        room.available >= needs,
        "the disk has {} MiB left, and a snapshot of the database needs {} for a moment; make room there",
        room.available >> 20,
        needs >> 20
    );
    Ok(())
}

/// Sends a snapshot to these destinations, side by side, and then removes those of the database's own that are more than
/// `keep`. In the order of `to`.
pub async fn send(
    jobs: &Arc<Jobs>,
    snapshot: &Arc<Snapshot>,
    to: &[Destination],
    keep: NonZeroUsize,
    cancel: &CancellationToken,
) -> Vec<Sent> {
    let mut sendings = JoinSet::new();
    for (place, destination) in to.iter().cloned().enumerate() {
        let (jobs, snapshot, cancel) = (Arc::clone(jobs), Arc::clone(snapshot), cancel.clone());
        sendings.spawn(async move {
            let proof = send_one(&jobs, &snapshot, &destination, &cancel).await;
            let outcome = match &proof {
                Ok(_) => RunOutcome::Done,
                Err(failure) => RunOutcome::Retry(failure.class),
            };
            jobs.metrics.ran(KIND, &destination.to_string(), outcome);
            let foreign = match &proof {
                Ok(_) => {
                    record(&jobs, &snapshot, &destination).await;
                    tidy(&jobs, &snapshot, &destination, keep).await
                }
                Err(_) => Vec::new(),
            };
            (place, Sent { destination, proof, foreign })
        });
    }
    let mut sent = sendings.join_all().await;
    sent.sort_by_key(|(place, _)| *place);
    sent.into_iter().map(|(_, sent)| sent).collect()
}

async fn send_one(
    jobs: &Jobs,
    snapshot: &Snapshot,
    destination: &Destination,
    cancel: &CancellationToken,
) -> Result<Proof, Failure> {
    if let Some(reason) = left_alone(jobs, destination).await? {
        return Err(Failure::new(Class::Paused, format!("the destination is left alone: {reason}")));
    }
    let path = snapshot.name.path();
    let path = path.map_err(|error| Failure::during(Action::Copy, Class::Permanent, error.to_string()))?;
    jobs.sync.archive(destination, &path, &snapshot.file, &|_| {}, cancel).await
}

/// Counts that none could be taken for a destination.
pub(super) fn count_untaken(jobs: &Jobs, destination: &Destination) {
    jobs.metrics.ran(KIND, &destination.to_string(), RunOutcome::Retry(Class::Disk));
}

/// Keeps that the destination has it, which the operator is told where none had reached it before.
async fn record(jobs: &Jobs, snapshot: &Snapshot, destination: &Destination) {
    let name = snapshot.name.to_string();
    let recorded = jobs.store.snapshot_archived(destination, &name, Timestamp::now()).await;
    tell_operator(jobs, recorded);
}

/// Has the operator told what was raised.
pub(super) fn tell_operator(jobs: &Jobs, raised: crate::store::Result<bool>) {
    match raised {
        Ok(true) => jobs.wake.notify(&[Work::Alarm]),
        Ok(false) => {}
        Err(error) if error.trouble().is_some() => {}
        Err(error) => tracing::warn!(%error, "what became of a snapshot of the database cannot be recorded"),
    }
}

/// Why nothing is sent to a destination now, if so: it refused its login, and some clouds lock who goes on trying; or the
/// operator holds it.
async fn left_alone(jobs: &Jobs, destination: &Destination) -> Result<Option<String>, Failure> {
    let overview = jobs.store.overview().await?;
    let Some(counts) = overview.destinations.get(destination) else { return Ok(None) };
    let refused = counts.paused.as_ref().filter(|(until, _)| *until > Timestamp::now());
    Ok(counts.held.clone().or(refused.map(|(_, reason)| reason.clone())))
}

/// Removes the database's own snapshots that are more than `keep`, the oldest first, and what is left of sending one, and
/// gives the snapshots of others. What is not removed now is removed with the next.
async fn tidy(
    jobs: &Jobs,
    snapshot: &Snapshot,
    destination: &Destination,
    keep: NonZeroUsize,
) -> Vec<SnapshotName> {
    let entries = match entries(jobs.sync.as_ref(), destination).await {
        Ok(entries) => entries,
        Err(failure) => {
            let reason = failure.reason();
            tracing::warn!(%destination, reason, "old snapshots of the database could not be listed");
            return Vec::new();
        }
    };
    let is_own = |name: &SnapshotName| snapshot.lineage.holds(&name.life, name.at);
    let names = entries.iter().filter_map(find::snapshot).map(|(name, _)| name);
    let (mut own, foreign): (Vec<_>, Vec<_>) = names.partition(is_own);
    // A process that was killed left it; rclone gives it its name when all is there.
    let is_left = |name: &SnapshotName| is_own(name) && snapshot.name.at.since(name.at) > ABANDONED;
    let left = entries.iter().filter_map(|Entry { path, .. }| {
        SnapshotName::of_unfinished(path.file_name()).filter(is_left).map(|_| path.clone())
    });
    own.sort_by_key(|name| std::cmp::Reverse(name.rank(snapshot.name.at)));
    let keep = if destination.is_local() { keep.min(MOST_HERE) } else { keep };
    let old = own.into_iter().skip(keep.get()).filter(|name| *name != snapshot.name);
    for path in old.filter_map(|old| old.path().ok()).chain(left) {
        if let Err(failure) = jobs.sync.remove(destination, &path).await {
            let reason = failure.reason();
            tracing::warn!(%destination, %path, reason, "an old snapshot of the database could not be removed");
            break;
        }
    }
    foreign
}
