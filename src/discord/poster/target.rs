//! Where and how a ritual is answered.

use std::path::Path;
use std::time::Duration;

use serenity::model::id::{ApplicationId, ChannelId};

use crate::discord::file_limit::{self, EVERYWHERE};
use crate::discord::messages::draft::Draft;
use crate::discord::messages::payload::Address;
use crate::discord::rest::Rest;
use crate::failure::Failure;
use crate::store::{Origin, RitualView, Timestamp};

/// How long an interaction's token is used. Discord keeps it for 15 minutes; one minute is left for clocks that differ
/// and for the upload.
const TOKEN_LIFE: Duration = Duration::from_mins(14);
/// How long the first answer to an interaction may be on its way: Discord waits three seconds for it. Before that the
/// token serves nothing else.
const FIRST_ANSWER: Duration = Duration::from_secs(5);

/// Where a ritual is answered.
pub(super) struct Target<'a> {
    pub(super) channel: ChannelId,
    /// Who asked.
    pub(super) user: u64,
    /// The id of the message or interaction that is answered. Later messages have greater ids.
    pub(super) request: u64,
    pub(super) way: Way<'a>,
    /// Whether an interaction is so young that it may not be acknowledged yet.
    pub(super) young: bool,
    /// The server, if it is in one that has added the bot.
    guild: Option<u64>,
    /// The largest file that Discord takes here, in bytes, where it has told.
    file_limit: Option<u64>,
}

/// How a ritual is answered.
#[derive(Clone, Copy)]
pub(super) enum Way<'a> {
    /// As a reply to the message.
    Reply,
    /// Through the interaction's token.
    Token { application: ApplicationId, token: &'a str },
    /// As a message of its own, the token being too old.
    Mention,
}

impl<'a> Target<'a> {
    /// None where nobody waits for an answer in Discord.
    pub(super) fn of(origin: &'a Origin, now: Timestamp) -> Option<Self> {
        match origin {
            Origin::CommandLine | Origin::Archive { .. } => None,
            Origin::Message { channel, message, user, .. } => Some(Self {
                channel: ChannelId::new(*channel),
                user: *user,
                request: *message,
                way: Way::Reply,
                young: false,
                guild: origin.guild(),
                file_limit: None,
            }),
            Origin::Interaction {
                channel, interaction, user, application, token, received, most, ..
            } => {
                let alive = !token.0.is_empty() && now.since(*received) < TOKEN_LIFE;
                let application = ApplicationId::new(*application);
                Some(Self {
                    channel: ChannelId::new(*channel),
                    user: *user,
                    request: *interaction,
                    way: if alive { Way::Token { application, token: &token.0 } } else { Way::Mention },
                    young: now.since(*received) < FIRST_ANSWER,
                    guild: origin.guild(),
                    file_limit: most.filter(|_| alive),
                })
            }
        }
    }

    pub(super) fn address(&self) -> Address {
        match self.way {
            Way::Reply => Address::Reply { message: self.request },
            Way::Token { .. } | Way::Mention => Address::Mention { user: self.user },
        }
    }

    pub(super) async fn draft(
        &self,
        rest: &Rest,
        view: &RitualView,
        artifact: Option<&Path>,
    ) -> Result<Draft, Failure> {
        let most = match self.file_limit {
            Some(most) => most,
            // Asked for the few pictures that need it.
            None if is_large(artifact).await => file_limit::at(rest, self.guild).await,
            None => EVERYWHERE,
        };
        Draft::of(view, self.text_draft(view), artifact, most).await
    }

    /// A draft of nothing but text.
    pub(super) fn text_draft(&self, view: &RitualView) -> Draft {
        Draft::text_only(view, self.address(), self.user, self.channel.get())
    }
}

/// Whether a picture has more bytes than every place takes.
async fn is_large(artifact: Option<&Path>) -> bool {
    match artifact {
        Some(path) => tokio::fs::metadata(path).await.is_ok_and(|file| file.len() > EVERYWHERE),
        None => false,
    }
}
