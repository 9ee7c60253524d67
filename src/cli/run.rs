//! `helix-bot run`: serve Discord until told to stop.

use std::process::ExitCode;
use std::sync::Arc;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::config::Settings;
use crate::discord::{self, DiscordOptions, Rest};
use crate::jobs::prune;
use crate::web;

pub(super) async fn run(settings: Settings) -> anyhow::Result<ExitCode> {
    let token = match settings.token() {
        Ok(token) => token.clone(),
        Err(problem) => {
            eprintln!("helix-bot: DISCORD_TOKEN: {problem}");
            return Ok(ExitCode::from(2));
        }
    };
    let stop = on_signal()?;
    let app = Arc::new(super::open(settings).await?);
    let rest = Rest::new(&DiscordOptions { token, api_url: app.settings().discord_api_url.clone() })?;
    let workers = app.work(Some(&discord::poster(rest.clone())), None);
    let web = match app.settings().port {
        Some(port) => {
            Some(tokio::spawn(web::serve(web::listen(port).await?, Arc::clone(&app), stop.clone())))
        }
        None => None,
    };
    let (jobs, swept) = (Arc::clone(app.jobs()), stop.clone());
    let sweeper = tokio::spawn(async move { prune::sweep_regularly(&jobs, swept).await });
    tokio::spawn(warn_if_offline(Arc::clone(&app)));

    let served = discord::run(Arc::clone(&app), rest, stop.clone()).await;
    stop.cancel();
    workers.stop().await;
    app.close().await;
    sweeper.abort();
    if let Some(web) = web {
        web.abort();
    }
    served?;
    tracing::info!("stopped");
    Ok(super::DONE)
}

/// Cancelled at the first SIGTERM or SIGINT.
fn on_signal() -> std::io::Result<CancellationToken> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let stop = CancellationToken::new();
    let token = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        token.cancel();
    });
    Ok(stop)
}

/// Says loudly at the start what will not be archived, and why.
async fn warn_if_offline(app: Arc<App>) {
    match app.jobs().sync.available().await {
        Ok(program) => tracing::info!(program, "ready to archive"),
        Err(error) => {
            tracing::error!(reason = %error.guidance, "NOTHING IS BEING ARCHIVED; rituals are kept until this is mended");
            return;
        }
    }
    for destination in app.reach_all(std::time::Duration::from_secs(20)).await {
        match destination.reach {
            Ok(()) => tracing::info!(destination = destination.name, "the destination answers"),
            Err(reason) => {
                tracing::error!(destination = destination.name, reason, "the destination does not answer");
            }
        }
    }
}
