//! What is answered: an interaction, whichever kind it is.

use serenity::model::application::{CommandInteraction, ComponentInteraction, ModalInteraction};
use serenity::model::id::{ApplicationId, ChannelId, InteractionId, UserId};

use crate::words::Language;

/// An interaction that somebody waits to have answered: a slash command, a click, a choice, or a form.
///
/// It is never printed, since it holds the token.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) id: InteractionId,
    pub(crate) token: String,
    pub(crate) application: ApplicationId,
    pub(crate) channel: ChannelId,
    pub(crate) user: UserId,
    /// What they have set in Discord, for what is said where nothing else is known.
    pub(crate) language: Language,
}

/// What serenity calls by three names is one thing here.
macro_rules! asked_by {
    ($($kind:ty),*) => {$(
        impl From<&$kind> for Asked {
            fn from(asked: &$kind) -> Self {
                Self {
                    id: asked.id,
                    token: asked.token.clone(),
                    application: asked.application_id,
                    channel: asked.channel_id,
                    user: asked.user.id,
                    language: Language::of_locale(&asked.locale),
                }
            }
        }
    )*};
}

asked_by!(CommandInteraction, ComponentInteraction, ModalInteraction);
