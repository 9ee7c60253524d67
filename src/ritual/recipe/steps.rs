//! How many steps a ritual takes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How many steps a ritual takes: 1 to 1000, 108 when nothing is said. Three lengths have names: see [`Preset`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "u32", try_from = "u32")]
pub struct Steps(u16);

impl Steps {
    /// The largest number of steps.
    pub const MAX: u16 = 1000;
    /// The most.
    pub const MOST: Self = Self(Self::MAX);

    /// The number of steps.
    pub fn get(self) -> u16 {
        self.0
    }
}

impl Default for Steps {
    fn default() -> Self {
        Self(108)
    }
}

/// A length that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// 27 steps.
    Quick,
    /// 108 steps, as when nothing is said.
    Standard,
    /// 324 steps.
    Deep,
}

impl Preset {
    /// All of them, the shortest first.
    pub const ALL: [Self; 3] = [Self::Quick, Self::Standard, Self::Deep];

    /// Its name, as it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Standard => "standard",
            Self::Deep => "deep",
        }
    }

    /// How many steps it means.
    pub fn steps(self) -> Steps {
        match self {
            Self::Quick => Steps(27),
            Self::Standard => Steps::default(),
            Self::Deep => Steps(324),
        }
    }
}

/// A text that names no preset; it is cut, so that it does not become a long answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("The presets are quick (27), standard (108) and deep (324); “{0}” is not one.")]
pub struct BadPreset(pub String);

impl FromStr for Preset {
    type Err = BadPreset;

    fn from_str(text: &str) -> Result<Self, BadPreset> {
        let named = |preset: &Self| preset.name().eq_ignore_ascii_case(text.trim());
        let bad = || BadPreset(text.chars().take(40).collect());
        Self::ALL.into_iter().find(named).ok_or_else(bad)
    }
}

/// Why a text is not a number of steps. The sentence is meant for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "A ritual takes 1 to 1000 steps, written as a whole number such as 108 or as quick (27), standard (108) or deep \
     (324); “{0}” is not one."
)]
pub struct BadSteps(pub String);

impl TryFrom<u32> for Steps {
    type Error = BadSteps;

    fn try_from(steps: u32) -> Result<Self, BadSteps> {
        match u16::try_from(steps) {
            Ok(steps @ 1..=Self::MAX) => Ok(Self(steps)),
            _ => Err(BadSteps(steps.to_string())),
        }
    }
}

impl From<Steps> for u32 {
    fn from(steps: Steps) -> Self {
        steps.0.into()
    }
}

impl FromStr for Steps {
    type Err = BadSteps;

    fn from_str(text: &str) -> Result<Self, BadSteps> {
        // What is echoed is cut, so that a long text does not become a long answer.
        let bad = || BadSteps(text.chars().take(40).collect());
        let text = text.trim();
        if let Ok(preset) = text.parse::<Preset>() {
            return Ok(preset.steps());
        }
        let steps: u32 = text.parse().map_err(|_| bad())?;
        Self::try_from(steps).map_err(|_| bad())
    }
}

impl fmt::Display for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
