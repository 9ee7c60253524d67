//! Carrying a ritual's file to one destination and proving the copy. Where the ritual is shown in motion, the file of that
//! is carried and proven as well; the receipt is the picture's, and comes only when both are there.

use std::time::Instant;

use tokio_util::sync::CancellationToken;

use super::render::not_rendered;
use super::{Done, Event, Jobs, unless_cancelled};
use crate::failure::{Action, Class, Failure};
use crate::store::{Job, Outcome, Receipt, Rendered, Ritual, Timestamp};
use crate::sync::{Destination, LocalFile, Proof, RemotePath};

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
    let mut rendered = ritual.rendered.clone().ok_or_else(not_rendered)?;

    let started = Instant::now();
    let errand = Errand { jobs, ritual: &ritual, destination, path: &path, cancel };
    let proof = match errand.carry(&errand.parcels(&rendered)?).await {
        // Whoever carries a file finds out whether it is the right one; it is not read before for that.
        Err(error) if error.action == Some(Action::Read) => {
            rendered = unless_cancelled(cancel, jobs.spooled(&ritual)).await?;
            errand.carry(&errand.parcels(&rendered)?).await?
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
    cancel: &'a CancellationToken,
}

impl Errand<'_> {
    /// What is to be carried, the picture first, and where to.
    fn parcels(&self, rendered: &Rendered) -> Result<Vec<(LocalFile, RemotePath)>, Failure> {
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
    async fn carry(&self, parcels: &[(LocalFile, RemotePath)]) -> Result<Proof, Failure> {
        let Self { jobs, ritual, destination, cancel, .. } = self;
        let name = destination.to_string();
        let progress = |progress| (jobs.observe)(ritual.id, Event::Sending(name.clone(), progress));
        let mut first = None;
        for (file, path) in parcels {
            let proof = jobs.sync.archive(destination, path, file, &progress, cancel).await?;
            first.get_or_insert(proof);
        }
        first.ok_or_else(LocalFile::mismatch)
    }
}

fn unusable(error: impl std::fmt::Display) -> Failure {
    Failure::new(Class::Permanent, format!("the archive path is not usable: {error}"))
}
