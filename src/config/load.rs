//! From texts to settings: all mistakes are reported together.

use std::fmt;
use std::path::Path;

use super::destinations;
use super::draft::Draft;
use super::given::Given;
use super::opentelemetry;
use super::permissions;
use super::railway::Railway;
use super::remotes::Remotes;
use super::settings::{RateLimits, Settings};
use super::several;
use super::source::Source;
use super::table::{SETTINGS, is_secret, owner};
use super::texts::{Flags, Texts};
use super::useless;
use super::variables::{Owner, Variables};
use crate::nearest::nearest;

/// What the names of settings begin with that are this program's alone.
const PREFIX: &str = "HELIX_";

/// Everything that is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct BadSettings(pub Vec<String>);

impl fmt::Display for BadSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.summary())?;
        self.0.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl BadSettings {
    /// How many there are, before a list of them.
    pub fn summary(&self) -> String {
        let count = self.0.len();
        format!("{count} setting{} cannot be used:", if count == 1 { "" } else { "s" })
    }
}

impl Settings {
    /// Checks flags and environment. A variable that is set to nothing counts as not set, as hosting panels do it.
    pub fn load(flags: &Flags, environment: &Variables) -> Result<Self, BadSettings> {
        let (settings, mistakes) = Self::read(flags, environment);
        if mistakes.is_empty() { Ok(settings) } else { Err(BadSettings(mistakes)) }
    }

    /// What can be read of the settings, and everything that cannot, each with its name first.
    pub(super) fn read(flags: &Flags, environment: &Variables) -> (Self, Vec<String>) {
        let environment = environment.mended(owner);
        let texts = Texts::new(flags, &environment);
        let (mut draft, mut mistakes) = (Draft::new(), environment.mistakes().to_vec());
        // What a file has that cannot be read is not known to be missing.
        let all_is_read = mistakes.is_empty();
        for setting in &SETTINGS {
            let Some((text, source)) = setting.text(&texts) else { continue };
            draft.settings.sources.push((setting.variable, source));
            if let Err(all) = (setting.parse)(&mut draft, &text) {
                mistakes.extend(all.iter().map(|problem| format!("{}: {problem}", setting.variable)));
            }
        }
        let Draft { mut settings, mega } = draft;
        match mega.account() {
            Ok(account) => settings.mega = account,
            Err((variable, problem)) if all_is_read => mistakes.push(format!("{variable}: {problem}")),
            Err(_) => {}
        }
        if settings.rate_limits == RateLimits::Proxy && all_is_read && !texts.is_set("DISCORD_API_URL") {
            mistakes.push("HELIX_RATE_LIMITS: proxy needs DISCORD_API_URL, which names the proxy".to_owned());
        }
        let mut remotes = Remotes::of(&texts);
        if settings.mega.is_some() {
            remotes.add_mega();
        }
        match destinations::spelled(settings.destinations, &remotes) {
            Ok(destinations) => settings.destinations = destinations,
            Err(problem) => {
                settings.destinations = Vec::new();
                mistakes.push(format!("HELIX_DESTINATIONS: {problem}"));
            }
        }
        // Of what could not be read nobody knows whether it goes with the rest.
        if mistakes.is_empty() {
            mistakes.extend(several::problems(&settings));
        }
        settings.remotes = remotes;
        settings.given = Given { flags: flags.clone(), file: environment.file().cloned() };
        settings.railway = Railway::of(&texts);
        settings.for_rclone = environment.mended_for_rclone().to_vec();
        settings.handed_on = handed_on(&texts);
        settings.warnings = environment.warnings().iter().cloned().chain(unknown_variables(&texts)).collect();
        settings.warnings.extend(dump(&texts));
        settings.warnings.extend(opentelemetry::warnings(&texts));
        settings.for_collector = opentelemetry::secrets(&texts);
        // Of what could not be read nobody knows what it has no effect on.
        if mistakes.is_empty() {
            settings.warnings.extend(useless::warnings(&settings, &texts));
        }
        settings.warnings.extend(open_to_others(&environment));
        (settings, mistakes)
    }
}

/// The variables that are rclone's, and where they come from.
fn handed_on(texts: &Texts<'_>) -> Vec<(String, Source)> {
    let mut names: Vec<_> = texts.variables().filter(|name| owner(name) == Owner::Rclone).collect();
    names.sort_unstable();
    let set = names.into_iter().filter(|name| texts.variable(name).is_some());
    set.map(|name| (name.to_owned(), texts.source_of(name))).collect()
}

/// rclone's own way to log whole requests, which it is not given.
fn dump(texts: &Texts<'_>) -> Option<String> {
    let name = texts.variables().find(|name| name.starts_with("RCLONE_DUMP"))?;
    texts.variable(name)?;
    Some(format!(
        "{name} is not handed to rclone: the requests that it would log hold passwords and tokens in forms that cannot be \
         hidden. Run rclone by hand to look at them"
    ))
}

/// What is to be said of files with secrets that other users can open.
fn open_to_others(environment: &Variables) -> impl Iterator<Item = String> {
    let own = environment.file_with(is_secret).and_then(permissions::warning);
    let rclones = environment.get("RCLONE_CONFIG").map(Path::new).and_then(permissions::warning_of_rclones);
    own.into_iter().chain(rclones)
}

/// Another name that begins like ours is probably a slip.
fn unknown_variables(texts: &Texts<'_>) -> Vec<String> {
    let unknown = texts.variables().filter(|name| name.starts_with(PREFIX) && owner(name) == Owner::Other);
    unknown
        .map(|name| match meant(name) {
            Some(setting) => format!("{name} is not a setting of helix-bot; is {setting} meant?"),
            None => format!("{name} is not a setting of helix-bot; `helix-bot config` lists them"),
        })
        .collect()
}

/// The setting whose name is most like this. What all begin with says nothing, and some do not have it.
fn meant(name: &str) -> Option<&'static str> {
    let bare = |name: &'static str| name.strip_prefix(PREFIX).unwrap_or(name);
    let nearest = nearest(name.strip_prefix(PREFIX)?, SETTINGS.iter().map(|setting| bare(setting.variable)))?;
    SETTINGS.iter().map(|setting| setting.variable).find(|variable| bare(variable) == nearest)
}
