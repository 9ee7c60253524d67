//! The `archive` job: copying a ritual's files to one destination and verifying the copies. A ritual in motion has two
//! files; its receipt is the picture's, and is written once both copies are verified.

use std::time::Instant;

use tokio_util::sync::CancellationToken;

use super::context::{Event, JobResult, Jobs, unless_cancelled};
use super::spooled::not_rendered;
use crate::failure::{Action, Class, Failure};
use crate::store::{Job, Outcome, Receipt, Rendered, Ritual, Timestamp};
use crate::sync::{Destination, LocalFile, Proof, RemotePath};

/// The `archive` job. The transfer looks before it writes, so running it twice leaves one copy.
pub(super) async fn run(jobs: &Jobs, job: &Job, cancel: &CancellationToken) -> JobResult {
    let ritual = jobs.view(job.ritual).await?.ritual;
    let (Some(destination), Some(path)) = (job.lane.destination(), job.path.as_ref()) else {
        return Err(Failure::new(Class::Permanent, "it is not said where the copy is to go"));
    };
    let mut rendered = ritual.rendered.clone().ok_or_else(not_rendered)?;

    let started = Instant::now();
    let transfer = Transfer { jobs, ritual: &ritual, destination, path, cancel };
    let proof = match transfer.carry(&transfer.files(&rendered)?).await {
        // The transfer compares the file with its digest itself, so it is not read beforehand.
        Err(error) if error.action == Some(Action::Read) => {
            rendered = unless_cancelled(cancel, jobs.spooled(&ritual)).await?;
            transfer.carry(&transfer.files(&rendered)?).await?
        }
        carried => carried?,
    };
    let took_ms = started.elapsed().as_millis() as u64;
    let (digest, bytes) = (rendered.digest, rendered.bytes);
    let receipt = Receipt::new(digest, bytes, proof.verified_by, took_ms, Timestamp::now());
    tracing::info!(
        ritual = %ritual.id, remote = destination.full_path(path), verified_by = %receipt.verified_by,
        ms = receipt.took_ms, already_there = proof.already_there, "archived and verified"
    );
    Ok(Outcome::Archived(receipt))
}

/// A ritual's files on their way to one destination.
struct Transfer<'a> {
    jobs: &'a Jobs,
    ritual: &'a Ritual,
    destination: &'a Destination,
    path: &'a RemotePath,
    cancel: &'a CancellationToken,
}

impl Transfer<'_> {
    /// What is to be carried, the picture first, and where to.
    fn files(&self, rendered: &Rendered) -> Result<Vec<(LocalFile, RemotePath)>, Failure> {
        let here = rendered.files(&self.ritual.file);
        here.zip(rendered.files(self.path.as_str()))
            .map(|(here, there)| {
                let path = self.jobs.spool.path(&here.path);
                let file = LocalFile { path, digest: here.digest, md5: here.md5, bytes: here.bytes };
                Ok((file, there.path.parse().map_err(unusable)?))
            })
            .collect()
    }

    /// The proof is the picture's.
    async fn carry(&self, files: &[(LocalFile, RemotePath)]) -> Result<Proof, Failure> {
        let Self { jobs, ritual, destination, cancel, .. } = *self;
        let progress = |progress| (jobs.observe)(ritual.id, Event::Sending(destination.clone(), progress));
        let mut first = None;
        for (file, path) in files {
            let sent = jobs.sync.archive(destination, path, file, &progress, cancel).await;
            let proof = sent.map_err(|failure| of_own_disk(destination, failure))?;
            first.get_or_insert(proof);
        }
        first.ok_or_else(LocalFile::mismatch)
    }
}

/// A local archive that is full is the bot's own disk, which has room again when somebody made it, not in an hour.
fn of_own_disk(destination: &Destination, failure: Failure) -> Failure {
    if !destination.is_local() || failure.class != Class::Quota {
        return failure;
    }
    Failure { class: Class::Disk, guidance: "the bot's own disk is full".into(), ..failure }
}

fn unusable(error: impl std::fmt::Display) -> Failure {
    Failure::new(Class::Permanent, format!("the archive path is not usable: {error}"))
}
