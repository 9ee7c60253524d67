//! `about`: what the bot is and does.

use crate::discord::context::{Command, CommandResult, Context, language_of, server_of};
use crate::discord::messages::reply;
use crate::store::Overview;
use crate::words::{Language, say};

/// The commands of this topic.
pub(super) fn commands() -> Vec<Command> {
    vec![about()]
}

/// Where the program's source is; empty where its package does not say.
const SOURCE: &str = env!("CARGO_PKG_REPOSITORY");

/// Tell what I am and what I do.
#[poise::command(prefix_command, slash_command, category = "About me", interaction_context = "Guild | BotDm")]
async fn about(ctx: Context<'_>) -> CommandResult {
    let language = language_of(ctx).await;
    let guild = server_of(ctx);
    let owner = guild.unwrap_or(ctx.author().id.get());
    let rituals = reply::after(ctx, ctx.data().app.rituals_of(owner)).await?;
    reply::say(ctx, text(language, guild.is_some(), rituals, SOURCE)).await
}

fn text(language: Language, in_server: bool, rituals: u64, source: &str) -> String {
    let more = if rituals >= Overview::MOST { "+" } else { "" };
    let rituals = format!("{rituals}{more}");
    let mut lines = vec![
        say!(language, "about-what"),
        if in_server {
            say!(language, "about-rituals-server", rituals = rituals)
        } else {
            say!(language, "about-rituals-yours", rituals = rituals)
        },
        say!(language, "about-version", version = env!("CARGO_PKG_VERSION")),
    ];
    if !source.is_empty() {
        lines.push(say!(language, "about-source", address = format!("<{source}>")));
    }
    lines.push(say!(language, "about-begin"));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_tells_what_it_does_its_version_its_rituals_and_its_source() {
        let told = text(Language::English, true, 10_000, "https://example.org/helix-bot");
        let version = env!("CARGO_PKG_VERSION");
        for part in [
            "I perform rituals",
            "so far: 10000+.",
            version,
            "<https://example.org/helix-bot>",
            "`ritual 108 lotus`",
        ] {
            assert!(told.contains(part), "{part}: {told}");
        }
        let told = text(Language::English, false, 3, "");
        assert!(told.contains("Rituals of yours here so far: 3.") && !told.contains("Source"), "{told}");
    }
}
