//! `helix-bot archive`: what an operator does with the copies. One file per subcommand.

use std::process::ExitCode;
use std::time::{Duration, UNIX_EPOCH};

use clap::Subcommand;

use crate::app::App;
use crate::config::Settings;
use crate::store::{RecordedFile, RitualId, RitualView, Timestamp};
use crate::sync::{Destination, RemotePath};

mod backfill;
mod import;
mod link;
mod list;
mod mount;
mod pull;
mod restore;
mod retry;

/// How many rituals are read from the database at a time.
const PAGE: u32 = 200;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    retry: retry::Options,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Work through what still waits to be archived, and try again what was given up (also without a subcommand)
    Retry(retry::Options),
    /// List what is archived where, with its receipts
    List(list::Options),
    /// Bring one ritual's files back, verified
    Pull(pull::Options),
    /// Bring back every archived file that is missing on this machine
    Restore(restore::Options),
    /// Send to a destination whatever is archived elsewhere
    Backfill(backfill::Options),
    /// Take over what another program, such as v15.3, had uploaded
    Import(import::Options),
    /// Show a destination as a folder of this machine, for reading, until Ctrl-C
    Mount(mount::Options),
    /// Print a link under which anybody can see a ritual's picture
    Link(link::Options),
}

pub(super) async fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    match options.command.unwrap_or(Command::Retry(options.retry)) {
        Command::Retry(options) => retry::run(settings, options).await,
        Command::List(options) => list::run(settings, options).await,
        Command::Pull(options) => pull::run(settings, options).await,
        Command::Restore(options) => restore::run(settings, options).await,
        Command::Backfill(options) => backfill::run(settings, options).await,
        Command::Import(options) => import::run(settings, options).await,
        Command::Mount(options) => mount::run(settings, options).await,
        Command::Link(options) => link::run(settings, options).await,
    }
}

/// Where a copy stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Source {
    destination: Destination,
    path: RemotePath,
}

impl Source {
    /// None for texts that cannot be read any more; the store keeps texts that were checked when they came in.
    fn read(destination: &str, path: &str) -> Option<Self> {
        Some(Self { destination: destination.parse().ok()?, path: path.parse().ok()? })
    }

    /// As people read it.
    fn full_path(&self) -> String {
        self.destination.full_path(&self.path)
    }
}

/// One of a ritual's recorded files, and where proven copies of it stand.
struct ArchivedFile {
    file: RecordedFile,
    sources: Vec<Source>,
}

/// A ritual's files, the picture first, each with its copies in the order of the archives; with `from`, only those
/// there. Empty if there is no copy: a receipt stands for all files of a ritual.
fn archived_files(view: &RitualView, from: Option<&Destination>) -> Vec<ArchivedFile> {
    let Some(rendered) = &view.ritual.rendered else { return Vec::new() };
    let files = rendered.files(&view.ritual.file).map(|file| ArchivedFile { file, sources: Vec::new() });
    let mut files: Vec<_> = files.collect();
    for (to, path) in view.copies(rendered.digest) {
        for (file, there) in files.iter_mut().zip(rendered.files(path)) {
            let source = Source::read(to, &there.path);
            file.sources.extend(source.filter(|source| from.is_none_or(|from| source.destination == *from)));
        }
    }
    files.retain(|file| !file.sources.is_empty());
    files
}

/// The files of one ritual with their proven copies, or words about what is missing.
async fn archived_ritual(
    app: &App,
    id: RitualId,
    from: Option<&Destination>,
) -> anyhow::Result<Vec<ArchivedFile>> {
    let view = app.ritual(id).await?;
    let view = view.ok_or_else(|| {
        anyhow::anyhow!("no ritual {id} is known here; `helix-bot archive list` lists those that are")
    })?;
    let files = archived_files(&view, from);
    if files.is_empty() {
        let where_from = from.map(|from| format!(" at {from}")).unwrap_or_default();
        anyhow::bail!(
            "no proven copy of the ritual {id} stands{where_from}; `helix-bot archive list` tells where copies are"
        );
    }
    Ok(files)
}

/// Every ritual, page by page, in the order in which they were accepted.
async fn each_ritual(
    app: &App,
    mut see: impl AsyncFnMut(RitualView) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut after = None;
    loop {
        let page = app.jobs().store.rituals(after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.ritual.id);
        for view in page {
            see(view).await?;
        }
    }
}

/// A moment as `2026-11-25T13:45:00Z`.
fn moment(at: Timestamp) -> String {
    let since = Duration::from_millis(u64::try_from(at.0).unwrap_or_default());
    humantime::format_rfc3339_seconds(UNIX_EPOCH + since).to_string()
}
