//! The artifact: a PNG that carries the recipe it was made from, so that anybody can prove it.
//!
//! Eight bits each of red, green and blue, sRGB (and its gamma for readers that know only that), 300 dots per inch, and
//! two text chunks before the pixels: [`RECIPE`] with the recipe's JSON and [`SOFTWARE`] with the program's name and
//! version.

mod chunks;
mod read;
#[cfg(test)]
mod tests;
mod write;

use image::RgbImage;

pub use self::read::{BadArtifact, read};
pub(crate) use self::write::write;
pub use self::write::{EncodeError, RECIPE, SOFTWARE, encode};
use crate::digest::Digest;
use crate::ritual::recipe::Recipe;
use crate::ritual::render::render;

/// A proven artifact.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// The recipe that the artifact carries.
    pub recipe: Recipe,
    /// The digest of its pixels.
    pub digest: Digest,
}

/// The SHA-256 digest of a picture's pixels, row by row from the upper left corner, without gaps: a ritual's identity.
pub fn pixel_digest(picture: &RgbImage) -> Digest {
    Digest::of(picture)
}

/// Renders an artifact's recipe again and compares the pixels bit for bit.
///
/// Takes as long as [`render`] does, on the threads of the rayon pool that it is called in.
pub fn verify(bytes: &[u8]) -> Result<Verified, BadArtifact> {
    let (recipe, picture) = read(bytes)?;
    let rendered = render(&recipe);
    match picture.pixels().zip(rendered.pixels()).filter(|(found, due)| found != due).count() {
        0 => Ok(Verified { digest: pixel_digest(&picture), recipe }),
        differing => {
            let total = rendered.width() as usize * rendered.height() as usize;
            Err(BadArtifact::OtherPixels { differing, total })
        }
    }
}
