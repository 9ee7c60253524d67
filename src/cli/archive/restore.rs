//! `helix-bot archive restore`: brings back every archived file that is missing on this machine.
//!
//! What is there already is recognised by its content, so it can be ended at any time and begun again.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use indicatif::ProgressBar;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::app::{App, ArchivedFile, Source};
use crate::blocking::blocking;
use crate::cli::{exit, stdout};
use crate::config::Settings;
use crate::digest::Digest;
use crate::sync::{Destination, LocalFile};

/// Files brought back at the same time; destinations that bear less get less.
const AT_ONCE: usize = 4;

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// Folder to restore to, laid out as at the destinations [default: the local archive]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// One file that should be on this machine.
struct Wanted {
    file: PathBuf,
    digest: Digest,
    sources: Vec<Source>,
}

/// How it went with one file.
enum Fate {
    Restored,
    Present,
    Failed(String),
}

pub(super) async fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    let root = options.out.clone().unwrap_or_else(|| settings.local_dir());
    let root = std::path::absolute(root)?;
    let app = Arc::new(App::open(settings).await?);
    let fates = restore(&app, &root, options.out.is_none()).await;
    app.close().await;
    let fates = fates?;
    let mut failed = 0;
    for fate in &fates {
        if let Fate::Failed(reason) = fate {
            failed += 1;
            stdout::line(&format!("FAIL  {reason}"))?;
        }
    }
    let count = |wanted: fn(&Fate) -> bool| fates.iter().filter(|fate| wanted(fate)).count();
    stdout::line(&format!(
        "{} restored to {}, {} were there already, {failed} failed",
        count(|fate| matches!(fate, Fate::Restored)),
        root.display(),
        count(|fate| matches!(fate, Fate::Present)),
    ))?;
    Ok(if failed == 0 { exit::DONE } else { exit::FAILED })
}

async fn restore(app: &Arc<App>, root: &Path, into_local: bool) -> anyhow::Result<Vec<Fate>> {
    let wanted = wanted(app, root, into_local).await?;
    let bar = ProgressBar::new(wanted.len() as u64);
    let places = Arc::new(Semaphore::new(app.downloads_at_once(AT_ONCE)));
    let mut running = JoinSet::new();
    for one in wanted {
        let (app, bar, places) = (Arc::clone(app), bar.clone(), Arc::clone(&places));
        running.spawn(async move {
            let _place = places.acquire_owned().await;
            let fate = bring(&app, &one).await;
            bar.inc(1);
            fate
        });
    }
    let interrupted = tokio::signal::ctrl_c();
    let fates = tokio::select! {
        fates = running.join_all() => Ok(fates),
        _ = interrupted => Err(anyhow::anyhow!("interrupted; begin again, and what was restored is passed over")),
    };
    bar.finish_and_clear();
    fates
}

/// All that has a proven or adopted copy somewhere.
async fn wanted(app: &App, root: &Path, into_local: bool) -> anyhow::Result<Vec<Wanted>> {
    // What is restored into the local archive cannot come from it.
    let elsewhere = |source: &Source| !(into_local && source.destination == Destination::local());
    let mut wanted = Vec::new();
    app.each_ritual(async |view| {
        for archived in ArchivedFile::all_of(&view, None) {
            let Some(first) = archived.sources.first() else { continue };
            wanted.push(Wanted {
                file: root.join(first.path.as_str()),
                digest: archived.file.digest,
                sources: archived.sources.into_iter().filter(elsewhere).collect(),
            });
        }
        Ok(())
    })
    .await?;
    for object in app.adopted().await? {
        let source = Source { destination: object.destination, path: object.path };
        let file = root.join(source.path.as_str());
        let sources = Vec::from_iter(Some(source).filter(elsewhere));
        wanted.push(Wanted { file, digest: object.digest, sources });
    }
    Ok(wanted)
}

async fn bring(app: &App, wanted: &Wanted) -> Fate {
    let file = wanted.file.clone();
    let held = blocking(move || match File::open(file) {
        Ok(file) => Digest::of_reader(file).map(Some),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    });
    let name = wanted.file.display();
    match held.await {
        Ok(Some(digest)) if digest == wanted.digest => return Fate::Present,
        Ok(Some(_)) => {
            return Fate::Failed(format!(
                "{name}: another content stands there; move it away and restore again"
            ));
        }
        Ok(None) => {}
        Err(error) => return Fate::Failed(format!("{name}: {error}")),
    }
    if wanted.sources.is_empty() {
        return Fate::Failed(format!("{name}: its only copy was this one"));
    }
    let fetched: anyhow::Result<(LocalFile, Source)> =
        app.fetch_from_any(&wanted.sources, &wanted.file, wanted.digest, &|_, _| {}).await;
    match fetched {
        Ok(_) => Fate::Restored,
        Err(error) => Fate::Failed(format!("{name}: {error:#}")),
    }
}
