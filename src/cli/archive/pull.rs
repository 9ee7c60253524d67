//! `helix-bot archive pull ID`: one ritual's files back from whichever destination gives them.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tokio_util::sync::CancellationToken;

use super::{Source, archived_ritual};
use crate::app::App;
use crate::cli::progress::Bars;
use crate::cli::{beside, stdout};
use crate::config::Settings;
use crate::digest::Digest;
use crate::store::RitualId;
use crate::sync::{Destination, LocalFile, Progress};

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

pub(super) async fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    let app = crate::cli::open(settings).await?;
    let pulled = pull(&app, &options).await;
    app.close().await;
    for (kind, (file, source)) in ["picture", "motion"].into_iter().zip(pulled?) {
        stdout::line(&format!("{kind:7}  {}", file.path.display()))?;
        stdout::line(&format!("         {} bytes from {}", file.bytes, source.full_path()))?;
        stdout::line(&format!("sha256   {}, as recorded", file.digest))?;
    }
    Ok(crate::cli::DONE)
}

/// The picture, and what moves if the ritual was asked for in motion.
async fn pull(app: &App, options: &Options) -> anyhow::Result<Vec<(LocalFile, Source)>> {
    let files = archived_ritual(app, options.id, options.from.as_ref()).await?;
    let own_name = files.first().map(|picture| Path::new(&picture.file.path));
    let picture = std::path::absolute(options.out.as_deref().or(own_name).unwrap_or(Path::new("")))?;
    let bars = Bars::new(false);
    let seen = |source: &Source, progress| {
        bars.moved(&format!("bringing back ← {}", source.destination), progress);
    };
    let mut pulled = Vec::new();
    for (archived, to) in files.iter().zip([picture.clone(), beside(&picture)]) {
        let fetched = fetch_from_any(app, &archived.sources, &to, archived.file.digest, &seen).await;
        pulled.push(fetched.inspect_err(|_| bars.clear())?);
    }
    bars.clear();
    Ok(pulled)
}

/// Brings a file back from the first source that gives it. What the others said is told at the end.
pub(super) async fn fetch_from_any(
    app: &App,
    sources: &[Source],
    to: &Path,
    digest: Digest,
    seen: &(dyn Fn(&Source, Progress) + Send + Sync),
) -> anyhow::Result<(LocalFile, Source)> {
    let mut refusals = Vec::new();
    let never = CancellationToken::new();
    for source in sources {
        let progress = |progress| seen(source, progress);
        let fetched = app
            .jobs()
            .sync
            .fetch(&source.destination, &source.path, to, Some(digest), &progress, &never)
            .await;
        match fetched {
            Ok(file) => return Ok((file, source.clone())),
            Err(error) => {
                tracing::debug!(source = source.full_path(), cause = ?error.cause, "not fetched");
                refusals.push(format!("{}: {}", source.full_path(), error.guidance));
            }
        }
    }
    anyhow::bail!("no destination gave it: {}", refusals.join("; "))
}
