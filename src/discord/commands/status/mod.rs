//! `status`: how the bot and everything it needs are doing.

mod text;

pub(super) use self::text::{held_back, line, name, uptime};
use super::audience::Reader;
use crate::discord::context::{Command, CommandResult, Context};
use crate::discord::messages::reply;

/// How many jobs are shown that were given up.
const GIVEN_UP: u32 = 3;

/// The commands of this topic.
pub(super) fn commands() -> Vec<Command> {
    vec![status()]
}

/// Show how I am doing: version, archives, what waits.
///
/// Members are told of their own server, in direct messages of what they asked for there. Those who manage the server read \
/// why something waits; whoever runs me reads everything.
#[poise::command(prefix_command, slash_command, category = "About me", interaction_context = "Guild | BotDm")]
async fn status(ctx: Context<'_>) -> CommandResult {
    reply::acknowledge(ctx).await;
    let data = ctx.data();
    let reader = Reader::of(ctx).await;
    let report = data.app.status(reader.scope, &reader.destinations(ctx).await?).await?;
    let given_up = match report.overview.dead {
        0 => Vec::new(),
        _ => data.app.given_up(reader.scope, GIVEN_UP).await?,
    };
    reply::say(ctx, text::text(&report, &given_up, reader, data.message_content)).await
}
