//! What every command can reach, and the framework's types with this bot's own data and error in them.

use std::sync::Arc;

use serenity::model::id::UserId;
use tokio::sync::OnceCell;

use super::error::{BotError, UserError};
use super::rest::Rest;
use crate::app::App;
use crate::prefix::Prefix;
use crate::words::{Language, say};

/// What every command can reach.
pub(super) struct Data {
    /// The services.
    pub(super) app: Arc<App>,
    /// What answers go through.
    pub(super) rest: Rest,
    /// Whether Discord lets the bot read messages that do not mention it.
    pub(super) message_content: bool,
    /// Who owns the bot, once somebody's right depended on it.
    pub(super) owners: OnceCell<Vec<UserId>>,
}

/// The context of a command.
pub(super) type Context<'a> = poise::Context<'a, Data, BotError>;
/// The guild in which a command is used; an error where it is used outside of one.
pub(super) fn guild_of(ctx: Context<'_>) -> Result<u64, UserError> {
    ctx.guild_id()
        .map(u64::from)
        .ok_or_else(|| UserError::saying(|language| say!(language, "common-server-only")))
}

/// What commands begin with where this one is used. Answers must not depend on the database, so where that does not
/// answer, the default is named.
pub(super) async fn prefix_of(ctx: Context<'_>) -> Prefix {
    let app = &ctx.data().app;
    let prefix = app.prefix(ctx.guild_id().map(Into::into)).await;
    prefix.unwrap_or_else(|_| app.default_prefix().clone())
}

/// The language in which this command is answered: the guild's; in private that of whoever asks, as far as Discord tells.
pub(super) async fn language_of(ctx: Context<'_>) -> Language {
    let locale = match ctx {
        Context::Application(ctx) => ctx.interaction.locale.as_str(),
        Context::Prefix(_) => "",
    };
    language_at(&ctx.data().app, ctx.guild_id().map(Into::into), locale).await
}

/// The language that is spoken in a guild, or in private with somebody whose Discord speaks `locale`. Answers must not
/// depend on the database, so where that does not answer, English is spoken.
pub(super) async fn language_at(app: &App, guild: Option<u64>, locale: &str) -> Language {
    match guild {
        Some(guild) => app.language(guild).await.ok().flatten().unwrap_or_default(),
        None => Language::of_locale(locale),
    }
}

/// A command.
pub(super) type Command = poise::Command<Data, BotError>;
/// Marks a command that is for the bot's owners alone: `custom_data = "OwnersOnly"`. Its slash form is registered in home
/// servers only.
pub(super) struct OwnersOnly;

/// Whether a command is for the bot's owners alone.
pub(super) fn is_for_owners(command: &Command) -> bool {
    command.custom_data.is::<OwnersOnly>()
}

/// What a command returns.
pub(super) type CommandResult = Result<(), BotError>;
