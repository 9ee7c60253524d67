//! `operator`: what whoever owns the bot does while it runs, and v15.3's `sync` and `heartbeat`.
//!
//! The slash form is registered in home servers only (`HELIX_HOME_GUILDS`); behind the prefix it works everywhere. What
//! tells of other servers is told in private, in a home server, or in the operator's channel: elsewhere others read along.
//! The operator reads English, as in the log.

mod announce;
mod asker;
mod bandwidth;
mod blocks;
mod holds;
mod queue;
mod record;
mod upkeep;

use self::asker::owners_only;
use crate::discord::buttons::Part;
use crate::discord::context::{Command, CommandResult, Context, OwnersOnly};
use crate::discord::messages::reply;

/// The commands of this topic.
pub(super) fn commands() -> Vec<Command> {
    vec![operator(), sync(), heartbeat()]
}

/// What belongs to the buttons of this topic.
pub(crate) const PARTS: &[Part] = announce::PARTS;

/// Run me: the queue, pauses, limits, blocks, announcements.
#[poise::command(
    prefix_command,
    slash_command,
    category = "The operator",
    custom_data = "OwnersOnly",
    hide_in_help,
    check = "owners_only",
    default_member_permissions = "MANAGE_GUILD",
    subcommand_required,
    subcommands(
        "queue::queue",
        "holds::pause",
        "holds::resume",
        "holds::drain",
        "bandwidth::bandwidth",
        "blocks::block",
        "blocks::unblock",
        "blocks::blocks",
        "announce::announce",
        "upkeep::reload",
        "upkeep::sync",
        "upkeep::heartbeat",
        "record::log"
    )
)]
async fn operator(ctx: Context<'_>) -> CommandResult {
    // Poise answers for it: a subcommand is required.
    reply::acknowledge_privately(ctx).await;
    Ok(())
}

/// Archive at once what waits, and say what came of it; as in v15.3.
#[poise::command(
    prefix_command,
    category = "The operator",
    custom_data = "OwnersOnly",
    hide_in_help,
    check = "owners_only"
)]
async fn sync(ctx: Context<'_>) -> CommandResult {
    upkeep::archive_now(ctx).await
}

/// Say how I am: the gateway, uptime, lanes, destinations; as in v15.3.
#[poise::command(
    prefix_command,
    category = "The operator",
    custom_data = "OwnersOnly",
    hide_in_help,
    check = "owners_only"
)]
async fn heartbeat(ctx: Context<'_>) -> CommandResult {
    upkeep::beat(ctx).await
}
