//! The UCF field: six numbers that a ritual starts from and changes, step by step.
//!
//! A field that comes from outside is checked ([`Field::checked`], and the same when it is read from JSON); a field
//! that the program computed is held in its ranges ([`Field::clamped`]).

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// The six-number state.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
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

/// A number of the field that is not in its range.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{name} is {value}, but it goes from {least} to {most}")]
pub struct BadField {
    name: &'static str,
    value: f64,
    least: f64,
    most: f64,
}

impl Field {
    /// The range of `harmony`, `prana`, `drishti` and `klesha`.
    pub const UNIT: RangeInclusive<f64> = 0.0..=1.0;
    /// The range of `resilience`.
    pub const RESILIENCE: RangeInclusive<f64> = 0.0..=2.0;
    /// The range of `zoom`.
    pub const ZOOM: RangeInclusive<f64> = 0.25..=4.0;

    /// The six numbers in their order, each with its name and range.
    pub fn numbers(&self) -> [(&'static str, f64, RangeInclusive<f64>); 6] {
        [
            ("harmony", self.harmony, Self::UNIT),
            ("resilience", self.resilience, Self::RESILIENCE),
            ("prana", self.prana, Self::UNIT),
            ("drishti", self.drishti, Self::UNIT),
            ("klesha", self.klesha, Self::UNIT),
            ("zoom", self.zoom, Self::ZOOM),
        ]
    }

    /// The six numbers in the same order, to be changed, each with its range.
    pub(super) fn numbers_mut(&mut self) -> [(&mut f64, RangeInclusive<f64>); 6] {
        [
            (&mut self.harmony, Self::UNIT),
            (&mut self.resilience, Self::RESILIENCE),
            (&mut self.prana, Self::UNIT),
            (&mut self.drishti, Self::UNIT),
            (&mut self.klesha, Self::UNIT),
            (&mut self.zoom, Self::ZOOM),
        ]
    }

    /// The field itself if every number is in its range; NaN and the infinities are in none.
    pub fn checked(self) -> Result<Self, BadField> {
        match self.numbers().into_iter().find(|(_, value, range)| !range.contains(value)) {
            None => Ok(self),
            Some((name, value, range)) => {
                Err(BadField { name, value, least: *range.start(), most: *range.end() })
            }
        }
    }

    /// The nearest field in range; what is not a number takes its default.
    #[must_use]
    pub fn clamped(self) -> Self {
        let default = Self::default();
        Self {
            harmony: clamp(self.harmony, &Self::UNIT, default.harmony),
            resilience: clamp(self.resilience, &Self::RESILIENCE, default.resilience),
            prana: clamp(self.prana, &Self::UNIT, default.prana),
            drishti: clamp(self.drishti, &Self::UNIT, default.drishti),
            klesha: clamp(self.klesha, &Self::UNIT, default.klesha),
            zoom: clamp(self.zoom, &Self::ZOOM, default.zoom),
        }
    }
}

fn clamp(value: f64, range: &RangeInclusive<f64>, default: f64) -> f64 {
    if value.is_nan() { default } else { value.clamp(*range.start(), *range.end()) }
}

/// A field as it stands in JSON, before anybody looked at its ranges.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    harmony: f64,
    resilience: f64,
    prana: f64,
    drishti: f64,
    klesha: f64,
    zoom: f64,
}

impl TryFrom<Unchecked> for Field {
    type Error = BadField;

    fn try_from(field: Unchecked) -> Result<Self, BadField> {
        let Unchecked { harmony, resilience, prana, drishti, klesha, zoom } = field;
        Self { harmony, resilience, prana, drishti, klesha, zoom }.checked()
    }
}

/// The four parts of a ritual, a quarter of the steps each.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::IntoStaticStr,
)]
pub enum Stage {
    /// Klesha falls.
    Ritual,
    /// Harmony and drishti rise.
    Legend,
    /// Harmony and prana rise.
    Hymn,
    /// Resilience rises, and klesha is paid.
    Law,
}

impl Stage {
    /// All of them, in the order in which a ritual goes through them.
    pub const ALL: [Self; 4] = [Self::Ritual, Self::Legend, Self::Hymn, Self::Law];

    /// The stage's name.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What is sung while it lasts: *not this, not this*; *that thou art*; *I am Brahman*; *I am that*, in the last
    /// of which the breath says itself what the others had to be told.
    pub fn mantra(self) -> &'static str {
        match self {
            Self::Ritual => "Neti Neti",
            Self::Legend => "Tat Tvam Asi",
            Self::Hymn => "Aham Brahmasmi",
            Self::Law => "So Ham",
        }
    }

    /// How many of `steps` belong to this stage. What does not divide by four goes to the earlier stages, so no
    /// stage is reached before all those ahead of it.
    pub fn share(self, steps: u16) -> u16 {
        let place = self as u16;
        steps / 4 + u16::from(place < steps % 4)
    }
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_field_is_in_range() {
        assert_eq!(Field::default().checked(), Ok(Field::default()));
    }

    #[test]
    fn a_number_out_of_range_is_refused_by_name_and_clamped_on_request() {
        let field = Field { zoom: 7.5, ..Field::default() };
        let refusal = field.checked().unwrap_err();
        assert_eq!(refusal.to_string(), "zoom is 7.5, but it goes from 0.25 to 4");
        assert_eq!(field.clamped(), Field { zoom: 4.0, ..Field::default() });
    }

    #[test]
    fn what_is_no_number_is_refused_and_becomes_the_default_on_request() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let field = Field { klesha: value, ..Field::default() };
            assert!(field.checked().is_err(), "{value}");
            assert!(field.clamped().checked().is_ok(), "{value}");
        }
        assert_eq!(Field { klesha: f64::NAN, ..Field::default() }.clamped(), Field::default());
    }

    #[test]
    fn the_stages_share_the_steps_and_none_is_skipped() {
        for steps in 1..=1000 {
            let shares = Stage::ALL.map(|stage| stage.share(steps));
            assert_eq!(shares.iter().sum::<u16>(), steps, "{steps}");
            assert!(shares.is_sorted_by(|a, b| a >= b), "{steps}: {shares:?}");
            assert!(shares[0] - shares[3] <= 1, "{steps}: {shares:?}");
        }
        assert_eq!(Stage::ALL.map(|stage| stage.share(108)), [27; 4]);
        assert_eq!(Stage::ALL.map(|stage| stage.share(2)), [1, 1, 0, 0]);
    }
}
