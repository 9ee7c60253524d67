//! Changing settings: judged, looked at, committed, told.

use super::channel;
use crate::discord::context::Data;
use crate::discord::error::{BotError, UserError};
use crate::server::{Key, Problem};
use crate::store::SettingChange;
use crate::words::{Language, say};

/// What people write to return to the default.
pub(crate) const RESET: &str = "reset";

/// What a text means for a setting, if it means something; `reset` returns to the default.
pub(crate) fn wanted(data: &Data, guild: u64, key: Key, text: &str) -> Result<SettingChange, UserError> {
    let reset = text.trim().eq_ignore_ascii_case(RESET);
    let wanted = data.app.wanted_setting(guild, key, (!reset).then_some(text));
    wanted.map_err(|problem| UserError::saying(move |language| refused(language, key, &problem)))
}

/// Why a text was refused, and how to return to the default.
fn refused(language: Language, key: Key, problem: &Problem) -> String {
    say!(language, "settings-refused", name = key.name(), problem = problem.sentence(language))
}

/// Refuses what the bot cannot do in Discord: to write into the log channel.
pub(crate) async fn must_be_possible(
    data: &Data,
    guild: u64,
    changes: &[SettingChange],
) -> Result<(), BotError> {
    for change in changes.iter().filter(|change| change.name == Key::LogChannel.name()) {
        if let Some(id) = change.after.as_deref().and_then(|text| text.parse().ok()) {
            channel::must_be_writable(data, guild, id).await?;
        }
    }
    Ok(())
}

/// Returns everything to its default.
pub(crate) fn reset_all() -> Vec<SettingChange> {
    Key::ALL.iter().map(|key| SettingChange { name: key.name(), after: None }).collect()
}
