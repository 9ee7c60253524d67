//! `helix-bot archive backfill DEST`: gives a destination what is archived elsewhere, through the queue.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;

use super::{each_ritual, retry};
use crate::app::App;
use crate::cli::stdout;
use crate::config::Settings;
use crate::store::Timestamp;
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
    let to = &options.to;
    if !settings.destinations.contains(to) {
        let known: Vec<_> = settings.destinations.iter().map(ToString::to_string).collect();
        eprintln!("helix-bot: {to} is not among HELIX_DESTINATIONS ({}); add it first", known.join(", "));
        return Ok(ExitCode::from(2));
    }
    let app = crate::cli::open(settings).await?;
    let asked = match ask(&app, to).await {
        Ok(asked) => asked,
        Err(error) => {
            app.close().await;
            return Err(error);
        }
    };
    stdout::line(&format!("{asked} copies are asked for at {to}"))?;
    retry::work(app, Duration::from_secs(options.wait)).await
}

/// One job for each ritual that is to be archived somewhere and is not asked for here yet. Rituals that were to be
/// kept in the spool only stay there.
async fn ask(app: &App, to: &Destination) -> anyhow::Result<u64> {
    let (name, mut asked) = (to.to_string(), 0);
    each_ritual(app, async |view| {
        // The same place below every destination.
        let Some(known) = view.archives.first() else { return Ok(()) };
        let id = view.ritual.id;
        let added = app.jobs().store.add_archive(id, &name, &known.path, Timestamp::now()).await;
        if added.with_context(|| format!("the copy of {id} could not be asked for"))? {
            asked += 1;
        }
        Ok(())
    })
    .await?;
    Ok(asked)
}
