//! Bringing a ritual's Discord message up to date with its present state.

use std::path::Path;

use async_trait::async_trait;

use super::context::{JobResult, Jobs};
use crate::failure::Failure;
use crate::store::{Job, Outcome, Posted, RitualView};
use crate::traces;

/// Shows rituals to those who asked for them. Implemented by the Discord room.
#[async_trait]
pub trait Poster: Send + Sync {
    /// Whether the ritual's picture is to go into its message: the message is not posted yet, or was posted without one
    /// because the rendering had failed.
    fn needs_picture(&self, view: &RitualView) -> bool;

    /// Makes the ritual's message say what `view` says: posts it with the picture in `artifact` if it does not
    /// stand yet, edits it if it shows something else. May be called again after a crash between the act and its
    /// record: `attempt` above 1 says that this may be so. `None` means that nobody is left to show it to, as
    /// when the message was deleted.
    async fn show(
        &self,
        view: &RitualView,
        artifact: Option<&Path>,
        attempt: u32,
    ) -> Result<Option<Posted>, Failure>;
}

/// The `post` job. It is not called off half-way: a message that was sent must also be recorded.
pub(super) async fn run(jobs: &Jobs, poster: &dyn Poster, job: &Job) -> JobResult {
    let view = jobs.view(job.ritual).await?;
    if view.ritual.posted.is_some() {
        traces::renamed(&tracing::Span::current(), "receipt");
    }
    let artifact = if poster.needs_picture(&view) {
        jobs.spooled(&view.ritual).await?;
        Some(jobs.spool.path(&view.ritual.file))
    } else {
        None
    };
    let shown = poster.show(&view, artifact.as_deref(), job.attempt).await?;
    Ok(shown.map_or(Outcome::Done, Outcome::Posted))
}
