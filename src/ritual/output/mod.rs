//! What leaves the room of the art: files.

pub mod animation;
pub mod artifact;
mod gif;
mod jpeg;
mod png;
pub mod preview;

use image::RgbImage;

use self::artifact::{EncodeError, SOFTWARE};

/// A picture that is no artifact, as a JPEG of good quality.
pub fn jpeg(picture: &RgbImage) -> image::ImageResult<Vec<u8>> {
    jpeg::encode(picture, "", QUALITY)
}

/// Of pictures that are looked at once.
const QUALITY: u8 = 90;

/// A picture that is no artifact, as a PNG. `program` is the program's name and version.
pub fn picture(picture: &RgbImage, program: &str) -> Result<Vec<u8>, EncodeError> {
    Ok(png::encode(picture, &[(SOFTWARE, program)])?)
}
