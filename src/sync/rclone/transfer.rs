//! One upload or download: a job of the daemon, followed until it ends, stalls or is called off.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::client::Refusal;
use super::daemon::Group;
use super::line::Line;
use super::remote::Place;
use crate::sync::{Action, Class, LocalFile, Progress, SyncError};

/// Between two looks at a job: at first, and at most. Small files are done within milliseconds.
const PACE: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(250));

/// How this machine's own disk says that it is full.
const NO_ROOM_HERE: [&str; 2] = ["no space left on device", "disk quota exceeded"];

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
    let errand = Errand {
        from: local(&file.path, Action::Copy)?,
        to: place.clone(),
        // Where neither time nor hash is kept, rclone takes the same size for the same file and sends nothing.
        config: json!({"IgnoreTimes": true}),
        action: Action::Copy,
    };
    carry(line, &errand, file.bytes, progress, time).await
}

/// Brings `place`, which has `bytes` if that is known, to the local file `to`, within `time`. Success means what
/// rclone says, not that the content is good.
pub(super) async fn download(
    line: &Line<'_>,
    place: &Place,
    to: &Path,
    bytes: Option<u64>,
    progress: &(dyn Fn(Progress) + Send + Sync),
    time: Duration,
) -> Result<(), SyncError> {
    let errand = Errand {
        from: place.clone(),
        to: local(to, Action::Fetch)?,
        // The caller's name is a temporary one already.
        config: json!({"IgnoreTimes": true, "Inplace": true}),
        action: Action::Fetch,
    };
    carry(line, &errand, bytes.unwrap_or(UNKNOWN), progress, time).await
}

/// Stands for a length that the remote does not tell.
const UNKNOWN: u64 = 0;

/// What is carried from where to where.
struct Errand {
    from: Place,
    to: Place,
    /// What rclone is told for this call.
    config: Value,
    action: Action,
}

async fn carry(
    line: &Line<'_>,
    errand: &Errand,
    total: u64,
    progress: &(dyn Fn(Progress) + Send + Sync),
    time: Duration,
) -> Result<(), SyncError> {
    let mut job = Job { group: Arc::new(line.daemon.group()), id: None, running: true };
    let mut watch = Watch { total, sent: 0, moved: Instant::now(), deadline: Instant::now() + time };
    progress(Progress { sent: 0, total });
    let result = job.run(line, errand, &mut watch, progress).await;
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
        errand: &Errand,
        watch: &mut Watch,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<(), SyncError> {
        let action = errand.action;
        let id = self.start(line, errand).await?;
        self.id = Some(id);
        let mut wait = PACE.0;
        loop {
            tokio::select! {
                biased;
                () = line.cancel.cancelled() => return Err(line.cancelled(action)),
                () = tokio::time::sleep(wait) => {}
            }
            wait = (wait * 2).min(PACE.1);
            let status: Status = line.ask_daemon(action, "job/status", &json!({"jobid": id})).await?;
            if status.finished {
                return ended(line, action, status, watch, progress).await;
            }
            let group = json!({"group": self.group.name()});
            let counts: Stats = line.ask_daemon(action, "core/stats", &group).await?;
            if let Some(sent) = counts.transferring.iter().map(|file| file.bytes).max() {
                watch.see(sent, progress);
            }
            watch.check(line, action)?;
        }
    }

    async fn start(&self, line: &Line<'_>, errand: &Errand) -> Result<u64, SyncError> {
        #[derive(Deserialize)]
        struct Started {
            jobid: u64,
        }
        let Errand { from, to, config, action } = errand;
        let input = json!({
            "srcFs": from.fs, "srcRemote": from.path, "dstFs": to.fs, "dstRemote": to.path,
            "_async": true, "_group": self.group.name(), "_config": config,
        });
        let started: Started = line.ask_daemon(*action, "operations/copyfile", &input).await?;
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
    action: Action,
    status: Status,
    watch: &mut Watch,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<(), SyncError> {
    if status.success {
        watch.see(watch.total, progress);
        return Ok(());
    }
    if action == Action::Fetch && NO_ROOM_HERE.iter().any(|words| status.error.contains(words)) {
        let guidance = "there is no room left on this machine's disk";
        return Err(SyncError::new(Class::Permanent, action, guidance));
    }
    // A job's status keeps only the words of a failure.
    let refusal = Refusal { method: "operations/copyfile", status: 500, text: status.error };
    Err(line.refused(action, refusal).await)
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
        let sent = if self.total == UNKNOWN { sent } else { sent.min(self.total) };
        if sent != self.sent {
            (self.sent, self.moved) = (sent, Instant::now());
            progress(Progress { sent, total: self.total });
        }
    }

    fn check(&self, line: &Line<'_>, action: Action) -> Result<(), SyncError> {
        let now = Instant::now();
        let remote = line.remote;
        let (way, doing) = match action {
            Action::Fetch => ("came from", "fetching from"),
            _ => ("went through to", "sending to"),
        };
        let guidance = if now.saturating_duration_since(self.moved) >= line.patience.stall {
            format!("nothing {way} {remote} for {} s", line.patience.stall.as_secs())
        } else if now >= self.deadline {
            format!("{doing} {remote} took too long")
        } else {
            return Ok(());
        };
        Err(SyncError::new(Class::Transient, action, guidance))
    }
}

/// A local file as rclone wants it: its folder as the `fs`, absolute, and the name below it.
fn local(path: &Path, action: Action) -> Result<Place, SyncError> {
    let place = std::path::absolute(path).ok().and_then(|path| {
        let (folder, name) = (path.parent()?.to_str()?, path.file_name()?.to_str()?);
        Some(Place { fs: folder.to_owned(), path: name.to_owned() })
    });
    place.ok_or_else(|| {
        SyncError::new(Class::Permanent, action, "the local file's path is not one that rclone can be given")
    })
}
