//! Archiving one file: look, send, prove.

use crate::failure::{Action, Failure};
use crate::sync::rclone::hash_kind::Provenance;
use crate::sync::rclone::hash_limits::HashLimits;
use crate::sync::rclone::ops::comparison::comparison;
use crate::sync::rclone::ops::duplicates;
use crate::sync::rclone::ops::transfer;
use crate::sync::rclone::ops::verify::{CopyState, Original, delete, unproven};
use crate::sync::rclone::process::environment::Environment;
use crate::sync::rclone::rc::session::RemoteSession;
use crate::sync::rclone::rclone_path::RclonePath;
use crate::sync::rclone::upload_limit::UploadLimit;
use crate::sync::{Destination, LocalFile, Progress, Proof, VerifiedBy};

/// Where a file is archived, and what that takes.
pub(crate) struct Archive<'a> {
    pub(crate) session: &'a RemoteSession<'a>,
    pub(crate) environment: &'a Environment,
    pub(crate) upload_limit: &'a UploadLimit,
    pub(crate) hash_limits: &'a HashLimits,
    pub(crate) destination: &'a Destination,
    pub(crate) place: &'a RclonePath,
}

impl Archive<'_> {
    /// Leaves exactly one proven copy of `file` at the place.
    pub(crate) async fn run(
        &self,
        file: &LocalFile,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<Proof, Failure> {
        let Self { session, place, .. } = self;
        let comparison = comparison(session, self.environment, self.destination, place).await?;
        let original = Original::new(file, self.destination, comparison, self.hash_limits).await?;
        let time = session.time_for(file.bytes).await?;
        if let Some(verified_by) = self.make_room(&original, time).await? {
            return Ok(Proof { verified_by, already_there: true });
        }
        {
            let _permit = self.upload_limit.acquire(session, self.destination).await?;
            transfer::upload(session, place, file, progress, time).await?;
        }
        match original.compare(session, place, Provenance::JustSent, Action::Verify, time).await? {
            CopyState::Same(verified_by) => Ok(Proof { verified_by, already_there: false }),
            CopyState::Different => {
                delete(session, place).await?;
                // The local file may have been damaged before it was sent; then that is the failure.
                original.inspect().await?;
                Err(unproven("the copy differs from the original and was removed"))
            }
            CopyState::Missing => {
                // rclone may have remembered a folder that somebody has deleted since, and written into that.
                session.forget().await;
                Err(unproven("rclone reported a copy, but there is none"))
            }
        }
    }

    /// Removes what stands at the place unless it is one copy of the original; then says what proved that.
    async fn make_room(
        &self,
        original: &Original<'_>,
        time: std::time::Duration,
    ) -> Result<Option<VerifiedBy>, Failure> {
        let Self { session, place, .. } = self;
        for _ in 0..duplicates::MOST {
            match original.compare(session, place, Provenance::Found, Action::Stat, time).await? {
                CopyState::Same(verified_by) if !duplicates::any(session, place).await? => {
                    return Ok(Some(verified_by));
                }
                CopyState::Same(_) => {
                    // One of several goes only while the original is certainly here: it may be the last good one.
                    original.inspect().await?;
                    delete(session, place).await?;
                }
                CopyState::Different => delete(session, place).await?,
                CopyState::Missing => break,
            }
        }
        Ok(None)
    }
}
