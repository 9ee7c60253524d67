//! One upload: a call to the daemon, followed until it ends, stalls or is called off.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::client::{CallError, Refusal};
use super::daemon::Group;
use super::line::{Answerer, Line};
use super::remote::Place;
use crate::sync::{Action, Class, LocalFile, Progress, SyncError};

/// Between two looks at how far an upload is: at first, and at most.
const PACE: (Duration, Duration) = (Duration::from_millis(50), Duration::from_millis(250));

/// How long an upload that was called off may take to end; some servers take a second.
const STOPPING: Duration = Duration::from_secs(2);

/// Sends `file` to `place`, within `time`. Success means what rclone says, not that the copy is good.
///
/// What is known of the place before may spare rclone a look of its own.
pub(super) async fn upload(
    line: &Line<'_>,
    place: &Place,
    file: &LocalFile,
    progress: &(dyn Fn(Progress) + Send + Sync),
    time: Duration,
    vacant: Vacant,
) -> Result<(), SyncError> {
    progress(Progress { sent: 0, total: file.bytes });
    let mut watch =
        Watch { total: file.bytes, sent: 0, moved: Instant::now(), deadline: Instant::now() + time };
    let mut upload = Upload::start(line, place, &file.path, time, vacant)?;
    let refused = match upload.follow(line, &mut watch, progress).await {
        Ok(Ok(())) => {
            watch.see(watch.total, progress);
            return Ok(());
        }
        Ok(Err(refusal)) => refusal,
        Err(error) => {
            // Nothing may go on writing to this place when somebody tries again.
            upload.stop().await;
            return Err(error);
        }
    };
    Err(line.refused(Action::Copy, refused).await)
}

/// What is known of the place before an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vacant {
    /// Nothing stands there.
    Certainly,
    /// No file does, perhaps a folder.
    Perhaps,
}

/// A running upload, stopped when dropped before its end. It has a group of its own, by which it can be stopped
/// and its bytes are counted. rclone also gives it up when its connection closes.
struct Upload {
    group: Arc<Group>,
    /// `None` once its end was seen.
    call: Option<JoinHandle<Result<IgnoredAny, CallError>>>,
}

/// How far an upload is, and how long it may go on.
struct Watch {
    total: u64,
    sent: u64,
    moved: Instant,
    deadline: Instant,
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

impl Upload {
    fn start(
        line: &Line<'_>,
        place: &Place,
        source: &Path,
        time: Duration,
        vacant: Vacant,
    ) -> Result<Self, SyncError> {
        let group = Arc::new(line.daemon.group());
        let input = request(place, source, &group, vacant)?;
        let daemon = Arc::clone(&line.daemon);
        // The watch has the last word about the time; this limit is only never to wait without end.
        let limit = time + line.patience.stall;
        let call = tokio::spawn(async move { daemon.call("operations/copyfile", &input, limit).await });
        Ok(Self { group, call: Some(call) })
    }

    /// Waits for its end, looking now and then whether it moves and whether the daemon lives.
    async fn follow(
        &mut self,
        line: &Line<'_>,
        watch: &mut Watch,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<Result<(), Refusal>, SyncError> {
        let counted = json!({"group": self.group.name()});
        let mut wait = PACE.0;
        loop {
            let Some(call) = &mut self.call else { return Ok(Ok(())) };
            tokio::select! {
                biased;
                () = line.cancel.cancelled() => return Err(line.cancelled(Action::Copy)),
                ended = call => {
                    self.call = None;
                    let ended = ended.unwrap_or_else(|cause| Err(CallError::Broken(cause.into())));
                    return line.sorted(Action::Copy, Answerer::Daemon, ended.map(drop)).await;
                }
                () = tokio::time::sleep(wait) => {}
            }
            wait = (wait * 2).min(PACE.1);
            let counts: Stats = line.ask_daemon(Action::Copy, "core/stats", &counted).await?;
            if let Some(sent) = counts.transferring.iter().map(|file| file.bytes).max() {
                watch.see(sent, progress);
            }
            watch.check(line)?;
        }
    }

    /// Ends it, and waits a moment for its end.
    async fn stop(&mut self) {
        if let Some(call) = self.call.take() {
            stop(&self.group, call).await;
        }
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        let Some(call) = self.call.take() else { return };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            // The group goes along: its name is not given to another upload before this one has ended.
            let group = Arc::clone(&self.group);
            runtime.spawn(async move { stop(&group, call).await });
        }
    }
}

async fn stop(group: &Group, mut call: JoinHandle<Result<IgnoredAny, CallError>>) {
    let input = json!({"group": group.name()});
    let asked = group.daemon().call::<IgnoredAny>("job/stopgroup", &input, STOPPING);
    let ended = async {
        let _ = asked.await;
        let _ = (&mut call).await;
    };
    if tokio::time::timeout(STOPPING, ended).await.is_err() {
        // It goes on without us; closing its connection is the last that can be done.
        call.abort();
    }
}

fn request(place: &Place, source: &Path, group: &Group, vacant: Vacant) -> Result<Value, SyncError> {
    let (folder, name) = split(source)?;
    Ok(json!({
        "srcFs": folder, "srcRemote": name, "dstFs": place.fs, "dstRemote": place.path,
        "_group": group.name(),
        // Where neither time nor hash is kept, rclone takes the same size for the same file and sends nothing.
        "_config": {"IgnoreTimes": true, "NoCheckDest": vacant == Vacant::Certainly},
    }))
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
