//! `ritual-info`: what stands behind a ritual's picture, found by its id or by its message.

use std::collections::BTreeSet;

use serde_json::Value;
use serenity::builder::{AutocompleteChoice, CreateAutocompleteResponse};
use serenity::model::channel::Message;

use super::audience::{Audience, Reader};
use crate::app::App;
use crate::discord::access;
use crate::discord::buttons::{Click, ClickResult, delete};
use crate::discord::context::{Command, CommandResult, Context, language_of, server_of};
use crate::discord::error::{BotError, UserError};
use crate::discord::file_limit::EVERYWHERE;
use crate::discord::messages::components::Row;
use crate::discord::messages::details;
use crate::discord::messages::listing;
use crate::discord::messages::reply::interaction::Seen;
use crate::discord::messages::reply::{self, Answer};
use crate::discord::messages::spoiler::attached_name;
use crate::discord::messages::text::plain;
use crate::discord::rest::Upload;
use crate::store::{AskedIn, Ritual, RitualId, RitualView, Timestamp};
use crate::words::{Language, say};

/// The commands of this topic.
pub(super) fn commands() -> Vec<Command> {
    vec![Command { prefix_action: by_message().prefix_action, ..ritual_info() }, of_message()]
}

/// How many ids Discord offers at once.
const OFFERED: u32 = 25;
/// Where what is typed begins no id, so many of the latest rituals are looked through for it.
const LOOKED_THROUGH: u32 = 200;
/// How much of what somebody wrote is repeated.
const ECHOED: usize = 60;

/// Show what stands behind a ritual's picture.
///
/// Its recipe, its field, its digests and how its copies stand. The ids of this server's rituals are offered while you type, \
/// in direct messages those of your own. In a message a reply to the picture will do, or the beginning of its id: \
/// `ritual-info 0193`. On a picture of mine the same is in its menu: Apps, “Ritual details”.
#[poise::command(
    slash_command,
    rename = "ritual-info",
    category = "Rituals",
    interaction_context = "Guild | BotDm"
)]
async fn ritual_info(
    ctx: Context<'_>,
    #[description = "Which ritual; type to find it"]
    #[max_length = 40]
    #[autocomplete = "offered_ids"]
    id: String,
) -> CommandResult {
    reply::acknowledge_privately(ctx).await;
    let view = named(ctx, &id).await?;
    show(ctx, &view).await
}

/// The same, from a message: by the id's beginning, or in reply to the ritual's message.
#[poise::command(prefix_command, rename = "ritual-info")]
async fn by_message(ctx: Context<'_>, id: Option<String>) -> CommandResult {
    let Context::Prefix(prefix) = ctx else { return Ok(()) };
    let view = match (id, prefix.msg.referenced_message.as_deref()) {
        (Some(id), _) => named(ctx, &id).await?,
        (None, Some(message)) => of_this(ctx, message).await?,
        (None, None) => {
            return Err(UserError::saying(|language| say!(language, "info-which")).into());
        }
    };
    show(ctx, &view).await
}

/// Show what stands behind this picture.
#[poise::command(
    context_menu_command = "Ritual details",
    category = "Rituals",
    interaction_context = "Guild | BotDm",
    hide_in_help
)]
async fn of_message(ctx: Context<'_>, message: Message) -> CommandResult {
    reply::acknowledge_privately(ctx).await;
    let view = of_this(ctx, &message).await?;
    show(ctx, &view).await
}

/// Whose rituals are shown where a command is used.
fn owner(ctx: Context<'_>) -> u64 {
    server_of(ctx).unwrap_or(ctx.author().id.get())
}

/// The one ritual of theirs whose id begins with this.
async fn named(ctx: Context<'_>, id: &str) -> Result<RitualView, BotError> {
    let (app, owner, told) = (&ctx.data().app, owner(ctx), access::told_to_asker(ctx).await);
    let id = id.trim().trim_matches('`');
    if let Ok(whole) = id.parse() {
        return found(app, owner, &told, whole).await;
    }
    let known = if id.is_empty() { Vec::new() } else { app.known_ids(owner, &told, id, 2).await? };
    match &known[..] {
        [ritual] => found(app, owner, &told, ritual.id).await,
        [] => Err(unknown().into()),
        _ => {
            let id = plain(id, ECHOED);
            Err(UserError::saying(move |language| say!(language, "info-several", id = id.as_str())).into())
        }
    }
}

/// The ritual of theirs that a message of the bot's shows.
async fn of_this(ctx: Context<'_>, message: &Message) -> Result<RitualView, BotError> {
    let (app, told) = (&ctx.data().app, access::told_to_asker(ctx).await);
    let own = message.author.id == ctx.framework().bot_id;
    for id in if own { ids_in(message) } else { BTreeSet::new() } {
        if let Some(view) = app.shown_ritual(owner(ctx), &told, id).await? {
            return Ok(view);
        }
    }
    Err(UserError::saying(|language| say!(language, "info-no-ritual")).into())
}

async fn found(app: &App, owner: u64, told: &AskedIn, id: RitualId) -> Result<RitualView, BotError> {
    app.shown_ritual(owner, told, id).await?.ok_or_else(|| unknown().into())
}

fn unknown() -> UserError {
    UserError::saying(|language| say!(language, "info-unknown"))
}

/// The ids of rituals in a message: in its buttons, and in the names of its files.
fn ids_in(message: &Message) -> BTreeSet<RitualId> {
    let mut ids = BTreeSet::new();
    collect(&serde_json::to_value(message).unwrap_or_default(), &mut ids);
    ids
}

fn collect(value: &Value, ids: &mut BTreeSet<RitualId>) {
    match value {
        Value::String(text) => ids.extend(ids_within(text)),
        Value::Array(values) => values.iter().for_each(|value| collect(value, ids)),
        Value::Object(fields) => fields.values().for_each(|value| collect(value, ids)),
        _ => {}
    }
}

/// The ids that stand in a text, as they are always written.
fn ids_within(text: &str) -> impl Iterator<Item = RitualId> {
    const LENGTH: usize = 36;
    let places = 0..=text.len().saturating_sub(LENGTH);
    places.filter_map(move |place| {
        let id = text.get(place..place + LENGTH).filter(|id| id.as_bytes()[8] == b'-')?;
        id.parse().ok()
    })
}

/// Shows a ritual to the one who asked.
async fn show(ctx: Context<'_>, view: &RitualView) -> CommandResult {
    let language = language_of(ctx).await;
    let may_delete = delete::may(ctx, view).await;
    let reader = match Reader::of(ctx).await.audience {
        Audience::Members => details::Reader::Member,
        Audience::Managers | Audience::Operators => details::Reader::Manager,
    };
    let answer = details_of(view, language, reader, may_delete);
    reply::answer_privately(ctx, answer).await
}

fn details_of(view: &RitualView, language: Language, reader: details::Reader, may_delete: bool) -> Answer {
    let button = delete::button(view, language).filter(|_| may_delete);
    Answer::new(details::text(view, language, reader)).row(Row::buttons(button))
}

/// Shows whoever clicked a ritual with its picture.
pub(super) async fn open(click: &Click<'_>, id: RitualId) -> ClickResult {
    click.defer(Seen::ByAsker).await;
    let language = click.language().await;
    let told = access::told_to_clicker(click).await;
    let view = found(click.app(), click.owner(), &told, id).await?;
    let may_delete = delete::may_click(click, &view).await;
    let reader =
        if access::manages(click).await { details::Reader::Manager } else { details::Reader::Member };
    let answer = details_of(&view, language, reader, may_delete);
    let most = if click.most == 0 { EVERYWHERE } else { click.most };
    let Some(picture) = click.app().picture_again(&view, most).await else {
        return click.whisper(answer).await;
    };
    let name = attached_name(&view.ritual, &picture.name);
    let upload = Upload { name, kind: picture.kind, bytes: picture.bytes };
    click.whisper(answer.picture(upload, &listing::unformatted(language, &view.ritual))).await
}

/// Offers the ids of those rituals that may be shown, by how they begin; where what is typed begins none, by how they are
/// described.
async fn offered_ids(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let language = language_of(ctx).await;
    let told = access::told_to_asker(ctx).await;
    let offered = offers(&ctx.data().app, owner(ctx), &told, typed, language).await;
    let offered = offered.unwrap_or_else(|error| {
        tracing::warn!(error = format!("{error:#}"), "no ids could be offered");
        Vec::new()
    });
    CreateAutocompleteResponse::new().set_choices(offered)
}

async fn offers(
    app: &App,
    owner: u64,
    told: &AskedIn,
    typed: &str,
    language: Language,
) -> anyhow::Result<Vec<AutocompleteChoice>> {
    let now = Timestamp::now();
    let described = |ritual: &Ritual| {
        let age = listing::age(language, ritual.accepted, now);
        format!("{}, {age}", listing::unformatted(language, ritual)).chars().take(100).collect::<String>()
    };
    let typed = typed.trim().to_lowercase();
    let mut known = app.known_ids(owner, told, &typed, OFFERED).await?;
    if known.is_empty() {
        known = app.known_ids(owner, told, "", LOOKED_THROUGH).await?;
        known.retain(|ritual| described(ritual).to_lowercase().contains(&typed));
        known.truncate(OFFERED as usize);
    }
    Ok(known.iter().map(|ritual| AutocompleteChoice::new(described(ritual), ritual.id.to_string())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_wherever_they_stand_in_a_text() {
        let (one, other) = (RitualId::new(), RitualId::new());
        let found = |text: &str| ids_within(text).collect::<Vec<_>>();
        assert_eq!(found(&format!("v1:again:{one}")), [one]);
        assert_eq!(found(&format!("https://cdn.example/ritual-108-{one}.png?ex=1&{other}")), [one, other]);
        assert_eq!(found(&one.0.simple().to_string()), []);
        for text in ["", "é", "x".repeat(36).as_str(), "ééééééééééééééééééééééééééééééééé-éé"]
        {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
