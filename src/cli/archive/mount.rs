//! `helix-bot archive mount DIR`: a destination as a folder of this machine, until Ctrl-C.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::app::Mount;
use crate::cli::{exit, signals, stdout};
use crate::config::Settings;
use crate::sync::Destination;

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// An empty folder, made if need be
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Which destination [default: the first of `HELIX_DESTINATIONS`]
    #[arg(long, value_name = "DESTINATION")]
    destination: Option<Destination>,
}

pub(super) async fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    let first = settings.destinations.first().cloned().unwrap_or_else(Destination::local);
    let named = options.destination.map(|named| settings.destination(named));
    let destination = named.unwrap_or(first);
    let folder = std::path::absolute(&options.folder)?;
    let stop = signals::on_signal()?;
    let mount = Mount::new(&settings, &destination, folder.clone()).await?;
    stdout::line(&format!("{destination} is mounted at {}, for reading; Ctrl-C ends it", folder.display()))?;
    stop.cancelled().await;
    mount.end().await?;
    stdout::line("unmounted")?;
    Ok(exit::DONE)
}
