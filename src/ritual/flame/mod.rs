//! Fractal flames, by the algorithm of Scott Draves: a point is mapped again and again by functions chosen at random, and
//! the picture is bright where it often falls.
//!
//! The iterations are split into a fixed number of chunks, each with its own random stream, and counted in whole numbers.
//! So the counts do not depend on the order in which threads add to them. The functions need only + − × ÷ and square
//! roots.

mod density;
mod histogram;
mod system;
mod variation;

use crate::ritual::draw::canvas::Extent;
use crate::ritual::draw::color::LinearRgb;
use crate::ritual::draw::palette::Palette;
use crate::ritual::evolution::Evolution;
use crate::ritual::log2::log2;
use crate::ritual::recipe::Recipe;
use density::Density;
use histogram::Histogram;
use system::FunctionSystem;

/// How much the logarithm brightens the dim parts: full brightness is at this many times the hits at which they begin.
const CONTRAST: f64 = 40.0;

/// The flame of one picture, ready to be drawn band by band.
pub(crate) struct Flame<'a> {
    palette: &'a Palette,
    width: usize,
    height: usize,
    density: Density,
    /// Hits a bin at which the flame is as bright as its colours.
    full: f64,
    gamma: f64,
}

impl<'a> Flame<'a> {
    pub(crate) fn new(recipe: &Recipe, extent: Extent, now: &Evolution, palette: &'a Palette) -> Self {
        let system = FunctionSystem::new(recipe.seed, &now.field, now.steps.len());
        let histogram = Histogram::accumulate(recipe.seed, &system, extent, now.field.zoom);
        let density = Density::new(&histogram);
        Self {
            palette,
            width: extent.width as usize,
            height: extent.height as usize,
            full: density.bright(),
            density,
            gamma: 0.62 - 0.12 * now.field.drishti,
        }
    }

    /// The colours of `rows` rows from row `top` on.
    pub(crate) fn band(&self, top: usize, rows: usize) -> Vec<LinearRgb> {
        let (width, height) = (self.width as f64, self.height as f64);
        (0..self.width * rows)
            .map(|index| {
                let x = ((index % self.width) as f64 + 0.5) / width;
                let y = ((top + index / self.width) as f64 + 0.5) / height;
                self.color_at(x, y)
            })
            .collect()
    }

    /// The colour at a place, given as shares of the width and height.
    fn color_at(&self, x: f64, y: f64) -> LinearRgb {
        let (hits, color) = self.density.at(x, y);
        let (right, down) = (x - 0.5, y - 0.5);
        let night = self.palette.at(0.0) * (1.0 - 0.9 * (right * right + down * down)) as f32;
        let level = log2(1.0 + CONTRAST * f64::from(hits) / self.full) / log2(1.0 + CONTRAST);
        if level <= 0.0 {
            return night;
        }
        let strength = libm::pow(level, 1.0 / self.gamma);
        let flame = self.palette.spectrum(color.into());
        // Beyond its full strength the flame whitens instead of flattening.
        let white = ((strength - 0.75) * 0.9).clamp(0.0, 0.8);
        night + flame.mix(self.palette.core, (white * white) as f32) * (1.25 * strength.min(1.6)) as f32
    }
}
