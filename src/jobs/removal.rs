//! Removing copies that somebody wants gone.
//!
//! Exactly the recorded path is touched, and only while what stands there is what was archived: its content is looked at
//! first, as an audit does it, and looked for again afterwards. Something else is left alone and told. So a removal may
//! run twice, and a kill in the middle costs nothing.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{interval, timeout};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::backoff;
use super::context::{Jobs, unless_cancelled};
use super::wake::Work;
use crate::failure::{Action, Class, Failure, for_operators};
use crate::store::{Lane, RecordedFile, Removal, RemovalEnd, Timestamp};
use crate::sync::{Content, Destination, Finding, RemotePath};

/// As for jobs: how long a lease lasts, and how often it is renewed.
const LEASE: Duration = Duration::from_secs(15);
const HEARTBEAT: Duration = Duration::from_secs(5);
/// How often is looked for removals that another process asked for.
const LOOK: Duration = Duration::from_secs(5);
/// Between looks where something is due that cannot be claimed yet.
const SHORTEST: Duration = Duration::from_millis(100);
/// How often a file is removed that still stands there afterwards: MEGA keeps two of one name.
const TRIES: usize = 3;

/// What is said where something else stands.
const SOMETHING_ELSE: &str = "what stands there is not what was archived, so it was left alone";

/// Removes what is to go from a destination, one copy after the other, until `stop`.
pub(super) async fn serve(jobs: Arc<Jobs>, destination: Destination, stop: CancellationToken) {
    while !stop.is_cancelled() {
        // Registered before looking, so that no wake-up falls between the look and the wait.
        let woken = jobs.wake.notified(Work::Removal);
        tokio::pin!(woken);
        woken.as_mut().enable();
        match next(&jobs, &destination).await {
            Ok(Some(removal)) => {
                let span = tracing::info_span!("removal", %destination, path = %removal.path, attempt = removal.attempt);
                run(&jobs, removal, &stop).instrument(span).await;
                continue;
            }
            Ok(None) => {}
            Err(error) if error.trouble().is_some() => {}
            Err(error) => tracing::error!(%destination, %error, "what is to be removed cannot be read"),
        }
        let wait = until_due(&jobs, &destination).await;
        let _ = stop.run_until_cancelled(timeout(wait, woken)).await;
    }
}

/// Where only one file is carried at a time, copies on their way go first.
async fn next(jobs: &Jobs, destination: &Destination) -> Result<Option<Removal>, crate::store::StoreError> {
    let now = Timestamp::now();
    if jobs.sync.concurrency(destination) == 1 {
        let uploads = [Lane::Archive(destination.clone())];
        if jobs.store.next_removal_due(destination).await?.is_none_or(|due| due > now)
            || jobs.store.is_busy(&uploads, now).await?
        {
            return Ok(None);
        }
    }
    jobs.store.claim_removal(destination, now, now + LEASE).await
}

async fn until_due(jobs: &Jobs, destination: &Destination) -> Duration {
    match jobs.store.next_removal_due(destination).await {
        Ok(Some(due)) => due.since(Timestamp::now()).clamp(SHORTEST, LOOK),
        Ok(None) | Err(_) => LOOK,
    }
}

/// Does one removal while keeping its lease alive, and records what came of it.
async fn run(jobs: &Arc<Jobs>, removal: Removal, stop: &CancellationToken) {
    let (lease, attempt) = (removal.lease, removal.attempt);
    let cancel = stop.child_token();
    let (own, token) = (Arc::clone(jobs), cancel.clone());
    let mut work = tokio::spawn(async move { remove(&own, &removal, &token).await }.in_current_span());
    let mut heartbeat = interval(HEARTBEAT);
    heartbeat.tick().await;
    let done = loop {
        tokio::select! {
            done = &mut work => {
                break done.unwrap_or_else(|crash| {
                    Err(Failure::new(Class::Transient, "an internal error").because(crash))
                });
            }
            _ = heartbeat.tick() => {
                if let Ok(false) = jobs.store.extend_removal(&lease, Timestamp::now() + LEASE).await {
                    tracing::warn!("the lease was lost; calling the removal off");
                    cancel.cancel();
                }
            }
        }
    };
    let end = done.unwrap_or_else(|failure| judge(failure, attempt, stop.is_cancelled()));
    match jobs.store.finish_removal(&lease, &end, Timestamp::now()).await {
        Ok(true) => jobs.wake.notify(&[Work::Removal, Work::Post]),
        Ok(false) => tracing::warn!("the lease was lost; this result is dropped"),
        Err(error) => tracing::warn!(%error, "the result could not be recorded; it will be looked at again"),
    }
}

/// Removes the files of a copy, as far as they are what was archived.
pub(super) async fn remove(
    jobs: &Jobs,
    removal: &Removal,
    cancel: &CancellationToken,
) -> Result<RemovalEnd, Failure> {
    if removal.attempt > backoff::MAX_ATTEMPTS {
        let given_up = format!("given up after {} attempts", removal.attempt - 1);
        return Err(Failure::new(Class::Permanent, given_up));
    }
    let (mut removed, mut kept) = (0, None);
    for file in &removal.files {
        match remove_file(jobs, &removal.destination, file, cancel).await? {
            Gone::Removed => removed += 1,
            Gone::Already => {}
            Gone::Not => kept = Some(file.path.as_str()),
        }
    }
    let remote = removal.destination.full_path(&removal.path);
    Ok(match (kept, removed) {
        (Some(path), _) => {
            tracing::warn!(remote, path, "not removed: {SOMETHING_ELSE}");
            RemovalEnd::Kept(SOMETHING_ELSE.to_owned())
        }
        (None, 0) => {
            tracing::info!(remote, "nothing was left to be removed");
            RemovalEnd::Missing
        }
        (None, files) => {
            tracing::info!(remote, files, "removed the archived copy");
            RemovalEnd::Removed
        }
    })
}

/// What became of a file.
enum Gone {
    Removed,
    Already,
    /// Something else stands there.
    Not,
}

async fn remove_file(
    jobs: &Jobs,
    destination: &Destination,
    file: &RecordedFile,
    cancel: &CancellationToken,
) -> Result<Gone, Failure> {
    let path: RemotePath = file.path.parse().map_err(|error| {
        Failure::new(Class::Permanent, format!("the archive path is not usable: {error}"))
    })?;
    let content = Content { digest: file.digest, md5: file.md5, bytes: file.bytes };
    for tried in 0..=TRIES {
        let look = jobs.sync.prove(destination, &path, &content, cancel);
        match unless_cancelled(cancel, look).await? {
            Finding::Missing if tried == 0 => return Ok(Gone::Already),
            Finding::Missing => return Ok(Gone::Removed),
            Finding::Different => return Ok(Gone::Not),
            Finding::Same(_) if tried < TRIES => jobs.sync.remove(destination, &path).await?,
            Finding::Same(_) => {}
        }
    }
    let still = "it was removed, but still stands there";
    Err(Failure::during(Action::Delete, Class::Transient, still))
}

/// What the failure of a try means. A destination that lets nobody remove anything takes copies all the same, so it is
/// not paused: only this is given up.
fn judge(failure: Failure, attempt: u32, stopping: bool) -> RemovalEnd {
    if failure.class == Class::Cancelled && stopping {
        return RemovalEnd::Released;
    }
    let reason = failure.reason();
    let told = for_operators(&reason);
    let Failure { class, action, retry_after, cause, .. } = failure;
    let cause = cause.map(|cause| format!("{cause:#}"));
    let refused = action == Some(Action::Delete) && class == Class::Auth;
    let wait = backoff::delay(class, attempt, 0.5, retry_after).filter(|_| !refused);
    let Some(wait) = wait else {
        tracing::error!(class = class.as_str(), reason = told, cause, "the removal is given up");
        return RemovalEnd::Dead { class, reason };
    };
    tracing::warn!(class = class.as_str(), reason = told, cause, wait_s = wait.as_secs(), "not removed yet");
    RemovalEnd::Retry { at: Timestamp::now() + wait, class, reason, counts: class.counts() }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{TestJobs, mega};
    use super::*;
    use crate::digest::Digest;

    const OURS: &[u8] = b"our picture";

    fn file(path: &str, content: &[u8]) -> RecordedFile {
        RecordedFile {
            path: path.to_owned(),
            digest: Digest::of(content),
            md5: None,
            bytes: content.len() as u64,
        }
    }

    fn removal(files: Vec<RecordedFile>) -> Removal {
        let id = uuid::Uuid::now_v7();
        Removal {
            lease: crate::store::RemovalLease { removal: id, id },
            ritual: None,
            destination: mega(),
            path: "a.png".parse().expect("a path"),
            files,
            attempt: 1,
        }
    }

    fn put(test: &TestJobs, path: &str, content: &[u8]) {
        test.cloud.objects.lock().expect("no panic").insert(format!("mega:{path}"), content.to_vec());
    }

    fn stands(test: &TestJobs, path: &str) -> bool {
        test.cloud.objects.lock().expect("no panic").contains_key(&format!("mega:{path}"))
    }

    async fn run(test: &TestJobs, files: Vec<RecordedFile>) -> Result<RemovalEnd, Failure> {
        remove(&test.jobs, &removal(files), &CancellationToken::new()).await
    }

    #[tokio::test]
    async fn what_was_archived_is_removed_and_nothing_beside_it() {
        let test = TestJobs::new().await;
        for path in ["a.png", "a.gif", "b.png"] {
            put(&test, path, OURS);
        }
        let files = || vec![file("a.png", OURS), file("a.gif", OURS)];
        assert_eq!(run(&test, files()).await.expect("answered"), RemovalEnd::Removed);
        assert!(!stands(&test, "a.png") && !stands(&test, "a.gif") && stands(&test, "b.png"));
        assert_eq!(run(&test, files()).await.expect("answered"), RemovalEnd::Missing, "it may run twice");
        assert_eq!(run(&test, Vec::new()).await.expect("answered"), RemovalEnd::Missing);
    }

    #[tokio::test]
    async fn something_else_at_that_path_is_left_alone_and_told() {
        let test = TestJobs::new().await;
        put(&test, "a.png", b"a person's file");
        put(&test, "a.gif", OURS);
        let end = run(&test, vec![file("a.png", OURS), file("a.gif", OURS)]).await.expect("answered");
        assert!(matches!(&end, RemovalEnd::Kept(reason) if reason.contains("left alone")), "{end:?}");
        assert!(stands(&test, "a.png") && !stands(&test, "a.gif"));
    }

    #[tokio::test]
    async fn what_does_not_answer_is_tried_again_and_what_may_not_be_removed_is_given_up() {
        let test = TestJobs::new().await;
        put(&test, "a.png", OURS);
        *test.cloud.away.lock().expect("no panic") = Some(Class::Transient);
        let away = run(&test, vec![file("a.png", OURS)]).await.expect_err("away");
        assert!(matches!(judge(away, 1, false), RemovalEnd::Retry { counts: true, .. }));
        let refused = |action| Failure::during(action, Class::Auth, "no");
        assert!(matches!(judge(refused(Action::Delete), 1, false), RemovalEnd::Dead { .. }));
        assert!(matches!(judge(refused(Action::Verify), 1, false), RemovalEnd::Retry { .. }));
        let stopped = Failure::new(Class::Cancelled, "called off");
        assert_eq!(judge(stopped, 1, true), RemovalEnd::Released);
    }
}
