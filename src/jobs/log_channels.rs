//! Telling servers, in the log channels that they named, that a destination is paused, and that it works again; and each of
//! them of its own copies that were given up or are lost, and that they stand again: once each, and not for each copy.
//!
//! What there is to tell was written down in the transaction that made it true. The servers are told one after the other,
//! and the last that is done with is written down, so a kill costs at most that one is told again under the same nonce.
//! What is told does not go where copies go, and so does not depend on what failed.

use std::time::Duration;

use async_trait::async_trait;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::wake::{Wake, Work};
use crate::failure::{Class, Failure};
use crate::store::{CommonNews, LogChannel, OwnNews, ServerNews, Store, StoreError, Timestamp};

/// How long whoever tells has for one server. After a failure it is told again then.
const HOLD: Duration = Duration::from_mins(1);
/// How often is looked for what another process wrote down.
const LOOK: Duration = Duration::from_secs(10);
/// Between two servers: people's answers come first.
const SPACING: Duration = Duration::from_millis(250);

/// Tells a server something in its log channel. Implemented by the Discord room.
#[async_trait]
pub trait LogWriter: Send + Sync {
    /// Writes the news. May be called again for the same server, which then is told once all the same.
    async fn write(&self, news: &ServerNews, to: &LogChannel, channel: u64) -> Result<(), Failure>;
}

/// Tells servers what there is to tell, until `stop`.
pub async fn serve(store: &Store, wake: &Wake, writer: &dyn LogWriter, stop: &CancellationToken) {
    while !stop.is_cancelled() {
        // Registered before looking, so that no wake-up falls between the look and the wait.
        let woken = wake.notified(Work::ServerNews);
        tokio::pin!(woken);
        woken.as_mut().enable();
        match tell_next(store, writer, stop).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) if error.trouble().is_some() => {}
            Err(error) => tracing::warn!(%error, "what servers are to be told cannot be read"),
        }
        let _ = stop.run_until_cancelled(timeout(LOOK, woken)).await;
    }
}

/// Tells what is to be told next; false if there is nothing now.
async fn tell_next(
    store: &Store,
    writer: &dyn LogWriter,
    stop: &CancellationToken,
) -> Result<bool, StoreError> {
    Ok(tell_all(store, writer, stop).await? || tell_one(store, writer).await?)
}

/// Tells a server of its own copies; false if there is nothing to tell. What meets trouble is told on later.
async fn tell_one(store: &Store, writer: &dyn LogWriter) -> Result<bool, StoreError> {
    let now = Timestamp::now();
    let Some(OwnNews { news, to }) = store.take_own_news(now, now + HOLD).await? else { return Ok(false) };
    let is_done_with = match to.channel {
        Some(channel) => told(writer, &news, &to, channel).await,
        None => true,
    };
    if is_done_with {
        store.own_news_told(&news, Timestamp::now()).await?;
    }
    sleep(SPACING).await;
    Ok(true)
}

/// Tells all servers the oldest news; false if there is none, or it met trouble and is told on later.
async fn tell_all(
    store: &Store,
    writer: &dyn LogWriter,
    stop: &CancellationToken,
) -> Result<bool, StoreError> {
    let now = Timestamp::now();
    let Some(CommonNews { news, mut after }) = store.take_server_news(now, now + HOLD).await? else {
        return Ok(false);
    };
    while let Some(server) = store.next_log_channel(after).await? {
        if stop.is_cancelled() {
            store.servers_told(news.id, Some(after), None).await?;
            return Ok(false);
        }
        if let (true, Some(channel)) = (server.hears_of(&news.destination), server.channel) {
            if !told(writer, &news, &server, channel).await {
                return Ok(false);
            }
            sleep(SPACING).await;
        }
        after = server.guild;
        store.servers_told(news.id, Some(after), Some(Timestamp::now() + HOLD)).await?;
    }
    store.servers_told(news.id, None, None).await?;
    Ok(true)
}

/// Whether a server is done with: told, or not to be told.
async fn told(writer: &dyn LogWriter, news: &ServerNews, server: &LogChannel, channel: u64) -> bool {
    let guild = server.guild;
    match writer.write(news, server, channel).await {
        Ok(()) => true,
        Err(error) if error.class == Class::Permanent => {
            tracing::warn!(guild, channel, reason = %error.guidance, "a server's log channel cannot be written to");
            true
        }
        Err(error) => {
            tracing::warn!(guild, reason = %error.guidance, "a server was not told; trying again in a minute");
            false
        }
    }
}
