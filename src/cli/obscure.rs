//! `helix-bot obscure`: a password in the form that `RCLONE_CONFIG_…_PASS` wants.

use std::io::{self, BufRead, IsTerminal, Read as _, Write as _};
use std::process::ExitCode;

use anyhow::Context as _;
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use secrecy::{ExposeSecret, SecretString};
use tokio::signal::unix::{SignalKind, signal};

use super::{exit, stderr, stdout};
use crate::app;
use crate::config::Settings;

/// How long a password may be, in bytes.
const LONGEST: u64 = 4096;

pub(super) async fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    // Before the terminal is silent: the signal would end the program, and leave it so.
    let mut interrupt = signal(SignalKind::interrupt())?;
    let silence = if io::stdin().is_terminal() {
        let _ = write!(io::stderr(), "Password (it is not shown): ");
        Some(Silence::begin().context("the terminal cannot be told not to show what is typed")?)
    } else {
        None
    };
    let typed = tokio::select! {
        typed = tokio::task::spawn_blocking(read) => typed?,
        // The terminal must show again what is typed.
        _ = interrupt.recv() => Err(anyhow::anyhow!("interrupted")),
    };
    if silence.is_some() {
        stderr::line("");
    }
    drop(silence);
    stdout::line(&app::obscure(settings, &typed?).await?)?;
    stderr::line("This is obscured, not encrypted: whoever has it can read the password. Keep it as secret.");
    Ok(exit::DONE)
}

/// One line, without its end.
fn read() -> anyhow::Result<SecretString> {
    let mut line = String::new();
    let read =
        io::stdin().lock().take(LONGEST + 1).read_line(&mut line).context("no password could be read")?;
    anyhow::ensure!(read as u64 <= LONGEST, "that is longer than any password ({LONGEST} bytes)");
    let password = SecretString::from(line);
    let text = password.expose_secret();
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    anyhow::ensure!(!text.is_empty(), "no password was given; type one, or send it to standard input");
    Ok(SecretString::from(text))
}

/// A terminal that does not show what is typed, until dropped. The crate `rpassword` raises SIGINT before it restores
/// the terminal, and leaves it silent where the signal comes from elsewhere.
struct Silence(Termios);

impl Silence {
    fn begin() -> rustix::io::Result<Self> {
        let before = tcgetattr(io::stdin())?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(io::stdin(), OptionalActions::Flush, &silent)?;
        Ok(Self(before))
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        // Nothing more can be done if the terminal is gone.
        let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &self.0);
    }
}
