//! What the operator changed.

use super::asker::discreetly;
use crate::discord::context::{CommandResult, Context};
use crate::discord::messages::reply;
use crate::discord::messages::text::plain;
use crate::store::Act;

/// How many lines are shown.
const LINES: u64 = 15;
/// How much of a line is shown, in characters.
const LINE: usize = 90;

/// Show what was changed last with these commands, when and by whom.
#[poise::command(prefix_command, slash_command)]
pub(super) async fn log(ctx: Context<'_>) -> CommandResult {
    discreetly(ctx)?;
    let acts = ctx.data().app.operator_log(LINES).await?;
    if acts.is_empty() {
        return reply::whisper(ctx, "Nothing was changed so far.").await;
    }
    reply::whisper(ctx, acts.iter().map(line).collect::<Vec<_>>().join("\n")).await
}

fn line(act: &Act) -> String {
    format!("<t:{}:f> <@{}>: {}", act.at.seconds(), act.who, plain(&act.done, LINE))
}
