//! `lore`: what a server's rituals have left: its field, and what its folklore has become. `lore reset` forgets it.

use std::fmt::Write as _;

use serenity::model::permissions::Permissions;

use crate::discord::context::{Command, CommandResult, Context};
use crate::discord::error::{BotError, UserError};
use crate::discord::messages::embed;
use crate::discord::messages::reply;
use crate::ritual::{Anomaly, Folklore, Rank};
use crate::store::GuildLore;

/// The commands of this topic.
pub(super) fn commands() -> Vec<Command> {
    // One command with two fronts: a message says `reset confirm:yes`, which is read here.
    vec![Command { prefix_action: by_message().prefix_action, ..lore() }]
}

/// Show what this server's rituals have left, or have it begin anew.
///
/// Every ritual starts from the field that the last one left. The folklore counts each kind of anomaly over all \
/// rituals; at 5 the kind becomes a legend, at 10 a hymn, at 20 a law, and each of these turns moves the field once. \
/// `reset confirm:yes` forgets field and folklore for good; that needs the permission “Manage Server”.
#[poise::command(slash_command, category = "Rituals", guild_only, interaction_context = "Guild")]
async fn lore(
    ctx: Context<'_>,
    #[description = "`reset` forgets the field and the folklore of this server"] action: Option<String>,
    #[description = "`yes` says that a reset is meant"] confirm: Option<String>,
) -> CommandResult {
    let asked = asked(action.as_deref(), confirm.as_deref())?;
    perform(ctx, asked).await
}

/// The same, from a message.
#[poise::command(prefix_command, rename = "lore", guild_only)]
async fn by_message(ctx: Context<'_>, #[rest] arguments: Option<String>) -> CommandResult {
    let asked = read(arguments.as_deref().unwrap_or_default())?;
    perform(ctx, asked).await
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Show,
    Reset,
}

async fn perform(ctx: Context<'_>, asked: Asked) -> CommandResult {
    let Some(guild) = ctx.guild_id().map(u64::from) else {
        return Err(UserError::new("This works in a server only.").into());
    };
    let app = &ctx.data().app;
    if asked == Asked::Show {
        reply::acknowledge(ctx).await?;
        return reply::say(ctx, text(&app.lore(guild).await?)).await;
    }
    // Before the deferral: only then can a refusal be told to its author alone.
    if !manages_server(ctx).await? {
        return Err(UserError::new("You need the permission “Manage Server” for that.").into());
    }
    reply::acknowledge(ctx).await?;
    let said = if app.reset_lore(guild).await? { FORGOTTEN } else { NOTHING };
    reply::say(ctx, said).await
}

const FORGOTTEN: &str = "The lore of this server is forgotten. The next ritual starts from the field that every server begins with.";
const NOTHING: &str =
    "This server has no lore yet. Its first ritual starts from the field that every server begins with.";

/// Reads `[reset [confirm:yes]]`.
fn read(arguments: &str) -> Result<Asked, UserError> {
    let mut words = arguments.split_whitespace();
    let (action, confirm) = (words.next(), words.next());
    if words.next().is_some() {
        return Err(misunderstood());
    }
    let confirm = confirm.map(|word| match word.split_once([':', '=']) {
        Some((name, value)) if name.eq_ignore_ascii_case("confirm") => value,
        _ => word,
    });
    asked(action, confirm)
}

fn asked(action: Option<&str>, confirm: Option<&str>) -> Result<Asked, UserError> {
    let is = |text: Option<&str>, word| text.is_some_and(|text| text.trim().eq_ignore_ascii_case(word));
    match (action, confirm) {
        (None, None) => Ok(Asked::Show),
        (Some(_), _) if is(action, "reset") && is(confirm, "yes") => Ok(Asked::Reset),
        (Some(_), None) if is(action, "reset") => Err(UserError::new(
            "A reset forgets the field and the folklore of this server for good. If that is meant, write \
             `lore reset confirm:yes`.",
        )),
        _ => Err(misunderstood()),
    }
}

fn misunderstood() -> UserError {
    UserError::new(
        "Write `lore` to see what this server's rituals have left, `lore reset confirm:yes` to forget it.",
    )
}

async fn manages_server(ctx: Context<'_>) -> Result<bool, BotError> {
    let permissions = match ctx {
        Context::Application(ctx) => ctx.interaction.member.as_ref().and_then(|member| member.permissions),
        Context::Prefix(ctx) => match (ctx.msg.guild_id, &ctx.msg.member) {
            (Some(guild), Some(member)) => {
                let http = &ctx.serenity_context().http;
                let guild = guild.to_partial_guild(http).await?;
                let channel = ctx.msg.channel_id.to_channel(http).await?.guild();
                channel
                    .map(|channel| guild.partial_member_permissions_in(&channel, ctx.msg.author.id, member))
            }
            _ => None,
        },
    };
    Ok(permissions.is_some_and(Permissions::manage_guild))
}

/// The lore in words.
fn text(kept: &GuildLore) -> String {
    let Some(changed) = kept.changed else { return NOTHING.to_owned() };
    let mut text = "**The lore of this server**\nThe next ritual starts from ".to_owned();
    let numbers =
        embed::six(&kept.lore.field).map(|(name, value)| format!("{} {value:.3}", name.to_lowercase()));
    let _ = writeln!(text, "{}.", numbers.join(", "));
    for anomaly in Anomaly::ALL {
        let _ = writeln!(text, "• {}", told(&kept.lore.folklore, anomaly));
    }
    let _ = write!(text, "Last changed <t:{}:R>.", changed.seconds());
    text
}

/// Such as `flares: 12, a hymn; a law at 20`.
fn told(folklore: &Folklore, anomaly: Anomaly) -> String {
    let (count, rank) = (folklore.of(anomaly), folklore.rank(anomaly));
    let is = rank.map(|rank| format!(", a {}", rank.name())).unwrap_or_default();
    let next = Rank::ALL.into_iter().find(|next| rank.is_none_or(|rank| *next > rank));
    let next = next.map(|next| format!("; a {} at {}", next.name(), next.takes())).unwrap_or_default();
    format!("{}: {count}{is}{next}", anomaly.plural())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ritual::Lore;
    use crate::store::Timestamp;

    #[test]
    fn a_reset_needs_the_word_that_confirms_it() {
        assert_eq!(read(""), Ok(Asked::Show));
        for meant in ["reset confirm:yes", "RESET confirm=Yes", " reset  yes "] {
            assert_eq!(read(meant), Ok(Asked::Reset), "{meant}");
        }
        let said = read("reset").expect_err("not confirmed").to_string();
        assert!(said.contains("for good") && said.contains("`lore reset confirm:yes`"), "{said}");
        for wrong in
            ["reset confirm:no", "reset confirm:", "show", "confirm:yes", "reset yes please", "reset no"]
        {
            let said = read(wrong).expect_err(wrong).to_string();
            assert!(said.starts_with("Write `lore` to see"), "{wrong}: {said}");
        }
        assert_eq!(asked(Some("reset"), Some("yes")), Ok(Asked::Reset));
        assert!(asked(None, Some("yes")).is_err());
    }

    #[test]
    fn the_lore_is_told_with_what_comes_next() {
        let folklore = Folklore { flares: 4, voids: 12, echoes: 20, resonances: 0 };
        let lore = Lore { folklore, ..Lore::default() };
        let kept = GuildLore { revision: 3, lore, changed: Some(Timestamp(1_700_000_000_999)) };
        assert_eq!(
            text(&kept),
            "**The lore of this server**\n\
             The next ritual starts from harmony 0.500, resilience 1.000, prana 0.500, drishti 0.500, klesha 0.100, \
             zoom 1.000.\n\
             • flares: 4; a legend at 5\n\
             • voids: 12, a hymn; a law at 20\n\
             • echoes: 20, a law\n\
             • resonances: 0; a legend at 5\n\
             Last changed <t:1700000000:R>."
        );
    }

    #[test]
    fn a_server_without_rituals_is_told_where_it_begins() {
        assert_eq!(text(&GuildLore::default()), NOTHING);
    }
}
