//! `archive verify`: a look at some of a server's copies, now.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use super::text::name;
use super::whose::Whose;
use crate::app::{App, Looked};
use crate::discord::context::{CommandResult, Context};
use crate::discord::messages::reply::Live;
use crate::jobs::audit::Verdict;
use crate::words::say;

/// How many copies are looked at, those first that were not proven for the longest time.
const SAMPLE: u32 = 24;
/// How often it is told how far it is.
const EVERY: Duration = Duration::from_secs(3);

/// What was found so far.
#[derive(Debug, Default, Clone)]
struct Found {
    all: u64,
    proven: u64,
    lost: u64,
    not_seen: Vec<String>,
}

/// Look at some copies now, the oldest proofs first, and make good what is missing or damaged.
///
/// Each is compared with what was archived: by the service's own hash where that counts, else by reading it back. It can be \
/// used every minute.
#[poise::command(prefix_command, slash_command, guild_cooldown = 60, user_cooldown = 20)]
pub(super) async fn verify(ctx: Context<'_>) -> CommandResult {
    let whose = Whose::of(ctx).await?;
    let app = Arc::clone(&ctx.data().app);
    let live = Live::answer(ctx, say!(whose.language, "archive-verify-begins").into()).await?;
    tokio::spawn(async move { run(&app, whose, &live).await });
    Ok(())
}

async fn run(app: &App, whose: Whose, live: &Live) {
    let found = Mutex::new(Found::default());
    let work = async {
        let destinations = whose.destinations(app).await?;
        app.verify_own(whose.owner, &destinations, SAMPLE, |looked, all| {
            let mut found = found.lock();
            found.all = all;
            count(&mut found, looked, whose);
        })
        .await
    };
    let done = live.while_at(EVERY, work, || going(&found.lock(), whose)).await;
    let text = match done {
        Ok(_) => end(&found.lock(), whose),
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "a server's copies could not be looked at");
            say!(whose.language, "archive-broke-off")
        }
    };
    live.end(text).await;
}

fn count(found: &mut Found, looked: Looked, whose: Whose) {
    match looked.verdict {
        Ok(Verdict::Proven { .. }) => found.proven += 1,
        Ok(Verdict::Missing | Verdict::Damaged) => found.lost += 1,
        Ok(Verdict::Superseded) => {}
        Err(failure) => {
            let reason = whose.reason(&failure.reason()).unwrap_or_default();
            let name = name(&looked.destination);
            found.not_seen.push(say!(whose.language, "archive-verify-silent", name = name, reason = reason));
        }
    }
}

fn going(found: &Found, whose: Whose) -> String {
    say!(whose.language, "archive-verify-goes-on", done = found.proven + found.lost, all = found.all)
}

fn end(found: &Found, whose: Whose) -> String {
    let language = whose.language;
    if found.all == 0 {
        return say!(language, "archive-verify-nothing");
    }
    let mut lines = vec![say!(language, "archive-verify-proven", proven = found.proven, all = found.all)];
    if found.lost > 0 {
        lines.push(say!(language, "archive-verify-lost", count = found.lost));
    }
    lines.extend(found.not_seen.iter().cloned());
    lines.join("\n")
}
