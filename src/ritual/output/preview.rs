//! A smaller file in place of an artifact that is larger than a server takes.
//!
//! It is a JPEG of the same size, with as little loss as fits. That shows more of the picture than a PNG with fewer
//! pixels would (docs/art.md has the figures). Only where even a strong loss does not help, it has fewer pixels.

use std::borrow::Cow;

use image::RgbImage;
use image::imageops::thumbnail;

use crate::ritual::output::artifact::{self, BadArtifact};
use crate::ritual::output::jpeg;

/// The smallest side that is worth showing, in pixels.
const LEAST: u32 = 64;
/// JPEG's qualities that are tried at the original's size. Below the last, blocks show at a glance.
const QUALITIES: [u8; 4] = [95, 90, 85, 80];
/// The quality of a picture with fewer pixels, which are all the more worth keeping.
const QUALITY_OF_SMALLER: u8 = 90;

/// A smaller file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The JPEG file. It carries the recipe of the original as a comment, and does not pass for it.
    pub jpeg: Vec<u8>,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Whether it has fewer pixels than the original.
    pub reduced: bool,
}

/// Why there is no smaller file.
#[derive(Debug, thiserror::Error)]
pub enum NoPreview {
    /// The file is not an artifact.
    #[error(transparent)]
    Unreadable(#[from] BadArtifact),
    /// It could not be written.
    #[error("the preview could not be written as JPEG: {0}")]
    Unwritable(#[from] image::ImageError),
    /// No picture that is worth showing is small enough.
    #[error("no picture of at least {LEAST} pixels fits into {0} bytes")]
    NothingFits(usize),
}

/// The best preview of an artifact whose file has at most `most` bytes. Takes up to some seconds for the largest; not for
/// an event loop. The artifact is dropped once its pixels are there, as both together take twice the room.
pub fn fitting(artifact: impl AsRef<[u8]>, most: usize) -> Result<Preview, NoPreview> {
    let (recipe, picture) = artifact::read(artifact.as_ref())?;
    drop(artifact);
    let comment = recipe.to_json();
    for (factor, quality) in rungs(&picture) {
        let smaller = shrunk(&picture, factor);
        let jpeg = jpeg::encode(&smaller, &comment, quality)?;
        if jpeg.len() <= most {
            let (width, height) = smaller.dimensions();
            return Ok(Preview { jpeg, width, height, reduced: factor > 1 });
        }
    }
    Err(NoPreview::NothingFits(most))
}

/// By what the sides are divided, and JPEG's quality: from the best to the smallest.
fn rungs(picture: &RgbImage) -> impl Iterator<Item = (u32, u8)> + use<> {
    let shorter = picture.width().min(picture.height());
    let smaller = (2..=shorter / LEAST).map(|factor| (factor, QUALITY_OF_SMALLER));
    QUALITIES.into_iter().map(|quality| (1, quality)).chain(smaller)
}

/// The picture with each side divided by `factor`.
fn shrunk(picture: &RgbImage, factor: u32) -> Cow<'_, RgbImage> {
    if factor == 1 {
        return Cow::Borrowed(picture);
    }
    Cow::Owned(thumbnail(picture, picture.width().div_ceil(factor), picture.height().div_ceil(factor)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ritual::{Field, Recipe, Seed, Size, Steps, render};

    fn recipe(side: u32) -> Recipe {
        Recipe::new(Steps::default(), Seed::from_bits(5), Size::square(side).unwrap(), Field::default())
    }

    /// An artifact and its pixels.
    fn original(side: u32) -> (Vec<u8>, RgbImage) {
        let picture = render(&recipe(side));
        (artifact::encode(&recipe(side), &picture, "test").expect("a PNG"), picture)
    }

    fn decoded(preview: &Preview) -> RgbImage {
        let format = image::ImageFormat::Jpeg;
        let picture = image::load_from_memory_with_format(&preview.jpeg, format).expect("a JPEG").into_rgb8();
        assert_eq!(picture.dimensions(), (preview.width, preview.height));
        picture
    }

    #[test]
    fn a_preview_has_all_pixels_of_the_original_and_looks_like_it() {
        let (file, picture) = original(512);
        let preview = fitting(&file, file.len() - 1).expect("a preview");
        assert_eq!((preview.width, preview.height, preview.reduced), (512, 512, false));
        let shown = decoded(&preview);
        let off: u64 = picture.iter().zip(shown.iter()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        assert!(off as f64 / (picture.len() as f64) < 3.0, "{off}");
        assert_eq!(preview, fitting(&file, file.len() - 1).expect("the same again"));
    }

    #[test]
    fn what_must_be_smaller_loses_quality_first_and_pixels_then() {
        let (file, _) = original(512);
        let mut last = fitting(&file, file.len()).expect("a preview");
        let mut reduced = false;
        while let Ok(preview) = fitting(&file, last.jpeg.len() - 1) {
            assert!(preview.jpeg.len() < last.jpeg.len());
            assert!((preview.width, preview.height) <= (last.width, last.height));
            assert_eq!(preview.reduced, preview.width < 512);
            decoded(&preview);
            reduced |= preview.reduced;
            last = preview;
        }
        assert!(reduced && last.width == LEAST, "{}", last.width);
    }

    #[test]
    fn a_preview_carries_the_recipe_and_does_not_pass_for_the_original() {
        let (file, _) = original(256);
        let preview = fitting(&file, file.len()).expect("a preview");
        let text = recipe(256).to_json().into_bytes();
        assert!(preview.jpeg.windows(text.len()).any(|window| window == text));
        assert!(matches!(artifact::verify(&preview.jpeg), Err(BadArtifact::NotPng)));
    }

    #[test]
    fn what_cannot_be_read_or_made_small_enough_is_said() {
        assert!(matches!(fitting(b"no picture", 100), Err(NoPreview::Unreadable(BadArtifact::NotPng))));
        assert!(matches!(fitting(&original(256).0, 100), Err(NoPreview::NothingFits(100))));
    }
}
