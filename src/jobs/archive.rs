//! Carrying a ritual's file to one destination and proving the copy. Where the ritual is shown in motion, the file of that
//! is carried and proven as well; the receipt is the picture's, and comes only when both are there.

use std::time::Instant;

use tokio_util::sync::CancellationToken;

use super::render::not_rendered;
use super::{Done, Event, Failure, Jobs, unless_cancelled};
use crate::digest::Digest;
use crate::store::{Job, MotionFile, Outcome, Receipt, Rendered, Ritual, Timestamp};
use crate::sync::{Action, Class, Destination, LocalFile, Proof, RemotePath, SyncError};

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
    let beside: RemotePath = MotionFile::beside(path.as_str()).parse().map_err(unusable)?;
    let mut rendered = ritual.rendered.clone().ok_or_else(not_rendered)?;

    let started = Instant::now();
    let errand = Errand { jobs, ritual: &ritual, destination, path: &path, beside: &beside, cancel };
    let proof = match errand.carry(&rendered).await {
        // Whoever carries a file reads it and finds out whether it is the right one; it is not read before for that.
        Err(error) if error.action == Action::Read => {
            rendered = unless_cancelled(cancel, jobs.spooled(&ritual)).await?;
            errand.carry(&rendered).await?
        }
        carried => carried?,
    };
    let receipt = Receipt {
        digest: rendered.digest,
        bytes: rendered.bytes,
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

/// A ritual's files on their way to one destination.
struct Errand<'a> {
    jobs: &'a Jobs,
    ritual: &'a Ritual,
    destination: &'a Destination,
    path: &'a RemotePath,
    /// Where the motion goes, if there is one.
    beside: &'a RemotePath,
    cancel: &'a CancellationToken,
}

impl Errand<'_> {
    async fn carry(&self, rendered: &Rendered) -> Result<Proof, SyncError> {
        let file = &self.ritual.file;
        let proof = self.send(file, self.path, rendered.digest, rendered.bytes).await?;
        if let Some(motion) = &rendered.motion {
            self.send(&MotionFile::beside(file), self.beside, motion.digest, motion.bytes).await?;
        }
        Ok(proof)
    }

    async fn send(
        &self,
        file: &str,
        path: &RemotePath,
        digest: Digest,
        bytes: u64,
    ) -> Result<Proof, SyncError> {
        let Self { jobs, destination, cancel, .. } = self;
        let file = LocalFile { path: jobs.spool.path(file), digest, bytes };
        let (ritual, to) = (self.ritual.id, destination.to_string());
        let progress = |progress| (jobs.observe)(ritual, Event::Sending(to.clone(), progress));
        jobs.sync.archive(destination, path, &file, &progress, cancel).await
    }
}

fn unusable(error: impl std::fmt::Display) -> Failure {
    Failure::new(Class::Permanent, format!("the archive path is not usable: {error}"))
}
