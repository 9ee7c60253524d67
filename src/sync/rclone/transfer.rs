//! One upload: a job of the daemon, followed until it ends, stalls or is called off.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;
use tokio::time::Instant;

use super::client::Refusal;
use super::daemon::Group;
use super::line::Line;
use super::remote::Place;
use crate::sync::{Action, Class, LocalFile, Progress, SyncError};

/// Between two looks at a job: at first, and at most. Small files are done within milliseconds.
const PACE: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(250));

/// How long a job that was called off may take to end; some servers take a second.
const STOPPING: Duration = Duration::from_secs(2);

/// Sends `file` to `place`, within `time`. Success means what rclone says, not that the copy is good.
pub(super) async fn upload(
    line: &Line<'_>,
    place: &Place,
    file: &LocalFile,
    progress: &(dyn Fn(Progress) + Send + Sync),
    time: Duration,
) -> Result<(), SyncError> {
    let mut job = Job { group: Arc::new(line.daemon.group()), id: None, running: true };
    let mut watch =
        Watch { total: file.bytes, sent: 0, moved: Instant::now(), deadline: Instant::now() + time };
    progress(Progress { sent: 0, total: file.bytes });
    let result = job.run(line, place, &file.path, &mut watch, progress).await;
    if result.is_err() {
        // Nothing may go on writing to this place when somebody tries again.
        stop(&job.group, job.id, line.patience.prompt).await;
    }
    job.running = false;
    result
}

/// A job of the daemon, stopped when dropped before its end. It has a group of its own, so it can be stopped even
/// if the answer to its start was not waited for.
struct Job {
    group: Arc<Group>,
    id: Option<u64>,
    running: bool,
}

/// How far a job is, and how long it may go on.
struct Watch {
    total: u64,
    sent: u64,
    moved: Instant,
    deadline: Instant,
}

#[derive(Deserialize)]
struct Status {
    finished: bool,
    success: bool,
    #[serde(default)]
    error: String,
}

#[derive(Deserialize)]
struct Stats {
    /// Absent when nothing is being sent.
    #[serde(default)]
    transferring: Vec<Transferring>,
}

#[derive(Deserialize)]
struct Transferring {
    #[serde(default)]
    bytes: u64,
}

impl Job {
    async fn run(
        &mut self,
        line: &Line<'_>,
        place: &Place,
        source: &Path,
        watch: &mut Watch,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<(), SyncError> {
        let id = self.start(line, place, source).await?;
        self.id = Some(id);
        let mut wait = PACE.0;
        loop {
            tokio::select! {
                biased;
                () = line.cancel.cancelled() => return Err(line.cancelled(Action::Copy)),
                () = tokio::time::sleep(wait) => {}
            }
            wait = (wait * 2).min(PACE.1);
            let status: Status = line.ask_daemon(Action::Copy, "job/status", &json!({"jobid": id})).await?;
            if status.finished {
                return ended(line, status, watch, progress).await;
            }
            let group = json!({"group": self.group.name()});
            let counts: Stats = line.ask_daemon(Action::Copy, "core/stats", &group).await?;
            if let Some(sent) = counts.transferring.iter().map(|file| file.bytes).max() {
                watch.see(sent, progress);
            }
            watch.check(line)?;
        }
    }

    async fn start(&self, line: &Line<'_>, place: &Place, source: &Path) -> Result<u64, SyncError> {
        #[derive(Deserialize)]
        struct Started {
            jobid: u64,
        }
        let (folder, name) = split(source)?;
        let input = json!({
            "srcFs": folder, "srcRemote": name, "dstFs": place.fs, "dstRemote": place.path,
            "_async": true, "_group": self.group.name(),
            // Where neither time nor hash is kept, rclone takes the same size for the same file and sends nothing.
            "_config": {"IgnoreTimes": true},
        });
        let started: Started = line.ask_daemon(Action::Copy, "operations/copyfile", &input).await?;
        Ok(started.jobid)
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        if !self.running {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            // The group goes along: its name is not given to another transfer before this one is stopped.
            let (group, id) = (Arc::clone(&self.group), self.id);
            runtime.spawn(async move { stop(&group, id, STOPPING).await });
        }
    }
}

async fn ended(
    line: &Line<'_>,
    status: Status,
    watch: &mut Watch,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<(), SyncError> {
    if status.success {
        watch.see(watch.total, progress);
        return Ok(());
    }
    // A job's status keeps only the words of a failure.
    let refusal = Refusal { method: "operations/copyfile", status: 500, text: status.error };
    Err(line.refused(Action::Copy, refusal).await)
}

/// Stops what runs in the group, and waits a moment for the job's end.
async fn stop(group: &Group, id: Option<u64>, limit: Duration) {
    let daemon = group.daemon();
    let stopped = daemon.call::<IgnoredAny>("job/stopgroup", &json!({"group": group.name()}), limit).await;
    let (Ok(_), Some(id)) = (stopped, id) else { return };
    let deadline = Instant::now() + STOPPING;
    while Instant::now() < deadline {
        match daemon.call::<Status>("job/status", &json!({"jobid": id}), limit).await {
            Ok(status) if !status.finished => tokio::time::sleep(PACE.0).await,
            _ => return,
        }
    }
}

impl Watch {
    fn see(&mut self, sent: u64, progress: &(dyn Fn(Progress) + Send + Sync)) {
        let sent = sent.min(self.total);
        if sent != self.sent {
            (self.sent, self.moved) = (sent, Instant::now());
            progress(Progress { sent, total: self.total });
        }
    }

    fn check(&self, line: &Line<'_>) -> Result<(), SyncError> {
        let now = Instant::now();
        let guidance = if now.saturating_duration_since(self.moved) >= line.patience.stall {
            format!("nothing went through to {} for {} s", line.remote, line.patience.stall.as_secs())
        } else if now >= self.deadline {
            format!("sending to {} took too long", line.remote)
        } else {
            return Ok(());
        };
        Err(SyncError::new(Class::Transient, Action::Copy, guidance))
    }
}

/// rclone wants the folder as the source's `fs`, absolute, and the name below it.
fn split(path: &Path) -> Result<(String, String), SyncError> {
    let parts = std::path::absolute(path).ok().and_then(|path| {
        let (folder, name) = (path.parent()?.to_str()?, path.file_name()?.to_str()?);
        Some((folder.to_owned(), name.to_owned()))
    });
    parts.ok_or_else(|| {
        SyncError::new(
            Class::Permanent,
            Action::Copy,
            "the local file's path is not one that rclone can be given",
        )
    })
}
