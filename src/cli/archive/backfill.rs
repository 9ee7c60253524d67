//! `helix-bot archive backfill DEST`: gives a destination what is archived elsewhere, through the queue.

use std::process::ExitCode;
use std::time::Duration;

use super::retry;
use crate::app::App;
use crate::cli::{exit, stderr, stdout};
use crate::config::Settings;
use crate::sync::Destination;

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// The destination, one of those in `HELIX_DESTINATIONS`
    #[arg(value_name = "DESTINATION")]
    to: Destination,
    /// How long to work at most; what is not done by then goes on later
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    wait: u64,
}

pub(super) async fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    let to = &settings.destination(options.to);
    if !settings.destinations.contains(to) {
        let known: Vec<_> = settings.destinations.iter().map(ToString::to_string).collect();
        stderr::complain(&format!(
            "{to} is not among HELIX_DESTINATIONS ({}); add it first",
            known.join(", ")
        ));
        return Ok(exit::misused());
    }
    let app = App::open(settings).await?;
    let asked = match app.backfill(to).await {
        Ok(asked) => asked,
        Err(error) => {
            app.close().await;
            return Err(error);
        }
    };
    stdout::line(&format!("{asked} copies are asked for at {to}"))?;
    retry::work(app, Duration::from_secs(options.wait)).await
}
