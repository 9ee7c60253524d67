//! `queue` and `cancel`: what waits, and taking it back.

mod text;

use serenity::builder::{AutocompleteChoice, CreateAutocompleteResponse};

use super::audience::{self, Reader};
use super::status;
use crate::app::QUEUE_PAGE;
use crate::discord::context::{Command, CommandResult, Context, language_of, owner_of, server_of};
use crate::discord::error::{BotError, UserError};
use crate::discord::messages::reply;
use crate::store::{Cancelled, Canceller, MOST_WAITING, RitualId, Waiting};
use crate::words::say;

/// The word that stands for all of one's own.
const ALL: &str = "all";
/// How many choices Discord takes while something is typed.
const CHOICES: usize = 25;
/// How many characters Discord takes for a choice.
const CHOICE: usize = 100;

/// The commands of this topic.
pub(super) fn commands() -> Vec<Command> {
    vec![queue(), cancel()]
}

/// Show what waits here: yours, and everybody's.
///
/// Servers take turns, and within a server its members do, so a place is not only a matter of age. How long it takes is \
/// estimated from how long pictures took lately.
#[poise::command(
    prefix_command,
    slash_command,
    category = "Rituals",
    install_context = "Guild | User",
    interaction_context = "Guild | BotDm | PrivateChannel"
)]
async fn queue(
    ctx: Context<'_>,
    #[description = "Which page of it"]
    #[min = 1]
    #[max = 10]
    page: Option<u64>,
) -> CommandResult {
    let page = page.unwrap_or(1).clamp(1, MOST_WAITING / QUEUE_PAGE) - 1;
    let app = &ctx.data().app;
    let queue = app.queue(owner_of(ctx), ctx.author().id.get(), page).await?;
    let next = match ctx {
        Context::Application(_) => format!("`queue page:{}`", page + 2),
        Context::Prefix(_) => format!("`queue {}`", page + 2),
    };
    let estimate = |waiting: &Waiting| app.estimate(waiting);
    let (reader, in_server) = (Reader::of(ctx).await, server_of(ctx).is_some());
    let told = text::queue(&queue, page, &estimate, reader.language, in_server, &next);
    let held = app.held().await?;
    let lines = held.iter().filter_map(|held| status::held_back(held, reader));
    reply::whisper(ctx, lines.chain([told]).collect::<Vec<_>>().join("\n")).await
}

/// Take back a ritual that is not shown yet: your last one, one by its id, or all of yours.
///
/// Nothing of it is drawn or posted any more. What it left in this server's lore stays, as later rituals were drawn from \
/// it. Whoever may manage messages can take back those of others.
#[poise::command(
    prefix_command,
    slash_command,
    category = "Rituals",
    install_context = "Guild | User",
    interaction_context = "Guild | BotDm | PrivateChannel"
)]
async fn cancel(
    ctx: Context<'_>,
    #[description = "Its id, or `all` for all of yours; your last one if you leave it out"]
    #[max_length = 36]
    #[autocomplete = "choices"]
    #[rest]
    ritual: Option<String>,
) -> CommandResult {
    let language = language_of(ctx).await;
    let which = ritual.as_deref().unwrap_or_default().trim();
    if which.eq_ignore_ascii_case(ALL) {
        let app = &ctx.data().app;
        let count = reply::after(ctx, app.cancel_all(owner_of(ctx), ctx.author().id.get())).await?;
        return reply::whisper(ctx, say!(language, "cancel-all-done", count = count)).await;
    }
    let id = named(ctx, which).await?;
    let app = &ctx.data().app;
    let waiting = app.standing(id).await?;
    let cancelled = reply::after(ctx, app.cancel(id, canceller(ctx).await)).await?;
    match cancelled {
        Cancelled::Now => {
            let what = waiting.map(|waiting| text::what(&waiting, language)).unwrap_or_default();
            reply::say(ctx, say!(language, "cancel-done", what = what)).await
        }
        Cancelled::Before => reply::whisper(ctx, say!(language, "cancel-before")).await,
        Cancelled::TooLate => reply::whisper(ctx, say!(language, "cancel-too-late")).await,
        Cancelled::NotTheirs => Err(UserError::saying(|language| say!(language, "cancel-not-theirs")).into()),
        Cancelled::Unknown => Err(UserError::saying(|language| say!(language, "cancel-unknown")).into()),
    }
}

/// Who takes back: somebody who keeps order here, or whoever asked.
async fn canceller(ctx: Context<'_>) -> Canceller {
    let owner = owner_of(ctx);
    if server_of(ctx).is_some() && audience::moderates(ctx).await {
        Canceller::Moderator { owner }
    } else {
        Canceller::Asker { owner, user: ctx.author().id.get() }
    }
}

/// The ritual that is meant: the last of one's own, or that with an id, of which the end is enough.
async fn named(ctx: Context<'_>, which: &str) -> Result<RitualId, BotError> {
    let app = &ctx.data().app;
    if which.is_empty() {
        let last = app.last_waiting(owner_of(ctx), ctx.author().id.get()).await?;
        return Ok(last.ok_or_else(|| UserError::saying(|language| say!(language, "cancel-nothing")))?);
    }
    let which = which.trim_matches('`').to_ascii_lowercase();
    if let Ok(id) = which.parse() {
        return Ok(id);
    }
    let waiting = app.waiting(owner_of(ctx), None).await?;
    let found = waiting.iter().find(|waiting| text::short(waiting.id) == which);
    Ok(found
        .map(|found| found.id)
        .ok_or_else(|| UserError::saying(|language| say!(language, "cancel-unknown")))?)
}

/// What can be taken back: one's own, and for whoever keeps order what waits in the server.
async fn choices(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let language = language_of(ctx).await;
    let keeps_order = server_of(ctx).is_some() && audience::moderates(ctx).await;
    let user = (!keeps_order).then(|| ctx.author().id.get());
    // What cannot be looked up is not offered.
    let waiting = ctx.data().app.waiting(owner_of(ctx), user).await.unwrap_or_default();
    let typed = typed.trim().to_ascii_lowercase();
    let all = (say!(language, "cancel-choice-all"), ALL.to_owned());
    let one = waiting.iter().rev().map(|waiting| {
        let name = format!("{} {}", text::short(waiting.id), text::what(waiting, language));
        (name.chars().take(CHOICE).collect(), waiting.id.to_string())
    });
    let offered = std::iter::once(all).chain(one);
    let fitting = offered.filter(|(name, id)| name.to_lowercase().contains(&typed) || id.contains(&typed));
    let choices = fitting.take(CHOICES).map(|(name, id)| AutocompleteChoice::new(name, id));
    CreateAutocompleteResponse::new().set_choices(choices.collect())
}
