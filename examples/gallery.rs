//! Makes the contact sheet of all styles: `cargo run --release --example gallery -- docs/gallery.jpg`.

use std::fs::File;
use std::io::BufWriter;

use anyhow::{Context as _, Result};
use helix_bot::ritual::{Field, Recipe, Size, Steps, Style, frame};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{FilterType, replace, resize};
use image::{Rgb, RgbImage};

/// Each style is shown with these.
const SEEDS: [&str; 3] = ["7", "2", "10"];
const COLUMNS: u32 = 6;
/// Pixels a side of a picture on the sheet, and between two.
const SIDE: u32 = 300;
const GAP: u32 = 6;
/// Pictures are rendered this many times as large and reduced.
const OVERSAMPLED: u32 = 2;
const QUALITY: u8 = 80;

fn main() -> Result<()> {
    let path = std::env::args().nth(1).context("name the file to write, for example docs/gallery.jpg")?;
    let recipes: Vec<Recipe> =
        Style::ALL.into_iter().flat_map(|style| SEEDS.map(|seed| recipe(style, seed))).collect();
    let rows = u32::try_from(recipes.len())?.div_ceil(COLUMNS);
    let length = |pictures: u32| pictures * (SIDE + GAP) + GAP;
    let mut sheet = RgbImage::from_pixel(length(COLUMNS), length(rows), Rgb([12, 12, 14]));
    for (place, recipe) in (0..).zip(&recipes) {
        let (x, y) = (length(place % COLUMNS), length(place / COLUMNS));
        replace(&mut sheet, &thumbnail(recipe), x.into(), y.into());
    }
    sheet.write_with_encoder(JpegEncoder::new_with_quality(BufWriter::new(File::create(path)?), QUALITY))?;
    Ok(())
}

fn recipe(style: Style, seed: &str) -> Recipe {
    let seed = seed.parse().expect("the seeds here are valid");
    Recipe::new(Steps::default(), seed, Size::default(), Field::default()).with_style(style)
}

fn thumbnail(recipe: &Recipe) -> RgbImage {
    let side = SIDE * OVERSAMPLED;
    resize(&frame(recipe, recipe.steps.get(), side, side), SIDE, SIDE, FilterType::Lanczos3)
}
