//! `gallery`: what a server's rituals left, in private one's own, page by page.
//!
//! A page is a message whose buttons say which page comes next and how the gallery is narrowed, so it can be turned after
//! restarts and years. Whose gallery it is, is not in them: it is the server's in which somebody clicks.

mod narrowing;
mod page;

use serenity::model::user::User;

use self::narrowing::{Narrowing, OPEN, PAGE};
use self::page::Place;
use super::ritual::StyleChoice;
use super::ritual_info;
use crate::app::App;
use crate::discord::access;
use crate::discord::buttons::{Click, ClickResult, Part};
use crate::discord::context::{Command, CommandResult, Context, language_of, server_of};
use crate::discord::error::UserError;
use crate::discord::messages::reply::{self, Answer};
use crate::store::{GalleryPage, PageStart, Timestamp};
use crate::words::{Language, say};

/// The commands of this topic.
pub(super) fn commands() -> Vec<Command> {
    // One command with two fronts: a message is free text, which is read here and not word by word.
    vec![Command { prefix_action: by_message().prefix_action, ..gallery() }]
}

/// The words of its buttons and menus.
pub(crate) const PARTS: &[Part] = &[
    Part { word: PAGE, run: |click| Box::pin(turn(click)) },
    Part { word: OPEN, run: |click| Box::pin(open(click)) },
];

/// Show the pictures that rituals left here, nine at a time.
///
/// In a server these are the server's, as far as everybody who reads along may see where they were asked for; in direct \
/// messages your own; the newest first. They can be narrowed to those of one \
/// member, of one style, or since a day (2026-01-31) or an age (7d, 12h). In a message the options stand in any order: \
/// `gallery @member flame 7d` or `gallery style=flame since=yesterday`.
#[poise::command(slash_command, category = "Rituals", interaction_context = "Guild | BotDm")]
async fn gallery(
    ctx: Context<'_>,
    #[description = "Whose; everybody's if you name nobody"] member: Option<User>,
    #[description = "Those of one style"] style: Option<StyleChoice>,
    #[description = "Since when: a day such as 2026-01-31, or an age such as 7d"]
    #[max_length = 40]
    since: Option<String>,
) -> CommandResult {
    let language = language_of(ctx).await;
    let since = since.map(|text| narrowing::since(&text, Timestamp::now(), language)).transpose()?;
    let member = member.map(|member| member.id.get());
    show(ctx, Narrowing { member, style: style.map(|StyleChoice(style)| style), since }).await
}

/// The same, from a message.
#[poise::command(prefix_command, rename = "gallery")]
async fn by_message(ctx: Context<'_>, #[rest] words: Option<String>) -> CommandResult {
    let language = language_of(ctx).await;
    let narrowing = Narrowing::read(words.as_deref().unwrap_or_default(), Timestamp::now(), language)?;
    show(ctx, narrowing).await
}

async fn show(ctx: Context<'_>, narrowing: Narrowing) -> CommandResult {
    reply::acknowledge(ctx).await;
    let guild = server_of(ctx);
    let place = Place { language: language_of(ctx).await, guild, now: Timestamp::now() };
    let owner = guild.unwrap_or(ctx.author().id.get());
    let (filter, told) = (narrowing.filter(owner), access::told_to_all(ctx).await);
    let page = ctx.data().app.gallery(&filter, &told, PageStart::Latest).await?;
    let answer = hung(&ctx.data().app, &page, narrowing, place).await?;
    reply::answer(ctx, answer).await
}

/// A page as it is shown.
async fn hung(app: &App, page: &GalleryPage, narrowing: Narrowing, place: Place) -> anyhow::Result<Answer> {
    let sheet = if page.rituals.is_empty() { None } else { app.contact_sheet(page).await };
    page::answer(page, sheet, narrowing, place)
}

/// Turns the page.
async fn turn(click: &Click<'_>) -> ClickResult {
    let language = click.language().await;
    let told = Narrowing::of_id(click.id.argument());
    let (narrowing, start) = told.ok_or_else(|| unreadable(language))?;
    // To draw the pictures may take longer than Discord waits.
    click.defer_update().await;
    let place = Place { language, guild: click.guild, now: Timestamp::now() };
    let (filter, told) = (narrowing.filter(click.owner()), access::told_to_all_by(click).await);
    let page = click.app().gallery(&filter, &told, start).await?;
    let answer = hung(click.app(), &page, narrowing, place).await?;
    click.update(answer).await
}

/// Opens one of the pictures for whoever chose it.
async fn open(click: &Click<'_>) -> ClickResult {
    let language = click.language().await;
    let chosen = click.values.first().and_then(|value| value.parse().ok());
    let id = chosen.ok_or_else(|| unreadable(language))?;
    ritual_info::open(click, id).await
}

fn unreadable(language: Language) -> UserError {
    UserError::new(say!(language, "gallery-old-button"))
}
