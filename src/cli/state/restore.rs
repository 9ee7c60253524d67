//! `helix-bot state restore [NAME]`: goes on from a snapshot.

use std::process::ExitCode;

use crate::app::{RestoreRequest, restore_snapshot};
use crate::cli::{exit, stderr, stdout};
use crate::config::Settings;
use crate::jobs::state::SnapshotName;
use crate::sync::Destination;

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// The snapshot, as `helix-bot state list` names it [default: the latest that is sound]
    name: Option<SnapshotName>,
    /// Ask this destination only [default: each that has it, in order]
    #[arg(long, value_name = "DESTINATION")]
    from: Option<Destination>,
    /// Replace a database that is there; it is kept beside the restored one
    #[arg(long)]
    yes: bool,
}

pub(super) async fn run(settings: &Settings, options: Options) -> anyhow::Result<ExitCode> {
    let from = options.from.map(|from| settings.destination(from));
    let request = RestoreRequest { name: options.name, from, replace: options.yes };
    let restored = restore_snapshot(settings, &request).await?;
    for (name, why) in &restored.passed_over {
        stderr::complain(&format!("{name} is passed over: {why}"));
    }
    stdout::line(&format!("restored  {}  from {}", restored.name, restored.from))?;
    stdout::line(&format!("{} rituals, as of {}", restored.rituals, restored.name.moment()))?;
    if let Some(aside) = &restored.aside {
        stdout::line(&format!("kept      {}", aside.display()))?;
    }
    Ok(exit::DONE)
}
