//! Fractal flames, by the algorithm of Scott Draves: a point is mapped again and again by functions chosen at random, and
//! the picture is bright where it often falls.
//!
//! The iterations are split into a fixed number of chunks, each with its own random stream, and counted in whole numbers.
//! So the counts do not depend on the order in which threads add to them. The functions need only + − × ÷ and square
//! roots.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

mod brightness;
mod density;
mod histogram;
mod orbits;
mod proposals;
mod sampling;
mod system;
mod tiles;
mod variation;

use std::array;

use self::brightness::{Brightness, Light};
use self::density::Density;
use self::histogram::Histogram;
use self::sampling::{Axis, STRIP, Strip, TOGETHER, share};
pub(crate) use self::system::FunctionSystem;
use crate::ritual::draw::canvas::Extent;
use crate::ritual::draw::color::LinearRgb;
use crate::ritual::draw::palette::Palette;
use crate::ritual::evolution::Evolution;
use crate::ritual::recipe::Recipe;
use crate::ritual::simd;

/// The flame of one picture, ready to be drawn band by band.
pub(crate) struct Flame<'a> {
    palette: &'a Palette,
    width: usize,
    height: usize,
    density: Density,
    columns: Axis,
    rows: Axis,
    brightness: Brightness,
    /// The colour where nothing is, in the middle of the picture.
    night: LinearRgb,
}

impl<'a> Flame<'a> {
    /// A flame of the system that is the best of the recipe's seed.
    pub(crate) fn new(
        recipe: &Recipe,
        best: &FunctionSystem,
        extent: Extent,
        now: &Evolution,
        palette: &'a Palette,
    ) -> Self {
        let system = best.moved(&now.field, now.steps.len());
        let density = Density::new(Histogram::accumulate(recipe.seed, &system, extent, now.field.zoom));
        let (width, height) = (extent.width as usize, extent.height as usize);
        Self {
            palette,
            width,
            height,
            columns: Axis::new(width, array::from_fn(|level| density.size(level).0)),
            rows: Axis::new(height, array::from_fn(|level| density.size(level).1)),
            brightness: Brightness::new(density.bright(), 0.62 - 0.12 * now.field.drishti),
            density,
            night: palette.at(0.0),
        }
    }

    /// The colours of `rows` rows from row `top` on.
    pub(crate) fn band(&self, top: usize, rows: usize) -> Vec<LinearRgb> {
        let mut colors = vec![LinearRgb::default(); self.width * rows];
        for left in (0..self.width).step_by(STRIP) {
            let strip = Strip::new(&self.density, &self.columns, &self.rows, left);
            simd::run(DrawStrip { flame: self, strip, left, top, colors: &mut colors });
        }
        colors
    }

    /// The colour where nothing is, at a place right of and below the middle, in shares of the width and height.
    #[inline]
    fn night(&self, right: f64, down: f64) -> LinearRgb {
        self.night * (1.0 - 0.9 * (right * right + down * down)) as f32
    }

    /// What is added to the night.
    #[inline]
    fn color(&self, color: f32, light: Light) -> LinearRgb {
        self.palette.spectrum(color.into()).mix(self.palette.core, light.white) * light.gain
    }
}

/// The drawing of a strip of a band, whose first row and colours these are.
struct DrawStrip<'a> {
    flame: &'a Flame<'a>,
    strip: Box<Strip<'a>>,
    left: usize,
    top: usize,
    colors: &'a mut [LinearRgb],
}

impl simd::Work for DrawStrip<'_> {
    type Result = ();

    #[inline(always)]
    fn run(mut self) {
        let Flame { width, height, .. } = *self.flame;
        let right = width.min(self.left + STRIP);
        for (row, colors) in (self.top..).zip(self.colors.chunks_exact_mut(width)) {
            self.strip.look_at(row);
            let down = share(row, height) - 0.5;
            let together = colors[self.left..right].chunks_mut(TOGETHER);
            for (place, colors) in (0..).step_by(TOGETHER).zip(together) {
                let (hits, hues) = self.strip.at(row, place);
                let lights = self.flame.brightness.lights(&hits);
                for (pixel, color) in colors.iter_mut().enumerate() {
                    let night = self.flame.night(share(self.left + place + pixel, width) - 0.5, down);
                    let light = lights[pixel].map(|light| self.flame.color(hues[pixel], light));
                    *color = light.map_or(night, |light| night + light);
                }
            }
        }
    }
}
