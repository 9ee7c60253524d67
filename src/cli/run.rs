//! `helix-bot run`: serve Discord until told to stop.

use std::process::ExitCode;
use std::sync::Arc;

use crate::app::App;
use crate::config::Settings;
use crate::discord::{self, DiscordOptions, Rest};
use crate::jobs::{notify, prune};
use crate::web;

pub(super) async fn run(settings: Settings) -> anyhow::Result<ExitCode> {
    let token = match settings.token() {
        Ok(token) => token.clone(),
        Err(problem) => {
            eprintln!("helix-bot: DISCORD_TOKEN: {problem}");
            return Ok(ExitCode::from(2));
        }
    };
    let stop = super::on_signal()?;
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
    let notifier = app.settings().operator_channel.map(|channel| discord::operator(rest.clone(), channel));
    let (jobs, quiet) = (Arc::clone(app.jobs()), stop.clone());
    let telling = tokio::spawn(async move {
        notify::serve(jobs.store.as_ref(), &jobs.wake, notifier.as_deref(), &quiet).await;
    });
    tokio::spawn(warn_if_offline(Arc::clone(&app)));

    let served = discord::run(Arc::clone(&app), rest, stop.clone()).await;
    stop.cancel();
    workers.stop().await;
    telling.abort();
    app.close().await;
    sweeper.abort();
    if let Some(web) = web {
        web.abort();
    }
    served?;
    tracing::info!("stopped");
    Ok(super::DONE)
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
