//! Waking up whoever waits for something to do: in this process at once, and in others on the same database.

use std::time::Duration;

use tokio::sync::Notify;
use tokio::sync::futures::Notified;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::store::{Store, Waking};

/// What others are told within this is told them once.
const TOGETHER: Duration = Duration::from_millis(50);
/// Between two tries to listen to others.
const AGAIN: Duration = Duration::from_secs(10);

/// Wakes idle workers when there may be something to do.
#[derive(Debug, Default)]
pub struct Wake {
    here: Notify,
    elsewhere: Notify,
}

impl Wake {
    /// Waits for the next call. Registered before looking, so that none falls between the look and the wait.
    pub fn notified(&self) -> Notified<'_> {
        self.here.notified()
    }

    /// There may be something to do, for whoever waits in this process.
    pub(super) fn notify_here(&self) {
        self.here.notify_waiters();
    }

    /// There may be something to do, for whoever waits anywhere.
    pub fn notify_waiters(&self) {
        self.here.notify_waiters();
        self.elsewhere.notify_one();
    }
}

/// Tells other processes on a database what is to be told them, and hears them, until `stop`. Where that fails, everybody
/// looks once a second all the same.
pub async fn with_others(store: &Store, wake: &Wake, stop: &CancellationToken) {
    if store.is_shared() {
        stop.run_until_cancelled(async { tokio::join!(tell(store, wake), hear(store, wake)) }).await;
    }
}

async fn tell(store: &Store, wake: &Wake) {
    loop {
        wake.elsewhere.notified().await;
        if let Err(error) = store.wake_others().await {
            tracing::debug!(%error, "other processes were not told; they look by themselves");
        }
        sleep(TOGETHER).await;
    }
}

async fn hear(store: &Store, wake: &Wake) {
    loop {
        match store.hear_others().await {
            Ok(None) => return,
            Ok(Some(waking)) => listen(waking, wake).await,
            Err(error) => tracing::debug!(%error, "other processes cannot be heard"),
        }
        sleep(AGAIN).await;
    }
}

async fn listen(mut waking: Waking, wake: &Wake) {
    loop {
        match waking.heard().await {
            Ok(()) => wake.notify_here(),
            Err(error) => return tracing::debug!(%error, "other processes cannot be heard any more"),
        }
    }
}
