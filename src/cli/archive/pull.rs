//! `helix-bot archive pull ID`: one ritual's files back from whichever destination gives them.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::app::{App, Source};
use crate::cli::files::beside;
use crate::cli::progress::Bars;
use crate::cli::{exit, stdout};
use crate::config::Settings;
use crate::store::RitualId;
use crate::sync::{Destination, LocalFile};

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// The ritual's id
    id: RitualId,
    /// Ask this destination only [default: each that has it, in order]
    #[arg(long, value_name = "DESTINATION")]
    from: Option<Destination>,
    /// Where the picture is to be written; what moves goes beside it [default: its own name in the working directory]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) async fn run(settings: Settings, mut options: Options) -> anyhow::Result<ExitCode> {
    options.from = options.from.map(|from| settings.destination(from));
    let app = App::open(settings).await?;
    let pulled = pull(&app, &options).await;
    app.close().await;
    for (kind, (file, source)) in ["picture", "motion"].into_iter().zip(pulled?) {
        stdout::line(&format!("{kind:7}  {}", file.path.display()))?;
        stdout::line(&format!("         {} bytes from {}", file.bytes, source.full_path()))?;
        stdout::line(&format!("sha256   {}, as recorded", file.digest))?;
    }
    Ok(exit::DONE)
}

/// The picture, and what moves if the ritual was asked for in motion.
async fn pull(app: &App, options: &Options) -> anyhow::Result<Vec<(LocalFile, Source)>> {
    let files = app.archived_files(options.id, options.from.as_ref()).await?;
    let own_name = files.first().map(|picture| Path::new(&picture.file.path));
    let picture = std::path::absolute(options.out.as_deref().or(own_name).unwrap_or(Path::new("")))?;
    let bars = Bars::new(false);
    let seen = |source: &Source, progress| {
        bars.moved(&format!("bringing back ← {}", source.destination), progress);
    };
    let mut pulled = Vec::new();
    for (archived, to) in files.iter().zip([picture.clone(), beside(&picture)]) {
        let fetched = app.fetch_from_any(&archived.sources, &to, archived.file.digest, &seen).await;
        pulled.push(fetched.inspect_err(|_| bars.clear())?);
    }
    bars.clear();
    Ok(pulled)
}
