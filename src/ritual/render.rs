//! From a recipe to its picture.
//!
//! The same recipe gives the same pixels on every machine and on any number of threads. Everything that a pixel is
//! computed from is f64 or f32 with + − × ÷ and square roots, which IEEE 754 defines to the last bit, in one written
//! order; sines and powers come from `libm`, logarithms from our own [`log2`](crate::ritual::log2), and nothing is fused. A
//! pixel depends on no other thread's work, only on the recipe.

use rayon::prelude::*;

use crate::ritual::draw::border::Border;
use crate::ritual::draw::canvas::{Canvas, Extent};
use crate::ritual::draw::color::{LinearRgb, SrgbEncoder};
use crate::ritual::draw::palette::Palette;
use crate::ritual::evolution::{evolve, evolve_to};
use crate::ritual::mandala::Mandala;
use crate::ritual::picture::Picture;
use crate::ritual::recipe::Recipe;
use crate::ritual::scene::Scene;

/// Rows that are worked on together. Enough that the margins cost little, few enough that 4096 pixels in a row
/// still take less than 20 MB a thread.
pub(super) const BAND: usize = 32;

/// How much darker the corners are than the middle.
const VIGNETTE: f64 = 0.6;

/// Renders a recipe, on the threads of the rayon pool that it is called in.
pub fn render(recipe: &Recipe) -> Picture {
    frame(recipe, recipe.steps.get(), recipe.size.width(), recipe.size.height())
}

/// The picture after the first `done` of a recipe's steps, `width` by `height` pixels large. With all of its steps, at
/// its own size, it is the recipe's picture.
pub fn frame(recipe: &Recipe, done: u16, width: u32, height: u32) -> Picture {
    let extent = Extent { width, height };
    let now = evolve_to(recipe, done.clamp(1, recipe.steps.get()));
    let palette = Palette::new(recipe.style, recipe.seed, &now.field);
    let scene = Scene::new(recipe, extent, &now, &palette);
    let mandala = Mandala::new(recipe, extent, &evolve(recipe).steps, &now, &palette);
    let border = Border::new(recipe, extent, &now, &palette);
    let encoder = SrgbEncoder::new();

    let row = width as usize;
    let mut pixels = vec![0; row * height as usize * 3];
    pixels.par_chunks_mut(row * 3 * BAND).enumerate().for_each(|(band, bytes)| {
        let top = band * BAND;
        let mut colors = scene.band(top, bytes.len() / (row * 3));
        for (index, color) in colors.iter_mut().enumerate() {
            let corner = corner(index % row, width) + corner(top + index / row, height);
            *color = vignetted(*color, corner);
        }
        let mut canvas = Canvas::new(&mut colors, row, top);
        mandala.draw(&mut canvas);
        border.draw(&mut canvas);
        for (pixel, color) in bytes.chunks_exact_mut(3).zip(colors) {
            pixel.copy_from_slice(&encoder.bytes(color));
        }
    });
    Picture { width, height, pixels }
}

/// How near a pixel is to a corner in one direction: 0 in the middle, ½ at the edge.
fn corner(index: usize, length: u32) -> f64 {
    let place = (index as f64 + 0.5) / f64::from(length) * 2.0 - 1.0;
    place * place * 0.5
}

fn vignetted(color: LinearRgb, corner: f64) -> LinearRgb {
    color * (1.0 - VIGNETTE * corner) as f32
}
