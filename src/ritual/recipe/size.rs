//! The picture's size.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The picture's size: a square of 256 to 4096 pixels a side, 1024 when nothing is said, or a named format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "SizeText", try_from = "SizeText")]
pub enum Size {
    /// As wide as high; made by [`Size::square`], which knows the range.
    Square(Side),
    /// 1500 × 500, as profiles have at their head.
    Banner,
    /// 1080 × 2340, the screen of a phone.
    Phone,
}

/// The side of a square picture in pixels, 256 to 4096.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Side(u16);

/// The sides that are offered, in pixels. Any other may be asked for by its number.
pub const USUAL_SIDES: [u16; 5] = [512, 1024, 1536, 2048, 4096];

impl Size {
    /// The smallest side in pixels.
    pub const MIN: u16 = 256;
    /// The largest side in pixels.
    pub const MAX: u16 = 4096;

    /// A square picture.
    pub fn square(side: u32) -> Result<Self, BadSize> {
        match u16::try_from(side) {
            Ok(side @ Self::MIN..=Self::MAX) => Ok(Self::Square(Side(side))),
            _ => Err(BadSize(side.to_string())),
        }
    }

    /// The next of the usual sizes, if this one is not the largest. A format has one size only.
    pub fn larger(self) -> Option<Self> {
        let Self::Square(Side(side)) = self else { return None };
        USUAL_SIDES.into_iter().find(|usual| *usual > side).map(|side| Self::Square(Side(side)))
    }

    /// Whether a picture of it has more pixels than 2048 × 2048.
    pub fn is_large(self) -> bool {
        u64::from(self.width()) * u64::from(self.height()) > 2048 * 2048
    }

    /// Pixels in a row.
    pub fn width(self) -> u32 {
        match self {
            Self::Square(side) => side.0.into(),
            Self::Banner => 1500,
            Self::Phone => 1080,
        }
    }

    /// Rows.
    pub fn height(self) -> u32 {
        match self {
            Self::Square(side) => side.0.into(),
            Self::Banner => 500,
            Self::Phone => 2340,
        }
    }
}

impl Default for Size {
    fn default() -> Self {
        Self::Square(Side(1024))
    }
}

/// Why a text is not a size.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "A picture is 256 to 4096 pixels wide and high, written as one whole number such as 1024, or one of the formats \
     banner (1500×500) and phone (1080×2340); “{0}” is neither."
)]
pub struct BadSize(pub String);

impl TryFrom<u32> for Size {
    type Error = BadSize;

    fn try_from(side: u32) -> Result<Self, BadSize> {
        Self::square(side)
    }
}

/// A size in JSON: a number for a square, else the format's name.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum SizeText {
    Number(u32),
    Name(String),
}

impl From<Size> for SizeText {
    fn from(size: Size) -> Self {
        match size {
            Size::Square(side) => Self::Number(side.0.into()),
            Size::Banner | Size::Phone => Self::Name(size.to_string()),
        }
    }
}

impl TryFrom<SizeText> for Size {
    type Error = BadSize;

    fn try_from(text: SizeText) -> Result<Self, BadSize> {
        match text {
            SizeText::Number(side) => Self::square(side),
            SizeText::Name(name) => named_size(&name).ok_or_else(|| BadSize(name.chars().take(40).collect())),
        }
    }
}

fn named_size(name: &str) -> Option<Size> {
    match name {
        "banner" => Some(Size::Banner),
        "phone" => Some(Size::Phone),
        _ => None,
    }
}

impl FromStr for Size {
    type Err = BadSize;

    fn from_str(text: &str) -> Result<Self, BadSize> {
        let text = text.trim();
        if let Some(size) = named_size(&text.to_ascii_lowercase()) {
            return Ok(size);
        }
        let bad = || BadSize(text.chars().take(40).collect());
        let side: u32 = text.parse().map_err(|_| bad())?;
        Self::square(side).map_err(|_| bad())
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Square(side) => side.0.fmt(f),
            Self::Banner => f.write_str("banner"),
            Self::Phone => f.write_str("phone"),
        }
    }
}
