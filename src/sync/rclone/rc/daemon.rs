//! One running `rclone rcd`: calls to it, what was learnt about its remotes, its end.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use parking_lot::Mutex;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use tokio::time::Instant;

use crate::sync::rclone::hash_kind::Comparison;
use crate::sync::rclone::process::handle::ProcessHandle;
use crate::sync::rclone::process::log_tail::LogTail;
use crate::sync::rclone::process::version::Version;
use crate::sync::rclone::rc::client::{CallError, RcClient};

/// How often a new daemon is asked whether it is ready. Asking costs nothing while there is no socket.
const PACE: Duration = Duration::from_millis(10);

/// A running daemon. Dropping it kills the process.
pub(crate) struct Daemon {
    /// Once it is ready.
    version: OnceLock<Version>,
    client: RcClient,
    process: Option<u32>,
    handle: ProcessHandle,
    log_tail: LogTail,
    /// How copies on each remote are compared, once asked.
    comparisons: Mutex<HashMap<String, Arc<OnceCell<Comparison>>>>,
    groups: Mutex<Groups>,
    /// Remotes with a login of their own that were used, so that the daemon is logged in to them.
    used: Mutex<HashSet<String>>,
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.handle.kill();
    }
}

/// Why a daemon did not become ready.
pub(crate) enum NotReady {
    /// It ended.
    Ended,
    /// It runs and refuses to work: its words.
    Refused(String),
    /// It did not come so far in time.
    Unready(CallError),
}

impl Daemon {
    /// A process that was just started, with its id; it may not be ready.
    pub(crate) fn new(
        client: RcClient,
        process: Option<u32>,
        handle: ProcessHandle,
        log_tail: LogTail,
    ) -> Self {
        Self {
            version: OnceLock::new(),
            client,
            process,
            handle,
            log_tail,
            comparisons: Mutex::default(),
            groups: Mutex::default(),
            used: Mutex::default(),
        }
    }

    /// Waits until it lists its remotes and tells its version. It answers other calls even with a configuration that it
    /// cannot read.
    pub(crate) async fn ready(&self, limit: Duration) -> Result<&Version, NotReady> {
        let deadline = Instant::now() + limit;
        loop {
            match self.introduce(deadline.saturating_duration_since(Instant::now())).await {
                Ok(version) => return Ok(self.version.get_or_init(|| version)),
                Err(CallError::Refused(refusal)) => {
                    return Err(NotReady::Refused(refusal.text));
                }
                Err(_) if self.handle.is_gone() => return Err(NotReady::Ended),
                Err(error) if Instant::now() + PACE >= deadline => {
                    return Err(NotReady::Unready(error));
                }
                Err(_) => tokio::time::sleep(PACE).await,
            }
        }
    }

    async fn introduce(&self, limit: Duration) -> Result<Version, CallError> {
        #[derive(Deserialize)]
        struct About {
            version: Version,
        }
        self.ping(limit).await?;
        Ok(self.call::<About>("core/version", &json!({}), limit).await?.version)
    }

    /// Calls it; fails when the process ends meanwhile.
    pub(crate) async fn call<T: DeserializeOwned>(
        &self,
        method: &'static str,
        input: &Value,
        limit: Duration,
    ) -> Result<T, CallError> {
        tokio::select! {
            answer = self.client.call(method, input, limit) => answer,
            () = self.handle.gone() => Err(CallError::Broken(anyhow::anyhow!("the daemon ended"))),
        }
    }

    /// Proves that it lives and can read its configuration.
    pub(crate) async fn ping(&self, limit: Duration) -> Result<(), CallError> {
        self.call::<IgnoredAny>("config/listremotes", &json!({}), limit).await.map(drop)
    }

    /// Its version, once it is ready.
    pub(crate) fn version(&self) -> Option<&Version> {
        self.version.get()
    }

    /// Ends the process, and tells when it has ended.
    pub(crate) fn handle(&self) -> &ProcessHandle {
        &self.handle
    }

    /// How long some remote has asked, and still asks, to be left alone.
    pub(crate) fn pause_left(&self) -> Option<Duration> {
        self.log_tail.pause_left(Instant::now())
    }

    /// Where to find how copies on a remote are compared, or to put it. Whoever comes while it is asked waits: rclone
    /// asked twice at once says of SFTP that it has no hashes.
    pub(crate) fn comparison(&self, remote: &str) -> Arc<OnceCell<Comparison>> {
        let mut comparisons = self.comparisons.lock();
        Arc::clone(comparisons.entry(remote.to_owned()).or_default())
    }

    /// How many bytes of memory it occupies, where the system tells.
    pub(crate) fn resident(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process?)).ok()?;
        resident_in(&status)
    }

    /// Asks `leave` first if the daemon would now log in to this remote.
    pub(crate) fn first_use<E>(&self, remote: &str, leave: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
        let mut used = self.used.lock();
        if !used.contains(remote) {
            leave()?;
            used.insert(remote.to_owned());
        }
        Ok(())
    }

    /// The login to this remote failed: its next use is another one.
    pub(crate) fn not_logged_in(&self, remote: &str) {
        self.used.lock().remove(remote);
    }

    /// A name under which to follow one transfer, free again when dropped.
    pub(crate) fn group(self: &Arc<Self>) -> StatsGroup {
        let mut groups = self.groups.lock();
        let number = groups.free.pop().unwrap_or_else(|| {
            groups.made += 1;
            groups.made
        });
        StatsGroup { daemon: Arc::clone(self), number }
    }
}

/// Names are reused, so that there are never more than transfers at once: up to 1.74.3 rclone leaks memory with each
/// new name.
#[derive(Default)]
struct Groups {
    made: u32,
    free: Vec<u32>,
}

/// A name under which rclone counts a transfer's bytes and by which it can be stopped.
pub(crate) struct StatsGroup {
    daemon: Arc<Daemon>,
    number: u32,
}

impl StatsGroup {
    /// As rclone knows it.
    pub(crate) fn name(&self) -> String {
        format!("helix-{}", self.number)
    }

    /// Where it is known.
    pub(crate) fn daemon(&self) -> &Daemon {
        &self.daemon
    }
}

impl Drop for StatsGroup {
    fn drop(&mut self) {
        self.daemon.groups.lock().free.push(self.number);
    }
}

/// Reads `VmRSS:    63992 kB`, which Linux tells of each process.
fn resident_in(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes << 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_of_a_process_is_read_from_its_status() {
        let status = "Name:\trclone\nVmPeak:\t 1290404 kB\nVmRSS:\t   63992 kB\nThreads:\t9\n";
        assert_eq!(resident_in(status), Some(63_992 << 10));
        // A dead process that nobody has waited for has no memory.
        assert_eq!(resident_in("Name:\trclone\nState:\tZ (zombie)\n"), None);
    }
}
