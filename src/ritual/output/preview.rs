//! A smaller picture in place of one whose file is larger than a server takes.
//!
//! Each pixel of the smaller picture is the mean of a square of pixels of the larger one. The mean is taken of light,
//! not of the signal, so that fine bright lines keep their brightness; it is computed with whole numbers, so that it
//! is the same on every machine.

use crate::ritual::output::artifact::{self, BadArtifact, EncodeError};
use crate::ritual::picture::Picture;

/// The smallest side that is worth showing, in pixels.
const LEAST: u32 = 64;

/// A smaller picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The PNG file. It carries the recipe of the original, and does not pass for it.
    pub png: Vec<u8>,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

/// Why there is no smaller picture.
#[derive(Debug, thiserror::Error)]
pub enum NoPreview {
    /// The file is not an artifact.
    #[error(transparent)]
    Unreadable(#[from] BadArtifact),
    /// It could not be written.
    #[error(transparent)]
    Unwritable(#[from] EncodeError),
    /// No picture that is worth showing is small enough.
    #[error("no picture of at least {LEAST} pixels fits into {0} bytes")]
    NothingFits(usize),
}

/// The largest smaller picture of an artifact whose file has at most `most` bytes: halved, or a third of the size, and
/// so on. `program` is the program's name and version. Takes some tenths of a second; not for an event loop.
pub fn fitting(artifact: &[u8], most: usize, program: &str) -> Result<Preview, NoPreview> {
    let (recipe, picture) = artifact::read(artifact)?;
    let shorter = picture.width.min(picture.height);
    for factor in 2..=shorter / LEAST {
        let smaller = shrunk(&picture, factor);
        let png = artifact::encode(&recipe, &smaller, program)?;
        if png.len() <= most {
            return Ok(Preview { png, width: smaller.width, height: smaller.height });
        }
    }
    Err(NoPreview::NothingFits(most))
}

/// The picture with each side divided by `factor`. What is left over at the right and lower edges makes narrower
/// squares of its own.
pub(crate) fn shrunk(picture: &Picture, factor: u32) -> Picture {
    let curve = Curve::new();
    let (width, height) = (picture.width.div_ceil(factor), picture.height.div_ceil(factor));
    let (row, factor) = (picture.width as usize, factor as usize);
    let mut pixels = Vec::with_capacity(width as usize * height as usize * 3);
    // The light of one row of squares: red, green, blue and the number of pixels.
    let mut sums = vec![[0_u64; 4]; width as usize];
    for rows in picture.pixels.chunks(row * factor * 3) {
        sums.fill([0; 4]);
        for line in rows.chunks_exact(row * 3) {
            for (column, pixel) in line.chunks_exact(3).enumerate() {
                let [red, green, blue, count] = &mut sums[column / factor];
                *red += curve.light(pixel[0]);
                *green += curve.light(pixel[1]);
                *blue += curve.light(pixel[2]);
                *count += 1;
            }
        }
        for [red, green, blue, count] in &sums {
            pixels.extend([red, green, blue].map(|light| curve.byte(light / count)));
        }
    }
    Picture { width, height, pixels }
}

/// sRGB's curve both ways, in whole numbers.
struct Curve {
    /// The light of each byte.
    lights: [u64; 256],
    /// The least light that each byte but the first stands for: half way from the byte below.
    least: [u64; 255],
}

impl Curve {
    /// The brightest light. The darkest step of a byte is then some 1,300.
    const FULL: f64 = (1 << 22) as f64;

    fn new() -> Self {
        let light = |signal: f64| (linear(signal / 255.0) * Self::FULL + 0.5) as u64;
        Self {
            lights: std::array::from_fn(|byte| light(byte as f64)),
            least: std::array::from_fn(|byte| light(byte as f64 + 0.5)),
        }
    }

    fn light(&self, byte: u8) -> u64 {
        self.lights[usize::from(byte)]
    }

    fn byte(&self, light: u64) -> u8 {
        self.least.partition_point(|least| *least <= light) as u8
    }
}

/// sRGB's curve from signal to linear light, both 0 to 1, as IEC 61966-2-1 has it.
fn linear(signal: f64) -> f64 {
    if signal <= 0.040_45 { signal / 12.92 } else { libm::pow((signal + 0.055) / 1.055, 2.4) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ritual::{Field, Recipe, Seed, Size, Steps, render};

    fn picture(width: u32, height: u32, colour: impl Fn(u32, u32) -> [u8; 3]) -> Picture {
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        Picture { width, height, pixels: pixels.flat_map(|(x, y)| colour(x, y)).collect() }
    }

    proptest! {
        #[test]
        fn a_picture_of_one_colour_keeps_it(
            width in 1_u32..40, height in 1_u32..40, factor in 1_u32..9, colour: [u8; 3],
        ) {
            let smaller = shrunk(&picture(width, height, |_, _| colour), factor);
            prop_assert_eq!((smaller.width, smaller.height), (width.div_ceil(factor), height.div_ceil(factor)));
            prop_assert_eq!(smaller.pixels.len(), (smaller.width * smaller.height * 3) as usize);
            prop_assert!(smaller.pixels.chunks_exact(3).all(|pixel| pixel == colour));
        }

        #[test]
        fn each_pixel_lies_between_those_that_it_stands_for(
            bytes in prop::collection::vec(any::<u8>(), 12 * 12 * 3), factor in 1_u32..5,
        ) {
            let whole = Picture { width: 12, height: 12, pixels: bytes };
            let smaller = shrunk(&whole, factor);
            for (index, pixel) in smaller.pixels.chunks_exact(3).enumerate() {
                let (x, y) = (index as u32 % smaller.width * factor, index as u32 / smaller.width * factor);
                for (part, byte) in pixel.iter().enumerate() {
                    let square = (y..(y + factor).min(12)).flat_map(|y| (x..(x + factor).min(12)).map(move |x| (x, y)));
                    let bytes: Vec<u8> =
                        square.map(|(x, y)| whole.pixels[((y * 12 + x) * 3) as usize + part]).collect();
                    let (least, most) = (bytes.iter().min().unwrap(), bytes.iter().max().unwrap());
                    prop_assert!((least..=most).contains(&byte), "{least} {byte} {most}");
                }
            }
        }
    }

    #[test]
    fn black_and_white_mix_as_light_does() {
        let board = picture(4, 4, |x, y| if (x + y) % 2 == 0 { [255; 3] } else { [0; 3] });
        // Half the light is a signal of 188, not of 128.
        assert_eq!(shrunk(&board, 2), picture(2, 2, |_, _| [188; 3]));
        assert_eq!(shrunk(&board, 1), board);
    }

    #[test]
    fn every_byte_survives_the_way_to_light_and_back() {
        let curve = Curve::new();
        for byte in 0..=255 {
            assert_eq!(curve.byte(curve.light(byte)), byte);
        }
    }

    #[test]
    fn a_preview_is_the_largest_that_fits_and_does_not_pass_for_the_original() {
        let recipe =
            Recipe::new(Steps::default(), Seed::from_bits(5), Size::square(512).unwrap(), Field::default());
        let original = artifact::encode(&recipe, &render(&recipe), "test").expect("a PNG");
        let half = fitting(&original, original.len() - 1, "test").expect("a preview");
        assert_eq!((half.width, half.height), (256, 256));
        assert!(half.png.len() < original.len());
        let third = fitting(&original, half.png.len() - 1, "test").expect("a preview");
        assert_eq!((third.width, third.height), (171, 171));
        let refusal = artifact::verify(&half.png).expect_err("not the original").to_string();
        assert_eq!(refusal, "The recipe in this PNG is for 512×512 pixels, but the picture has 256×256.");
        assert_eq!(half, fitting(&original, original.len() - 1, "test").expect("the same again"));
    }

    #[test]
    fn what_cannot_be_read_or_made_small_enough_is_said() {
        assert!(matches!(
            fitting(b"no picture", 100, "test"),
            Err(NoPreview::Unreadable(BadArtifact::NotPng))
        ));
        let recipe =
            Recipe::new(Steps::default(), Seed::from_bits(5), Size::square(256).unwrap(), Field::default());
        let original = artifact::encode(&recipe, &render(&recipe), "test").expect("a PNG");
        assert!(matches!(fitting(&original, 100, "test"), Err(NoPreview::NothingFits(100))));
    }
}
