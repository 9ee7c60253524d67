//! `helix-bot archive mount DIR`: a destination as a folder of this machine, until Ctrl-C.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use tokio::time::sleep;

use crate::cli::stdout;
use crate::config::Settings;
use crate::failure::Failure;
use crate::sync::rclone::Rclone;
use crate::sync::{CloudSync, Destination, rclone};

/// How often a busy mount is tried to be taken away before it is given up.
const TRIES: u32 = 10;
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(500);

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
    let destination = options.destination.unwrap_or(first);
    let folder = std::path::absolute(&options.folder)?;
    std::fs::create_dir_all(&folder)?;
    if destination.is_local() {
        std::fs::create_dir_all(settings.local_dir())?;
    }
    let stop = crate::cli::on_signal()?;
    let rclone = rclone(&settings);
    if let Err(error) = rclone.mount(&destination, &folder).await {
        rclone.shutdown().await;
        return Err(error.into());
    }
    stdout::line(&format!("{destination} is mounted at {}, for reading; Ctrl-C ends it", folder.display()))?;
    stop.cancelled().await;
    let unmounted = unmount(&rclone, &folder).await;
    rclone.shutdown().await;
    unmounted?;
    stdout::line("unmounted")?;
    Ok(crate::cli::DONE)
}

/// Somebody may be looking into the folder just now.
async fn unmount(rclone: &Rclone, folder: &std::path::Path) -> Result<(), Failure> {
    let mut tries = 0;
    loop {
        tries += 1;
        match rclone.unmount(folder).await {
            Err(_) if tries < TRIES => sleep(PAUSE).await,
            ended => return ended,
        }
    }
}
