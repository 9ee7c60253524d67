//! What jobs share: the services they work with, their result, and being called off.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::activity::Activity;
use super::pace::Pace;
use super::renderer::Renderer;
use super::spool::Spool;
use super::wake::Wake;
use crate::failure::{Class, Failure};
use crate::metrics::JobMetrics;
use crate::store::{Outcome, RitualId, RitualView, Store};
use crate::sync::{CloudSync, Destination, Progress};

/// A job's result.
pub(super) type JobResult = Result<Outcome, Failure>;

/// What jobs work with.
pub struct Jobs {
    /// Rituals and jobs.
    pub store: Store,
    /// Carries files.
    pub sync: Arc<dyn CloudSync>,
    /// Makes pictures.
    pub renderer: Renderer,
    /// Local files waiting to be posted and archived.
    pub spool: Spool,
    /// Where copies may go.
    pub destinations: Vec<Destination>,
    /// Wakes idle workers when there may be something to do.
    pub wake: Wake,
    /// Whether the lanes move.
    pub activity: Activity,
    /// How long the lanes take for their jobs.
    pub pace: Pace,
    /// What is counted of the jobs' runs.
    pub metrics: JobMetrics,
    /// Told of what happens while it happens, for progress bars.
    pub observe: Box<dyn Fn(RitualId, Event) + Send + Sync>,
}

/// What happens to a ritual while a job runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// An upload to a destination moved on.
    Sending(Destination, Progress),
}

impl Jobs {
    /// The ritual with its archives. It must exist: jobs refer to it.
    pub(super) async fn view(&self, id: RitualId) -> Result<RitualView, Failure> {
        let view = self.store.ritual(id).await?;
        view.ok_or_else(|| Failure::new(Class::Permanent, "the ritual is not in the database"))
    }
}

/// Waits for `work` unless the job is called off first.
pub(super) async fn unless_cancelled<T>(
    cancel: &CancellationToken,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    match cancel.run_until_cancelled(work).await {
        Some(result) => result,
        None => Err(Failure::new(Class::Cancelled, "called off")),
    }
}
