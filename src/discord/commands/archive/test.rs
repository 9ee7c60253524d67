//! `archive test`: whether a server's destinations take copies and give them back, step by step.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use super::text::{ago, name};
use super::whose::Whose;
use crate::app::{App, NotTested};
use crate::discord::context::{CommandResult, Context, guild_of};
use crate::discord::messages::reply::Live;
use crate::sync::{Destination, ProbeStep, Probed};
use crate::words::{Language, say};

/// How often it is told how far it is.
const EVERY: Duration = Duration::from_secs(2);

/// Write a small file to each destination, read it back, compare it and remove it.
///
/// Each step is told as it is done. A destination that refused its login is left alone, since another try might lock the \
/// account. Each destination is tried once a minute at most, whoever asks.
#[poise::command(
    prefix_command,
    slash_command,
    guild_only,
    interaction_context = "Guild",
    required_permissions = "MANAGE_GUILD"
)]
pub(super) async fn test(ctx: Context<'_>) -> CommandResult {
    begin(ctx).await
}

/// The same as `archive test`, under the name that v15.3 had for it.
#[poise::command(
    prefix_command,
    category = "Archives",
    guild_only,
    interaction_context = "Guild",
    required_permissions = "MANAGE_GUILD",
    rename = "testmega"
)]
pub(super) async fn testmega(ctx: Context<'_>) -> CommandResult {
    begin(ctx).await
}

async fn begin(ctx: Context<'_>) -> CommandResult {
    guild_of(ctx)?;
    let whose = Whose::of(ctx).await?;
    let app = Arc::clone(&ctx.data().app);
    let live = Live::answer(ctx, say!(whose.language, "archive-test-begins").into()).await?;
    tokio::spawn(async move { run(&app, whose, &live).await });
    Ok(())
}

async fn run(app: &App, whose: Whose, live: &Live) {
    // A line for each destination.
    let lines = Mutex::new(Vec::<String>::new());
    let work = async {
        for destination in whose.destinations(app).await? {
            lines.lock().push(String::new());
            let set = |text: String| {
                if let Some(last) = lines.lock().last_mut() {
                    *last = format!("• {}: {text}", name(&destination));
                }
            };
            let see = |step| set(doing(step, whose.language));
            let tried = app.test_destination(whose.guild, &destination, &see).await?;
            set(told(&destination, tried, whose));
        }
        anyhow::Ok(())
    };
    let text = || {
        let title = say!(whose.language, "archive-test-title");
        std::iter::once(title).chain(lines.lock().iter().cloned()).collect::<Vec<_>>().join("\n")
    };
    if let Err(error) = live.while_at(EVERY, work, text).await {
        tracing::error!(error = format!("{error:#}"), "the destinations could not be tried");
        return live.end(say!(whose.language, "archive-broke-off")).await;
    }
    live.end(text()).await;
}

/// The step that is being done, behind those that are.
fn doing(step: ProbeStep, language: Language) -> String {
    match step {
        ProbeStep::Writing => say!(language, "archive-test-writing"),
        ProbeStep::ReadingBack => say!(language, "archive-test-reading"),
        ProbeStep::Removing => say!(language, "archive-test-removing"),
    }
}

type Tried = Result<Result<Probed, crate::failure::Failure>, NotTested>;

fn told(destination: &Destination, tried: Tried, whose: Whose) -> String {
    let language = whose.language;
    let reason = |failure: &crate::failure::Failure| whose.reason(&failure.reason()).unwrap_or_default();
    match tried {
        Ok(Ok(Probed::Removed)) => say!(language, "archive-test-well"),
        Ok(Ok(Probed::Left(why))) => say!(language, "archive-test-left", reason = reason(&why)),
        Ok(Ok(Probed::LeftBefore(why))) => say!(language, "archive-test-left-before", reason = reason(&why)),
        Ok(Err(failure)) => {
            let cause = failure.cause.as_ref().map(|cause| format!("{cause:#}"));
            tracing::warn!(%destination, reason = %failure.guidance, cause, "a destination was tried and failed");
            say!(language, "archive-test-failed", reason = reason(&failure))
        }
        Err(NotTested::Running) => say!(language, "archive-test-running"),
        Err(NotTested::TooSoon(until)) => say!(language, "archive-test-too-soon", until = ago(until)),
        Err(NotTested::Paused(until)) => say!(language, "archive-test-paused", until = ago(until)),
    }
}
