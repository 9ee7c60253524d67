//! Looking after the bot: how it is, archiving what waits at once, and other settings.

use std::fmt::Write as _;
use std::time::Duration;

use super::asker::{discreetly, who};
use super::{holds, queue};
use crate::app::DestinationStatus;
use crate::discord::commands::status::{name, uptime};
use crate::discord::context::{CommandResult, Context};
use crate::discord::error::UserError;
use crate::discord::messages::reply;
use crate::discord::messages::text::{code, plain};
use crate::failure::for_operators;
use crate::store::LaneLength;
use crate::sync::Destination;

/// How long is waited for what waits to be archived, before it is told how far that is.
const PATIENCE: Duration = Duration::from_secs(20);
/// How much of a reason is shown, in characters.
const REASON: usize = 200;
/// How much is shown of what is wrong with settings, in characters.
const PROBLEM: usize = 300;
/// How long a destination may take to answer.
const REACH: Duration = Duration::from_secs(2);

/// Read the .env file again and begin anew with it, after a check; a mistake changes nothing.
///
/// What the bot was given in its environment (by Docker, systemd or Railway) needs a restart from there. Everything that \
/// was accepted goes on.
#[poise::command(prefix_command, slash_command)]
pub(super) async fn reload(ctx: Context<'_>) -> CommandResult {
    discreetly(ctx)?;
    let app = &ctx.data().app;
    let changed = app.read_settings_again().map_err(|problems| refused(&problems))?;
    if changed.is_empty() {
        let from_file = !app.settings().filled_by_file().is_empty();
        let said = if from_file {
            "The .env file says what it said; nothing was changed. What I was given in my environment can change with a \
             restart only."
        } else {
            "I have no settings from a .env file; what I was given in my environment can change with a restart only."
        };
        return reply::whisper(ctx, said).await;
    }
    let names: Vec<_> = changed.iter().map(|name| code(name, 100)).collect();
    let said = format!(
        "The settings are right. I begin anew with other values of {}; that takes some seconds, and nothing is lost.",
        names.join(", ")
    );
    // Told first: afterwards there is nobody to tell it.
    reply::whisper(ctx, said).await?;
    Ok(app.begin_anew(who(ctx), &changed).await?)
}

fn refused(problems: &[String]) -> UserError {
    let lines = problems.iter().map(|problem| format!("\n• {}", plain(problem, PROBLEM)));
    UserError::new(format!(
        "Nothing was changed, as these settings cannot be used:{}",
        lines.collect::<String>()
    ))
}

/// Archive at once what waits, and say what came of it.
#[poise::command(prefix_command, slash_command)]
pub(super) async fn sync(ctx: Context<'_>) -> CommandResult {
    archive_now(ctx).await
}

/// Has everything archived now that waits, and tells how far that came.
pub(super) async fn archive_now(ctx: Context<'_>) -> CommandResult {
    discreetly(ctx)?;
    reply::acknowledge_privately(ctx).await;
    let app = &ctx.data().app;
    if let Err(reason) = app.archiving().await {
        let reason = plain(&for_operators(&reason), REASON);
        return Err(UserError::new(format!("Nothing can be archived now: {reason}.")).into());
    }
    let stood = app.sync(who(ctx), PATIENCE).await?;
    let lines: Vec<_> = stood.iter().map(|(to, before, after)| came_of(to, before, after)).collect();
    reply::whisper(ctx, lines.join("\n")).await
}

/// What came of what waited for one destination.
fn came_of(to: &Destination, before: &LaneLength, after: &LaneLength) -> String {
    let open = |length: &LaneLength| length.waiting + length.put_off + length.running;
    let (waited, left) = (open(before), open(after));
    let mut text = format!("• {}: ", name(to));
    let _ = match (waited, left) {
        (0, 0) => write!(text, "nothing was waiting"),
        (waited, 0) => write!(text, "{} archived or given up", copies(waited)),
        (_, left) if after.put_off > 0 => {
            write!(
                text,
                "{} still waiting, of which {} failed again (`status` says why)",
                copies(left),
                after.put_off
            )
        }
        (_, left) => write!(text, "{} still on the way", copies(left)),
    };
    text
}

fn copies(count: u64) -> String {
    match count {
        1 => "1 copy".to_owned(),
        LaneLength::MOST.. => format!("{} copies or more", LaneLength::MOST),
        more => format!("{more} copies"),
    }
}

/// Say how I am: the gateway, uptime, lanes, destinations.
#[poise::command(prefix_command, slash_command)]
pub(super) async fn heartbeat(ctx: Context<'_>) -> CommandResult {
    beat(ctx).await
}

/// Tells how the bot is.
pub(super) async fn beat(ctx: Context<'_>) -> CommandResult {
    discreetly(ctx)?;
    reply::acknowledge_privately(ctx).await;
    let app = &ctx.data().app;
    // serenity has measured nothing before the first heartbeat was answered.
    let gateway = match ctx.ping().await {
        Duration::ZERO => "connected".to_owned(),
        latency => format!("answers in {} ms", latency.as_millis()),
    };
    let mut lines = vec![format!("Up for {}; Discord's gateway {gateway}", uptime(app.uptime()))];
    let queue = app.queue_of_all().await?;
    lines.extend(queue.lanes.iter().map(|(lane, length)| queue::line(lane, length)));
    lines.push(match app.archiving().await {
        Ok(carrier) => format!("Archives through {}", plain(&carrier, REASON)),
        Err(reason) => format!("⚠ Nothing is being archived: {}", plain(&for_operators(&reason), REASON)),
    });
    lines.extend(app.reach_all(REACH).await.iter().map(reached));
    lines.extend(queue.held.iter().map(holds::line));
    reply::whisper(ctx, lines.join("\n")).await
}

fn reached(status: &DestinationStatus) -> String {
    let to = name(&status.destination);
    match &status.reach {
        Ok(()) => format!("• {to} answers"),
        Err(reason) => format!("• {to} ⚠ does not answer: {}", plain(&for_operators(reason), REASON)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_of_a_sync_is_told_for_each_destination() {
        let told = |before: (u64, u64), after: (u64, u64)| {
            let length = |(waiting, put_off)| LaneLength { waiting, put_off, running: 0 };
            came_of(&Destination::local(), &length(before), &length(after))
        };
        assert_eq!(told((0, 0), (0, 0)), "• `local`: nothing was waiting");
        assert_eq!(told((1, 2), (0, 0)), "• `local`: 3 copies archived or given up");
        assert_eq!(told((3, 0), (1, 0)), "• `local`: 1 copy still on the way");
        assert!(told((0, 3), (0, 2)).contains("2 copies still waiting, of which 2 failed again"));
    }
}
