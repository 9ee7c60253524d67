//! Where the bot may be used, as far as its operator has a say: in private, and through installs of people's own.

use serde_json::{Value, json};
use serenity::model::application::{AuthorizingIntegrationOwner, AuthorizingIntegrationOwners};
use serenity::model::id::GuildId;

use super::context::Context;
use super::error::{BotError, UserError};
use crate::app::App;
use crate::words::say;

/// Discord's numbers for an install by a server, and by a person.
const BY_SERVER: u64 = 0;
const BY_USER: u64 = 1;
/// Discord's number for a use in a server; the others are private.
const IN_SERVER: u64 = 0;
/// Between people, where the bot is not: only an install of one's own reaches there.
const BETWEEN_PEOPLE: u64 = 2;

/// Refuses a command where the operator has switched off that it can be used.
pub(super) fn check(ctx: Context<'_>) -> Result<(), BotError> {
    let owners = match ctx {
        Context::Application(asked) => Some(&asked.interaction.authorizing_integration_owners),
        Context::Prefix(_) => None,
    };
    refuse(&ctx.data().app, ctx.guild_id(), owners)
}

/// Refuses what is used in a guild or in private, through the installs of `owners`, where that is switched off.
pub(super) fn refuse(
    app: &App,
    guild: Option<GuildId>,
    owners: Option<&AuthorizingIntegrationOwners>,
) -> Result<(), BotError> {
    let settings = app.settings();
    let off = if owners.is_some_and(are_people) && !settings.user_installs {
        UserError::saying(|language| say!(language, "place-user-installs-off"))
    } else if guild.is_none() && !settings.private {
        UserError::saying(|language| say!(language, "place-private-off"))
    } else {
        return Ok(());
    };
    Err(off.into())
}

/// Whether nothing but an install of the person's own lets them use the bot there.
fn are_people(owners: &AuthorizingIntegrationOwners) -> bool {
    let own = owners.0.iter().any(|owner| matches!(owner, AuthorizingIntegrationOwner::UserInstall(_)));
    own && !owners.0.iter().any(|owner| matches!(owner, AuthorizingIntegrationOwner::GuildInstall(_)))
}

/// What the operator has left on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offered {
    pub(super) private: bool,
    pub(super) user_installs: bool,
}

impl Offered {
    /// That of the settings.
    pub(super) fn by(app: &App) -> Self {
        let settings = app.settings();
        Self { private: settings.private, user_installs: settings.user_installs }
    }
}

/// Leaves out of a command's registration what the operator has switched off. False if nothing is left of it.
pub(super) fn offer(command: &mut Value, settings: Offered) -> bool {
    let numbers = |list: &Value, default: u64| -> Vec<u64> {
        let list = list.as_array().map(|list| list.iter().filter_map(Value::as_u64).collect());
        list.unwrap_or_else(|| vec![default])
    };
    let mut installs = numbers(&command["integration_types"], BY_SERVER);
    installs.retain(|install| *install != BY_USER || settings.user_installs);
    let mut contexts = numbers(&command["contexts"], IN_SERVER);
    contexts.retain(|context| match *context {
        IN_SERVER => true,
        BETWEEN_PEOPLE => settings.private && installs.contains(&BY_USER),
        _ => settings.private,
    });
    let is_left = !installs.is_empty() && !contexts.is_empty();
    command["integration_types"] = json!(installs);
    command["contexts"] = json!(contexts);
    is_left
}
