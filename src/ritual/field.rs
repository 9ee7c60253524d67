//! The UCF field: six numbers that a ritual starts from and changes, step by step.

use serde::{Deserialize, Serialize};

/// The six-number state. Ranges are kept by [`Field::clamped`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Accord of the whole, 0 to 1.
    pub harmony: f64,
    /// What it withstands, 0 to 2.
    pub resilience: f64,
    /// Life force, 0 to 1.
    pub prana: f64,
    /// Clarity of sight, 0 to 1.
    pub drishti: f64,
    /// Affliction, 0 to 1; rituals lower it.
    pub klesha: f64,
    /// How close the view is, 0.25 to 4.
    pub zoom: f64,
}

impl Default for Field {
    fn default() -> Self {
        Self { harmony: 0.5, resilience: 1.0, prana: 0.5, drishti: 0.5, klesha: 0.1, zoom: 1.0 }
    }
}

/// The four parts of a ritual, a quarter of the steps each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Klesha falls.
    Ritual,
    /// Harmony and drishti rise.
    Legend,
    /// Harmony and prana rise.
    Hymn,
    /// Resilience rises.
    Law,
}
