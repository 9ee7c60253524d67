//! One upload or download: a call to the daemon, followed until it ends, stalls or is called off.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::failure::{Action, Class, Failure};
use crate::sync::rclone::ops::listing;
use crate::sync::rclone::rc::classify;
use crate::sync::rclone::rc::client::{CallError, Refusal};
use crate::sync::rclone::rc::daemon::StatsGroup;
use crate::sync::rclone::rc::session::{RemoteSession, Responder};
use crate::sync::rclone::rclone_path::RclonePath;
use crate::sync::{LocalFile, Progress};

/// How often a transfer's progress is asked for. Most pictures are sent before the first time.
const PACE: Duration = Duration::from_millis(250);

/// How this machine's own disk says that it is full.
const NO_ROOM_HERE: [&str; 3] =
    ["no space left on device", "disk quota exceeded", "file too big for remaining disk space"];

/// How long a transfer that was called off may take to end; some servers take a second.
const STOPPING: Duration = Duration::from_secs(2);

/// Stands for a length that the remote does not tell.
const UNKNOWN: u64 = 0;

/// Sends `file` to `place`, where nothing stands, within `time`. Success means what rclone says, not that the copy is
/// good.
pub(crate) async fn upload(
    session: &RemoteSession<'_>,
    place: &RclonePath,
    file: &LocalFile,
    progress: &(dyn Fn(Progress) + Send + Sync),
    time: Duration,
) -> Result<(), Failure> {
    let request = CopyRequest {
        from: local(&file.path, Action::Copy)?,
        to: place.clone(),
        // Where neither time nor hash is kept, rclone takes the same size for the same file and sends nothing.
        // We have looked ourselves just before, and look again afterwards: rclone would remove what has another size or
        // hash, and hashes differ where objects are encrypted.
        config: json!({"IgnoreTimes": true, "NoCheckDest": true, "IgnoreChecksum": true, "IgnoreSize": true}),
        action: Action::Copy,
    };
    carry(session, &request, file.bytes, progress, time).await
}

/// Brings `place`, which has `bytes` if that is known, to the local file `to`, within `time`. Success means what
/// rclone says, not that the content is good.
pub(crate) async fn download(
    session: &RemoteSession<'_>,
    place: &RclonePath,
    to: &Path,
    bytes: Option<u64>,
    progress: &(dyn Fn(Progress) + Send + Sync),
    time: Duration,
) -> Result<(), Failure> {
    let request = CopyRequest {
        from: place.clone(),
        to: local(to, Action::Fetch)?,
        // The caller gives a temporary name already, so rclone needs none of its own, and compares the content. The
        // remote's hash is none of the content where objects are encrypted.
        config: json!({"IgnoreTimes": true, "Inplace": true, "IgnoreChecksum": true}),
        action: Action::Fetch,
    };
    carry(session, &request, bytes.unwrap_or(UNKNOWN), progress, time).await
}

/// What is carried from where to where.
struct CopyRequest {
    from: RclonePath,
    to: RclonePath,
    /// What rclone is told for this call.
    config: Value,
    action: Action,
}

async fn carry(
    session: &RemoteSession<'_>,
    request: &CopyRequest,
    total: u64,
    progress: &(dyn Fn(Progress) + Send + Sync),
    time: Duration,
) -> Result<(), Failure> {
    progress(Progress { sent: 0, total });
    let time = session.timeouts.stall + time;
    let mut watch = Watch {
        total,
        sent: 0,
        moved: Instant::now(),
        deadline: Instant::now() + time,
        action: request.action,
    };
    let mut transfer = Transfer::start(session, request, time);
    match transfer.follow(session, &mut watch, progress).await {
        Ok(Ok(())) => {
            watch.see(watch.total, progress);
            Ok(())
        }
        Ok(Err(refusal)) => Err(refused(session, request, total, refusal).await),
        Err(error) => {
            // It must not go on writing to this place when the next try begins.
            transfer.stop().await;
            Err(error)
        }
    }
}

async fn refused(
    session: &RemoteSession<'_>,
    request: &CopyRequest,
    total: u64,
    refusal: Refusal,
) -> Failure {
    let action = request.action;
    if action == Action::Fetch && NO_ROOM_HERE.iter().any(|words| refusal.text.contains(words)) {
        let guidance = "there is no room left on this machine's disk";
        return Failure::during(action, Class::Disk, guidance);
    }
    let unexplained = classify::is_unexplained(refusal.status, &refusal.text);
    let error = session.refused(action, refusal).await;
    if unexplained && action == Action::Copy && lacks_room(session, &request.to, total).await {
        let guidance = classify::full(session.remote).into();
        return Failure { class: Class::Quota, guidance, words: None, ..error };
    }
    error
}

/// Whether a place says that it has less room than so many bytes need. Of a full disk OpenSSH says “Failure”, and no
/// more.
async fn lacks_room(session: &RemoteSession<'_>, place: &RclonePath, bytes: u64) -> bool {
    let space = listing::space(session, place).await;
    space.is_ok_and(|space| space.free.is_some_and(|free| free < bytes))
}

/// A running transfer, stopped when dropped before its end. It has a group of its own, by which it can be stopped
/// and its bytes are counted. rclone also gives it up when its connection closes.
struct Transfer {
    group: Arc<StatsGroup>,
    /// `None` once its end was seen.
    call: Option<JoinHandle<Result<IgnoredAny, CallError>>>,
}

/// How far a transfer is, and how long it may go on.
struct Watch {
    total: u64,
    sent: u64,
    moved: Instant,
    deadline: Instant,
    action: Action,
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

impl Transfer {
    fn start(session: &RemoteSession<'_>, request: &CopyRequest, time: Duration) -> Self {
        let group = Arc::new(session.daemon.group());
        let CopyRequest { from, to, config, .. } = request;
        let input = json!({
            "srcFs": from.fs, "srcRemote": from.path, "dstFs": to.fs, "dstRemote": to.path,
            "_group": group.name(), "_config": config,
        });
        let daemon = Arc::clone(&session.daemon);
        // The watch ends it earlier; this limit only keeps the call from waiting for ever.
        let limit = time + session.timeouts.stall;
        let call = tokio::spawn(async move { daemon.call("operations/copyfile", &input, limit).await });
        Self { group, call: Some(call) }
    }

    /// Waits for its end, looking now and then whether it moves and whether the daemon lives.
    async fn follow(
        &mut self,
        session: &RemoteSession<'_>,
        watch: &mut Watch,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<Result<(), Refusal>, Failure> {
        let counted = json!({"group": self.group.name()});
        loop {
            let Some(call) = &mut self.call else { return Ok(Ok(())) };
            tokio::select! {
                biased;
                () = session.cancel.cancelled() => return Err(session.cancelled(watch.action)),
                ended = call => {
                    self.call = None;
                    let ended = ended.unwrap_or_else(|cause| Err(CallError::Broken(cause.into())));
                    return session.sorted(watch.action, Responder::Daemon, ended.map(drop)).await;
                }
                () = tokio::time::sleep(PACE) => {}
            }
            let counts: Stats = session.ask_daemon(watch.action, "core/stats", &counted).await?;
            if let Some(sent) = counts.transferring.iter().map(|file| file.bytes).max() {
                watch.see(sent, progress);
            }
            watch.check(session)?;
        }
    }

    /// Ends it, and waits a moment for its end.
    async fn stop(&mut self) {
        if let Some(call) = self.call.take() {
            stop(&self.group, call).await;
        }
    }
}

impl Drop for Transfer {
    fn drop(&mut self) {
        let Some(call) = self.call.take() else { return };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            // The task holds the group, so that its name is not reused before this transfer has ended.
            let group = Arc::clone(&self.group);
            runtime.spawn(async move { stop(&group, call).await });
        }
    }
}

async fn stop(group: &StatsGroup, mut call: JoinHandle<Result<IgnoredAny, CallError>>) {
    let input = json!({"group": group.name()});
    let asked = group.daemon().call::<IgnoredAny>("job/stopgroup", &input, STOPPING);
    let ended = async {
        let _ = asked.await;
        let _ = (&mut call).await;
    };
    if tokio::time::timeout(STOPPING, ended).await.is_err() {
        // It did not stop in time. Closing its connection is all that is left to do.
        call.abort();
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

    fn check(&self, session: &RemoteSession<'_>) -> Result<(), Failure> {
        let now = Instant::now();
        let remote = session.remote;
        let (way, doing) = match self.action {
            Action::Fetch => ("came from", "fetching from"),
            _ => ("went through to", "sending to"),
        };
        let guidance = if now.saturating_duration_since(self.moved) >= session.timeouts.stall {
            format!("nothing {way} {remote} for {} s", session.timeouts.stall.as_secs())
        } else if now >= self.deadline {
            format!("{doing} {remote} took too long")
        } else {
            return Ok(());
        };
        Err(session.silent(self.action, guidance))
    }
}

/// A local file as rclone wants it: its folder as the `fs`, absolute, and the name below it.
fn local(path: &Path, action: Action) -> Result<RclonePath, Failure> {
    let place = std::path::absolute(path).ok().and_then(|path| {
        let (folder, name) = (path.parent()?.to_str()?, path.file_name()?.to_str()?);
        Some(RclonePath { fs: folder.to_owned(), path: name.to_owned() })
    });
    place.ok_or_else(|| {
        Failure::during(action, Class::Permanent, "the local file's path is not one that rclone can be given")
    })
}
