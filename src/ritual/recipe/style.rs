//! The styles: what kind of picture a ritual becomes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What kind of picture a ritual becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Style {
    /// A spiral of the Mandelbrot set near −0.745 + 0.113i.
    #[default]
    Eye,
    /// Seahorse valley of the Mandelbrot set.
    Seahorse,
    /// Elephant valley of the Mandelbrot set.
    Elephant,
    /// Branches at the tip of one of the set's antennae.
    Dendrite,
    /// A small copy of the whole Mandelbrot set.
    Mini,
    /// A Julia set whose parameter lies on the edge of the main cardioid.
    Ouroboros,
    /// A fractal flame.
    Flame,
    /// A rosette, one ring element per step.
    Mandala,
}

impl Style {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::Eye,
        Self::Seahorse,
        Self::Elephant,
        Self::Dendrite,
        Self::Mini,
        Self::Ouroboros,
        Self::Flame,
        Self::Mandala,
    ];

    /// The style after this one; after the last comes the first.
    #[must_use]
    pub fn next(self) -> Self {
        let place = Self::ALL.iter().position(|style| *style == self).unwrap_or_default();
        Self::ALL[(place + 1) % Self::ALL.len()]
    }

    /// Its name, as it stands in recipes and commands.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

impl fmt::Display for Style {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a text is not a style.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "The styles are eye, seahorse, elephant, dendrite, mini, ouroboros, flame and mandala; “{0}” is not one."
)]
pub struct BadStyle(pub String);

impl FromStr for Style {
    type Err = BadStyle;

    fn from_str(text: &str) -> Result<Self, BadStyle> {
        let text = text.trim();
        let named = Self::ALL.into_iter().find(|style| style.name().eq_ignore_ascii_case(text));
        named.ok_or_else(|| BadStyle(text.chars().take(40).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_others_are_refused_with_a_list() {
        for style in Style::ALL {
            assert_eq!(style.name().parse(), Ok(style));
            assert_eq!(serde_json::to_value(style).unwrap(), style.name());
        }
        assert_eq!(" Flame ".parse(), Ok(Style::Flame));
        let refusal = "oil".parse::<Style>().unwrap_err().to_string();
        for style in Style::ALL {
            assert!(refusal.contains(style.name()), "{refusal}");
        }
    }
}
