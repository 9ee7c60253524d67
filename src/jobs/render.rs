//! The `render` job: making the picture.

use tokio_util::sync::CancellationToken;

use super::context::{JobResult, Jobs, unless_cancelled};
use crate::store::{Job, Outcome};

/// Files into the spool, facts into the store. Pure up to the spool, so running it twice writes
/// the same files twice.
pub(super) async fn run(jobs: &Jobs, job: &Job, cancel: &CancellationToken) -> JobResult {
    let ritual = jobs.view(job.ritual).await?.ritual;
    jobs.must_have_room(ritual.motion || ritual.recipe.is_large())?;
    let made = unless_cancelled(cancel, jobs.rendered(&ritual)).await?;
    let facts = jobs.keep(&ritual, made).await?;
    Ok(Outcome::Rendered(facts))
}
