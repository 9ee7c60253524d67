//! Whose archive is meant, and who may see it: a server's those who manage it, in direct messages everybody their own.
//! An owner never comes out of a button's id or an option: only from where somebody asks.

use crate::app::App;
use crate::discord::access;
use crate::discord::buttons::Click;
use crate::discord::commands::audience::manages;
use crate::discord::context::{Context, language_of};
use crate::discord::error::{BotError, UserError};
use crate::failure::for_everybody;
use crate::sync::Destination;
use crate::words::{Language, say};

/// Whose archive is meant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whose {
    /// As the store knows it: the server's, or the person's.
    pub(super) owner: u64,
    /// The server, if it is one's.
    pub(super) guild: Option<u64>,
    /// Who asks.
    pub(super) user: u64,
    /// The language of the answer.
    pub(super) language: Language,
}

impl Whose {
    /// Of whoever uses a command; an error if they may not.
    pub(super) async fn of(ctx: Context<'_>) -> Result<Self, BotError> {
        let (guild, user) = (ctx.guild_id().map(u64::from), ctx.author().id.get());
        if guild.is_some() && !manages(ctx).await {
            return Err(not_allowed().into());
        }
        Ok(Self { owner: guild.unwrap_or(user), guild, user, language: language_of(ctx).await })
    }

    /// Of whoever clicked; they may have lost the right meanwhile, or may be somebody else.
    pub(super) async fn clicking(click: &Click<'_>) -> Result<Self, BotError> {
        let (guild, user) = (click.guild, click.user());
        if guild.is_some() {
            access::must_administrate(click).await?;
        }
        Ok(Self { owner: guild.unwrap_or(user), guild, user, language: click.language().await })
    }

    /// The destinations that the rituals go to.
    pub(super) async fn destinations(self, app: &App) -> anyhow::Result<Vec<Destination>> {
        app.destinations_of(self.guild).await
    }

    /// The destination that is meant by a name.
    pub(super) async fn destination(self, app: &App, name: &str) -> Result<Destination, BotError> {
        let known = self.destinations(app).await?;
        let whole = known.iter().find(|destination| destination.to_string() == name.trim());
        let by_remote = || {
            let remote = name.trim().trim_end_matches(':');
            let mut named = known.iter().filter(|it| it.remote().eq_ignore_ascii_case(remote));
            named.next().filter(|_| named.next().is_none())
        };
        if let Some(found) = whole.or_else(by_remote) {
            return Ok(found.clone());
        }
        let known: Vec<_> = known.iter().map(|it| format!("`{it}`")).collect();
        let known = known.join(", ");
        Err(UserError::saying(move |language| {
            say!(language, "archive-unknown-destination", known = known.as_str())
        })
        .into())
    }

    /// A reason as it may be read here: in direct messages members read none.
    pub(super) fn reason(self, reason: &str) -> Option<String> {
        self.guild.map(|_| crate::discord::messages::text::plain(for_everybody(reason), 200))
    }
}

fn not_allowed() -> UserError {
    UserError::saying(|language| say!(language, "common-permission-needed", permission = "Manage Server"))
}
