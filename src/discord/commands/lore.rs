//! `lore`: what a server's rituals have left: its field, and what its folklore has become. `lore reset` forgets it.

use crate::discord::access;
use crate::discord::buttons::confirm::{Confirmation, confirmed};
use crate::discord::buttons::{Click, ClickResult, Part};
use crate::discord::context::{Command, CommandResult, Context, guild_of, language_of};
use crate::discord::error::UserError;
use crate::discord::messages::reply::Answer;
use crate::discord::messages::{field, reply};
use crate::discord::rest::Upload;
use crate::ritual::{Anomaly, Folklore, Rank};
use crate::store::GuildLore;
use crate::words::{Language, say};

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
/// I ask once more before I do.
#[poise::command(prefix_command, slash_command, guild_only, required_permissions = "MANAGE_GUILD")]
async fn reset(ctx: Context<'_>) -> CommandResult {
    let (guild, language) = (guild_of(ctx)?, language_of(ctx).await);
    let kept = reply::after_privately(ctx, ctx.data().app.lore(guild)).await?;
    if kept.changed.is_none() {
        return reply::whisper(ctx, say!(language, "lore-none")).await;
    }
    let (guild, label) = (guild.to_string(), say!(language, "lore-reset-confirm"));
    let sure = Confirmation { word: RESET, what: &guild, label: &label, language };
    let asked = sure.asked(ctx.author().id.get(), say!(language, "lore-reset-question"));
    reply::answer_privately(ctx, asked.map_err(anyhow::Error::from)?).await
}

/// The word of the button that confirms it.
const RESET: &str = "lore-reset";

/// What belongs to it.
pub(crate) const PARTS: &[Part] = &[Part { word: RESET, run: |click| Box::pin(forget(click)) }];

/// Forgets what was asked about, if whoever clicks still manages this server.
async fn forget(click: &Click<'_>) -> ClickResult {
    let (guild, asked) = (click.guild()?, confirmed(click)?);
    access::must_administrate(click).await?;
    if asked != guild.to_string() {
        return Err(UserError::saying(|language| say!(language, "lore-reset-elsewhere")).into());
    }
    let language = click.language().await;
    let was_kept = click.after_updating(click.app().reset_lore(guild)).await?;
    let said = if was_kept { say!(language, "lore-forgotten") } else { say!(language, "lore-none") };
    click.update(said).await
}

async fn tell(ctx: Context<'_>) -> CommandResult {
    let (guild, app) = (guild_of(ctx)?, &ctx.data().app);
    let kept = reply::after(ctx, app.lore(guild)).await?;
    let language = language_of(ctx).await;
    let text = text(&kept, language);
    if kept.changed.is_none() {
        return reply::say(ctx, text).await;
    }
    match reply::after(ctx, app.chronicle(guild, &kept.lore)).await? {
        Some(bytes) => {
            let picture = Upload { name: PICTURE.to_owned(), kind: "image/png", bytes };
            reply::answer(ctx, Answer::new(text).picture(picture, &say!(language, "lore-description"))).await
        }
        None => reply::say(ctx, text).await,
    }
}

/// The chronicle's name as a file.
const PICTURE: &str = "lore.png";

/// The lore in words.
fn text(kept: &GuildLore, language: Language) -> String {
    let Some(changed) = kept.changed else { return say!(language, "lore-none") };
    let folklore = &kept.lore.folklore;
    let field = field::field_values(&kept.lore.field);
    let field = field.map(|(name, value)| format!("{} {value:.3}", name.to_lowercase())).join(", ");
    let age = folklore.age;
    let mut lines = vec![
        say!(language, "lore-title"),
        say!(language, "lore-field", field = field),
        say!(language, "lore-age", age = age.name(), cycle = age.cycle(), rituals = folklore.rituals),
    ];
    lines.extend(Anomaly::ALL.into_iter().map(|anomaly| format!("• {}", told(folklore, anomaly, language))));
    lines.push(say!(language, "lore-changed", when = format!("<t:{}:R>", changed.seconds())));
    lines.join("\n")
}

/// Such as `flares: 12, a hymn; a law at 36`.
fn told(folklore: &Folklore, anomaly: Anomaly, language: Language) -> String {
    let rank = folklore.rank(anomaly);
    let next = Rank::ALL.into_iter().find(|next| rank.is_none_or(|rank| *next > rank));
    say!(
        language,
        "lore-kind",
        anomaly = anomaly.name(),
        count = folklore.of(anomaly),
        rank = rank.map_or("none", Rank::name),
        next = next.map_or("none", Rank::name),
        at = next.map_or(0, Rank::takes),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ritual::{Age, Lore};
    use crate::store::Timestamp;

    #[test]
    fn the_lore_is_told_with_what_comes_next() {
        let folklore = Folklore { rituals: 53, age: Age(5), flares: 3, voids: 12, echoes: 36, resonances: 0 };
        let lore = Lore { folklore, ..Lore::default() };
        let kept = GuildLore { revision: 3, lore, changed: Some(Timestamp(1_700_000_000_999)) };
        assert_eq!(
            text(&kept, Language::English),
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
        let none = text(&GuildLore::default(), Language::English);
        assert!(none.starts_with("This server has no lore yet."), "{none}");
    }
}
