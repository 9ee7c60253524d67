//! The operator's limits: what holds where a server has set nothing, and what no server may go beyond.

use std::time::Duration;

use super::ground::Ground;
use super::key::Key;
use super::settings::ServerSettings;
use crate::language::Language;

/// The settings that are limits.
const LIMITS: [Key; 7] =
    [Key::Cooldown, Key::Quota, Key::ServerQuota, Key::AtOnce, Key::Size, Key::Steps, Key::Motion];

/// Everything that is wrong with the operator's limits, as sentences.
pub type BadLimits = Vec<String>;

/// `cooldown=5s,quota=100`: what holds where a server has set nothing. What is left out stays as it is by itself.
pub fn parse_defaults(text: &str) -> Result<ServerSettings, BadLimits> {
    parse(ServerSettings::default(), text)
}

/// The same for what no server may go beyond. What is left out has no bound but the program's own.
pub fn parse_ceilings(text: &str) -> Result<ServerSettings, BadLimits> {
    parse(ServerSettings::without_limits(), text)
}

impl ServerSettings {
    /// As if nobody had limited anything.
    pub fn without_limits() -> Self {
        let none = Self { cooldown: Duration::ZERO, quota: None, server_quota: None, ..Self::default() };
        Self { at_once: None, ..none }
    }

    /// The limits, as an operator writes them.
    pub fn limits_text(&self) -> String {
        LIMITS.map(|key| format!("{}={}", key.name(), self.text(key))).join(",")
    }
}

fn parse(mut settings: ServerSettings, text: &str) -> Result<ServerSettings, BadLimits> {
    let mut problems = BadLimits::new();
    for part in text.split([',', ' ']).filter(|part| !part.is_empty()) {
        let Some((name, value)) = part.split_once('=') else {
            problems.push(format!("“{part}” is not written name=value, such as cooldown=5s"));
            continue;
        };
        let Some(key) = Key::named(name).filter(|key| LIMITS.contains(key)) else {
            problems.push(format!("“{name}” is not a limit; there are {}", LIMITS.map(Key::name).join(", ")));
            continue;
        };
        let ground = Ground {
            guild: None,
            destinations: &[],
            folders: false,
            defaults: &settings.clone(),
            ceilings: &ServerSettings::without_limits(),
        };
        if let Err(problem) = (key.setting().parse)(&mut settings, value, &ground) {
            problems.push(format!("{}: {}", key.name(), problem.sentence(Language::English)));
        }
    }
    if problems.is_empty() { Ok(settings) } else { Err(problems) }
}
