//! Every setting as it may be shown: what `helix-bot config` prints.

use serde::Serialize;

use super::settings::Settings;
use super::source::Source;
use super::table::SETTINGS;

/// One setting, or a variable that is handed to rclone. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedSetting {
    /// Its variable.
    pub name: String,
    /// As it could be set; `None` where nothing is set and nothing is the default, and for secrets.
    pub value: Option<String>,
    /// Whether its value is hidden, set or not.
    pub secret: bool,
    /// Where its value comes from.
    pub source: Source,
    /// Its value for people, or in words what holds instead.
    #[serde(skip)]
    pub shown: String,
}

impl Settings {
    /// All of them: this program's in the order of the table, then those that are rclone's.
    pub fn listed(&self) -> Vec<ListedSetting> {
        let own = SETTINGS.iter().map(|setting| {
            let source = self.sources.iter().find(|(variable, _)| *variable == setting.variable);
            ListedSetting {
                name: setting.variable.to_owned(),
                value: setting.open_value(self),
                secret: setting.is_secret(),
                source: source.map_or(Source::Default, |(_, source)| source.clone()),
                shown: setting.shown(self),
            }
        });
        let handed_on = self.handed_on.iter().map(|(name, source)| ListedSetting {
            name: name.clone(),
            value: None,
            // Which of rclone's are is rclone's to know.
            secret: true,
            source: source.clone(),
            shown: "(set, for rclone)".to_owned(),
        });
        own.chain(handed_on).collect()
    }
}
