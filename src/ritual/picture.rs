//! Pixels.

use crate::digest::Digest;

/// A picture: eight bits each of red, green and blue (sRGB), row by row from the upper left corner, without gaps.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Three bytes for each pixel.
    pub pixels: Vec<u8>,
}

impl Picture {
    /// The SHA-256 digest of the pixels: a ritual's identity.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.pixels)
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({}×{}, {:?})", self.width, self.height, self.digest())
    }
}
