//! `helix-bot archive retry`, which `helix-bot archive` alone means as well: works through what still waits, at once and
//! by hand.

use std::process::ExitCode;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use crate::app::App;
use crate::config::Settings;
use crate::store::{Overview, Timestamp};

/// Between two looks how it stands, where nothing ends meanwhile: another program may work on the same queue.
const LOOK: Duration = Duration::from_millis(200);

/// After each, so that a long queue is not counted anew for each of its jobs.
const BREATH: Duration = Duration::from_millis(20);

#[derive(Debug, Clone, clap::Args)]
// It is used both by itself and flattened, and a group has one name only.
#[group(skip)]
pub(super) struct Options {
    /// How long to work at most; what is not done by then goes on later
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    wait: u64,
}

pub(super) async fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    let app = crate::cli::open(settings).await?;
    // Somebody asked by hand: what waits for its time, was given up or is paused is tried now.
    app.jobs().store.revive(Timestamp::now()).await?;
    work(app, Duration::from_secs(options.wait)).await
}

/// Works through what waits, for so long at most, and tells how it stands afterwards.
pub(super) async fn work(app: App, wait: Duration) -> anyhow::Result<ExitCode> {
    let before = archived(&app.jobs().store.overview().await?);
    let workers = app.work(None, None);
    let watched = watch(&app, Instant::now() + wait).await;
    workers.stop().await;
    let after = app.jobs().store.overview().await;
    app.close().await;
    watched?;
    tell(&after?, before)
}

/// Until every copy is archived, given up, or put off to a later time; at most until `end`.
async fn watch(app: &App, end: Instant) -> anyhow::Result<()> {
    let mut interrupted = std::pin::pin!(tokio::signal::ctrl_c());
    loop {
        // Registered before looking, so that no wake-up falls between the look and the wait.
        let woken = app.jobs().wake.notified();
        tokio::pin!(woken);
        woken.as_mut().enable();
        let overview = app.jobs().store.overview().await?;
        let busy = overview
            .destinations
            .values()
            .any(|counts| counts.waiting > counts.put_off && counts.paused.is_none());
        if !busy || Instant::now() >= end {
            return Ok(());
        }
        tokio::select! {
            () = pause(woken) => {}
            _ = &mut interrupted => return Ok(()),
        }
    }
}

async fn pause(woken: impl Future<Output = ()>) {
    let _ = timeout(LOOK, woken).await;
    sleep(BREATH).await;
}

fn archived(overview: &Overview) -> u64 {
    overview.destinations.values().map(|counts| counts.archived).sum()
}

fn tell(overview: &Overview, before: u64) -> anyhow::Result<ExitCode> {
    let mut pending = false;
    for (name, counts) in &overview.destinations {
        pending |= counts.waiting + counts.dead > 0;
        let paused =
            counts.paused.as_ref().map(|(_, reason)| format!("; paused: {reason}")).unwrap_or_default();
        crate::cli::stdout::line(&format!(
            "{name}: {} archived, {} waiting, {} given up{paused}",
            counts.archived, counts.waiting, counts.dead
        ))?;
    }
    crate::cli::stdout::line(&format!("{} archived now", archived(overview) - before))?;
    Ok(if pending { ExitCode::from(3) } else { crate::cli::DONE })
}
