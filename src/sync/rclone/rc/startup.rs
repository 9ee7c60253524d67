//! Starting a daemon: the binary found and judged by its version, remotes and a login in its environment, a socket
//! of its own.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use secrecy::ExposeSecret;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::blocking::blocking;
use crate::failure::{Action, Class, Failure};
use crate::sync::rclone::process::environment::{Environment, type_variable};
use crate::sync::rclone::process::exit::Exit;
use crate::sync::rclone::process::log::{self, LogTail};
use crate::sync::rclone::process::redact::Redactor;
use crate::sync::rclone::process::rundir::{RunDir, random_name};
use crate::sync::rclone::process::spawn::{Process, ProcessHandle};
use crate::sync::rclone::process::version::{MINIMUM, Version};
use crate::sync::rclone::rc::classify;
use crate::sync::rclone::rc::client::RcClient;
use crate::sync::rclone::rc::daemon::{Daemon, NotReady};
use crate::sync::rclone::{MegaLogin, Timeouts};

/// How long `rclone version` and `rclone obscure` may take; they take 50 ms.
const SHORT_RUN: Duration = Duration::from_secs(10);

/// How long finished calls are remembered. Nobody asks for them; rclone's minute would only cost memory.
const JOB_MEMORY: &str = "5s";

/// How a daemon is started.
pub(crate) struct Startup {
    /// The binary; by default `rclone` on the PATH.
    pub(crate) program: Option<PathBuf>,
    pub(crate) run_parent: Option<PathBuf>,
    /// What a daemon starts with; changes when the limit is changed while one runs.
    pub(crate) bwlimit: Mutex<Option<String>>,
    pub(crate) mega: Option<MegaLogin>,
    pub(crate) environment: Environment,
    pub(crate) timeouts: Timeouts,
}

impl Startup {
    /// Whether the remote `mega` comes from the login: unless the operator configured one of this name.
    pub(crate) fn makes_mega(&self) -> bool {
        self.mega.is_some() && self.environment.remote_type("mega").is_none()
    }

    /// Whether a bandwidth limit was set here, or in rclone's own variable.
    pub(crate) fn may_be_limited(&self) -> bool {
        let ours = self.bwlimit.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        ours || self.environment.variables().contains_key(OsStr::new("RCLONE_BWLIMIT"))
    }

    /// Starts a daemon and waits until it is ready.
    pub(crate) async fn start(&self) -> Result<Daemon, Failure> {
        let mut environment = self.environment.clone();
        let mut redactor = environment.redactor();
        if let Some(mega) = self.mega.as_ref().filter(|_| self.makes_mega()) {
            redactor.add(mega.password.expose_secret());
            self.configure_mega(mega, &mut environment, &mut redactor).await?;
        }
        let login = Credentials::random().map_err(no_daemon)?;
        environment.set("RCLONE_RC_USER", &login.user);
        environment.set("RCLONE_RC_PASS", &login.password);
        redactor.add(&login.password);
        let dir = self.private_folder().await?;
        let client = RcClient::new(dir.socket(), &login.user, &login.password)
            .ok_or_else(|| no_daemon("the login does not fit into a header"))?;

        let mut command = self.command(&environment);
        command.args(self.arguments(&dir)).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process = Process::start(command, dir).await.map_err(|cause| self.not_runnable(cause))?;
        let (handle, log_tail) = (ProcessHandle::default(), LogTail::default());
        let (log, id) = (process.take_log(), process.id());
        let reader = log
            .map(|log| tokio::spawn(log::forward(log, redactor.clone(), log_tail.clone(), handle.clone())));
        tokio::spawn(process.watch(handle.clone(), reader, log_tail.clone()));

        let daemon = Daemon::new(client, id, handle, log_tail, redactor);
        let not_ready = match daemon.ready(self.timeouts.start).await {
            Ok(version) => {
                judge(version)?;
                return Ok(daemon);
            }
            Err(not_ready) => not_ready,
        };
        if let NotReady::Refused(words) = not_ready {
            let verdict = classify::refused("rclone", 500, &words);
            return Err(Failure::during(Action::Start, verdict.class.when_starting(), verdict.guidance)
                .because(anyhow::anyhow!("{words}")));
        }
        // One that is too old, or no rclone at all, does not come so far.
        self.judged_version().await?;
        Err(match (not_ready, daemon.handle().exit()) {
            (NotReady::Unready(cause), _) => no_daemon(cause),
            (_, Some(exit)) => exit.failed(Action::Start),
            (_, None) => no_daemon("it was ended"),
        })
    }

    async fn private_folder(&self) -> Result<RunDir, Failure> {
        let preferred = self.run_parent.clone();
        let guidance = "no private folder could be made for rclone's socket";
        let made = blocking(move || RunDir::new(preferred.as_deref())).await;
        made.map_err(|cause| Failure::during(Action::Start, Class::Offline, guidance).because(cause))
    }

    fn command(&self, environment: &Environment) -> Command {
        let mut command = Command::new(self.program.as_deref().unwrap_or("rclone".as_ref()));
        command.env_clear().envs(environment.variables()).kill_on_drop(true);
        command
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
        let limit = self.bwlimit.lock().unwrap_or_else(PoisonError::into_inner);
        arguments.extend(limit.iter().map(|limit| format!("--bwlimit={limit}").into()));
        arguments
    }

    /// Runs `rclone version` and refuses what is too old.
    pub(crate) async fn judged_version(&self) -> Result<(), Failure> {
        let mut command = self.command(&self.environment);
        command.arg("version").stdin(Stdio::null());
        let output = tokio::time::timeout(SHORT_RUN, command.output()).await;
        let output = output.map_err(no_daemon)?.map_err(|cause| self.not_runnable(cause))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let Some(version) = Version::in_output(&text) else {
            return Err(if output.status.success() {
                unknown_program(&text)
            } else {
                Exit::of(&output, &self.environment.redactor()).failed(Action::Start)
            });
        };
        judge(&version)
    }

    fn not_runnable(&self, cause: std::io::Error) -> Failure {
        let name =
            self.program.as_ref().map_or("rclone on the PATH".into(), |path| path.display().to_string());
        let guidance = match cause.kind() {
            std::io::ErrorKind::NotFound => {
                format!("there is no {name}; {}", remedy())
            }
            std::io::ErrorKind::PermissionDenied => {
                format!("{name} may not be executed; check its permissions")
            }
            _ => return no_daemon(cause),
        };
        Failure::during(Action::Start, Class::Offline, guidance).because(cause)
    }

    /// Makes the remote `mega` from its login.
    async fn configure_mega(
        &self,
        mega: &MegaLogin,
        environment: &mut Environment,
        redactor: &mut Redactor,
    ) -> Result<(), Failure> {
        let obscured = self.obscure(mega.password.expose_secret()).await?;
        redactor.add(&obscured);
        environment.set(&type_variable("mega"), "mega");
        environment.set("RCLONE_CONFIG_MEGA_USER", &mega.email);
        environment.set("RCLONE_CONFIG_MEGA_PASS", &obscured);
        Ok(())
    }

    /// The form in which rclone wants passwords. It goes in through a pipe, never through the arguments.
    pub(crate) async fn obscure(&self, password: &str) -> Result<String, Failure> {
        let mut command = self.command(&self.environment);
        command.args(["obscure", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let run = async {
            let mut child = command.spawn()?;
            if let Some(mut stdin) = child.stdin.take() {
                stdin.write_all(password.as_bytes()).await?;
            }
            child.wait_with_output().await
        };
        let output = tokio::time::timeout(SHORT_RUN, run).await.map_err(no_daemon)?;
        let output: Output = output.map_err(|cause| self.not_runnable(cause))?;
        let obscured = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        if output.status.success() && !obscured.is_empty() {
            Ok(obscured)
        } else {
            Err(Exit::of(&output, &self.environment.redactor()).failed(Action::Start))
        }
    }
}

fn judge(version: &Version) -> Result<(), Failure> {
    if version.suffices() {
        return Ok(());
    }
    let guidance = format!("rclone {version} is too old; {}", remedy());
    Err(Failure::during(Action::Start, Class::Offline, guidance))
}

fn no_daemon(cause: impl std::fmt::Display) -> Failure {
    Failure::during(Action::Start, Class::Offline, "rclone did not start; it is tried again")
        .because(anyhow::anyhow!("{cause}"))
}

/// Distributions' packages are often too old.
fn remedy() -> String {
    format!("install rclone {MINIMUM} or newer from upstream, or name one in HELIX_RCLONE")
}

fn unknown_program(text: &str) -> Failure {
    let first = text.lines().next().unwrap_or_default();
    Failure::during(
        Action::Start,
        Class::Auth,
        format!("the program found as rclone does not tell its version; {}", remedy()),
    )
    .because(anyhow::anyhow!("it printed “{}”", first.chars().take(100).collect::<String>()))
}

/// A login to one daemon, made for it alone.
struct Credentials {
    user: String,
    password: String,
}

impl Credentials {
    fn random() -> std::io::Result<Self> {
        let password = format!("{}{}", random_name()?, random_name()?);
        Ok(Self { user: random_name()?, password })
    }
}
