//! `helix-bot config`: every setting with its value, secrets hidden, and where it comes from; `helix-bot config check`:
//! everything that is wrong with them, without starting anything.

use std::process::ExitCode;

use clap::Subcommand;

use super::{exit, stdout};
use crate::config::{Findings, ListedSetting, Settings};

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Option<Command>,
    /// Print one JSON object and nothing else
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Find every mistake in the settings at once, and what has no effect; opens nothing and asks nobody
    ///
    /// Prints a line for each finding, with what is allowed and what to do. Ends with 0 if `run` could use the settings,
    /// else with 2. `helix-bot doctor` then tries what they name.
    Check,
}

impl Options {
    /// Whether the settings are to be judged, so that they must not be refused before.
    pub(super) fn is_check(&self) -> bool {
        matches!(self.command, Some(Command::Check))
    }
}

pub(super) fn run(options: &Options, settings: &Settings) -> anyhow::Result<ExitCode> {
    let listed = settings.listed();
    if options.json {
        stdout::line(&serde_json::json!({"settings": listed}).to_string())?;
    } else {
        stdout::lines(listed.iter().map(line))?;
    }
    Ok(exit::DONE)
}

fn line(setting: &ListedSetting) -> String {
    let ListedSetting { name, shown, source, .. } = setting;
    format!("{name:<22} {shown}  [{source}]")
}

/// Tells what was found, mistakes first.
pub(super) fn tell(options: &Options, findings: &Findings) -> anyhow::Result<ExitCode> {
    let Findings { mistakes, warnings } = findings;
    let good = mistakes.is_empty();
    if options.json {
        let answer = serde_json::json!({"ok": good, "mistakes": mistakes, "warnings": warnings});
        stdout::line(&answer.to_string())?;
    } else {
        stdout::lines(mistakes.iter().map(|mistake| format!("FAIL  {mistake}")))?;
        stdout::lines(warnings.iter().map(|warning| format!("warn  {warning}")))?;
        if good {
            stdout::line("ok    every setting can be used")?;
        }
    }
    Ok(if good { exit::DONE } else { exit::misused() })
}
