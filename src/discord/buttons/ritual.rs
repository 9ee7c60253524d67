//! The buttons below a ritual: another one, the same drawn otherwise or larger, what stands behind it, a link.
//!
//! A ritual of another server, or of somebody else's private messages, is told as one that is not there.

use serenity::model::Permissions;

use super::click::{Click, ClickResult};
use super::custom_id::CustomId;
use super::part::Part;
use crate::app::{ArchivedFile, Redrawn, RitualRequest, Source};
use crate::discord::access;
use crate::discord::error::{BotError, UserError};
use crate::discord::messages::components::{Button, Look, Row};
use crate::discord::messages::details::{self, Reader};
use crate::discord::messages::reply::Answer;
use crate::discord::messages::reply::interaction::Seen;
use crate::discord::messages::ritual_row::{AGAIN, DETAILS, LARGER, LINK, VARY};
use crate::ritual::ChosenSeed;
use crate::store::{InteractionToken, Origin, Ritual, RitualView, Timestamp};
use crate::words::{Language, say};

/// What belongs to their words.
pub(super) const PARTS: &[Part] = &[
    Part { word: AGAIN, run: |click| Box::pin(again(click)) },
    Part { word: VARY, run: |click| Box::pin(vary(click)) },
    Part { word: LARGER, run: |click| Box::pin(larger(click)) },
    Part { word: DETAILS, run: |click| Box::pin(details(click)) },
    Part { word: LINK, run: |click| Box::pin(link(click)) },
];

/// The same with a new seed. It is a ritual of its own, which begins where its server stands now.
async fn again(click: &Click<'_>) -> ClickResult {
    let ritual = ritual(click).await?;
    request(click, RitualRequest { seed: None, redraws: None, ..same_as(click, &ritual) }).await
}

/// The same ritual in the next style.
async fn vary(click: &Click<'_>) -> ClickResult {
    let ritual = ritual(click).await?;
    let style = ritual.recipe.style.next();
    request(click, RitualRequest { style, ..same_as(click, &ritual) }).await
}

/// The same picture in the next size.
async fn larger(click: &Click<'_>) -> ClickResult {
    let ritual = ritual(click).await?;
    let size = ritual.recipe.size.larger();
    let size = size.ok_or_else(|| UserError::saying(|language| say!(language, "ritual-largest")))?;
    request(click, RitualRequest { size, ..same_as(click, &ritual) }).await
}

/// What stands behind a picture, for whoever clicks alone.
async fn details(click: &Click<'_>) -> ClickResult {
    let view = view(click, Seen::ByAsker).await?;
    let reader = if access::manages(click).await { Reader::Manager } else { Reader::Member };
    let language = click.language().await;
    let mut answer = Answer::new(details::text(&view, language, reader));
    if gives_links(click).await? && !sources(&view).is_empty() {
        let id = CustomId::new(LINK, view.ritual.id).map_err(anyhow::Error::from)?;
        let button = Button::new(&id, &say!(language, "ritual-button-link"), Look::Secondary);
        answer = answer.row(Row::buttons([button]));
    }
    click.whisper(answer).await
}

/// A link to an archived copy for whoever clicks alone, where the server allows it and a destination makes one.
async fn link(click: &Click<'_>) -> ClickResult {
    let view = view(click, Seen::ByAsker).await?;
    let refused = |key: fn(Language) -> String| BotError::from(UserError::saying(key));
    if !gives_links(click).await? {
        return Err(refused(|language| say!(language, "ritual-no-links")));
    }
    let sources = sources(&view);
    if sources.is_empty() {
        return Err(refused(|language| say!(language, "ritual-link-later")));
    }
    click.defer(Seen::ByAsker).await;
    match click.app().link_to_any(&sources).await {
        Ok(link) if link.starts_with("https://") || link.starts_with("http://") => {
            // Between the signs Discord shows no preview, and nothing of it is formatting.
            click.whisper(say!(click.language().await, "ritual-link", link = format!("<{link}>"))).await
        }
        Ok(_) => Err(refused(|language| say!(language, "ritual-link-impossible"))),
        Err(error) => {
            tracing::info!(ritual = %view.ritual.id, error = format!("{error:#}"), "there is no link to a copy");
            Err(refused(|language| say!(language, "ritual-link-impossible")))
        }
    }
}

/// Whether links to copies are given here.
async fn gives_links(click: &Click<'_>) -> anyhow::Result<bool> {
    Ok(click.app().server_settings(click.guild).await?.links)
}

/// Where proven copies of the picture stand.
fn sources(view: &RitualView) -> Vec<Source> {
    let files = ArchivedFile::all_of(view, None).into_iter().take(1);
    files.flat_map(|file| file.sources).collect()
}

/// The ritual that a click asks to be drawn anew, where whoever clicks may ask for one.
async fn ritual(click: &Click<'_>) -> Result<Ritual, BotError> {
    may_ask(click)?;
    Ok(view(click, Seen::ByAll).await?.ritual)
}

/// The ritual that a button belongs to, if it is one of this place.
async fn view(click: &Click<'_>, seen: Seen) -> Result<RitualView, BotError> {
    let gone = || UserError::saying(|language| say!(language, "ritual-gone"));
    let id = click.id.ritual().map_err(|_| gone())?;
    let view = click.after(seen, click.app().ritual(id)).await?;
    let here = |view: &RitualView| {
        let ritual = &view.ritual;
        let is_of_this_place = match click.guild {
            Some(guild) => ritual.origin.guild() == Some(guild),
            None => ritual.origin.guild().is_none() && ritual.origin.user() == Some(click.user()),
        };
        is_of_this_place && ritual.deleted.is_none()
    };
    Ok(view.filter(here).ok_or_else(gone)?)
}

/// Whoever may neither write here nor use commands may not ask for a ritual by a button either.
fn may_ask(click: &Click<'_>) -> Result<(), UserError> {
    if click.guild.is_none() {
        return Ok(());
    }
    let writes = Permissions::SEND_MESSAGES | Permissions::SEND_MESSAGES_IN_THREADS;
    let missing = if !click.permissions.contains(Permissions::USE_APPLICATION_COMMANDS) {
        "Use Application Commands"
    } else if !click.permissions.intersects(writes) {
        "Send Messages"
    } else {
        return Ok(());
    };
    Err(UserError::saying(move |language| say!(language, "ritual-may-not-ask", permission = missing)))
}

/// A request for the same picture.
fn same_as(click: &Click<'_>, ritual: &Ritual) -> RitualRequest {
    let recipe = &ritual.recipe;
    RitualRequest {
        origin: origin(click),
        language: ritual.language,
        steps: recipe.steps,
        seed: Some(ChosenSeed { seed: recipe.seed, words: ritual.seed_words.clone() }),
        style: recipe.style,
        size: recipe.size,
        motion: ritual.motion,
        spoiler: ritual.spoiler,
        archive: true,
        edited: None,
        redraws: Some(Redrawn { id: ritual.id, field: recipe.field }),
    }
}

/// Committed before anybody is told; the picture is the answer.
async fn request(click: &Click<'_>, request: RitualRequest) -> ClickResult {
    let language = click.language().await;
    let origin = request.origin.clone();
    let accepted =
        click.after(Seen::ByAll, click.app().accept(RitualRequest { language, ..request })).await?;
    click.defer(Seen::ByAll).await;
    click.data.waiters.watch(accepted.id, &origin, language);
    Ok(())
}

fn origin(click: &Click<'_>) -> Origin {
    let asked = &click.asked;
    let made = asked.id.created_at().unix_timestamp_nanos() / 1_000_000;
    Origin::Interaction {
        guild: click.guild,
        channel: asked.channel.get(),
        interaction: asked.id.get(),
        user: click.user(),
        application: asked.application.get(),
        token: InteractionToken(asked.token.clone()),
        received: Timestamp(made as i64),
        most: Some(click.most),
    }
}
