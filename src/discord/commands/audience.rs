//! Who reads an answer, and so what it may tell.
//!
//! Members are told of their own server, and in direct messages of what they asked for there; not why something failed,
//! as that is for those who can do something about it. Those who manage the server read why. The operator reads everything:
//! in the channel where the operator is told things, and, as the bot's owner, in direct messages. In a server's channel the
//! bot's owner is told of that server alone, since others read along.

use crate::discord::access::Visitor;
use crate::discord::context::{Context, language_of, server_of};
use crate::discord::messages::text::plain;
use crate::discord::owners;
use crate::failure::{for_everybody, for_operators};
use crate::store::Scope;
use crate::sync::Destination;
use crate::words::{Language, say};

/// How much of one reason is shown, in characters.
const REASON: usize = 200;
/// The same where rclone's own words are shown as well.
const REASON_FOR_OPERATORS: usize = 400;

/// Who reads an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// Whoever is in the channel.
    Members,
    /// Whoever manages the server.
    Managers,
    /// Whoever runs the bot.
    Operators,
}

/// Who reads an answer, and what they are told of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader {
    pub(super) audience: Audience,
    pub(super) scope: Scope,
    pub(super) language: Language,
}

impl Reader {
    /// Who reads the answer to a command.
    pub(super) async fn of(ctx: Context<'_>) -> Self {
        let (audience, scope) = Self::who(ctx).await;
        Self { audience, scope, language: language_of(ctx).await }
    }

    async fn who(ctx: Context<'_>) -> (Audience, Scope) {
        let channel = ctx.data().app.settings().operator_channel;
        if channel == Some(ctx.channel_id().get()) {
            return (Audience::Operators, Scope::Everything);
        }
        match server_of(ctx) {
            Some(guild) => {
                let audience = if manages(ctx).await { Audience::Managers } else { Audience::Members };
                (audience, Scope::Guild(guild))
            }
            None if owns(ctx).await => (Audience::Operators, Scope::Everything),
            None => (Audience::Members, Scope::User(ctx.author().id.get())),
        }
    }

    /// What is said while nothing carries files.
    pub(super) fn offline(self, reason: &str) -> String {
        match self.audience {
            Audience::Members => say!(self.language, "status-offline"),
            Audience::Managers | Audience::Operators => {
                self.audience.why(&say!(self.language, "status-offline-why"), reason)
            }
        }
    }

    /// The destinations that these are told of.
    pub(super) async fn destinations(self, ctx: Context<'_>) -> anyhow::Result<Vec<Destination>> {
        let app = &ctx.data().app;
        match self.scope {
            Scope::Guild(guild) => app.destinations_of(Some(guild)).await,
            Scope::Everything | Scope::User(_) => Ok(app.settings().destinations.clone()),
        }
    }
}

impl Audience {
    /// A reason behind `words`, as far as these may read it.
    pub(super) fn why(self, words: &str, reason: &str) -> String {
        match self {
            Self::Members => words.to_owned(),
            Self::Managers => format!("{words}: {}", plain(for_everybody(reason), REASON)),
            Self::Operators => format!("{words}: {}", plain(&for_operators(reason), REASON_FOR_OPERATORS)),
        }
    }

    /// The same where there may be no reason.
    pub(super) fn why_if_known(self, words: &str, reason: &str) -> String {
        if reason.is_empty() { words.to_owned() } else { self.why(words, reason) }
    }
}

/// Whether who asks administrates the server. Who cannot be looked up does not.
pub(super) async fn manages(ctx: Context<'_>) -> bool {
    let Some(visitor) = Visitor::of(ctx) else { return false };
    visitor.administrates(ctx.data()).await.unwrap_or_else(|error| {
        tracing::debug!(%error, "whether somebody administrates the server could not be looked up");
        false
    })
}

/// Whether who asks keeps order in the server. Who cannot be looked up does not.
pub(super) async fn moderates(ctx: Context<'_>) -> bool {
    let Some(visitor) = Visitor::of(ctx) else { return false };
    visitor.moderates(ctx.data()).await.unwrap_or_else(|error| {
        tracing::debug!(%error, "whether somebody keeps order in the server could not be looked up");
        false
    })
}

/// Whether who asks owns the bot, alone or in a team.
pub(super) async fn owns(ctx: Context<'_>) -> bool {
    owners::owns(ctx.data(), ctx.author().id).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_somebody_can_do_about_a_failure_the_more_is_told_of_it() {
        let why = |audience: Audience| audience.why("not reachable", "no answer.\n(rclone: boom)");
        assert_eq!(why(Audience::Members), "not reachable");
        assert_eq!(why(Audience::Managers), "not reachable: no answer");
        assert_eq!(why(Audience::Operators), "not reachable: no answer. (rclone: boom)");
        assert_eq!(Audience::Managers.why_if_known("held back", ""), "held back");
    }
}
