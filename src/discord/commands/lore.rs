//! `lore`: what a server's rituals have left: its field, and what its folklore has become. `lore reset` forgets it.

use std::fmt::Write as _;

use crate::discord::context::{Command, CommandResult, Context, guild_of};
use crate::discord::error::UserError;
use crate::discord::messages::reply::Answer;
use crate::discord::messages::{embed, reply};
use crate::discord::rest::Upload;
use crate::ritual::{Anomaly, Folklore, Rank};
use crate::store::GuildLore;

/// The commands of this topic.
pub(super) fn commands() -> Vec<Command> {
    vec![lore()]
}

/// Show what this server's rituals have left.
///
/// Every ritual starts from the field that the ones before it left. The folklore counts each ritual for the anomaly that \
/// led it: after 4 that a kind has led it becomes a legend, after 12 a hymn, after 36 a law. When all four are laws, the \
/// age closes and the next begins.
#[poise::command(
    prefix_command,
    slash_command,
    category = "Rituals",
    guild_only,
    interaction_context = "Guild",
    subcommands("show", "reset")
)]
async fn lore(ctx: Context<'_>) -> CommandResult {
    tell(ctx).await
}

/// Show what this server's rituals have left.
#[poise::command(prefix_command, slash_command, guild_only)]
async fn show(ctx: Context<'_>) -> CommandResult {
    tell(ctx).await
}

/// Forget the field and the folklore of this server for good.
///
/// It needs the word that confirms it: `lore reset confirm:yes`.
#[poise::command(prefix_command, slash_command, guild_only, required_permissions = "MANAGE_GUILD")]
async fn reset(
    ctx: Context<'_>,
    #[description = "`yes` says that a reset is meant"] confirm: Option<String>,
) -> CommandResult {
    let guild = guild_of(ctx)?;
    if !confirm.as_deref().is_some_and(confirms) {
        return Err(UserError::new(SURE).into());
    }
    let said = if reply::after(ctx, ctx.data().app.reset_lore(guild)).await? { FORGOTTEN } else { NOTHING };
    reply::say(ctx, said).await
}

const SURE: &str = "A reset forgets the field and the folklore of this server for good. If that is meant, write `lore reset confirm:yes`.";
const FORGOTTEN: &str = "The lore of this server is forgotten. The next ritual starts from the field that every server begins with.";
const NOTHING: &str =
    "This server has no lore yet. Its first ritual starts from the field that every server begins with.";

async fn tell(ctx: Context<'_>) -> CommandResult {
    let (guild, app) = (guild_of(ctx)?, &ctx.data().app);
    let kept = reply::after(ctx, app.lore(guild)).await?;
    let text = text(&kept);
    if kept.changed.is_none() {
        return reply::say(ctx, text).await;
    }
    match reply::after(ctx, app.chronicle(guild, &kept.lore)).await? {
        Some(bytes) => {
            let picture = Upload { name: PICTURE.to_owned(), kind: "image/png", bytes };
            reply::answer(ctx, Answer::new(text).picture(picture, DESCRIPTION)).await
        }
        None => reply::say(ctx, text).await,
    }
}

/// The chronicle's name as a file, and what those are told who cannot see it.
const PICTURE: &str = "lore.png";
const DESCRIPTION: &str = "Six curves, one for each number of the field, over the last rituals of this server; a ring marks \
                           each turn of its folklore, a line the beginning of an age";

/// `yes`; in a message also `confirm:yes`.
fn confirms(word: &str) -> bool {
    let value = match word.split_once([':', '=']) {
        Some((name, value)) if name.eq_ignore_ascii_case("confirm") => value,
        _ => word,
    };
    value.trim().eq_ignore_ascii_case("yes")
}

/// The lore in words.
fn text(kept: &GuildLore) -> String {
    let Some(changed) = kept.changed else { return NOTHING.to_owned() };
    let mut text = "**The lore of this server**\nThe next ritual starts from ".to_owned();
    let numbers = embed::field_values(&kept.lore.field)
        .map(|(name, value)| format!("{} {value:.3}", name.to_lowercase()));
    let _ = writeln!(text, "{}.", numbers.join(", "));
    let _ = writeln!(text, "{}", age(&kept.lore.folklore));
    for anomaly in Anomaly::ALL {
        let _ = writeln!(text, "• {}", told(&kept.lore.folklore, anomaly));
    }
    let _ = write!(text, "Last changed <t:{}:R>.", changed.seconds());
    text
}

/// Such as `It is the Satya age of cycle 2, after 731 rituals. What has led the rituals of this age:`.
fn age(folklore: &Folklore) -> String {
    let (age, rituals) = (folklore.age, folklore.rituals);
    let cycle = if age.cycle() == 1 { String::new() } else { format!(" of cycle {}", age.cycle()) };
    let plural = if rituals == 1 { "" } else { "s" };
    format!(
        "It is the {} age{cycle}, after {rituals} ritual{plural}. What has led the rituals of this age:",
        age.name()
    )
}

/// Such as `flares: 12, a hymn; a law at 36`.
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
    use crate::ritual::{Age, Lore};
    use crate::store::Timestamp;

    #[test]
    fn a_reset_needs_the_word_that_confirms_it() {
        for meant in ["yes", "confirm:yes", "CONFIRM=Yes", " yes "] {
            assert!(confirms(meant), "{meant}");
        }
        for wrong in ["", "no", "confirm", "confirm:", "confirm:no", "reset:yes", "yes please"] {
            assert!(!confirms(wrong), "{wrong}");
        }
    }

    #[test]
    fn the_lore_is_told_with_what_comes_next() {
        let folklore = Folklore { rituals: 53, age: Age(5), flares: 3, voids: 12, echoes: 36, resonances: 0 };
        let lore = Lore { folklore, ..Lore::default() };
        let kept = GuildLore { revision: 3, lore, changed: Some(Timestamp(1_700_000_000_999)) };
        assert_eq!(
            text(&kept),
            "**The lore of this server**\n\
             The next ritual starts from harmony 0.500, resilience 1.000, prana 0.500, drishti 0.500, klesha 0.100, \
             zoom 1.000.\n\
             It is the Treta age of cycle 2, after 53 rituals. What has led the rituals of this age:\n\
             • flares: 3; a legend at 4\n\
             • voids: 12, a hymn; a law at 36\n\
             • echoes: 36, a law\n\
             • resonances: 0; a legend at 4\n\
             Last changed <t:1700000000:R>."
        );
    }

    #[test]
    fn a_server_without_rituals_is_told_where_it_begins() {
        assert_eq!(text(&GuildLore::default()), NOTHING);
    }
}
