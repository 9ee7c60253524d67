//! What others hold of a running process.

use std::sync::{Arc, OnceLock};

use tokio_util::sync::{CancellationToken, DropGuard};

use crate::sync::rclone::process::exit::Exit;

/// Ends a running process, and tells when it has ended.
#[derive(Clone, Default)]
pub(crate) struct ProcessHandle {
    stop: CancellationToken,
    kill: CancellationToken,
    gone: CancellationToken,
    exit: Arc<OnceLock<Exit>>,
}

impl ProcessHandle {
    /// Asks it to end; after two seconds it is killed.
    pub(crate) fn stop(&self) {
        self.stop.cancel();
    }

    /// Kills it.
    pub(crate) fn kill(&self) {
        self.kill.cancel();
    }

    /// Waits until it has ended and its folder is removed.
    pub(crate) async fn gone(&self) {
        self.gone.cancelled().await;
    }

    /// Whether it has ended.
    pub(crate) fn is_gone(&self) -> bool {
        self.gone.is_cancelled()
    }

    /// How it ended, if it did so without being told to by this.
    pub(crate) fn exit(&self) -> Option<Exit> {
        self.exit.get().cloned()
    }

    /// Waits for [`ProcessHandle::stop`].
    pub(crate) async fn stopped(&self) {
        self.stop.cancelled().await;
    }

    /// Waits for [`ProcessHandle::kill`].
    pub(crate) async fn killed(&self) {
        self.kill.cancelled().await;
    }

    /// Notes how it ended; the first word holds.
    pub(crate) fn ended(&self, exit: Exit) -> &Exit {
        self.exit.get_or_init(|| exit)
    }

    /// Tells everybody that it is gone once the guard is dropped.
    pub(crate) fn gone_on_drop(&self) -> DropGuard {
        self.gone.clone().drop_guard()
    }
}
