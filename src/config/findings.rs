//! What there is to find in settings without trying them: what `helix-bot config check` tells.

use serde::Serialize;

use super::settings::Settings;
use super::texts::Flags;
use super::variables::Variables;

/// Everything that is to be said of the settings. No sentence holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// What stops the program, each with its setting's name or its place in a file, and with what to do.
    pub mistakes: Vec<String>,
    /// What stops nothing but is probably not meant.
    pub warnings: Vec<String>,
}

impl Settings {
    /// Judges flags and environment as every start does, and the token as `run` does. Opens nothing and asks nobody.
    pub fn check(flags: &Flags, environment: &Variables) -> Findings {
        let (settings, mut mistakes) = Self::read(flags, environment);
        let mut warnings = settings.warnings.clone();
        if let Err(problem) = settings.token() {
            // Only `run` needs one.
            let findings = if settings.discord_token.is_some() { &mut mistakes } else { &mut warnings };
            findings.push(format!("DISCORD_TOKEN: {problem}"));
        }
        // Where a setting could not be read, its default stands in its place and nothing follows from it.
        if mistakes.is_empty() {
            warnings.extend(settings.lost_at_deployment());
        }
        Findings { mistakes, warnings }
    }
}
