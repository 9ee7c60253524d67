//! Looking at a copy that was proven once, without its original.

use std::path::PathBuf;

use crate::failure::{Action, Failure};
use crate::sync::rclone::hash_kind::Provenance;
use crate::sync::rclone::hash_limits::HashLimits;
use crate::sync::rclone::ops::comparison::comparison;
use crate::sync::rclone::ops::verify::{CopyState, Original};
use crate::sync::rclone::process::environment::Environment;
use crate::sync::rclone::rc::session::RemoteSession;
use crate::sync::rclone::rclone_path::RclonePath;
use crate::sync::{Content, Destination, Finding, LocalFile};

/// Where a copy is to be, and what looking at it takes.
pub(crate) struct Audit<'a> {
    pub(crate) session: &'a RemoteSession<'a>,
    pub(crate) environment: &'a Environment,
    pub(crate) hash_limits: &'a HashLimits,
    pub(crate) destination: &'a Destination,
    pub(crate) place: &'a RclonePath,
    /// Whether rclone may be made to forget what it knows of its remotes.
    pub(crate) may_forget: bool,
}

impl Audit<'_> {
    /// What stands at the place. Nobody is told of a loss that only one look saw.
    pub(crate) async fn run(&self, content: &Content) -> Result<Finding, Failure> {
        let comparison = comparison(self.session, self.environment, self.destination, self.place).await?;
        let Content { digest, md5, bytes } = *content;
        let file = LocalFile { path: PathBuf::new(), digest, md5, bytes };
        let original = Original::remembered(&file, self.destination, comparison, self.hash_limits);
        let time = self.session.time_for(bytes).await?;
        // Anybody may have put there what is found.
        let found = Provenance::Found;
        let look = async || original.compare(self.session, self.place, found, Action::Verify, time).await;
        let mut state = look().await?;
        if state == CopyState::Missing {
            // rclone may remember a folder that somebody has made anew since.
            if self.may_forget {
                self.session.forget().await;
            }
            state = look().await?;
        }
        Ok(match state {
            CopyState::Same(verified_by) => Finding::Same(verified_by),
            CopyState::Different => Finding::Different,
            CopyState::Missing => Finding::Missing,
        })
    }
}
