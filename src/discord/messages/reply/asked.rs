//! What is answered: an interaction, whichever kind it is.

use crate::words::Language;
use serenity::model::application::{CommandInteraction, ComponentInteraction, ModalInteraction};
use serenity::model::id::{ApplicationId, ChannelId, InteractionId, UserId};

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

impl From<&CommandInteraction> for Asked {
    fn from(asked: &CommandInteraction) -> Self {
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

impl From<&ComponentInteraction> for Asked {
    fn from(asked: &ComponentInteraction) -> Self {
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

impl From<&ModalInteraction> for Asked {
    fn from(asked: &ModalInteraction) -> Self {
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
