//! `prefix`: shows or changes what commands begin with in a guild.

use super::audience;
use crate::discord::context::{Command, CommandResult, Context, guild_of, language_of};
use crate::discord::error::UserError;
use crate::discord::messages::reply;
use crate::prefix::{BadPrefix, Prefix};
use crate::server::Key;
use crate::store::SettingChange;
use crate::words::say;

/// The commands of this topic.
pub(super) fn commands() -> Vec<Command> {
    vec![prefix()]
}

/// Show or change what commands begin with in this server.
///
/// A prefix is 1 to 5 characters without spaces or backticks; `reset` returns to the default. Mentioning me always \
/// works as well.
#[poise::command(
    prefix_command,
    slash_command,
    category = "Settings",
    guild_only,
    interaction_context = "Guild"
)]
async fn prefix(
    ctx: Context<'_>,
    #[description = "The new prefix, or `reset`"]
    #[max_length = 5]
    new: Option<String>,
) -> CommandResult {
    let guild = guild_of(ctx)?;
    let app = &ctx.data().app;
    let change = new.as_deref().map(change).transpose()?;
    // Everybody may see it.
    if change.is_some() && !audience::manages(ctx).await {
        let needed = |language| say!(language, "common-permission-needed", permission = "Manage Server");
        return Err(UserError::saying(needed).into());
    }
    let language = language_of(ctx).await;
    let said = match change {
        None => say!(language, "prefix-is", prefix = app.prefix(Some(guild)).await?.as_str()),
        Some(prefix) => {
            let after = prefix.as_ref().map(Prefix::to_string);
            let change = SettingChange { name: Key::Prefix.name(), after };
            reply::after(ctx, app.change_settings(guild, ctx.author().id.get(), &[change])).await?;
            let prefix = prefix.as_ref().unwrap_or_else(|| app.default_prefix()).as_str();
            say!(language, "prefix-is-now", prefix = prefix)
        }
    };
    reply::say(ctx, said).await
}

/// What is asked for: a new prefix, or none to return to the default.
fn change(text: &str) -> Result<Option<Prefix>, UserError> {
    if text.trim().eq_ignore_ascii_case("reset") {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|error| match error {
        BadPrefix::Malformed => UserError::saying(|language| say!(language, "prefix-malformed")),
        BadPrefix::Reserved => UserError::saying(|language| say!(language, "prefix-reserved")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_prefix_is_taken_and_reset_returns_to_the_default() {
        assert_eq!(change(" ? "), Ok(Some("?".parse().expect("a prefix"))));
        assert_eq!(change("reset"), Ok(None));
        assert_eq!(change(" RESET "), Ok(None));
    }

    #[test]
    fn what_is_no_prefix_is_answered_with_the_rule() {
        let said = |text| change(text).expect_err(text).to_string();
        assert_eq!(
            said("toolong"),
            "A prefix is 1 to 5 printable characters without spaces or backticks; `reset` returns to the default."
        );
        assert_eq!(said("/"), "Discord keeps / and mentions for itself; please choose another prefix.");
    }
}
