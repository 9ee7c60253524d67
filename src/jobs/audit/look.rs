//! One look at one copy.

use tokio_util::sync::CancellationToken;

use crate::failure::{Class, Failure};
use crate::jobs::Jobs;
use crate::jobs::context::unless_cancelled;
use crate::jobs::wake::Work;
use crate::store::{ArchiveState, ProvenCopy, RecordedFile, StoreError, Timestamp};
use crate::sync::{Content, Destination, Finding, RemotePath, VerifiedBy};

/// What a look at a copy's files showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// They have the recorded content.
    Proven {
        /// What proved the picture.
        verified_by: VerifiedBy,
        /// How many bytes were read back for that.
        read: u64,
    },
    /// One of them is not there.
    Missing,
    /// One of them has another content.
    Damaged,
    /// The receipt says something else by now: there was nothing to look at.
    Superseded,
}

impl Verdict {
    /// What is wrong, in plain words, where a copy is lost.
    pub fn loss(self) -> Option<&'static str> {
        match self {
            Self::Missing => Some("the archived copy is gone from there"),
            Self::Damaged => Some("what lies there is not what was archived; it was damaged or overwritten"),
            Self::Proven { .. } | Self::Superseded => None,
        }
    }
}

impl Jobs {
    /// Looks at the files of a copy. A ritual in motion has two, and both count.
    pub async fn look_at(&self, copy: &ProvenCopy, cancel: &CancellationToken) -> Result<Verdict, Failure> {
        let view = self.view(copy.ritual).await?;
        let archive = view.archives.iter().find(|archive| archive.destination == copy.destination);
        let Some((archive, rendered)) = archive.zip(view.ritual.rendered.as_ref()) else {
            return Ok(Verdict::Superseded);
        };
        let stands = matches!(&archive.state, ArchiveState::Archived(receipt)
            if receipt.digest == copy.digest && receipt.at == copy.proven && rendered.digest == copy.digest);
        if !stands {
            return Ok(Verdict::Superseded);
        }
        let files = rendered.files(archive.path.as_str());
        unless_cancelled(cancel, self.look_at_all(&copy.destination, files, cancel)).await
    }

    async fn look_at_all(
        &self,
        destination: &Destination,
        files: impl Iterator<Item = RecordedFile>,
        cancel: &CancellationToken,
    ) -> Result<Verdict, Failure> {
        let (mut proof, mut read) = (None, 0);
        for RecordedFile { path, digest, md5, bytes } in files {
            let path: RemotePath = path.parse().map_err(|error| {
                Failure::new(Class::Permanent, format!("the archive path is not usable: {error}"))
            })?;
            let content = Content { digest, md5, bytes };
            match self.sync.prove(destination, &path, &content, cancel).await? {
                Finding::Same(verified_by) => {
                    proof.get_or_insert(verified_by);
                    // Nothing of our own disk passes the network.
                    if verified_by == VerifiedBy::ReadBack && !destination.is_local() {
                        read += bytes;
                    }
                }
                Finding::Missing => return Ok(Verdict::Missing),
                Finding::Different => return Ok(Verdict::Damaged),
            }
        }
        Ok(proof.map_or(Verdict::Superseded, |verified_by| Verdict::Proven { verified_by, read }))
    }

    /// Records what a look showed: a new proof, or a loss, which is then told and made good. False, and nothing written,
    /// if the receipt changed meanwhile.
    pub async fn record(&self, copy: &ProvenCopy, verdict: Verdict) -> Result<bool, StoreError> {
        let now = Timestamp::now();
        if let Some(reason) = verdict.loss() {
            let recorded = self.store.copy_lost(copy, reason, now).await?;
            self.wake.notify(&[Work::Archive, Work::Post, Work::Alarm, Work::ServerNews]);
            return Ok(recorded);
        }
        match verdict {
            Verdict::Proven { verified_by, .. } => self.store.copy_proven(copy, verified_by, now).await,
            _ => self.store.copy_passed_over(copy, now).await,
        }
    }
}
