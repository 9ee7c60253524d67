//! Forgetting what nobody needs any more: interaction tokens that died, which are secrets; what servers had set that the bot
//! left long ago; drafts that nobody confirmed; what was counted on days that are over.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::store::{Store, Timestamp};

/// How often is looked for tokens.
const EVERY: Duration = Duration::from_mins(1);

/// How often is looked for servers that were left, and the rest.
const EVERY_HOUR: Duration = Duration::from_hours(1);
/// How long a server's settings are kept after the bot has left it.
pub const AFTER_LEAVING: Duration = Duration::from_hours(24 * 30);
/// How long a draft is kept that nobody confirms.
const DRAFT_LIFETIME: Duration = Duration::from_hours(24);

/// Forgets what has had its time at the start and then now and then, until `stop`.
pub async fn forget_servers_regularly(store: &Store, stop: &CancellationToken) {
    let mut next = tokio::time::interval(EVERY_HOUR);
    while stop.run_until_cancelled(next.tick()).await.is_some() {
        match forget_servers(store, Timestamp::now()).await {
            Ok(forgotten) if forgotten.is_empty() => {}
            Ok(forgotten) => {
                tracing::info!(?forgotten, "forgot the settings of servers that were left long ago");
            }
            Err(error) if error.trouble().is_some() => {}
            Err(error) => tracing::warn!(%error, "what has had its time could not be forgotten"),
        }
    }
}

/// Forgets what has had its time at `now`; the servers whose settings that were.
pub async fn forget_servers(store: &Store, now: Timestamp) -> crate::store::Result<Vec<u64>> {
    store.forget_counts(now).await?;
    store.forget_drafts(now.before(DRAFT_LIFETIME)).await?;
    store.forget_left(now.before(AFTER_LEAVING)).await
}

/// Forgets tokens at the start and then now and then, until `stop`, and has the store bring its numbers together.
pub async fn forget_tokens_regularly(store: &Store, stop: &CancellationToken) {
    let mut next = tokio::time::interval(EVERY);
    while stop.run_until_cancelled(next.tick()).await.is_some() {
        let forgotten = async {
            store.gather_tallies().await?;
            store.forget_tokens(Timestamp::now()).await
        };
        match forgotten.await {
            Ok(0) => {}
            Ok(tokens) => tracing::debug!(tokens, "forgot interaction tokens that died"),
            Err(error) if error.trouble().is_some() => {}
            Err(error) => tracing::warn!(%error, "interaction tokens that died could not be forgotten"),
        }
    }
}
