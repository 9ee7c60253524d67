//! The program that is run as rclone: found, judged by its version, and run for short answers.

use std::io;
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};

use crate::failure::{Action, Class, Failure};
use crate::sync::rclone::process::environment::Environment;
use crate::sync::rclone::process::exit::Exit;
use crate::sync::rclone::process::version::{MINIMUM, Version};

/// How long `rclone version` and `rclone obscure` may take; they take 50 ms.
const SHORT_RUN: Duration = Duration::from_secs(10);

/// How much of what a program prints is read, in bytes; `rclone version` prints 300.
const LONGEST_OUTPUT: u64 = 1 << 20;

/// How much of what a strange program printed is kept for the log, in characters.
const LONGEST_QUOTE: usize = 100;

/// The program, and what it is told through its environment.
pub(crate) struct Program {
    /// The binary; by default `rclone` on the PATH.
    pub(crate) path: Option<PathBuf>,
    pub(crate) environment: Environment,
}

impl Program {
    /// A command that is killed when nobody waits for it any more.
    pub(crate) fn command(&self, environment: &Environment) -> Command {
        let mut command = Command::new(self.path.as_deref().unwrap_or("rclone".as_ref()));
        command.env_clear().envs(environment.variables()).kill_on_drop(true);
        command
    }

    /// Runs `rclone version` and refuses what is too old.
    pub(crate) async fn check_version(&self) -> Result<(), Failure> {
        let mut command = self.command(&self.environment);
        command.arg("version").stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let output = tokio::time::timeout(SHORT_RUN, async { output(command.spawn()?).await }).await;
        let output = output.map_err(not_started)?.map_err(|cause| self.not_runnable(cause))?;
        let text = String::from_utf8_lossy(&output.stdout);
        match Version::in_output(&text) {
            Some(version) => require(&version),
            None if output.status.success() => Err(self.unknown_program(&text)),
            None => Err(Exit::of(&output, &self.environment.redactor()).failed(Action::Start)),
        }
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
            output(child).await
        };
        let output = tokio::time::timeout(SHORT_RUN, run).await.map_err(not_started)?;
        let output: Output = output.map_err(|cause| self.not_runnable(cause))?;
        let obscured = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        if output.status.success() && !obscured.is_empty() {
            Ok(obscured)
        } else {
            Err(Exit::of(&output, &self.environment.redactor()).failed(Action::Start))
        }
    }

    /// The failure of a program that the system does not run.
    pub(crate) fn not_runnable(&self, cause: io::Error) -> Failure {
        let name = self.path.as_ref().map_or("rclone on the PATH".into(), |path| path.display().to_string());
        let guidance = match cause.kind() {
            io::ErrorKind::NotFound => format!("there is no {name}; {}", remedy()),
            io::ErrorKind::PermissionDenied => {
                format!("{name} may not be executed; check its permissions")
            }
            _ => return not_started(cause),
        };
        Failure::during(Action::Start, Class::Offline, guidance).because(cause)
    }

    fn unknown_program(&self, text: &str) -> Failure {
        let first = self.environment.redactor().redact(text.lines().next().unwrap_or_default());
        let quote: String = first.chars().take(LONGEST_QUOTE).collect();
        let guidance = format!("the program found as rclone does not tell its version; {}", remedy());
        Failure::during(Action::Start, Class::Auth, guidance)
            .in_words(&quote)
            .because(anyhow::anyhow!("it printed “{quote}”"))
    }
}

/// Waits for the end of a program and keeps the beginning of what it printed. One that goes on printing gets to know that
/// nobody reads.
async fn output(mut child: Child) -> io::Result<Output> {
    async fn read(from: Option<impl AsyncRead + Unpin>) -> io::Result<Vec<u8>> {
        let mut printed = Vec::new();
        if let Some(from) = from {
            from.take(LONGEST_OUTPUT).read_to_end(&mut printed).await?;
        }
        Ok(printed)
    }
    let (stdout, stderr) = tokio::try_join!(read(child.stdout.take()), read(child.stderr.take()))?;
    Ok(Output { status: child.wait().await?, stdout, stderr })
}

/// Refuses a version that lacks a call.
pub(crate) fn require(version: &Version) -> Result<(), Failure> {
    if version.suffices() {
        return Ok(());
    }
    let guidance = format!("rclone {version} is too old; {}", remedy());
    Err(Failure::during(Action::Start, Class::Offline, guidance))
}

/// The failure of a start for a reason that may pass.
pub(crate) fn not_started(cause: impl std::fmt::Display) -> Failure {
    Failure::during(Action::Start, Class::Offline, "rclone did not start; it is tried again")
        .because(anyhow::anyhow!("{cause}"))
}

/// Distributions' packages are often too old.
fn remedy() -> String {
    format!("install rclone {MINIMUM} or newer from upstream, or name one in HELIX_RCLONE")
}
