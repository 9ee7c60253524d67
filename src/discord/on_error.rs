//! Every way in which a command can fail, and what is said about it.
//!
//! A member's mistake is answered with the sentence that says what to do. A fault of ours is answered with an error
//! id; the log has the same id and everything else. Nothing internal is ever shown.

use super::context::{Context, Data, language_at, language_of};
use super::error::BotError;
use super::messages::refusals;
use super::messages::reply::interaction::{self, Seen};
use super::messages::reply::{self, Answer, Asked, channel};
use crate::app::{CannotWrite, Refusal};
use crate::store::Timestamp;
use crate::words::{Language, say};
use poise::FrameworkError;

/// Answers and logs an error.
pub(super) async fn handle(error: FrameworkError<'_, Data, BotError>) {
    match error {
        FrameworkError::Command { error, ctx, .. }
        | FrameworkError::CommandCheckFailed { error: Some(error), ctx, .. } => failed(ctx, error).await,
        FrameworkError::CommandPanic { payload, ctx, .. } => {
            let payload = payload.unwrap_or_default();
            failed(ctx, BotError::Fault(anyhow::anyhow!("the command panicked: {payload}"))).await;
        }
        FrameworkError::ArgumentParse { ctx, error, .. } => {
            tracing::debug!(%error, command = ctx.command().qualified_name.as_ref(), "arguments did not fit");
            misfit(ctx).await;
        }
        FrameworkError::SubcommandRequired { ctx, .. } => {
            misfit(ctx).await;
        }
        FrameworkError::CommandStructureMismatch { ctx, description, .. } => {
            tracing::warn!(description, "Discord knows an older form of a command");
            tell(Context::Application(ctx), |language| say!(language, "common-outdated")).await;
        }
        FrameworkError::CooldownHit { remaining_cooldown, ctx, .. } => {
            let again = Timestamp::now() + remaining_cooldown;
            tell(ctx, |language| too_soon(language, again)).await;
        }
        FrameworkError::MissingUserPermissions { missing_permissions: Some(missing), ctx, .. } => {
            let missing = names(missing);
            tell(ctx, |language| say!(language, "common-permission-needed", permission = missing.as_str()))
                .await;
        }
        FrameworkError::MissingBotPermissions { missing_permissions: missing, ctx, .. } => {
            let missing = names(missing);
            tell(ctx, |language| {
                say!(language, "common-bot-permission-needed", permission = missing.as_str())
            })
            .await;
        }
        FrameworkError::MissingUserPermissions { missing_permissions: None, ctx, .. }
        | FrameworkError::PermissionFetchFailed { ctx, .. } => {
            tell(ctx, |language| say!(language, "common-permissions-unknown")).await;
        }
        FrameworkError::CommandCheckFailed { error: None, ctx, .. }
        | FrameworkError::NotAnOwner { ctx, .. } => {
            tell(ctx, |language| say!(language, "common-not-allowed")).await;
        }
        FrameworkError::GuildOnly { ctx, .. } => {
            tell(ctx, |language| say!(language, "common-server-only")).await;
        }
        FrameworkError::DmOnly { ctx, .. } => {
            tell(ctx, |language| say!(language, "common-private-only")).await;
        }
        FrameworkError::NsfwOnly { ctx, .. } => {
            tell(ctx, |language| say!(language, "common-restricted-only")).await;
        }
        FrameworkError::UnknownCommand { msg, content_start, framework, .. } => {
            // Other bots may share the prefix; a mention means us.
            if msg.content[..content_start.into()].starts_with("<@") {
                let Data { app, rest, .. } = framework.user_data;
                let language = language_at(app, msg.guild_id.map(Into::into), "").await;
                let hint = Answer::new(say!(language, "common-unknown-command"));
                told(channel::to_message(rest, msg, &hint, language).await);
            }
        }
        FrameworkError::UnknownInteraction { framework, interaction, .. } => {
            tracing::warn!(command = interaction.data.name, "Discord knows a command that is gone");
            let Data { app, rest, .. } = framework.user_data;
            let guild = interaction.guild_id.map(Into::into);
            let language = language_at(app, guild, &interaction.locale).await;
            let outdated = Answer::new(say!(language, "common-outdated"));
            told(interaction::message(rest, &Asked::from(interaction), &outdated, Seen::ByAsker).await);
        }
        FrameworkError::Setup { error, .. }
        | FrameworkError::EventHandler { error, .. }
        | FrameworkError::DynamicPrefix { error, .. }
        | FrameworkError::NonCommandMessage { error, .. } => {
            tracing::error!(%error, "an event could not be handled");
        }
        FrameworkError::__NonExhaustive(never) => match never {},
    }
}

async fn failed(ctx: Context<'_>, error: BotError) {
    let language = language_of(ctx).await;
    if let Some(words) = words_for(&ctx.command().qualified_name, error, language) {
        tell(ctx, |_| words).await;
    }
}

/// Logs what is to be logged of an error of a command, or of a click by its word; what is said about it, unless nothing can
/// be said.
pub(super) fn words_for(command: &str, error: BotError, language: Language) -> Option<String> {
    match error {
        error @ BotError::Unanswered(_) => {
            tracing::error!(%error, command, "a command was carried out, but not answered");
            None
        }
        BotError::User(error) => Some(error.told(language)),
        BotError::Fault(error) => {
            if let Some(refusal) = error.downcast_ref::<Refusal>() {
                return Some(refusals::words(language, refusal));
            }
            let id = error_id();
            tracing::error!(error_id = id, command, error = format!("{error:#}"), "a command failed");
            Some(match CannotWrite::of(&error) {
                Some(CannotWrite::DiskFull) => say!(language, "common-disk-full"),
                Some(CannotWrite::Unavailable) => say!(language, "common-cannot-write"),
                None => say!(language, "common-fault", id = id.as_str()),
            })
        }
    }
}

/// What is said about a command that is used again before its time; Discord shows how long that still is.
fn too_soon(language: Language, until: Timestamp) -> String {
    say!(language, "common-too-soon", again = format!("<t:{}:R>", until.seconds() + 1))
}

/// The arguments are not those of the command.
async fn misfit(ctx: Context<'_>) {
    let command = ctx.command().qualified_name.as_ref();
    tell(ctx, |language| say!(language, "common-misfit", command = command)).await;
}

fn names(permissions: serenity::model::Permissions) -> String {
    // Discord's clients call guilds servers.
    permissions.to_string().replace("Guild", "Server")
}

/// Eight digits that only have to be unlikely to occur twice in a log.
fn error_id() -> String {
    let bits = getrandom::u32().unwrap_or_else(|_| Timestamp::now().0 as u32);
    format!("{bits:08x}")
}

async fn tell(ctx: Context<'_>, text: impl FnOnce(Language) -> String) {
    told(reply::whisper(ctx, text(language_of(ctx).await)).await);
}

/// Logs that an error could not be told.
pub(super) fn told<E: std::fmt::Display>(answered: Result<(), E>) {
    if let Err(error) = answered {
        tracing::warn!(%error, "an error could not be told");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_has_an_id_of_eight_digits() {
        let id = error_id();
        assert_eq!(id.len(), 8);
        assert!(id.bytes().all(|digit| digit.is_ascii_hexdigit()), "{id}");
        assert_ne!(id, error_id(), "ids tell faults apart");
    }

    #[test]
    fn permissions_have_the_names_that_discord_shows() {
        assert_eq!(names(serenity::model::Permissions::MANAGE_GUILD), "Manage Server");
    }

    #[test]
    fn the_log_gets_the_whole_chain_of_a_fault() {
        let fault = anyhow::anyhow!("the disk is full").context("the ritual could not be kept");
        let error = BotError::Fault(fault);
        assert_eq!(error.to_string(), "the ritual could not be kept: the disk is full");
    }
}
