//! Every way in which a command can fail, and what is said about it.
//!
//! A member's mistake is answered with the sentence that says what to do. A fault of ours is answered with an error
//! id; the log has the same id and everything else. Nothing internal is ever shown.

use super::context::{Context, Data};
use super::error::BotError;
use super::messages::refusals;
use super::messages::reply::interaction::{self, Seen};
use super::messages::reply::{self, Answer, Asked, channel};
use crate::app::{Refusal, told_to_members};
use crate::store::Timestamp;
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
            tell(ctx, &misfit(&ctx.command().qualified_name)).await;
        }
        FrameworkError::SubcommandRequired { ctx, .. } => {
            tell(ctx, &misfit(&ctx.command().qualified_name)).await;
        }
        FrameworkError::CommandStructureMismatch { ctx, description, .. } => {
            tracing::warn!(description, "Discord knows an older form of a command");
            tell(Context::Application(ctx), OUTDATED).await;
        }
        FrameworkError::CooldownHit { remaining_cooldown, ctx, .. } => {
            tell(ctx, &too_soon(Timestamp::now() + remaining_cooldown)).await;
        }
        FrameworkError::MissingUserPermissions { missing_permissions: Some(missing), ctx, .. } => {
            tell(ctx, &format!("You need the permission “{}” for that.", names(missing))).await;
        }
        FrameworkError::MissingBotPermissions { missing_permissions: missing, ctx, .. } => {
            tell(ctx, &format!("I need the permission “{}” for that.", names(missing))).await;
        }
        FrameworkError::MissingUserPermissions { missing_permissions: None, ctx, .. }
        | FrameworkError::PermissionFetchFailed { ctx, .. } => {
            tell(ctx, "Your permissions could not be looked up just now; please try again.").await;
        }
        FrameworkError::CommandCheckFailed { error: None, ctx, .. }
        | FrameworkError::NotAnOwner { ctx, .. } => {
            tell(ctx, "You may not use this command.").await;
        }
        FrameworkError::GuildOnly { ctx, .. } => tell(ctx, "This works in a server only.").await,
        FrameworkError::DmOnly { ctx, .. } => tell(ctx, "This works in direct messages only.").await,
        FrameworkError::NsfwOnly { ctx, .. } => {
            tell(ctx, "This works in age-restricted channels only.").await;
        }
        FrameworkError::UnknownCommand { msg, content_start, framework, .. } => {
            // Other bots may share the prefix; a mention means us.
            if msg.content[..content_start.into()].starts_with("<@") {
                let hint = Answer::new(HINT);
                told(channel::to_message(&framework.user_data.rest, msg, &hint).await);
            }
        }
        FrameworkError::UnknownInteraction { framework, interaction, .. } => {
            tracing::warn!(command = interaction.data.name, "Discord knows a command that is gone");
            let (rest, asked) = (&framework.user_data.rest, Asked::from(interaction));
            told(interaction::message(rest, &asked, &Answer::new(OUTDATED), Seen::ByAsker).await);
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

const OUTDATED: &str = "Discord still shows an older form of this command; please try again in a minute.";

const HINT: &str = "I do not know that one. `/help` lists what I do, and so does mentioning me with `help`.";

async fn failed(ctx: Context<'_>, error: BotError) {
    if let Some(words) = words_for(&ctx.command().qualified_name, error) {
        tell(ctx, &words).await;
    }
}

/// Logs what is to be logged of an error of a command, or of a click by its word; what is said about it, unless nothing can
/// be said.
pub(super) fn words_for(command: &str, error: BotError) -> Option<String> {
    match error {
        error @ BotError::Unanswered(_) => {
            tracing::error!(%error, command, "a command was carried out, but not answered");
            None
        }
        BotError::User(error) => Some(error.to_string()),
        BotError::Fault(error) => {
            if let Some(refusal) = error.downcast_ref::<Refusal>() {
                return Some(refusals::words(refusal));
            }
            let id = error_id();
            tracing::error!(error_id = id, command, error = format!("{error:#}"), "a command failed");
            Some(told_to_members(&error).map_or_else(|| fault(&id), str::to_owned))
        }
    }
}

/// What is said about a fault of ours.
fn fault(id: &str) -> String {
    format!(
        "Something went wrong on my side. If it stays that way, tell whoever runs me this error id: `{id}`"
    )
}

/// What is said about a command that is used again before its time; Discord shows how long that still is.
fn too_soon(until: Timestamp) -> String {
    format!("This was done a short while ago; it can be done again <t:{}:R>.", until.seconds() + 1)
}

/// What is said when the arguments are not those of the command.
fn misfit(command: &str) -> String {
    format!("That is not how this command is written; `help {command}` shows it.")
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

async fn tell(ctx: Context<'_>, text: &str) {
    told(reply::whisper(ctx, text).await);
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
    fn a_fault_shows_its_id_and_nothing_else_of_it() {
        let id = error_id();
        assert_eq!(id.len(), 8);
        assert!(id.bytes().all(|digit| digit.is_ascii_hexdigit()), "{id}");
        assert_ne!(id, error_id(), "ids tell faults apart");
        assert!(fault(&id).ends_with(&format!("`{id}`")));
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
