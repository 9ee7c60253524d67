//! Starting a daemon: remotes and a login in its environment, a socket of its own, and the wait until it is ready.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use parking_lot::Mutex;
use secrecy::ExposeSecret;

use crate::blocking::blocking;
use crate::failure::{Action, Class, Failure};
use crate::redact::Redactor;
use crate::sync::rclone::options::{MegaLogin, Timeouts};
use crate::sync::rclone::process::environment::{Environment, type_variable};
use crate::sync::rclone::process::handle::ProcessHandle;
use crate::sync::rclone::process::log;
use crate::sync::rclone::process::log_tail::LogTail;
use crate::sync::rclone::process::program::{Program, not_started, require};
use crate::sync::rclone::process::rundir::RunDir;
use crate::sync::rclone::process::spawn::Process;
use crate::sync::rclone::rc::classify;
use crate::sync::rclone::rc::client::RcClient;
use crate::sync::rclone::rc::credentials::Credentials;
use crate::sync::rclone::rc::daemon::{Daemon, NotReady};

/// How long finished calls are remembered. Nobody asks for them; rclone's minute would only cost memory.
const JOB_MEMORY: &str = "5s";

/// How a daemon is started.
pub(crate) struct Startup {
    pub(crate) program: Program,
    pub(crate) run_parent: Option<PathBuf>,
    pub(crate) last_run_parent: Option<PathBuf>,
    /// What a daemon starts with; changes when the limit is changed while one runs.
    pub(crate) bwlimit: Mutex<Option<String>>,
    pub(crate) mega: Option<MegaLogin>,
    pub(crate) timeouts: Timeouts,
}

impl Startup {
    /// Whether the remote `mega` comes from the login: unless the operator configured one of this name.
    pub(crate) fn makes_mega(&self) -> bool {
        self.mega.is_some() && self.program.environment.remote_type("mega").is_none()
    }

    /// Whether a bandwidth limit was set here, or in rclone's own variable.
    pub(crate) fn may_be_limited(&self) -> bool {
        let ours = self.bwlimit.lock().is_some();
        ours || self.program.environment.variables().contains_key(OsStr::new("RCLONE_BWLIMIT"))
    }

    /// Starts a daemon and waits until it is ready.
    pub(crate) async fn start(&self) -> Result<Daemon, Failure> {
        let daemon = self.spawn().await?;
        let not_ready = match daemon.ready(self.timeouts.start).await {
            Ok(version) => {
                require(version)?;
                return Ok(daemon);
            }
            Err(not_ready) => not_ready,
        };
        if let NotReady::Refused(words) = not_ready {
            let meaning = classify::refused("rclone", 500, &words);
            return Err(Failure::during(Action::Start, meaning.class.when_starting(), meaning.guidance)
                .in_words(&words)
                .because(anyhow::anyhow!("{words}")));
        }
        // An rclone that is too old, or another program, fails before it can tell its version; so ask for that first.
        self.program.check_version().await?;
        Err(match (not_ready, daemon.handle().exit()) {
            (NotReady::Unready(cause), _) => not_started(cause),
            (_, Some(exit)) => exit.failed(Action::Start),
            (_, None) => not_started("it was ended"),
        })
    }

    /// Starts the process, reads its log and watches it.
    async fn spawn(&self) -> Result<Daemon, Failure> {
        let mut environment = self.program.environment.clone();
        let mut redactor = environment.redactor();
        if let Some(mega) = self.mega.as_ref().filter(|_| self.makes_mega()) {
            redactor.add(mega.password.expose_secret());
            redactor.add(&mega.email);
            self.configure_mega(mega, &mut environment, &mut redactor).await?;
        }
        let credentials = Credentials::random().map_err(not_started)?;
        environment.set("RCLONE_RC_USER", &credentials.user);
        environment.set("RCLONE_RC_PASS", &credentials.password);
        redactor.add(&credentials.password);
        let dir = self.private_folder().await?;
        let client = RcClient::new(&dir.socket(), credentials, redactor.clone()).map_err(not_started)?;

        let mut command = self.program.command(&environment);
        command.args(self.arguments(&dir)).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process =
            Process::start(command, dir).await.map_err(|cause| self.program.not_runnable(cause))?;
        let (handle, log_tail, id) = (ProcessHandle::default(), LogTail::default(), process.id());
        let reader = process
            .take_log()
            .map(|log| tokio::spawn(log::forward(log, redactor, log_tail.clone(), handle.clone())));
        tokio::spawn(process.watch(handle.clone(), reader, log_tail.clone()));
        Ok(Daemon::new(client, id, handle, log_tail))
    }

    async fn private_folder(&self) -> Result<RunDir, Failure> {
        let (preferred, last) = (self.run_parent.clone(), self.last_run_parent.clone());
        let made =
            blocking(move || RunDir::new(preferred.as_deref(), last.as_deref()).map_err(io::Error::other))
                .await;
        made.map_err(|error| Failure::during(Action::Start, Class::Offline, error.to_string()))
    }

    /// Retries and timeouts are settled here: a remote keeps those with which it was first used, and rclone's
    /// own would hold a call for minutes. Spacing further tries is the queue's business.
    fn arguments(&self, dir: &RunDir) -> Vec<OsString> {
        let mut address = OsString::from("unix://");
        address.push(dir.socket());
        let mut arguments: Vec<OsString> = vec!["rcd".into(), "--rc-addr".into(), address];
        let millis = |time: Duration| format!("{}ms", time.as_millis());
        for (flag, value) in [
            ("--low-level-retries", "3".to_owned()),
            ("--contimeout", millis(self.timeouts.connect)),
            ("--timeout", millis(self.timeouts.idle)),
            ("--rc-job-expire-duration", JOB_MEMORY.to_owned()),
        ] {
            arguments.extend([flag.into(), value.into()]);
        }
        arguments.extend(["--ask-password=false".into(), "--use-json-log".into()]);
        arguments.extend(self.bwlimit.lock().iter().map(|limit| format!("--bwlimit={limit}").into()));
        arguments
    }

    /// Makes the remote `mega` from its login.
    async fn configure_mega(
        &self,
        mega: &MegaLogin,
        environment: &mut Environment,
        redactor: &mut Redactor,
    ) -> Result<(), Failure> {
        let obscured = self.program.obscure(mega.password.expose_secret()).await?;
        redactor.add(&obscured);
        environment.set(&type_variable("mega"), "mega");
        environment.set("RCLONE_CONFIG_MEGA_USER", &mega.email);
        environment.set("RCLONE_CONFIG_MEGA_PASS", &obscured);
        Ok(())
    }
}
