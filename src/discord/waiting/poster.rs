//! A poster that first ends what is said to those who wait, and tells what was cancelled.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;

use super::cancelled;
use super::waiters::Waiters;
use crate::discord::rest::Rest;
use crate::failure::{Class, Failure};
use crate::jobs::Poster;
use crate::store::{Posted, RitualView};

/// `poster`, with `waiters` looked after as long as it has nothing to show.
pub fn watching(poster: Arc<dyn Poster>, waiters: Arc<Waiters>, rest: Rest) -> Arc<dyn Poster> {
    Arc::new(WatchingPoster { poster, waiters, rest })
}

struct WatchingPoster {
    poster: Arc<dyn Poster>,
    waiters: Arc<Waiters>,
    rest: Rest,
}

#[async_trait]
impl Poster for WatchingPoster {
    fn needs_picture(&self, view: &RitualView) -> bool {
        view.cancelled.is_none() && self.poster.needs_picture(view)
    }

    async fn show(
        &self,
        view: &RitualView,
        artifact: Option<&Path>,
        attempt: u32,
    ) -> Result<Option<Posted>, Failure> {
        let id = view.ritual.id;
        self.waiters.quiet(id).await;
        let shown = if view.cancelled.is_some() {
            cancelled::tell(&self.rest, view, attempt).await.map(|()| None)
        } else {
            self.poster.show(view, artifact, attempt).await
        };
        if shown.as_ref().map_or_else(|failure| failure.class == Class::Permanent, |_| true) {
            self.waiters.over(id);
        }
        shown
    }
}
