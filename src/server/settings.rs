//! A server's settings, checked.

use std::collections::BTreeMap;
use std::time::Duration;

use super::key::Key;
use crate::language::Language;
use crate::prefix::Prefix;
use crate::ritual::{Size, Steps};
use crate::sync::Destination;

/// What holds in a server: what it has set, and the operator's defaults where it has set nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerSettings {
    /// What commands begin with.
    pub prefix: Prefix,
    /// In which language people are answered.
    pub language: Language,
    /// The only channels in which commands are carried out, with their threads; empty: all.
    pub channels: Vec<u64>,
    /// The only roles whose members may use commands; empty: everybody may.
    pub roles: Vec<u64>,
    /// Roles whose members may not, whatever other roles they have.
    pub denied_roles: Vec<u64>,
    /// Roles whose members may change the settings, beside those who manage the server.
    pub admin_roles: Vec<u64>,
    /// The least time between two rituals of a person; zero: none.
    pub cooldown: Duration,
    /// How many rituals a person may ask for in a day, counted in UTC; none: any number.
    pub quota: Option<u64>,
    /// The same for all of a server together.
    pub server_quota: Option<u64>,
    /// How many rituals of a person may wait at once to be shown; none: any number.
    pub at_once: Option<u64>,
    /// The most pixels a side.
    pub size: u32,
    /// The most steps.
    pub steps: Steps,
    /// Whether rituals may be shown in motion.
    pub motion: bool,
    /// Where copies go; empty: to all of the operator's destinations.
    pub destinations: Vec<Destination>,
    /// What the server's folder is called.
    pub folder: Option<Folder>,
    /// Whether links to copies may be made.
    pub links: bool,
    /// Where failures and recoveries of archiving are told.
    pub log_channel: Option<u64>,
    /// What becomes of the copies of a ritual that is deleted.
    pub delete_archive: DeleteArchive,
    /// What the server itself has set, as it is written.
    pub(super) own: BTreeMap<Key, String>,
}

/// What becomes of the copies of a ritual that is deleted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, strum::EnumString, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case", ascii_case_insensitive)]
pub enum DeleteArchive {
    /// Who deletes it is asked.
    #[default]
    Ask,
    /// They go as well.
    Always,
    /// They stay.
    Never,
}

impl DeleteArchive {
    /// Whether they may stay.
    pub fn keeps(self) -> bool {
        self != Self::Always
    }

    /// Whether they may go.
    pub fn removes(self) -> bool {
        self != Self::Never
    }
}

/// The name of a server's folder: one part of a path, which says whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder(pub(super) String);

impl Folder {
    /// The folder of a server. Its id is part of it, so no server puts files among those of another.
    pub fn of(&self, guild: u64) -> String {
        format!("{}-{guild}", self.0)
    }

    /// The server whose folder has this name, whether it chose a name or not.
    pub fn owner(folder: &str) -> Option<u64> {
        let written = folder.rsplit('-').next()?;
        // An id has one spelling.
        written.parse().ok().filter(|id: &u64| *id > 0 && id.to_string() == written)
    }

    /// The name that the server chose.
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl Default for ServerSettings {
    /// What holds where neither server nor operator has set anything. Nobody can flood a new server alone, nor a server the
    /// bot.
    fn default() -> Self {
        Self {
            prefix: Prefix::default(),
            language: Language::default(),
            channels: Vec::new(),
            roles: Vec::new(),
            denied_roles: Vec::new(),
            admin_roles: Vec::new(),
            cooldown: Duration::from_secs(5),
            quota: Some(100),
            server_quota: Some(1000),
            at_once: Some(10),
            size: Size::MAX.into(),
            steps: Steps::MOST,
            motion: true,
            destinations: Vec::new(),
            folder: None,
            links: false,
            log_channel: None,
            delete_archive: DeleteArchive::Ask,
            own: BTreeMap::new(),
        }
    }
}

impl ServerSettings {
    /// What the server itself has set, as it is written; none where the default holds.
    pub fn own(&self, key: Key) -> Option<&str> {
        self.own.get(&key).map(String::as_str)
    }

    /// What a server's folder is called: by itself, its id.
    pub fn folder_of(&self, guild: u64) -> String {
        self.folder.as_ref().map_or_else(|| guild.to_string(), |folder| folder.of(guild))
    }

    /// Whether a picture is larger than the server allows.
    pub fn is_too_large(&self, size: Size) -> bool {
        size.width().max(size.height()) > self.size
    }

    /// What is taken where nobody says how many steps.
    pub fn usual_steps(&self) -> Steps {
        Steps::default().min(self.steps)
    }

    /// What is taken where nobody says how large.
    pub fn usual_size(&self) -> Size {
        let usual = Size::default();
        if self.is_too_large(usual) { Size::square(self.size).unwrap_or(usual) } else { usual }
    }

    /// The same within what the operator allows at most.
    #[must_use]
    pub fn within(mut self, ceilings: &Self) -> Self {
        let least = |one: Option<u64>, other: Option<u64>| [one, other].into_iter().flatten().min();
        self.cooldown = self.cooldown.max(ceilings.cooldown);
        self.quota = least(self.quota, ceilings.quota);
        self.server_quota = least(self.server_quota, ceilings.server_quota);
        self.at_once = least(self.at_once, ceilings.at_once);
        self.size = self.size.min(ceilings.size);
        self.steps = self.steps.min(ceilings.steps);
        self.motion &= ceilings.motion;
        self
    }
}
