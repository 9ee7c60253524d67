//! Workers of two processes at once: two handles on one database, real threads, everybody starting together.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use helix_bot::failure::Class;
use helix_bot::store::{ArchiveState, JobId, Lane, Outcome, RitualId, Store};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use super::fixture::{
    START, TestDatabase, claim, command_line_request, message, picture, receipt, request, retry, uploads,
    view,
};

/// Workers in each test.
const WORKERS: usize = 8;

pub(super) async fn many_workers_never_hold_the_same_job(database: TestDatabase) {
    const JOBS: u64 = 30;
    let stores = [database.open().await, database.open().await];
    for seed in 0..JOBS {
        stores[0].accept(&command_line_request(seed)).await.expect("it is accepted");
    }
    let together = Arc::new(Barrier::new(WORKERS));
    let mut workers = JoinSet::new();
    for store in stores.iter().cycle().take(WORKERS) {
        workers.spawn(claim_all(Arc::clone(store), Arc::clone(&together)));
    }
    let claimed: Vec<JobId> = workers.join_all().await.into_iter().flatten().collect();
    let different: HashSet<JobId> = claimed.iter().copied().collect();
    assert_eq!(claimed.len(), different.len(), "a job was claimed twice");
    // A worker may find nothing because the last row is just being taken by another, so this is counted last.
    assert_eq!(different.len(), usize::try_from(JOBS).expect("it is small"));
}

async fn claim_all(store: Arc<Store>, together: Arc<Barrier>) -> Vec<JobId> {
    together.wait().await;
    let mut jobs = Vec::new();
    while let Some(job) = claim(&store, &Lane::Render, START).await {
        jobs.push(job.lease.job);
    }
    jobs
}

/// Every copy fails once and then succeeds, while messages are written all the time: what a message says last must
/// be what is so at the end, whichever way the workers meet.
pub(super) async fn many_workers_end_every_ritual_with_its_newest_state_told(database: TestDatabase) {
    let stores = [database.open().await, database.open().await];
    let mut rituals = Vec::new();
    for message in 0..12 {
        rituals.push(stores[0].accept(&request(message)).await.expect("it is accepted"));
    }
    let together = Arc::new(Barrier::new(WORKERS));
    let lanes = [Lane::Render, Lane::Post, uploads(0), uploads(1)];
    let mut workers = JoinSet::new();
    for (store, lane) in stores.iter().flat_map(|store| lanes.iter().map(move |lane| (store, lane))) {
        let (store, lane, together) = (Arc::clone(store), lane.clone(), Arc::clone(&together));
        let rituals = rituals.clone();
        workers.spawn(async move {
            together.wait().await;
            serve(&store, &lane, &rituals).await;
        });
    }
    workers.join_all().await;
    for id in rituals {
        let told = view(&stores[1], id).await.ritual.posted.map(|posted| posted.status);
        assert_eq!(told.as_deref(), Some("2 archived"));
    }
}

/// Works on a lane until all rituals are settled.
async fn serve(store: &Store, lane: &Lane, rituals: &[RitualId]) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while !all_settled(store, rituals).await {
        assert!(Instant::now() < deadline, "{lane:?} is never done");
        let Some(job) = claim(store, lane, START).await else {
            tokio::time::sleep(Duration::from_millis(2)).await;
            continue;
        };
        let outcome = match lane {
            Lane::Render | Lane::LargeRender => Outcome::Rendered(picture()),
            Lane::Post => Outcome::Posted(message(&status(store, job.ritual).await)),
            Lane::Archive(_) if job.attempt == 1 => retry(0, Class::Transient, "no network"),
            Lane::Archive(_) => Outcome::Archived(receipt()),
        };
        assert!(store.finish(&job.lease, &outcome, START).await.expect("the outcome is written"));
    }
}

async fn all_settled(store: &Store, rituals: &[RitualId]) -> bool {
    for id in rituals {
        if store.settled_at(*id).await.expect("the database answers").is_none() {
            return false;
        }
    }
    true
}

async fn status(store: &Store, id: RitualId) -> String {
    let copies = view(store, id).await.archives;
    let archived = copies.iter().filter(|copy| matches!(copy.state, ArchiveState::Archived(_))).count();
    format!("{archived} archived")
}
