//! Which snapshots lie at the destinations.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::name::SnapshotName;
use crate::failure::{Action, Class, Failure};
use crate::store::Timestamp;
use crate::sync::{CloudSync, Destination, Entry, EntryKind, RemotePath};

/// Between two tries where nobody answered.
const PAUSE: Duration = Duration::from_secs(2);

/// A snapshot, and where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSnapshot {
    /// Its name.
    pub name: SnapshotName,
    /// How long it is; some remotes cannot tell it.
    pub bytes: Option<u64>,
    /// The destinations that have it, in their configured order.
    pub at: Vec<Destination>,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// The latest first.
    pub snapshots: Vec<KnownSnapshot>,
    /// Those that did not answer, and why.
    pub silent: Vec<(Destination, Failure)>,
}

/// Looks for snapshots at all destinations. Where nobody answers, it is tried again for as long as `patience` says; what
/// time does not mend is not waited for.
pub async fn find(sync: &Arc<dyn CloudSync>, destinations: &[Destination], patience: Duration) -> Found {
    let until = Instant::now() + patience;
    let mut looks = JoinSet::new();
    for (place, destination) in destinations.iter().cloned().enumerate() {
        let sync = Arc::clone(sync);
        looks.spawn(async move { (place, look(sync.as_ref(), &destination, until).await, destination) });
    }
    let mut looked = looks.join_all().await;
    looked.sort_by_key(|(place, ..)| *place);

    let (mut found, mut snapshots) = (Found::default(), BTreeMap::new());
    for (_, names, destination) in looked {
        match names {
            Err(failure) => found.silent.push((destination, failure)),
            Ok(names) => {
                for (name, bytes) in names {
                    let known: &mut (Option<u64>, Vec<_>) = snapshots.entry(name).or_default();
                    known.0 = known.0.or(bytes);
                    known.1.push(destination.clone());
                }
            }
        }
    }
    let snapshots = snapshots.into_iter().map(|(name, (bytes, at))| KnownSnapshot { name, bytes, at });
    found.snapshots = snapshots.collect();
    let now = Timestamp::now();
    found.snapshots.sort_by_key(|known| std::cmp::Reverse(known.name.rank(now)));
    found
}

async fn look(
    sync: &dyn CloudSync,
    destination: &Destination,
    until: Instant,
) -> Result<Vec<(SnapshotName, Option<u64>)>, Failure> {
    loop {
        match list(sync, destination).await {
            Err(failure) if passes(failure.class) && Instant::now() + PAUSE < until => sleep(PAUSE).await,
            answer => return answer,
        }
    }
}

/// Whether a failure of this kind may pass by itself within a minute.
pub(super) fn passes(class: Class) -> bool {
    matches!(class, Class::Transient | Class::Away)
}

/// The snapshots at a destination, in no order.
pub(super) async fn list(
    sync: &dyn CloudSync,
    destination: &Destination,
) -> Result<Vec<(SnapshotName, Option<u64>)>, Failure> {
    let entries = entries(sync, destination).await?;
    Ok(entries.iter().filter_map(snapshot).collect())
}

/// What lies where the snapshots of a destination are.
pub(super) async fn entries(sync: &dyn CloudSync, destination: &Destination) -> Result<Vec<Entry>, Failure> {
    sync.list(destination, &folder()?).await
}

/// The snapshot that an entry is, if it is one, and how long it is.
pub(super) fn snapshot(Entry { path, kind }: &Entry) -> Option<(SnapshotName, Option<u64>)> {
    match kind {
        EntryKind::Folder => None,
        EntryKind::File { bytes } => Some((path.file_name().parse().ok()?, *bytes)),
    }
}

fn folder() -> Result<RemotePath, Failure> {
    SnapshotName::folder().map_err(|error| Failure::during(Action::List, Class::Permanent, error.to_string()))
}
