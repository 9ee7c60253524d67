//! Forgetting interaction tokens that died: they are secrets, and nobody needs them any more.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::store::{Store, Timestamp};

/// How often is looked for them.
const EVERY: Duration = Duration::from_mins(1);

/// Forgets them at the start and then now and then, until `stop`.
pub async fn forget_tokens_regularly(store: &Store, stop: &CancellationToken) {
    let mut next = tokio::time::interval(EVERY);
    while stop.run_until_cancelled(next.tick()).await.is_some() {
        match store.forget_tokens(Timestamp::now()).await {
            Ok(0) => {}
            Ok(tokens) => tracing::debug!(tokens, "forgot interaction tokens that died"),
            Err(error) if error.trouble().is_some() => {}
            Err(error) => tracing::warn!(%error, "interaction tokens that died could not be forgotten"),
        }
    }
}
