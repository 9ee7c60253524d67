//! `helix-bot run`: serve Discord until told to stop.

use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use super::{exit, signals, stderr};
use crate::app::{App, DestinationStatus, Messengers, Serving};
use crate::config::{RateLimits, Settings};
use crate::discord::{self, DiscordOptions, LimitsKeptBy, Rest, Waiters};
use crate::failure::for_operators;
use crate::traces;
use crate::web;

/// How long a destination may take to answer at the start.
const FIRST_ANSWER: Duration = Duration::from_secs(20);

pub(super) async fn run(settings: Settings) -> anyhow::Result<ExitCode> {
    let token = match settings.token() {
        _ if !settings.role.has_discord() => None,
        Ok(token) => Some(token.clone()),
        Err(problem) => {
            stderr::complain(&format!("DISCORD_TOKEN: {problem}"));
            return Ok(exit::misused());
        }
    };
    let stop = signals::on_signal()?;
    // Before anything is opened or started: a second bot on this port must not touch what the first one has.
    let listener = settings.port.map(|port| web::listen(settings.bind, port)).transpose()?;
    let serving = token.as_ref().map(|_| Serving::begin(&settings)).transpose()?;
    let app = Arc::new(App::open_to_serve(settings).await?);
    let web = listener.map(|listener| tokio::spawn(web::serve(listener, Arc::clone(&app), stop.clone())));
    begin_anew_where_asked(&app, &stop);
    let served = match token {
        Some(token) => serve(&app, token, &stop).await,
        None => work(&app, &stop).await,
    };
    stop.cancel();
    if let Some(web) = web {
        web.abort();
    }
    app.close().await;
    served?;
    if app.is_to_begin_anew() {
        drop(serving);
        tokio::task::block_in_place(traces::flush);
        return Err(begin_anew(app.settings()));
    }
    tracing::info!("stopped");
    Ok(exit::DONE)
}

/// The same program once more in this process, which keeps its number. Returns only where that fails.
fn begin_anew(settings: &Settings) -> anyhow::Error {
    // Where its file was replaced meanwhile, it is found under the name that it was started by.
    let file = std::env::current_exe().ok().filter(|file| file.is_file());
    let Some(program) = file.or_else(|| std::env::args_os().next().map(PathBuf::from)) else {
        return anyhow::anyhow!(
            "the program does not know where it lies, and cannot begin anew; start it again"
        );
    };
    let mut command = Command::new(program);
    command.args(std::env::args_os().skip(1));
    // What the file says now is to count, not what it said.
    for name in settings.filled_by_file() {
        command.env_remove(name);
    }
    anyhow::Error::from(command.exec()).context("the program could not begin anew; start it again")
}

/// Stops where somebody asks for a new beginning.
fn begin_anew_where_asked(app: &Arc<App>, stop: &CancellationToken) {
    let (anew, until) = (Arc::clone(app), stop.clone());
    tokio::spawn(async move {
        if until.run_until_cancelled(anew.anew()).await.is_some() {
            until.cancel();
        }
    });
}

/// Renders and archives until `stop`.
async fn work(app: &Arc<App>, stop: &CancellationToken) -> anyhow::Result<()> {
    let background = app.serve(None);
    let warning = tokio::spawn(warn_if_offline(Arc::clone(app)));
    tracing::info!("working for other processes, without Discord");
    stop.cancelled().await;
    warning.abort();
    background.stop().await;
    Ok(())
}

async fn serve(app: &Arc<App>, token: SecretString, stop: &CancellationToken) -> anyhow::Result<()> {
    let settings = app.settings();
    let limits_kept_by = match settings.rate_limits {
        RateLimits::Bot => LimitsKeptBy::Bot,
        RateLimits::Proxy => LimitsKeptBy::Proxy,
    };
    let api_url = settings.discord_api_url.clone();
    let rest = Rest::new(&DiscordOptions { token, api_url, limits_kept_by })?;
    let rest = rest.counted_by(app.metrics().discord.clone());
    // A bot that Discord does not let in has nothing else to say, and starts nothing.
    if let Some(refused) = stop.run_until_cancelled(discord::check_token(&rest)).await.and_then(Result::err) {
        return Err(refused);
    }
    let notifier = settings.operator_channel.map(|channel| discord::operator(rest.clone(), channel));
    let waiters = Arc::new(Waiters::default());
    let poster = discord::poster(rest.clone(), settings.operator_channel);
    let poster = discord::watching(poster, Arc::clone(&waiters), rest.clone());
    let background = app.serve(Some(Messengers {
        poster,
        notifier,
        announcer: discord::announcer(rest.clone()),
        log_writer: discord::log_writer(rest.clone()),
    }));
    let works = app.settings().role.has_works();
    let warning = works.then(|| tokio::spawn(warn_if_offline(Arc::clone(app))));

    // Boxed, since it is as large as all that listens.
    let served = Box::pin(discord::run(Arc::clone(app), rest, waiters, stop.clone())).await;
    stop.cancel();
    if let Some(warning) = warning {
        warning.abort();
    }
    background.stop().await;
    served
}

/// Says loudly at the start what will not be archived, and why.
async fn warn_if_offline(app: Arc<App>) {
    match app.archiving().await {
        Ok(program) => tracing::info!(program, "ready to archive"),
        Err(reason) => {
            tracing::error!(reason, "NOTHING IS BEING ARCHIVED; rituals are kept until this is mended");
            return;
        }
    }
    for DestinationStatus { destination, reach } in app.reach_all(FIRST_ANSWER).await {
        match reach {
            Ok(()) => tracing::info!(%destination, "the destination answers"),
            Err(reason) => {
                let reason = for_operators(&reason);
                tracing::error!(%destination, reason, "the destination does not answer");
            }
        }
    }
}
