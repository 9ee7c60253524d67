//! The ids of the panel's parts.

use crate::discord::buttons::CustomId;
use crate::discord::error::BotError;

/// The word that they begin with.
pub(crate) const WORD: &str = "settings";

/// The id of a part of the settings.
pub(super) fn id(argument: impl std::fmt::Display) -> Result<CustomId, BotError> {
    CustomId::new(WORD, argument).map_err(|error| anyhow::Error::from(error).into())
}
