//! `prefix`: shows or changes what commands begin with in a guild.

use crate::discord::context::{Command, CommandResult, Context};
use crate::discord::error::UserError;
use crate::discord::messages::reply;

/// The longest prefix, in characters.
const MOST: usize = 5;

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
    interaction_context = "Guild",
    required_permissions = "MANAGE_GUILD",
    default_member_permissions = "MANAGE_GUILD"
)]
async fn prefix(
    ctx: Context<'_>,
    #[description = "The new prefix, or `reset`"]
    #[max_length = 5]
    new: Option<String>,
) -> CommandResult {
    let Some(guild) = ctx.guild_id().map(u64::from) else {
        return Err(UserError::new("This works in a server only.").into());
    };
    let app = &ctx.data().app;
    let change = new.as_deref().map(change).transpose()?;
    reply::acknowledge(ctx).await?;
    let said = match change {
        None => format!("Commands here begin with {}.", shown(&app.prefix(Some(guild)).await?)),
        Some(prefix) => {
            app.set_prefix(guild, prefix).await?;
            let prefix = prefix.unwrap_or_else(|| app.default_prefix());
            format!(
                "Commands here now begin with {}, for example {}.",
                shown(prefix),
                shown(&format!("{prefix}ritual 108"))
            )
        }
    };
    reply::say(ctx, said).await
}

/// What is asked for: a new prefix, or none to return to the default.
fn change(text: &str) -> Result<Option<&str>, UserError> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("reset") {
        return Ok(None);
    }
    let length = text.chars().count();
    if !(1..=MOST).contains(&length) || !text.chars().all(printable) {
        return Err(UserError::new(
            "A prefix is 1 to 5 printable characters without spaces or backticks; `reset` returns to the default.",
        ));
    }
    if text.starts_with('/') || text.starts_with("<@") {
        return Err(UserError::new("Discord keeps / and mentions for itself; please choose another prefix."));
    }
    Ok(Some(text))
}

fn printable(letter: char) -> bool {
    // Characters without width would make a prefix that nobody can see or type.
    let invisible = matches!(
        letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}'
    );
    !letter.is_whitespace() && !letter.is_control() && letter != '`' && !invisible
}

/// As code, so that nothing of it is formatting.
fn shown(text: &str) -> String {
    format!("`{text}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_printable_prefixes_are_taken_as_they_are() {
        for prefix in ["!", "hx!", "$$$$$", "🜁", "\\", "<", "Reset!"[..5].as_ref()] {
            if !prefix.eq_ignore_ascii_case("reset") {
                assert_eq!(change(prefix), Ok(Some(prefix)));
            }
        }
        assert_eq!(change(" ? "), Ok(Some("?")));
    }

    #[test]
    fn reset_returns_to_the_default() {
        assert_eq!(change("reset"), Ok(None));
        assert_eq!(change("RESET"), Ok(None));
    }

    #[test]
    fn what_cannot_be_typed_or_seen_is_refused() {
        for wrong in ["", "  ", "toolong", "a b", "`", "\u{200b}", "a\nb", "\u{202e}", "\u{7}"] {
            let said = change(wrong).expect_err(wrong).to_string();
            assert!(said.starts_with("A prefix is 1 to 5"), "{wrong:?}: {said}");
        }
        assert!(change("/").is_err() && change("<@1>").is_err());
    }
}
