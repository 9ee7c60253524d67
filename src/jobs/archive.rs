//! Carrying a ritual's file to one destination and proving the copy. Where the ritual is shown in motion, the file of that
//! is carried and proven as well; the receipt is the picture's, and comes only when both are there.

use std::time::Instant;

use tokio_util::sync::CancellationToken;

use super::{Done, Event, Failure, Jobs, unless_cancelled};
use crate::store::{Job, MotionFile, Outcome, Receipt, Timestamp};
use crate::sync::{Class, LocalFile, RemotePath};

/// The `archive` job. The transfer looks before it writes, so running it twice leaves one copy.
pub(super) async fn run(jobs: &Jobs, job: &Job, cancel: &CancellationToken) -> Done {
    let ritual = jobs.view(job.ritual).await?.ritual;
    let name = job.lane.destination().unwrap_or_default();
    let destination = jobs
        .destinations
        .iter()
        .find(|destination| destination.to_string() == name)
        .ok_or_else(|| Failure::new(Class::Permanent, format!("{name} is not configured any more")))?;
    let path: RemotePath = job.path.as_deref().unwrap_or_default().parse().map_err(unusable)?;

    let rendered = unless_cancelled(cancel, jobs.spooled(&ritual)).await?;
    let file =
        LocalFile { path: jobs.spool.path(&ritual.file), digest: rendered.digest, bytes: rendered.bytes };
    let progress = |progress| (jobs.observe)(ritual.id, Event::Sending(name.to_owned(), progress));

    let started = Instant::now();
    let proof = jobs.sync.archive(destination, &path, &file, &progress, cancel).await?;
    if let Some(motion) = &rendered.motion {
        let beside = MotionFile::beside(&path.to_string()).parse().map_err(unusable)?;
        let local = jobs.spool.path(&MotionFile::beside(&ritual.file));
        let file = LocalFile { path: local, digest: motion.digest, bytes: motion.bytes };
        jobs.sync.archive(destination, &beside, &file, &progress, cancel).await?;
    }
    let receipt = Receipt {
        digest: file.digest,
        bytes: file.bytes,
        verified_by: proof.verified_by,
        took_ms: started.elapsed().as_millis() as u64,
        at: Timestamp::now(),
    };
    tracing::info!(
        ritual = %ritual.id, remote = destination.full_path(&path), verified_by = %receipt.verified_by,
        ms = receipt.took_ms, already_there = proof.already_there, "archived and verified"
    );
    Ok(Outcome::Archived(receipt))
}

fn unusable(error: impl std::fmt::Display) -> Failure {
    Failure::new(Class::Permanent, format!("the archive path is not usable: {error}"))
}
