//! `helix-bot ritual`: one ritual from end to end, without Discord.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::time::{Instant, sleep, timeout_at};

use super::progress::Bars;
use super::{exit, files, stderr, stdout};
use crate::app::{App, RitualRequest};
use crate::config::Settings;
use crate::language::Language;
use crate::ritual::{ChosenSeed, Size, Steps, Style};
use crate::store::{Archive, ArchiveState, Origin, RitualId, RitualView, Timestamp};

mod answer;

/// How often the ritual's state is looked at. A look is one small query.
const LOOK: Duration = Duration::from_millis(20);
/// How long the archives are waited for where nothing was asked for.
const WAIT: Duration = Duration::from_mins(1);
/// What is kept of the time for calling off uploads and ending rclone; of a short time a quarter.
const ENDING: Duration = Duration::from_secs(3);
/// So long may accepting a ritual take that is not to be waited for.
const LEAST: Duration = Duration::from_secs(3);

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// How many steps the ritual takes: 1 to 1000, quick (27), standard (108) or deep (324)
    #[arg(default_value_t, allow_negative_numbers = true)]
    steps: Steps,
    /// What makes it differ from others: a number from 0 to 9007199254740991, or a word [default: random]
    #[arg(long, allow_negative_numbers = true)]
    seed: Option<ChosenSeed>,
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
    /// How long the whole command may take; what is not done by then goes on later [default: rendering, and a minute for
    /// the archives]
    #[arg(long, value_name = "SECONDS")]
    wait: Option<u64>,
    /// Print one JSON object and nothing else
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    let limits = Limits::new(options.wait);
    if let Some(problem) = options.out.as_deref().and_then(unusable) {
        stderr::complain(&problem);
        return Ok(exit::misused());
    }
    let bars = Arc::new(Bars::new(options.json));
    let seen = Arc::clone(&bars);
    let opened =
        Box::pin(limits.bound(App::open_observed(settings, move |_, event| seen.show(&event)))).await;
    let app = opened.context("the database did not open in the time of --wait; nothing was asked for")??;
    let accepted = limits.bound(app.accept(request(&options))).await;
    let id = accepted.context("the database did not answer in the time of --wait")??.id;

    bars.rendering(options.steps);
    let workers = app.work_on(id);
    let watched = watch(&app, id, &limits).await;
    bars.clear();
    // What does not end in time is called off by the end of the program, and done again later.
    let _ = limits.bound(workers.stop()).await;
    // Looked at once more: what was under way may have ended.
    let view = match watched {
        Ok(seen) => limits.bound(look(&app, id)).await.unwrap_or(Ok(seen)),
        Err(error) => Err(error),
    };
    let _ = limits.bound(app.close()).await;
    answer(&app, &view?, &options)
}

fn request(options: &Options) -> RitualRequest {
    RitualRequest {
        origin: Origin::CommandLine,
        steps: options.steps,
        seed: options.seed.clone(),
        style: options.style,
        size: options.size,
        motion: options.motion,
        spoiler: false,
        language: Language::English,
        redraws: None,
        archive: !options.no_archive,
        edited: None,
    }
}

async fn look(app: &App, id: RitualId) -> anyhow::Result<RitualView> {
    app.ritual(id).await?.context("the ritual is gone from the database")
}

/// Waits until the ritual is archived, or until nothing more can happen in the time that is left. Ctrl-C ends the wait.
/// Returns how it stands.
async fn watch(app: &App, id: RitualId, limits: &Limits) -> anyhow::Result<RitualView> {
    let mut rendered_at = None;
    let mut interrupted = std::pin::pin!(tokio::signal::ctrl_c());
    loop {
        let view = look(app, id).await?;
        if let Some(reason) = &view.render_failure {
            anyhow::bail!("the ritual {id} could not be rendered: {reason}");
        }
        if view.ritual.rendered.is_some() {
            rendered_at.get_or_insert_with(Instant::now);
        }
        let left = limits.left(rendered_at, view.render_delay.is_some());
        let settled = rendered_at.is_some() && view.archives.iter().all(|copy| is_over(copy, left));
        if settled || left.is_some_and(|left| left.is_zero()) {
            return Ok(view);
        }
        tokio::select! {
            () = sleep(LOOK) => {}
            _ = &mut interrupted => return Ok(view),
        }
    }
}

/// How long the command may take.
struct Limits {
    started: Instant,
    /// As asked for.
    whole: Option<Duration>,
}

impl Limits {
    fn new(wait: Option<u64>) -> Self {
        Self { started: Instant::now(), whole: wait.map(Duration::from_secs) }
    }

    /// Does something within the time of the whole command; `None` if that is up.
    async fn bound<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        match self.whole {
            Some(whole) => timeout_at(self.started + whole.max(LEAST), work).await.ok(),
            None => Some(work.await),
        }
    }

    /// How much longer to wait; `None` for as long as it takes. Where nothing was asked for, a rendering that is under way
    /// is waited for, and then the archives for a while.
    fn left(&self, rendered_at: Option<Instant>, is_put_off: bool) -> Option<Duration> {
        let until = match (self.whole, rendered_at) {
            (Some(whole), _) => self.started + whole.saturating_sub((whole / 4).min(ENDING)),
            (None, Some(rendered_at)) => rendered_at + WAIT,
            (None, None) if is_put_off => self.started + WAIT,
            (None, None) => return None,
        };
        Some(until.saturating_duration_since(Instant::now()))
    }
}

/// Whether nothing happens to a copy any more while so much time is left.
fn is_over(archive: &Archive, left: Option<Duration>) -> bool {
    match &archive.state {
        ArchiveState::Archived(_) | ArchiveState::Dead { .. } | ArchiveState::Removed(_) => true,
        ArchiveState::Retrying { at, .. } => left.is_some_and(|left| at.since(Timestamp::now()) > left),
        ArchiveState::Pending => false,
    }
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
    if view.ritual.rendered.is_none() {
        if options.json {
            stdout::line(&answer::json(view, None)?)?;
        } else {
            stdout::lines(answer::unrendered(view))?;
        }
        return Ok(exit::pending());
    }
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
    if options.json {
        stdout::line(&answer::json(view, Some(&file))?)?;
    } else {
        stdout::lines(answer::text(view, &file))?;
    }
    let archived = view.archives.iter().all(|archive| matches!(archive.state, ArchiveState::Archived(_)));
    Ok(if archived { exit::DONE } else { exit::pending() })
}
