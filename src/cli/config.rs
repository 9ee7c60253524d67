//! `helix-bot config`: every setting with its value, secrets hidden, and where it comes from.

use std::process::ExitCode;

use super::{exit, stdout};
use crate::config::Settings;

pub(super) fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    for (name, value, source) in settings.lines() {
        stdout::line(&format!("{name:<22} {value}  [{source}]"))?;
    }
    Ok(exit::DONE)
}
