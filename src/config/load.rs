//! From texts to settings and back: all mistakes are reported together, and what holds can be listed.

use std::fmt;

use super::draft::Draft;
use super::settings::Settings;
use super::table::{SETTINGS, is_known};
use super::texts::{Flags, Texts};

/// Everything that is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct BadSettings(pub Vec<String>);

impl fmt::Display for BadSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.len();
        write!(f, "{count} setting{} cannot be used:", if count == 1 { "" } else { "s" })?;
        self.0.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl Settings {
    /// Checks flags and environment. A variable that is set to nothing counts as not set, as hosting panels do it.
    pub fn load(flags: &Flags, environment: &[(String, String)]) -> Result<Self, BadSettings> {
        let texts = Texts::new(flags, environment);
        let (mut draft, mut problems) = (Draft::new(), Vec::new());
        for setting in &SETTINGS {
            let Some(text) = setting.text(&texts) else { continue };
            if let Err(all) = (setting.parse)(&mut draft, &text) {
                problems.extend(all.iter().map(|problem| format!("{}: {problem}", setting.variable)));
            }
        }
        let Draft { mut settings, mega } = draft;
        match mega.account() {
            Ok(account) => settings.mega = account,
            Err((variable, problem)) => problems.push(format!("{variable}: {problem}")),
        }
        settings.warnings = unknown_variables(&texts);
        if problems.is_empty() { Ok(settings) } else { Err(BadSettings(problems)) }
    }

    /// Every setting with its value, secrets hidden: what `helix-bot config` prints.
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        SETTINGS.iter().map(|setting| (setting.variable, setting.shown(self))).collect()
    }
}

/// Another name that begins like ours is probably a slip.
fn unknown_variables(texts: &Texts<'_>) -> Vec<String> {
    texts
        .variables()
        .filter(|name| name.starts_with("HELIX_") && !is_known(name))
        .map(|name| format!("{name} is not a setting of helix-bot; `helix-bot config` lists them"))
        .collect()
}
