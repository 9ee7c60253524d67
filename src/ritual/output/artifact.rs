//! The artifact: a PNG that carries the recipe it was made from, so that anybody can prove it.
//!
//! Eight bits each of red, green and blue, sRGB (and its gamma for readers that know only that), 300 dots per inch,
//! and two text chunks before the pixels: [`RECIPE`] with the
//! recipe's JSON and [`SOFTWARE`] with the program's name and version. Compressed with the encoder's fast mode and
//! the Paeth filter, which was the best trade on these pictures: 7 ms and 1.7 MB at 1024², where the next smaller
//! file takes seven times as long. Another version of the encoder may give other bytes, never other pixels.
//!
//! Reading trusts nothing: a file may come from anywhere. Memory is bounded by the largest picture, and whatever is
//! wrong becomes a sentence.

use std::io::Cursor;

use png::{
    BitDepth, ColorType, Compression, Decoder, DecodingError, Encoder, Filter, Limits, PixelDimensions,
    Reader, ScaledFloat, SrgbRenderingIntent, Unit,
};

use crate::digest::Digest;
use crate::ritual::picture::Picture;
use crate::ritual::recipe::{BadRecipe, Recipe, Size};
use crate::ritual::render::render;

/// The keyword of the text chunk with the recipe.
pub const RECIPE: &str = "helix-ritual";
/// The keyword of the text chunk with the program's name and version; one of PNG's own.
pub const SOFTWARE: &str = "Software";

/// What PNG recommends as gAMA beside sRGB, for readers that know only the older chunk: 1/2.2, in hundred-thousandths.
const GAMMA: u32 = 45_455;
/// Pixels in a metre: 300 in an inch, as printers want pictures. Screens do not look at it; without it many programs
/// take 72, and the largest picture becomes a poster of one and a half metres.
const RESOLUTION: u32 = 11_811;

/// The longest recipe text that is looked at, in bytes. Real ones have some 200.
const LONGEST_RECIPE: usize = 4096;
/// What the decoder may allocate for text chunks and rows, in bytes.
const DECODER_MEMORY: usize = 1 << 20;

/// Why a picture could not be written as PNG.
#[derive(Debug, thiserror::Error)]
#[error("the picture could not be written as PNG: {0}")]
pub struct EncodeError(#[from] png::EncodingError);

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

/// A proven artifact.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// The recipe that the artifact carries.
    pub recipe: Recipe,
    /// The digest of its pixels.
    pub digest: Digest,
}

/// The artifact's bytes. `program` is the program's name and version, such as `helix-bot 16.0.0`.
pub fn encode(recipe: &Recipe, picture: &Picture, program: &str) -> Result<Vec<u8>, EncodeError> {
    // Most pictures come out at half their pixels' size.
    let mut bytes = Vec::with_capacity(picture.pixels.len() / 2);
    let mut encoder = Encoder::new(&mut bytes, picture.width, picture.height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    encoder.set_filter(Filter::Paeth);
    encoder.set_source_srgb(SrgbRenderingIntent::Perceptual);
    encoder.set_source_gamma(ScaledFloat::from_scaled(GAMMA));
    encoder.set_pixel_dims(Some(PixelDimensions { xppu: RESOLUTION, yppu: RESOLUTION, unit: Unit::Meter }));
    encoder.add_text_chunk(RECIPE.to_owned(), recipe.to_json())?;
    encoder.add_text_chunk(SOFTWARE.to_owned(), program.to_owned())?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&picture.pixels)?;
    writer.finish()?;
    Ok(bytes)
}

/// The recipe and the pixels in an artifact, as they stand there.
pub fn read(bytes: &[u8]) -> Result<(Recipe, Picture), BadArtifact> {
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Err(BadArtifact::NotPng);
    }
    let mut reader = open(bytes)?;
    let (width, height) = reader.info().size();
    let mut pixels = vec![0; width as usize * height as usize * 3];
    reader.next_frame(&mut pixels).map_err(damaged)?;
    // A program that saved the picture again may have put the text behind the pixels.
    reader.finish().map_err(damaged)?;
    let recipe = recipe(&reader)?;
    if (width, height) != (recipe.size.width(), recipe.size.height()) {
        return Err(BadArtifact::OtherSize { recipe: recipe.size, width, height });
    }
    Ok((recipe, Picture { width, height, pixels }))
}

/// Renders an artifact's recipe again and compares the pixels bit for bit.
///
/// Takes as long as [`render`] does, on the threads of the rayon pool that it is called in.
pub fn verify(bytes: &[u8]) -> Result<Verified, BadArtifact> {
    let (recipe, picture) = read(bytes)?;
    let rendered = render(&recipe);
    let pixels = picture.pixels.chunks_exact(3).zip(rendered.pixels.chunks_exact(3));
    match pixels.filter(|(found, due)| found != due).count() {
        0 => Ok(Verified { digest: picture.digest(), recipe }),
        differing => Err(BadArtifact::OtherPixels { differing, total: rendered.pixels.len() / 3 }),
    }
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

fn recipe(reader: &Reader<Cursor<&[u8]>>) -> Result<Recipe, BadArtifact> {
    let mut texts = reader.info().uncompressed_latin1_text.iter().filter(|chunk| chunk.keyword == RECIPE);
    let text = &texts.next().ok_or(BadArtifact::NoRecipe)?.text;
    if texts.next().is_some() {
        return Err(BadArtifact::ManyRecipes);
    }
    if text.len() > LONGEST_RECIPE {
        return Err(BadRecipe::TooLong(text.len()).into());
    }
    Ok(Recipe::from_json(text)?)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ritual::{Field, Seed, Steps};

    fn recipe() -> Recipe {
        let size = Size::square(256).expect("a size");
        Recipe::new("27".parse::<Steps>().expect("steps"), Seed::from_bits(7), size, Field::default())
    }

    /// Any pixels do where they are not compared.
    fn grey(recipe: &Recipe) -> Picture {
        let (width, height) = (recipe.size.width(), recipe.size.height());
        Picture { width, height, pixels: vec![128; (width * height * 3) as usize] }
    }

    /// The file with another recipe text in it.
    fn carrying(text: &str) -> Vec<u8> {
        let picture = grey(&recipe());
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, picture.width, picture.height);
        encoder.set_color(ColorType::Rgb);
        encoder.add_text_chunk(RECIPE.to_owned(), text.to_owned()).expect("a text");
        let mut writer = encoder.write_header().expect("a header");
        writer.write_image_data(&picture.pixels).expect("pixels");
        writer.finish().expect("an end");
        bytes
    }

    /// The chunks before the pixels, each with its content.
    fn chunks(mut png: &[u8]) -> Vec<(String, Vec<u8>)> {
        let mut chunks = Vec::new();
        png = &png[8..];
        loop {
            let length = u32::from_be_bytes(png[..4].try_into().expect("four bytes")) as usize;
            let name = String::from_utf8_lossy(&png[4..8]).into_owned();
            if name == "IDAT" {
                return chunks;
            }
            chunks.push((name, png[8..8 + length].to_vec()));
            png = &png[length + 12..];
        }
    }

    #[test]
    fn the_file_says_what_its_colours_its_size_on_paper_and_its_recipe_are() {
        let recipe = recipe();
        let png = encode(&recipe, &grey(&recipe), "helix-bot test").expect("a PNG");
        let chunks = chunks(&png);
        let content = |name: &str| {
            let found: Vec<_> = chunks.iter().filter(|(chunk, _)| chunk == name).collect();
            assert_eq!(found.len(), 1, "{name} in {chunks:?}");
            found[0].1.clone()
        };
        assert_eq!(content("sRGB"), [0]);
        assert_eq!(content("gAMA"), 45_455_u32.to_be_bytes());
        let metre = 11_811_u32.to_be_bytes();
        assert_eq!(content("pHYs"), [&metre[..], &metre, &[1]].concat());
        let texts: Vec<_> =
            chunks.iter().filter(|(name, _)| name == "tEXt").map(|(_, text)| text.clone()).collect();
        let recipe = format!("helix-ritual\0{}", recipe.to_json()).into_bytes();
        assert_eq!(texts, [recipe, b"Software\0helix-bot test".to_vec()]);
    }

    #[test]
    fn an_artifact_proves_itself_and_one_changed_pixel_is_counted() {
        let recipe = recipe();
        let mut picture = render(&recipe);
        let png = encode(&recipe, &picture, "test").expect("a PNG");
        assert_eq!(
            verify(&png).expect("proven"),
            Verified { digest: picture.digest(), recipe: recipe.clone() }
        );
        picture.pixels[300] ^= 1;
        let changed = encode(&recipe, &picture, "test").expect("a PNG");
        let refusal = verify(&changed).expect_err("changed").to_string();
        assert!(refusal.starts_with("1 of the picture's 65536 pixels"), "{refusal}");
    }

    #[test]
    fn a_recipe_of_another_version_is_refused_with_what_to_do() {
        let text = recipe().to_json();
        let refusal = |version: &str| {
            let png = carrying(&text.replace("\"v\":1", &format!("\"v\":{version}")));
            verify(&png).expect_err(version).to_string()
        };
        let older = refusal("0");
        assert!(older.contains("version 0") && older.contains("no helix-bot has written"), "{older}");
        let newer = refusal("2");
        assert!(newer.contains("version 2") && newer.contains("use a newer helix-bot"), "{newer}");
        assert!(
            verify(&carrying(&text))
                .expect_err("grey")
                .to_string()
                .contains("pixels are not what its recipe")
        );
    }

    #[test]
    fn what_is_cut_short_or_garbled_is_an_error_and_no_panic() {
        let recipe = recipe();
        let png = encode(&recipe, &grey(&recipe), "test").expect("a PNG");
        let end_chunk = 12;
        for length in 0..png.len() - end_chunk {
            assert!(read(&png[..length]).is_err(), "{length}");
        }
        for place in 0..png.len().min(700) {
            let mut garbled = png.clone();
            garbled[place] ^= 0x41;
            // What is not needed may be broken, and is skipped.
            if let Ok(found) = read(&garbled) {
                assert_eq!(found, (recipe.clone(), grey(&recipe)), "{place}");
            }
        }
    }

    #[test]
    fn only_one_recipe_of_a_sensible_length_is_taken() {
        let long = format!("{{\"v\":1,{}", " ".repeat(LONGEST_RECIPE));
        assert!(matches!(read(&carrying(&long)), Err(BadArtifact::Recipe(BadRecipe::TooLong(_)))));
        assert!(matches!(read(&carrying("{}")), Err(BadArtifact::Recipe(BadRecipe::Malformed(_)))));
    }
}
