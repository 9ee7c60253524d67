//! The settings' names.

use std::str::FromStr as _;

use strum::VariantArray as _;

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
        let wrong = wrong.trim().to_lowercase();
        let likeness = |key: &&Self| distance(&wrong, key.name());
        let nearest = Self::ALL.iter().min_by_key(likeness)?;
        let differs = distance(&wrong, nearest.name());
        (differs <= nearest.name().len() / 2).then_some(*nearest)
    }
}

/// How many letters have to be put in, taken out or changed to make one word of the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<_> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], line + 1);
        for place in 0..other.len() {
            let changed = diagonal + usize::from(letter != other[place]);
            diagonal = row[place + 1];
            row[place + 1] = changed.min(diagonal + 1).min(row[place] + 1);
        }
    }
    row[other.len()]
}
