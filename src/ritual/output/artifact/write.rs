//! Writing an artifact.

use std::io::{self, Write};

use image::{ImageError, RgbImage};

use crate::ritual::output::png;
use crate::ritual::recipe::Recipe;

/// The keyword of the text chunk with the recipe.
pub const RECIPE: &str = "helix-ritual";
/// The keyword of the text chunk with the program's name and version; one of PNG's own.
pub const SOFTWARE: &str = "Software";

/// Why a picture could not be written as PNG.
#[derive(Debug, thiserror::Error)]
#[error("the picture could not be written as PNG: {0}")]
pub struct EncodeError(#[from] ImageError);

impl EncodeError {
    /// The mistake of what it was written to, if it was that one's.
    pub(crate) fn into_io(self) -> Result<io::Error, Self> {
        match self.0 {
            ImageError::IoError(error) => Ok(error),
            other => Err(Self(other)),
        }
    }
}

/// The artifact's bytes. `program` is the program's name and version, such as `helix-bot 16.0.0`.
pub fn encode(recipe: &Recipe, picture: &RgbImage, program: &str) -> Result<Vec<u8>, EncodeError> {
    Ok(png::encode(picture, &[(RECIPE, &recipe.to_json()), (SOFTWARE, program)])?)
}

/// Writes the bytes that [`encode`] gives.
pub(crate) fn write(
    recipe: &Recipe,
    picture: &RgbImage,
    program: &str,
    to: impl Write,
) -> Result<(), EncodeError> {
    Ok(png::write(picture, &[(RECIPE, &recipe.to_json()), (SOFTWARE, program)], to)?)
}
