//! `helix-bot archive remove`: takes copies away from destinations, for good.

use std::process::ExitCode;
use std::time::Duration;

use crate::app::App;
use crate::cli::{exit, stderr, stdout};
use crate::config::Settings;
use crate::failure::for_operators;
use crate::store::{BatchCounts, RitualId};
use crate::sync::{Destination, RemotePath};

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// The ritual's id; with --adopted the path of an adopted object below its destination
    #[arg(value_name = "RITUAL")]
    what: String,
    /// Only its copy at this destination, one of those in `HELIX_DESTINATIONS`
    #[arg(long, value_name = "DESTINATION")]
    from: Option<Destination>,
    /// Remove an object that was taken over with `archive import`; `--from` says where
    #[arg(long, requires = "from")]
    adopted: bool,
    /// How long to work at most; what is not done by then goes on later
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    wait: u64,
}

/// What is to be removed.
enum Target {
    Ritual(RitualId),
    Adopted(RemotePath),
}

pub(super) async fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    let target = match target(&options) {
        Ok(target) => target,
        Err(problem) => {
            stderr::complain(&problem);
            return Ok(exit::misused());
        }
    };
    if let Some(unknown) = options.from.as_ref().filter(|it| !settings.destinations.contains(it)) {
        stderr::complain(&format!("{unknown} is not among HELIX_DESTINATIONS; name one of those"));
        return Ok(exit::misused());
    }
    let app = App::open(settings).await?;
    let removed = remove(&app, &options, target).await;
    app.close().await;
    removed
}

fn target(options: &Options) -> Result<Target, String> {
    let what = options.what.as_str();
    if options.adopted {
        return what.parse().map(Target::Adopted).map_err(|error| format!("“{what}”: {error}"));
    }
    what.parse().map(Target::Ritual).map_err(|_| {
        format!("“{what}” is no ritual's id; `helix-bot archive list` lists those that are known")
    })
}

async fn remove(app: &App, options: &Options, target: Target) -> anyhow::Result<ExitCode> {
    let batch = App::new_batch();
    let at = match &options.from {
        Some(from) => vec![from.clone()],
        None => app.settings().destinations.clone(),
    };
    let asked = match target {
        Target::Ritual(id) => {
            let copies: Vec<_> = at.iter().map(|to| (id, to.clone())).collect();
            app.remove_many(&copies, None, &batch).await? > 0
        }
        Target::Adopted(path) => app.remove_adopted(&at[0], &path, Some(&batch)).await?,
    };
    if !asked {
        stderr::complain(
            "there is no such copy, or its removal was asked for before; `helix-bot archive list` tells",
        );
        return Ok(exit::FAILED);
    }
    let wait = Duration::from_secs(options.wait);
    let counts = app.work_off_removals(&batch, &at, wait, tokio::signal::ctrl_c()).await?;
    tell(&counts)
}

/// What came of it, and how it ends.
pub(super) fn tell(counts: &BatchCounts) -> anyhow::Result<ExitCode> {
    stdout::line(&words(counts))?;
    if let Some(trouble) = &counts.trouble {
        stdout::line(&format!("the last failure: {}", for_operators(trouble)))?;
    }
    Ok(match (counts.waiting, counts.kept + counts.dead) {
        (0, 0) => exit::DONE,
        (_, 0) => exit::pending(),
        _ => exit::FAILED,
    })
}

fn words(counts: &BatchCounts) -> String {
    let parts = [
        (counts.removed, "removed"),
        (counts.missing, "gone already"),
        (counts.kept, "left alone, as something else stands there"),
        (counts.dead, "given up; `helix-bot archive retry` tries again"),
        (counts.waiting, "still to be removed, which goes on later"),
    ];
    let told = parts.iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}"));
    told.collect::<Vec<_>>().join(", ")
}
