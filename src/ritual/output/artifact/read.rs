//! Reading an artifact, which may be any file from anywhere. Memory is bounded by the largest picture, and whatever is
//! wrong becomes a sentence.

use std::io::Cursor;

use image::RgbImage;
use png::{BitDepth, ColorType, Decoder, DecodingError, Limits, Reader};

use super::chunks::chunks;
use crate::ritual::recipe::{BadRecipe, Recipe, Size};

/// The longest recipe text that is looked at, in bytes. Real ones have some 200.
pub(super) const LONGEST_RECIPE: usize = 4096;
/// What the decoder may allocate for text chunks and rows, in bytes.
const DECODER_MEMORY: usize = 1 << 20;

/// Why a file is not the artifact of a ritual. Full sentences for the person who asked.
#[derive(Debug, thiserror::Error)]
pub enum BadArtifact {
    /// It does not begin as a PNG does.
    #[error("This file is not a PNG picture.")]
    NotPng,
    /// It begins as a PNG, but cannot be read to its end.
    #[error("This PNG is damaged or cut short: {0}.")]
    Damaged(String),
    /// A width or height that no ritual has.
    #[error("This PNG has {0}×{1} pixels; the picture of a ritual has at most {max}×{max}.", max = Size::MAX)]
    TooLarge(u32, u32),
    /// A PNG of another kind.
    #[error(
        "This PNG stores its pixels in another way than rituals do (eight bits each of red, green and blue), so it \
         is not the original file."
    )]
    OtherFormat,
    /// No text chunk with a recipe.
    #[error(
        "This PNG carries no ritual recipe; it was not made by helix-bot, or a program that saved it again has \
         dropped the recipe."
    )]
    NoRecipe,
    /// A text chunk that says to be the recipe's, and whose checksum says otherwise.
    #[error(
        "The recipe in this PNG is damaged: its chunk does not match its checksum; take another copy of the file, such as \
         an archived one."
    )]
    DamagedRecipe,
    /// No text chunk with a recipe, but a chunk that does not match its checksum, which may have been it.
    #[error(
        "This PNG is damaged and carries no recipe that can be read: one of its chunks does not match its checksum; take \
         another copy of the file, such as an archived one."
    )]
    DamagedChunk,
    /// A recipe in a compressed or international text chunk.
    #[error(
        "This PNG carries its recipe in another kind of chunk than rituals do, so a program has saved it again; it is not \
         the original file."
    )]
    OtherChunk,
    /// More than one text chunk with a recipe.
    #[error("This PNG carries more than one ritual recipe, and only one can be its own.")]
    ManyRecipes,
    /// A recipe that cannot be rendered.
    #[error("The recipe in this PNG cannot be rendered: {0}.")]
    Recipe(#[from] BadRecipe),
    /// The recipe speaks of another size.
    #[error(
        "The recipe in this PNG is for {}×{} pixels, but the picture has {width}×{height}.",
        recipe.width(), recipe.height()
    )]
    OtherSize {
        /// What the recipe says.
        recipe: Size,
        /// Pixels in a row.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// Not what the recipe renders.
    #[error(
        "{differing} of the picture's {total} pixels are not what its recipe renders, so it was changed."
    )]
    OtherPixels {
        /// Pixels that differ.
        differing: usize,
        /// Pixels in the picture.
        total: usize,
    },
}

/// The recipe and the pixels in an artifact, as they stand there.
#[expect(clippy::missing_panics_doc, reason = "the buffer has the picture's size")]
pub fn read(bytes: &[u8]) -> Result<(Recipe, RgbImage), BadArtifact> {
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Err(BadArtifact::NotPng);
    }
    let mut reader = open(bytes)?;
    let (width, height) = reader.info().size();
    let mut pixels = vec![0; width as usize * height as usize * 3];
    reader.next_frame(&mut pixels).map_err(damaged)?;
    // A program that saved the picture again may have put the text behind the pixels.
    reader.finish().map_err(damaged)?;
    let recipe = recipe(bytes)?;
    if (width, height) != (recipe.size.width(), recipe.size.height()) {
        return Err(BadArtifact::OtherSize { recipe: recipe.size, width, height });
    }
    let picture = RgbImage::from_raw(width, height, pixels).expect("room was made for every pixel");
    Ok((recipe, picture))
}

/// A reader for the pixels, once the header has shown that they are the pixels of a ritual's picture.
fn open(bytes: &[u8]) -> Result<Reader<Cursor<&[u8]>>, BadArtifact> {
    let limits = Limits { bytes: DECODER_MEMORY };
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_ignore_iccp_chunk(true);
    let info = decoder.read_header_info().map_err(damaged)?;
    let largest = u32::from(Size::MAX);
    if info.width > largest || info.height > largest {
        return Err(BadArtifact::TooLarge(info.width, info.height));
    }
    if (info.color_type, info.bit_depth, info.interlaced) != (ColorType::Rgb, BitDepth::Eight, false) {
        return Err(BadArtifact::OtherFormat);
    }
    let reader = decoder.read_info().map_err(damaged)?;
    if reader.info().is_animated() {
        return Err(BadArtifact::OtherFormat);
    }
    Ok(reader)
}

fn recipe(png: &[u8]) -> Result<Recipe, BadArtifact> {
    let mut named = chunks(png).filter_map(|chunk| Some((chunk.recipe()?, chunk)));
    let Some((text, chunk)) = named.next() else {
        let damaged = !chunks(png).all(|chunk| chunk.is_intact());
        return Err(if damaged { BadArtifact::DamagedChunk } else { BadArtifact::NoRecipe });
    };
    if named.next().is_some() {
        return Err(BadArtifact::ManyRecipes);
    }
    if !chunk.is_intact() {
        return Err(BadArtifact::DamagedRecipe);
    }
    if !chunk.is_plain_text() {
        return Err(BadArtifact::OtherChunk);
    }
    if text.len() > LONGEST_RECIPE {
        return Err(BadRecipe::TooLong(text.len()).into());
    }
    // Text chunks are in Latin-1, where each byte is the character of its number.
    Ok(Recipe::from_json(&text.iter().map(|byte| char::from(*byte)).collect::<String>())?)
}

fn damaged(error: DecodingError) -> BadArtifact {
    BadArtifact::Damaged(match error {
        DecodingError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            "it ends too early".to_owned()
        }
        DecodingError::LimitsExceeded => "it carries more text than any ritual has".to_owned(),
        other => other.to_string().trim_end_matches('.').to_owned(),
    })
}
