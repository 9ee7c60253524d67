//! Servers and people whose requests are refused.

use super::asker::{discreetly, who};
use crate::discord::context::{CommandResult, Context};
use crate::discord::error::UserError;
use crate::discord::messages::reply;
use crate::discord::messages::text::plain;
use crate::store::Block;

/// How many are listed.
const LISTED: u64 = 20;
/// How much of a reason is shown, in characters.
const REASON: usize = 60;
/// The longest reason.
const LONGEST: usize = 300;

/// Refuse the rituals of a server or a person; they read the reason.
///
/// I stay in the server: what was made stays, and its other commands work.
#[poise::command(prefix_command, slash_command)]
pub(super) async fn block(
    ctx: Context<'_>,
    #[description = "A person's mention, or the id of a person or a server"]
    #[max_length = 40]
    whom: String,
    #[description = "Why; they read it"]
    #[max_length = 300]
    #[rest]
    reason: Option<String>,
) -> CommandResult {
    let id = parse(&whom)?;
    if id == who(ctx) {
        return Err(UserError::new("That is you.").into());
    }
    let reason = reason.unwrap_or_default();
    if reason.trim().chars().count() > LONGEST {
        return Err(UserError::new(format!("A reason has up to {LONGEST} characters.")).into());
    }
    reply::after_privately(ctx, ctx.data().app.block(id, who(ctx), reason.trim())).await?;
    reply::whisper(
        ctx,
        format!("Rituals of `{id}` are refused from now on; `operator unblock {id}` ends that."),
    )
    .await
}

/// Take a block back.
#[poise::command(prefix_command, slash_command)]
pub(super) async fn unblock(
    ctx: Context<'_>,
    #[description = "A person's mention, or the id of a person or a server"]
    #[max_length = 40]
    whom: String,
) -> CommandResult {
    let id = parse(&whom)?;
    let unblocked = reply::after_privately(ctx, ctx.data().app.unblock(id, who(ctx))).await?;
    let said = if unblocked { "is not blocked any more" } else { "was not blocked" };
    reply::whisper(ctx, format!("`{id}` {said}.")).await
}

/// List who is blocked, and why.
#[poise::command(prefix_command, slash_command)]
pub(super) async fn blocks(ctx: Context<'_>) -> CommandResult {
    discreetly(ctx)?;
    let blocks = ctx.data().app.blocks(LISTED + 1).await?;
    reply::whisper(ctx, text(&blocks)).await
}

fn text(blocks: &[Block]) -> String {
    if blocks.is_empty() {
        return "Nobody is blocked.".to_owned();
    }
    let shown = LISTED as usize;
    let mut lines: Vec<_> = blocks.iter().take(shown).map(line).collect();
    if blocks.len() > shown {
        lines.push("… and more, blocked earlier.".to_owned());
    }
    lines.join("\n")
}

fn line(block: &Block) -> String {
    let why = match block.decision.reason.as_str() {
        "" => String::new(),
        reason => format!(": {}", plain(reason, REASON)),
    };
    format!("• `{}` by <@{}> <t:{}:R>{why}", block.id, block.decision.who, block.decision.at.seconds())
}

/// A mention or an id.
fn parse(text: &str) -> Result<u64, UserError> {
    let id = text.trim().trim_start_matches("<@").trim_start_matches('!').trim_end_matches('>');
    id.parse().ok().filter(|id| *id != 0).ok_or_else(|| {
        UserError::new(format!(
            "“{}” is neither a person's mention nor an id: in Discord switch on the developer mode, then “Copy Server ID” \
             or “Copy User ID”.",
            plain(text, 60)
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_named_by_mention_or_id_and_servers_by_id() {
        for (text, id) in [("<@12>", 12), ("<@!12>", 12), (" 34 ", 34)] {
            assert_eq!(parse(text), Ok(id));
        }
        for wrong in ["", "mira", "<@&5>", "0", "-3", "<#7>"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
