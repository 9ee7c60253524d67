//! `helix-bot ritual`: one ritual from end to end, without Discord.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::time::{Instant, sleep};

use super::progress::Bars;
use super::{exit, files, stdout};
use crate::app::{App, RitualRequest};
use crate::config::Settings;
use crate::ritual::{Seed, Size, Steps, Style};
use crate::store::{Archive, ArchiveState, Origin, RitualId, RitualView};

mod answer;

/// How often the ritual's state is looked at. A look is one small query.
const LOOK: Duration = Duration::from_millis(20);

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// How many steps the ritual takes: 1 to 1000, quick (27), standard (108) or deep (324)
    #[arg(default_value_t, allow_negative_numbers = true)]
    steps: Steps,
    /// What makes it differ from others: a number from 0 to 9007199254740991, or a word [default: random]
    #[arg(long, allow_negative_numbers = true)]
    seed: Option<Seed>,
    /// What kind of picture: eye, seahorse, elephant, dendrite, mini, ouroboros, flame or mandala
    #[arg(long, value_name = "NAME", default_value_t)]
    style: Style,
    /// Width and height in pixels, 256 to 4096, or a format: banner (1500×500) or phone (1080×2340)
    #[arg(long, default_value_t, allow_negative_numbers = true)]
    size: Size,
    /// Show the steps in motion as well: an animated GIF beside the picture, under the same name
    #[arg(long)]
    motion: bool,
    /// Write the picture to this file as well
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Render and keep the picture, archive nothing
    #[arg(long)]
    no_archive: bool,
    /// How long to wait for the archives; what is not done by then goes on later
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    wait: u64,
    /// Print one JSON object and nothing else
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    if let Some(problem) = options.out.as_deref().and_then(unusable) {
        eprintln!("helix-bot: {problem}");
        return Ok(exit::misused());
    }
    let bars = Arc::new(Bars::new(options.json));
    let seen = Arc::clone(&bars);
    let app = App::open_observed(settings, move |_, event| seen.show(&event)).await?;
    let request = RitualRequest {
        origin: Origin::CommandLine,
        steps: options.steps,
        seed: options.seed,
        style: options.style,
        size: options.size,
        motion: options.motion,
        archive: !options.no_archive,
    };
    let id = app.accept(request).await?.id;

    bars.rendering(options.steps);
    let workers = app.work_on(id);
    let watched = watch(&app, id, Duration::from_secs(options.wait)).await;
    bars.clear();
    workers.stop().await;
    // Looked at once more: what was under way may have ended.
    let view = match watched {
        Ok(()) => app.ritual(id).await.and_then(|view| view.context("the ritual is gone from the database")),
        Err(error) => Err(error),
    };
    app.close().await;
    answer(&app, &view?, &options)
}

/// Waits until the ritual is rendered and then, for a while, until it is archived. Ctrl-C ends the wait.
async fn watch(app: &App, id: RitualId, wait: Duration) -> anyhow::Result<()> {
    let mut until = None;
    let mut interrupted = std::pin::pin!(tokio::signal::ctrl_c());
    loop {
        let view = app.ritual(id).await?.context("the ritual is gone from the database")?;
        if let Some(reason) = view.render_failure {
            anyhow::bail!("the ritual {id} could not be rendered: {reason}");
        }
        if view.ritual.rendered.is_some() {
            let until = *until.get_or_insert_with(|| Instant::now() + wait);
            if view.archives.iter().all(is_over) || Instant::now() >= until {
                return Ok(());
            }
        }
        tokio::select! {
            () = sleep(LOOK) => {}
            _ = &mut interrupted => {
                anyhow::ensure!(view.ritual.rendered.is_some(), "interrupted; the ritual {id} is kept and goes on with the next `helix-bot archive` or `helix-bot run`");
                return Ok(());
            }
        }
    }
}

fn is_over(archive: &Archive) -> bool {
    matches!(archive.state, ArchiveState::Archived(_) | ArchiveState::Dead { .. })
}

/// Why a file cannot be written, as far as can be told beforehand.
fn unusable(out: &Path) -> Option<String> {
    let folder = match out.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if out.is_dir() || out.file_name().is_none() {
        return Some(format!("--out {} is a folder; name a file", out.display()));
    }
    (!folder.is_dir())
        .then(|| format!("--out {}: the folder {} does not exist", out.display(), folder.display()))
}

fn answer(app: &App, view: &RitualView, options: &Options) -> anyhow::Result<ExitCode> {
    let file = match &options.out {
        Some(out) => {
            app.copy_picture(view, out)?;
            if options.motion {
                app.copy_motion(view, &files::beside(out))?;
            }
            out.clone()
        }
        None => app.picture_of(view),
    };
    let file = std::path::absolute(&file).unwrap_or(file);
    let text = if options.json { answer::json(view, &file)? } else { answer::text(view, &file) };
    stdout::line(&text)?;
    let archived = view.archives.iter().all(|archive| matches!(archive.state, ArchiveState::Archived(_)));
    Ok(if archived { exit::DONE } else { exit::pending() })
}
