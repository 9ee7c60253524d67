//! [`CloudSync`] through rclone: opens a session for each call and hands it to the operation.

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use serde::de::IgnoredAny;
use serde_json::json;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::digest::Digest;
use crate::failure::{Action, Class, Failure};
use crate::sync::login_throttle::LoginThrottle;
use crate::sync::rclone::fingerprint::fingerprint;
use crate::sync::rclone::hash_limits::HashLimits;
use crate::sync::rclone::ops::{archive, audit, fetch, listing, verify};
use crate::sync::rclone::options::{RcloneOptions, Timeouts};
use crate::sync::rclone::process::environment::{Environment, type_variable};
use crate::sync::rclone::process::program::Program;
use crate::sync::rclone::rc::session::RemoteSession;
use crate::sync::rclone::rc::startup::Startup;
use crate::sync::rclone::rc::supervisor::Supervisor;
use crate::sync::rclone::rclone_path::RclonePath;
use crate::sync::rclone::upload_limit::{self, UploadLimit};
use crate::sync::{CloudSync, Content, Destination, Entry, Finding, LocalFile, Progress, Proof, RemotePath};

/// [`CloudSync`] through rclone.
pub struct Rclone {
    pub(super) supervisor: Supervisor,
    environment: Environment,
    /// What else of its settings decides whether it works.
    own_settings: Vec<SecretString>,
    login_throttle: LoginThrottle,
    upload_limit: UploadLimit,
    hash_limits: HashLimits,
    timeouts: Timeouts,
    local_dir: PathBuf,
}

impl Rclone {
    /// Starts nothing yet; the daemon starts at first use.
    pub fn new(options: RcloneOptions) -> Self {
        let mut environment = Environment::new(std::env::vars_os(), &options.env);
        let own_settings = own_settings(&options);
        let startup = Startup {
            program: Program { path: options.program, environment: environment.clone() },
            run_parent: options.run_parent,
            last_run_parent: options.last_run_parent,
            bwlimit: parking_lot::Mutex::new(options.bwlimit),
            mega: options.mega,
            timeouts: options.timeouts.clone(),
        };
        if startup.makes_mega() {
            environment.set(&type_variable("mega"), "mega");
        }
        let may_log_in = environment.remotes().into_iter().any(|remote| environment.is_mega(&remote));
        let recycling = if may_log_in { options.recycling.with_mega() } else { options.recycling };
        Self {
            supervisor: Supervisor::new(startup, recycling),
            environment,
            own_settings,
            login_throttle: LoginThrottle::new(options.timeouts.login).recorded(options.login_record),
            upload_limit: UploadLimit::default(),
            hash_limits: HashLimits::default(),
            timeouts: options.timeouts,
            local_dir: options.local_dir,
        }
    }

    /// Whether there is an rclone that will do; an error says why not. Starts no daemon.
    #[cfg(feature = "legacy-mega")]
    pub(crate) async fn find(&self) -> Result<(), Failure> {
        self.supervisor.find().await
    }

    /// The daemon, ready to be called for this destination.
    pub(super) async fn session<'a>(
        &'a self,
        destination: &'a Destination,
        cancel: &CancellationToken,
    ) -> Result<RemoteSession<'a>, Failure> {
        let daemon = self.supervisor.current().await?;
        let remote = destination.remote();
        if self.is_mega(destination) {
            self.login_throttle.wait_for_other_runs(remote).await;
            daemon.first_use(remote, || self.login_throttle.begin(remote, Instant::now()))?;
        }
        Ok(RemoteSession {
            daemon,
            supervisor: &self.supervisor,
            environment: &self.environment,
            login_throttle: &self.login_throttle,
            timeouts: &self.timeouts,
            remote,
            cancel: cancel.clone(),
        })
    }

    /// A mark of the settings under which a destination is reached; another says that they changed. It does not tell
    /// them.
    pub fn fingerprint(&self, destination: &Destination, salt: &str) -> String {
        let own: Vec<_> = self.own_settings.iter().map(ExposeSecret::expose_secret).collect();
        fingerprint(&self.environment, destination, &own, salt)
    }

    pub(super) fn is_mega(&self, destination: &Destination) -> bool {
        self.environment.is_mega(destination.remote())
    }

    /// `path` below `destination`, as rclone wants it; an empty one is the destination's folder.
    pub(super) fn place(&self, destination: &Destination, path: &str) -> Result<RclonePath, Failure> {
        let local = std::path::absolute(&self.local_dir).ok();
        let local = local.as_deref().and_then(Path::to_str).ok_or_else(|| {
            let guidance =
                "the path of the local archive is not valid text; set HELIX_DATA_DIR to one that is";
            Failure::during(Action::Start, Class::Permanent, guidance)
        })?;
        Ok(RclonePath::new(destination, path, local))
    }
}

/// What of the options may be wrong, beside variables.
fn own_settings(options: &RcloneOptions) -> Vec<SecretString> {
    let program = options.program.as_ref().map(|path| path.display().to_string().into());
    let limit = options.bwlimit.clone().map(SecretString::from);
    let account = options.mega.as_ref().map(|mega| [mega.email.clone().into(), mega.password.clone()]);
    program.into_iter().chain(limit).chain(account.into_iter().flatten()).collect()
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
        // MEGA treats several transfers at once as an attack.
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
        let archive = archive::Archive {
            session: &session,
            environment: &self.environment,
            upload_limit: &self.upload_limit,
            hash_limits: &self.hash_limits,
            destination: to,
            place: &place,
        };
        archive.run(file, progress).await
    }

    async fn prove(
        &self,
        at: &Destination,
        path: &RemotePath,
        content: &Content,
        cancel: &CancellationToken,
    ) -> Result<Finding, Failure> {
        let session = self.session(at, cancel).await?;
        let place = self.place(at, path.as_str())?;
        let audit = audit::Audit {
            session: &session,
            environment: &self.environment,
            hash_limits: &self.hash_limits,
            destination: at,
            place: &place,
            // rclone logs in to MEGA anew for each thing that it was made to forget.
            may_forget: !self.is_mega(at),
        };
        audit.run(content).await
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

    async fn list(&self, at: &Destination, folder: &RemotePath) -> Result<Vec<Entry>, Failure> {
        Rclone::list(self, at, Some(folder)).await
    }

    async fn reach(&self, destination: &Destination) -> Result<(), Failure> {
        let session = self.session(destination, &CancellationToken::new()).await?;
        listing::reach(&session, &self.place(destination, "")?).await
    }

    async fn remove(&self, from: &Destination, path: &RemotePath) -> Result<(), Failure> {
        let session = self.session(from, &CancellationToken::new()).await?;
        verify::delete(&session, &self.place(from, path.as_str())?).await
    }

    async fn shutdown(&self) {
        self.supervisor.shutdown().await;
    }
}
