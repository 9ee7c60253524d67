//! `helix-bot archive retry`, which `helix-bot archive` alone means as well: works through what still waits, at once and
//! by hand.

use std::process::ExitCode;
use std::time::Duration;

use crate::app::App;
use crate::cli::copies::UNCONFIGURED;
use crate::cli::{exit, stdout};
use crate::config::Settings;
use crate::failure::for_operators;
use crate::store::{Overview, Scope};
use crate::sync::Destination;

#[derive(Debug, Clone, clap::Args)]
// It is used both by itself and flattened, and a group has one name only.
#[group(skip)]
pub(super) struct Options {
    /// How long to work at most; what is not done by then goes on later
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    wait: u64,
}

pub(super) async fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    let app = App::open(settings).await?;
    // Somebody asked by hand: what waits for its time, was given up or is paused is tried now.
    app.retry(Scope::Everything).await?;
    work(app, Duration::from_secs(options.wait)).await
}

/// Works through what waits, for so long at most, and tells how it stands afterwards.
pub(super) async fn work(app: App, wait: Duration) -> anyhow::Result<ExitCode> {
    let before = archived(&app.overview().await?);
    let worked = app.work_off(wait, tokio::signal::ctrl_c()).await;
    let after = app.overview().await;
    app.close().await;
    worked?;
    tell(&after?, &app.settings().destinations, before)
}

fn archived(overview: &Overview) -> u64 {
    overview.destinations.values().map(|counts| counts.archived).sum()
}

fn tell(overview: &Overview, configured: &[Destination], before: u64) -> anyhow::Result<ExitCode> {
    let mut pending = false;
    for (name, counts) in &overview.destinations {
        pending |= counts.waiting + counts.dead > 0;
        let paused = counts
            .paused
            .as_ref()
            .map(|(_, reason)| format!("; paused: {}", for_operators(reason)))
            .unwrap_or_default();
        let gone = if configured.contains(name) { String::new() } else { format!("; {UNCONFIGURED}") };
        stdout::line(&format!(
            "{name}: {} archived, {} waiting, {} given up{paused}{gone}",
            counts.archived, counts.waiting, counts.dead
        ))?;
    }
    stdout::line(&format!("{} archived now", archived(overview) - before))?;
    Ok(if pending { exit::pending() } else { exit::DONE })
}
