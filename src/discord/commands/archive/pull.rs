//! `archive pull`: brings the picture of one ritual back from a destination, verified.

use std::str::FromStr as _;
use std::time::Duration;

use serenity::builder::{AutocompleteChoice, CreateAutocompleteResponse};
use tokio::time::timeout;

use super::text::name;
use super::whose::Whose;
use crate::app::Pulled;
use crate::discord::context::{CommandResult, Context};
use crate::discord::error::UserError;
use crate::discord::file_limit;
use crate::discord::messages::reply::{self, Answer};
use crate::discord::messages::size::size;
use crate::discord::messages::spoiler::attached_name;
use crate::discord::rest::Upload;
use crate::store::RitualId;
use crate::words::say;

/// How many ids are offered.
const OFFERED: u32 = 10;
/// How long finding ids may take: Discord waits three seconds, people less.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Bring the picture of one ritual back from a destination, compared with what was archived.
#[poise::command(slash_command, guild_cooldown = 5, user_cooldown = 5)]
pub(super) async fn pull(
    ctx: Context<'_>,
    #[description = "The ritual's id"]
    #[max_length = 36]
    #[autocomplete = "known"]
    ritual: String,
    #[description = "The destination that is asked; by default any that gives it"]
    #[max_length = 100]
    #[autocomplete = "places"]
    destination: Option<String>,
) -> CommandResult {
    bring(ctx, &ritual, destination.as_deref()).await
}

/// The same from a message: `archive pull ID [destination]`.
#[poise::command(prefix_command, rename = "pull", guild_cooldown = 5, user_cooldown = 5)]
pub(super) async fn by_message(
    ctx: Context<'_>,
    ritual: String,
    destination: Option<String>,
) -> CommandResult {
    bring(ctx, &ritual, destination.as_deref()).await
}

async fn bring(ctx: Context<'_>, ritual: &str, destination: Option<&str>) -> CommandResult {
    reply::acknowledge_privately(ctx).await;
    let whose = Whose::of(ctx).await?;
    let (app, language) = (&ctx.data().app, whose.language);
    let unknown = || UserError::saying(|language| say!(language, "archive-pull-unknown"));
    let id = RitualId::from_str(ritual.trim_matches('`').trim()).map_err(|_| unknown())?;
    let from = match destination {
        Some(name) => Some(whose.destination(app, name).await?),
        None => None,
    };
    let most = match ctx {
        Context::Application(ctx) => ctx.interaction.attachment_size_limit.into(),
        Context::Prefix(_) => file_limit::at(&ctx.data().rest, whose.guild).await,
    };
    match app.pull(whose.owner, id, from.as_ref(), most).await? {
        Pulled::Unknown => Err(unknown().into()),
        Pulled::NoCopy => Err(UserError::saying(|language| say!(language, "archive-pull-no-copy")).into()),
        Pulled::TooLarge(bytes) => {
            let (bytes, most) = (size(bytes), size(most));
            let sentence = move |language| {
                say!(language, "archive-pull-too-large", size = bytes.as_str(), most = most.as_str())
            };
            Err(UserError::saying(sentence).into())
        }
        Pulled::Refused(refusals) => {
            let said = refusals.iter().map(|(from, failure)| {
                let reason = whose.reason(&failure.reason()).unwrap_or_default();
                say!(language, "archive-verify-silent", name = name(from), reason = reason)
            });
            let said = said.collect::<Vec<_>>().join("\n");
            Err(UserError::new(format!("{}\n{said}", say!(language, "archive-pull-refused"))).into())
        }
        Pulled::Picture { ritual, bytes, from } => {
            let text = say!(language, "archive-pulled", id = id.to_string(), name = name(&from));
            let file = attached_name(&ritual, &ritual.file);
            let picture = Upload { name: file, kind: "image/png", bytes };
            let described = say!(language, "archive-pulled-picture", id = id.to_string());
            reply::answer_privately(ctx, Answer::new(text).picture(picture, &described)).await
        }
    }
}

/// The latest ids of whoever asks that begin with what was typed.
async fn known<'a>(ctx: Context<'a>, typed: &'a str) -> CreateAutocompleteResponse {
    let owner = ctx.guild_id().map_or_else(|| ctx.author().id.get(), serenity::model::id::GuildId::get);
    let app = &ctx.data().app;
    let found = timeout(PATIENCE, app.known_rituals(owner, typed.trim(), OFFERED)).await;
    let rituals = found.ok().and_then(Result::ok).unwrap_or_default();
    let choices = rituals.into_iter().map(|ritual| {
        let id = ritual.id.to_string();
        AutocompleteChoice::new(format!("{id} · {} · {}", ritual.recipe.steps, ritual.recipe.style), id)
    });
    CreateAutocompleteResponse::new().set_choices(choices.collect::<Vec<_>>())
}

/// The destinations that can be named.
pub(super) async fn places<'a>(ctx: Context<'a>, typed: &'a str) -> CreateAutocompleteResponse {
    let guild = ctx.guild_id().map(u64::from);
    let found = timeout(PATIENCE, ctx.data().app.destinations_of(guild)).await;
    let names = found.ok().and_then(Result::ok).unwrap_or_default().into_iter().map(|it| it.to_string());
    let choices = names
        .filter(|name| name.contains(typed.trim()) && name.encode_utf16().count() <= 100)
        .take(25)
        .map(|name| AutocompleteChoice::new(name.clone(), name));
    CreateAutocompleteResponse::new().set_choices(choices.collect::<Vec<_>>())
}
