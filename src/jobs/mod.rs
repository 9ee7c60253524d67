//! What happens after a ritual is accepted, as jobs that may each run twice without harm.
//!
//! `render` makes the picture, `post` shows it, `archive` carries it to one destination. Each file holds one kind;
//! `worker` runs them. A job reads the present state, acts, and returns an [`Outcome`] that the store commits
//! together with the job's own end, fenced by its lease.

use std::sync::Arc;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::failure::{Class, Failure};
use crate::ritual::Recipe;
use crate::store::{Outcome, RitualId, RitualView, Store, StoreError};
use crate::sync::{CloudSync, Destination, Progress};

mod archive;
pub mod backoff;
pub mod notify;
pub mod post;
pub mod prune;
pub mod render;
pub mod spool;
pub mod worker;

pub use notify::Notifier;
pub use post::Poster;
pub use render::Renderer;
pub use spool::Spool;
pub use worker::Workers;

/// What jobs work with.
pub struct Jobs {
    /// Rituals and jobs.
    pub store: Arc<dyn Store>,
    /// Carries files.
    pub sync: Arc<dyn CloudSync>,
    /// Makes pictures.
    pub renderer: Renderer,
    /// Local files waiting to be posted and archived.
    pub spool: Spool,
    /// Where copies may go.
    pub destinations: Vec<Destination>,
    /// Wakes idle workers when there may be something to do.
    pub wake: Notify,
    /// Told of what happens while it happens, for progress bars.
    pub observe: Box<dyn Fn(RitualId, Event) + Send + Sync>,
}

/// What happens to a ritual while a job runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// An upload to a destination moved on.
    Sending(String, Progress),
}

impl Jobs {
    /// The ritual with its archives. It must exist: jobs refer to it.
    async fn view(&self, id: RitualId) -> Result<RitualView, Failure> {
        let view = self.store.ritual(id).await?;
        view.ok_or_else(|| Failure::new(Class::Permanent, "the ritual is not in the database"))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::new(Class::Transient, "the database did not answer").because(error)
    }
}

/// A job's result.
type Done = Result<Outcome, Failure>;

/// The file name of a ritual's artifact: carries the id, so it is unique for ever and everywhere.
pub fn file_name(id: RitualId, recipe: &Recipe) -> String {
    format!("ritual-{}-{id}.png", recipe.steps)
}

/// Waits for `work` unless the job is called off first.
async fn unless_cancelled<T>(
    cancel: &CancellationToken,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    match cancel.run_until_cancelled(work).await {
        Some(result) => result,
        None => Err(Failure::new(Class::Cancelled, "called off")),
    }
}
