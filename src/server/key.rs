//! The settings' names.

use std::str::FromStr as _;

use strum::VariantArray as _;

use crate::nearest::nearest;

/// Which setting is meant. Its name is what people type and what the database keeps.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case", ascii_case_insensitive)]
pub enum Key {
    /// What commands begin with.
    Prefix,
    /// In which language people are answered.
    Language,
    /// The only channels in which commands are carried out.
    Channels,
    /// The only roles that may use commands.
    Roles,
    /// Roles that may not.
    DeniedRoles,
    /// Roles that may change settings.
    AdminRoles,
    /// The time between two rituals of a person.
    Cooldown,
    /// How many rituals a person may ask for in a day.
    Quota,
    /// How many rituals a server may ask for in a day.
    ServerQuota,
    /// How many rituals of a person may wait at once.
    AtOnce,
    /// The largest picture.
    Size,
    /// The most steps.
    Steps,
    /// Whether rituals may be shown in motion.
    Motion,
    /// Where copies go.
    Destinations,
    /// What a server's folder is called there.
    Folder,
    /// Whether links may be made.
    Links,
    /// Where failures and recoveries are told.
    LogChannel,
    /// What becomes of the copies of a ritual that is deleted.
    DeleteArchive,
}

impl Key {
    /// All of them, in the order in which they are shown.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Its name: `server-quota`.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The setting that a name means.
    pub fn named(name: &str) -> Option<Self> {
        Self::from_str(name.trim()).ok()
    }

    /// The name that is most like a wrong one, if one is.
    pub fn nearest(wrong: &str) -> Option<Self> {
        nearest(&wrong.trim().to_lowercase(), Self::ALL.iter().map(|key| key.name())).and_then(Self::named)
    }
}
