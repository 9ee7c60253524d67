//! `helix-bot doctor`: everything the bot depends on, one line a check, with what to do.

use std::process::ExitCode;

use super::exit;
use super::stdout;
use crate::app::{Check, Verdict, examine};
use crate::config::Settings;

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// Print one JSON object and nothing else
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(settings: &Settings, options: Options) -> anyhow::Result<ExitCode> {
    let mut checks = Vec::new();
    examine(settings, |check| {
        if !options.json {
            show(&check)?;
        }
        checks.push(check);
        Ok(())
    })
    .await?;
    let failed = checks.iter().any(|check| check.verdict == Verdict::Fail);
    if options.json {
        stdout::line(&serde_json::json!({"ok": !failed, "checks": checks}).to_string())?;
    }
    Ok(if failed { exit::FAILED } else { exit::DONE })
}

fn show(check: &Check) -> std::io::Result<()> {
    let word = match check.verdict {
        Verdict::Ok => "ok  ",
        Verdict::Warn => "warn",
        Verdict::Fail => "FAIL",
    };
    stdout::line(&format!("{word}  {}: {}", check.name, check.says))
}
