//! From a recipe to its picture.
//!
//! The same recipe gives the same pixels on every machine and on any number of threads. Pixels are computed in f64 and f32
//! with + − × ÷ and square roots, in one written order and never fused; IEEE 754 defines these to the last bit. Sines
//! and powers come from `libm`, logarithms from [`log2`](crate::ritual::log2). No pixel depends on the work of another
//! thread.

use image::RgbImage;

use crate::ritual::draw::bands;
use crate::ritual::draw::border::Border;
use crate::ritual::draw::canvas::{Canvas, Extent};
use crate::ritual::draw::color::LinearRgb;
use crate::ritual::draw::palette::Palette;
use crate::ritual::evolution::{evolve, evolve_to};
use crate::ritual::mandala::Mandala;
use crate::ritual::recipe::Recipe;
use crate::ritual::scene::{Scene, Subject};

/// How much darker the corners are than the middle.
const VIGNETTE: f64 = 0.6;

/// Renders a recipe on the threads of the current rayon pool.
pub fn render(recipe: &Recipe) -> RgbImage {
    frame(recipe, recipe.steps.get(), recipe.size.width(), recipe.size.height())
}

/// The picture after the first `done` of a recipe's steps, `width` by `height` pixels large. With all of its steps, at
/// its own size, it is the recipe's picture.
pub fn frame(recipe: &Recipe, done: u16, width: u32, height: u32) -> RgbImage {
    let extent = Extent { width, height };
    let now = evolve_to(recipe, done.clamp(1, recipe.steps.get()));
    let palette = Palette::new(recipe.style, recipe.seed, &now.field);
    let scene = Scene::new(recipe, &Subject::of(recipe), extent, &now, &palette);
    let mandala = Mandala::new(recipe, extent, &evolve(recipe).steps, &now, &palette);
    let border = Border::new(recipe, extent, &now, &palette);
    bands::picture(extent, |top, rows| {
        let mut colors = scene.band(top, rows);
        vignette(&mut colors, extent, top);
        let mut canvas = Canvas::new(&mut colors, width as usize, top);
        mandala.draw(&mut canvas);
        border.draw(&mut canvas);
        colors
    })
}

/// Darkens the rows from row `top` on towards the corners of the picture.
fn vignette(colors: &mut [LinearRgb], extent: Extent, top: usize) {
    let row = extent.width as usize;
    for (index, color) in colors.iter_mut().enumerate() {
        let corner = corner(index % row, extent.width) + corner(top + index / row, extent.height);
        *color = *color * (1.0 - VIGNETTE * corner) as f32;
    }
}

/// How near a pixel is to a corner in one direction: 0 in the middle, ½ at the edge.
fn corner(index: usize, length: u32) -> f64 {
    let place = (index as f64 + 0.5) / f64::from(length) * 2.0 - 1.0;
    place * place * 0.5
}
