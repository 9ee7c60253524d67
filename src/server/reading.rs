//! Reading settings: what somebody writes, which has to be right, and what the database kept, which was.

use super::ground::Ground;
use super::key::Key;
use super::problem::Problem;
use super::settings::ServerSettings;
use crate::prefix::Prefix;

impl ServerSettings {
    /// What holds in a server that has set `rows`. What this version cannot read is passed over, and the log is told.
    pub fn stored(rows: &[(String, String)], ground: &Ground<'_>) -> Self {
        let mut settings = ground.defaults.clone();
        for (name, text) in rows {
            let Some(key) = Key::named(name) else {
                let guild = ground.guild;
                tracing::warn!(name, guild, "a server has a setting that this version does not know");
                continue;
            };
            settings.take_stored(key, text, ground);
        }
        settings.within(ground.ceilings)
    }

    /// What was right once stays right, even where the rule has become stricter or the operator has other destinations now.
    fn take_stored(&mut self, key: Key, text: &str, ground: &Ground<'_>) {
        match key {
            Key::Prefix => self.prefix = Prefix::stored(text.to_owned()),
            Key::Destinations => {
                self.destinations = text.split(',').filter_map(|name| name.parse().ok()).collect();
            }
            key => {
                if (key.setting().parse)(self, text, ground).is_err() {
                    tracing::warn!(
                        setting = key.name(),
                        guild = ground.guild,
                        "a server's setting cannot be read; its default holds"
                    );
                    return;
                }
            }
        }
        self.note_own(key);
    }

    /// What `text` means for a setting, as it is written; or why it means nothing.
    pub fn judge(key: Key, text: &str, ground: &Ground<'_>) -> Result<String, Problem> {
        let mut settings = ground.defaults.clone();
        (key.setting().parse)(&mut settings, text, ground)?;
        let wanted = settings.text(key);
        let allowed = settings.within(ground.ceilings).text(key);
        if wanted == allowed { Ok(wanted) } else { Err(Problem::Beyond { most: allowed }) }
    }
}
