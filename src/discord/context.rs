//! What every command can reach, and the framework's types with this bot's own data and error in them.

use std::sync::Arc;

use serenity::model::application::{AuthorizingIntegrationOwner, AuthorizingIntegrationOwners};
use serenity::model::id::{GuildId, UserId};
use tokio::sync::OnceCell;

use super::channel_visibility::ChannelVisibility;
use super::edits::Answers;
use super::error::{BotError, UserError};
use super::parents::Parents;
use super::rest::Rest;
use super::waiting::Waiters;
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
    /// Those who wait for a picture.
    pub(super) waiters: Arc<Waiters>,
    /// The bot's plain answers of lately, for messages that are edited.
    pub(super) answers: Answers,
    /// The channels to which threads belong.
    pub(super) parents: Parents,
    /// Which channels may be spoken of in which.
    pub(super) visibility: ChannelVisibility,
    /// Who owns the bot, once somebody's right depended on it.
    pub(super) owners: OnceCell<Vec<UserId>>,
}

/// The context of a command.
pub(super) type Context<'a> = poise::Context<'a, Data, BotError>;
/// The guild in which a command is used; an error where it is used outside of one.
pub(super) fn guild_of(ctx: Context<'_>) -> Result<u64, UserError> {
    server_of(ctx).ok_or_else(|| UserError::saying(|language| say!(language, "common-server-only")))
}

/// The guild in which a command is used. None in private, and in a guild that has not added the bot: what somebody asks
/// for there through an install of their own is theirs, as in private.
pub(super) fn server_of(ctx: Context<'_>) -> Option<u64> {
    match ctx {
        Context::Application(ctx) => {
            let asked = ctx.interaction;
            installed_in(asked.guild_id, &asked.authorizing_integration_owners)
        }
        Context::Prefix(ctx) => ctx.msg.guild_id.map(u64::from),
    }
}

/// The guild of an interaction, if that has added the bot. Elsewhere in a guild somebody uses an install of their own.
pub(super) fn installed_in(guild: Option<GuildId>, owners: &AuthorizingIntegrationOwners) -> Option<u64> {
    let by_guild =
        |owner: &AuthorizingIntegrationOwner| matches!(owner, AuthorizingIntegrationOwner::GuildInstall(_));
    let told = !owners.0.is_empty();
    guild.map(GuildId::get).filter(|_| !told || owners.0.iter().any(by_guild))
}

/// Whose what is asked for here is; see [`Origin::owner`](crate::store::Origin::owner).
pub(super) fn owner_of(ctx: Context<'_>) -> u64 {
    server_of(ctx).unwrap_or_else(|| ctx.author().id.get())
}

/// What commands begin with where this one is used. Answers must not depend on the database, so where that does not
/// answer, the default is named.
pub(super) async fn prefix_of(ctx: Context<'_>) -> Prefix {
    let app = &ctx.data().app;
    let prefix = app.prefix(server_of(ctx)).await;
    prefix.unwrap_or_else(|_| app.default_prefix().clone())
}

/// The language in which this command is answered: the guild's; in private that of whoever asks, as far as Discord tells.
pub(super) async fn language_of(ctx: Context<'_>) -> Language {
    let locale = match ctx {
        Context::Application(ctx) => ctx.interaction.locale.as_str(),
        Context::Prefix(_) => "",
    };
    language_at(&ctx.data().app, server_of(ctx), locale).await
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn owners(told: Value) -> AuthorizingIntegrationOwners {
        serde_json::from_value(told).expect("owners")
    }

    #[test]
    fn a_server_counts_as_one_where_it_has_added_the_bot() {
        let guild = Some(GuildId::new(10));
        assert_eq!(installed_in(guild, &owners(json!({ "0": "10" }))), Some(10));
        assert_eq!(installed_in(guild, &owners(json!({ "0": "10", "1": "40" }))), Some(10));
        assert_eq!(installed_in(guild, &owners(json!({ "1": "40" }))), None);
        assert_eq!(installed_in(guild, &owners(json!({}))), Some(10), "not told");
        assert_eq!(installed_in(None, &owners(json!({ "0": "0" }))), None);
    }
}
