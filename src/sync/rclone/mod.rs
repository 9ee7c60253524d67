//! rclone as one long-lived, supervised `rclone rcd` on a unix socket.
//!
//! Nothing is started before it is needed. One daemon serves all destinations, so each logs in once. A call never
//! waits without end: the daemon's own answers are due at once, a remote's within a limit, and an upload has to
//! move. A daemon that ended is started again, one that hangs is killed first, and neither loses more than the
//! transfers it was busy with, which fail as transient.
//!
//! `process` is the program as the operating system sees it. `rc` is the daemon: `supervisor` keeps one running,
//! `session` makes the calls of one transfer and sorts their failures. `ops` does the work with such a session.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use async_trait::async_trait;
use serde::de::IgnoredAny;
use serde_json::json;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

pub use self::options::{MegaLogin, RcloneOptions, Recycling, Timeouts};
use super::login_throttle::LoginThrottle;
use super::{CloudSync, Destination, Entry, EntryKind, LocalFile, Progress, Proof, RemotePath, Space};
use crate::blocking::blocking;
use crate::digest::{Digest, NotADigest};
use crate::failure::{Action, Class, Failure};
use crate::sync::rclone::ops::comparison::{RclonePath, WHOLE, comparison};
use crate::sync::rclone::ops::verify::{CopyState, Original, delete, read_back};
use crate::sync::rclone::ops::{duplicates, fetch, listing, transfer};
use crate::sync::rclone::process::environment::Environment;
use crate::sync::rclone::process::{environment, rundir};
use crate::sync::rclone::rc::session::{RemoteSession, Responder};
use crate::sync::rclone::rc::startup::Startup;
use crate::sync::rclone::rc::supervisor::Supervisor;
use crate::sync::rclone::upload_limit::UploadLimit;

mod ops;
mod options;
mod process;
mod rc;
mod upload_limit;

/// [`CloudSync`] through rclone.
pub struct Rclone {
    supervisor: Supervisor,
    environment: Environment,
    login_throttle: LoginThrottle,
    upload_limit: UploadLimit,
    timeouts: Timeouts,
    local_dir: PathBuf,
}

impl Rclone {
    /// Starts nothing yet; the daemon starts at first use.
    pub fn new(options: RcloneOptions) -> Self {
        let mut environment = Environment::new(std::env::vars_os(), &options.env);
        let startup = Startup {
            program: options.program,
            run_parent: options.run_parent,
            bwlimit: Mutex::new(options.bwlimit),
            mega: options.mega,
            environment: environment.clone(),
            timeouts: options.timeouts.clone(),
        };
        if startup.makes_mega() {
            environment.set(&environment::type_variable("mega"), "mega");
        }
        Self {
            supervisor: Supervisor::new(startup, options.recycling),
            environment,
            login_throttle: LoginThrottle::new(options.timeouts.login).recorded(options.login_record),
            upload_limit: UploadLimit::default(),
            timeouts: options.timeouts,
            local_dir: options.local_dir,
        }
    }

    /// Limits all transfers together, at once and until it is changed again: `1M` (bytes per second, in rclone's
    /// units), `1M:2M` for up and down, `off`. A daemon that takes over later keeps the limit. A timetable is
    /// understood at the start only; what it says at its next hour replaces this.
    pub async fn set_bwlimit(&self, rate: &str) -> Result<(), Failure> {
        let local = Destination::local();
        let session = self.session(&local, &CancellationToken::new()).await?;
        let (responder, input) = (Responder::Daemon, json!({"rate": rate}));
        match session.try_ask::<IgnoredAny>(responder, Action::Limit, "core/bwlimit", &input).await? {
            Ok(_) => {
                self.supervisor.limit_later_ones(rate);
                Ok(())
            }
            Err(refusal) => {
                let guidance = "that is no bandwidth limit; write for example 1M, 512k, 1M:2M or off";
                Err(Failure::during(Action::Limit, Class::Permanent, guidance).because(refusal))
            }
        }
    }

    /// Whether there is an rclone that will do; an error says why not. Starts no daemon.
    #[cfg(feature = "legacy-mega")]
    pub(crate) async fn find(&self) -> Result<(), Failure> {
        self.supervisor.find().await
    }

    async fn session<'a>(
        &'a self,
        destination: &'a Destination,
        cancel: &CancellationToken,
    ) -> Result<RemoteSession<'a>, Failure> {
        let daemon = self.supervisor.current().await?;
        if self.is_mega(destination) {
            self.login_throttle.wait_for_other_runs(destination.remote()).await;
            daemon.first_use(destination.remote(), || {
                self.login_throttle.begin(destination.remote(), Instant::now())
            })?;
        }
        Ok(RemoteSession {
            daemon,
            supervisor: &self.supervisor,
            login_throttle: &self.login_throttle,
            timeouts: &self.timeouts,
            remote: destination.remote(),
            cancel: cancel.clone(),
        })
    }

    fn is_mega(&self, destination: &Destination) -> bool {
        let name = destination.remote();
        match self.environment.remote_type(name) {
            Some(configured) => configured == "mega",
            None => name.eq_ignore_ascii_case("mega"),
        }
    }

    fn place(&self, destination: &Destination, path: &str) -> Result<RclonePath, Failure> {
        let local = std::path::absolute(&self.local_dir).ok();
        let local = local.as_deref().and_then(Path::to_str).ok_or_else(|| {
            Failure::during(
                Action::Start,
                Class::Permanent,
                "the path of the local archive is not valid text",
            )
        })?;
        Ok(RclonePath::new(destination, path, local))
    }
}

#[async_trait]
impl CloudSync for Rclone {
    async fn available(&self) -> Result<String, Failure> {
        let local = Destination::local();
        let session = self.session(&local, &CancellationToken::new()).await?;
        session.ask_daemon::<IgnoredAny>(Action::Start, "config/listremotes", &json!({})).await?;
        Ok(session
            .daemon
            .version()
            .map_or_else(|| "rclone".to_owned(), |version| format!("rclone v{version}")))
    }

    fn concurrency(&self, destination: &Destination) -> usize {
        let kind = self.environment.remote_type(destination.remote());
        // MEGA takes several transfers at once for an attack.
        if self.is_mega(destination) { 1 } else { upload_limit::under_way(kind) }
    }

    async fn archive(
        &self,
        to: &Destination,
        path: &RemotePath,
        file: &LocalFile,
        progress: &(dyn Fn(Progress) + Send + Sync),
        cancel: &CancellationToken,
    ) -> Result<Proof, Failure> {
        let session = self.session(to, cancel).await?;
        let place = self.place(to, path.as_str())?;
        let comparison = comparison(&session, &self.environment, to, &place).await?;
        let original = Original::new(file, comparison).await?;
        let time = session.time_for(file.bytes).await?;
        for _ in 0..duplicates::MOST {
            match original.compare(&session, &place, Action::Stat, time).await? {
                CopyState::Same(verified_by) if !duplicates::any(&session, &place).await? => {
                    return Ok(Proof { verified_by, already_there: true });
                }
                CopyState::Same(_) | CopyState::Different => delete(&session, &place).await?,
                CopyState::Missing => break,
            }
        }
        {
            let _permit = self.upload_limit.acquire(&session, to).await?;
            transfer::upload(&session, &place, file, progress, time).await?;
        }
        match original.compare(&session, &place, Action::Verify, time).await? {
            CopyState::Same(verified_by) => Ok(Proof { verified_by, already_there: false }),
            CopyState::Different => {
                delete(&session, &place).await?;
                // Perhaps what was sent was damaged before.
                original.inspect().await?;
                Err(unproven("the copy differs from the original and was removed"))
            }
            CopyState::Missing => {
                // It may have gone into a folder that somebody threw away.
                session.forget().await;
                Err(unproven("rclone reported a copy, but there is none"))
            }
        }
    }

    async fn fetch(
        &self,
        from: &Destination,
        path: &RemotePath,
        to: &Path,
        expected: Option<Digest>,
        progress: &(dyn Fn(Progress) + Send + Sync),
        cancel: &CancellationToken,
    ) -> Result<LocalFile, Failure> {
        let session = self.session(from, cancel).await?;
        let place = self.place(from, path.as_str())?;
        fetch::fetch(&session, &place, path, to, expected, progress).await
    }

    async fn list(
        &self,
        destination: &Destination,
        folder: Option<&RemotePath>,
    ) -> Result<Vec<Entry>, Failure> {
        let session = self.session(destination, &CancellationToken::new()).await?;
        let place = self.place(destination, folder.map(RemotePath::as_str).unwrap_or_default())?;
        listing::list(&session, &place, folder).await
    }

    async fn stat(&self, destination: &Destination, path: &RemotePath) -> Result<Option<Entry>, Failure> {
        let session = self.session(destination, &CancellationToken::new()).await?;
        let place = self.place(destination, path.as_str())?;
        listing::stat(&session, &place, path, Action::Stat).await
    }

    async fn digest(&self, destination: &Destination, path: &RemotePath) -> Result<Option<Digest>, Failure> {
        let session = self.session(destination, &CancellationToken::new()).await?;
        let place = self.place(destination, path.as_str())?;
        let bytes = match listing::stat(&session, &place, path, Action::Verify).await?.map(|found| found.kind)
        {
            Some(EntryKind::File { bytes }) => bytes.unwrap_or(WHOLE),
            Some(EntryKind::Folder) | None => return Ok(None),
        };
        let time = session.time_for(bytes).await?;
        let Some(hash) = read_back(&session, &place, Action::Verify, time).await? else { return Ok(None) };
        let unreadable = |cause: NotADigest| unproven("what was read back has no digest").because(cause);
        hash.parse().map(Some).map_err(unreadable)
    }

    async fn link(&self, destination: &Destination, path: &RemotePath) -> Result<String, Failure> {
        let session = self.session(destination, &CancellationToken::new()).await?;
        let place = self.place(destination, path.as_str())?;
        listing::link(&session, &place).await
    }

    async fn space(&self, destination: &Destination) -> Result<Space, Failure> {
        let session = self.session(destination, &CancellationToken::new()).await?;
        let mut place = self.place(destination, "")?;
        if destination.is_local() {
            // The folder is made by the first copy; its disk can be asked before.
            let there = Path::new(&place.fs).ancestors().find(|folder| folder.is_dir());
            place.fs = there.and_then(Path::to_str).unwrap_or("/").to_owned();
        }
        listing::space(&session, &place).await
    }

    async fn set_bwlimit(&self, rate: &str) -> Result<(), Failure> {
        // The method of the same name of the type itself.
        Rclone::set_bwlimit(self, rate).await
    }

    async fn reach(&self, destination: &Destination) -> Result<(), Failure> {
        let session = self.session(destination, &CancellationToken::new()).await?;
        let place = self.place(destination, "")?;
        let options = json!({"dirsOnly": true, "noModTime": true, "noMimeType": true});
        let input = json!({"fs": place.fs, "remote": place.path, "opt": options});
        let responder = Responder::Remote(self.timeouts.answer);
        match session.try_ask::<IgnoredAny>(responder, Action::List, "operations/list", &input).await? {
            Ok(_) => Ok(()),
            Err(refusal) if refusal.status == 404 && refusal.text.contains("directory not found") => Ok(()),
            Err(refusal) => Err(session.refused(Action::List, refusal).await),
        }
    }

    async fn probe(&self, destination: &Destination, scratch: &Path) -> Result<(), Failure> {
        let probe = Probe::write(scratch).await?;
        let session = self.session(destination, &CancellationToken::new()).await?;
        let place = self.place(destination, &probe.name)?;
        let time = session.time_for(probe.file.bytes).await?;
        let sent = transfer::upload(&session, &place, &probe.file, &|_| {}, time).await;
        let read = match sent {
            Ok(()) => read_back(&session, &place, Action::Verify, time).await,
            Err(error) => Err(error),
        };
        // Also after a failure, which may have left a part of it.
        let removed = delete(&session, &place).await;
        match read? {
            Some(hash) if hash == probe.file.digest.to_string() => removed,
            Some(_) => Err(unproven("what was read back differs from what was written")),
            None => Err(unproven("rclone reported a copy, but there is none")),
        }
    }

    async fn shutdown(&self) {
        self.supervisor.shutdown().await;
    }
}

fn unproven(guidance: &'static str) -> Failure {
    Failure::during(Action::Verify, Class::Transient, guidance)
}

/// A small file of random content, removed when dropped.
pub(crate) struct Probe {
    pub(crate) name: String,
    pub(crate) file: LocalFile,
}

impl Probe {
    pub(crate) async fn write(scratch: &Path) -> Result<Self, Failure> {
        let scratch = scratch.to_path_buf();
        blocking(move || Self::write_now(&scratch)).await.map_err(|cause| {
            Failure::during(Action::Copy, Class::Permanent, "no scratch file could be written").because(cause)
        })
    }

    fn write_now(scratch: &Path) -> std::io::Result<Self> {
        let name = format!(".helix-probe-{}", rundir::random_name()?);
        let content = format!("{name} {}\n", rundir::random_name()?);
        let path = scratch.join(&name);
        std::fs::write(&path, &content)?;
        let bytes = content.len() as u64;
        let file = LocalFile { path, digest: Digest::of(content.as_bytes()), md5: None, bytes };
        Ok(Self { name, file })
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.file.path);
    }
}
