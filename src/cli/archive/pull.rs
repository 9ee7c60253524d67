//! `helix-bot archive pull ID`: one picture back from whichever destination gives it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use tokio_util::sync::CancellationToken;

use super::{Source, archived_ritual};
use crate::app::App;
use crate::cli::out;
use crate::cli::progress::Bars;
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
    /// Where the picture is to be written [default: its own name in the working directory]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) async fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    let app = crate::cli::open(settings).await?;
    let pulled = pull(&app, &options).await;
    app.close().await;
    let (file, source) = pulled?;
    out::line(&format!("picture  {}", file.path.display()))?;
    out::line(&format!("         {} bytes from {}", file.bytes, source.full_path()))?;
    out::line(&format!("sha256   {}, as recorded", file.digest))?;
    Ok(crate::cli::DONE)
}

async fn pull(app: &App, options: &Options) -> anyhow::Result<(LocalFile, Source)> {
    let (view, sources) = archived_ritual(app, options.id, options.from.as_ref()).await?;
    let digest = view.ritual.rendered.as_ref().context("the ritual is not rendered")?.digest;
    let to = std::path::absolute(options.out.as_deref().unwrap_or(Path::new(&view.ritual.file)))?;
    let bars = Bars::new(false);
    let fetched = fetch_from_any(app, &sources, &to, digest, &|source, progress| {
        bars.moved(&format!("bringing back ← {}", source.destination), progress);
    })
    .await;
    bars.clear();
    fetched
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
