//! The ground of the style `mandala`: two families of spirals that cross like the rows of seeds in a sunflower.
//!
//! The spirals are logarithmic, so the lozenges between them keep their shape from the middle to the corners, and
//! their numbers are neighbours in Fibonacci's sequence, as in the flower.

use std::f64::consts::TAU;

use crate::ritual::curves::wave;
use crate::ritual::draw::canvas::{Extent, Point};
use crate::ritual::draw::color::LinearRgb;
use crate::ritual::draw::palette::Palette;
use crate::ritual::field::Field;
use crate::ritual::recipe::Recipe;
use crate::ritual::rng::{SeededRng, Stream};

/// Spirals to the left and to the right.
const FAMILIES: [(f64, f64); 3] = [(21.0, 34.0), (34.0, 21.0), (34.0, 55.0)];

/// The lattice of one picture.
pub(crate) struct Lattice<'a> {
    palette: &'a Palette,
    width: usize,
    middle: Point,
    /// Half the short side, the unit of radius.
    unit: f64,
    left: f64,
    right: f64,
    /// Turns of the spirals' phase for each e-fold of the radius.
    pitch: f64,
    turn: f64,
    /// How bright the lozenges are, 0 to 1.
    brightness: f64,
}

impl<'a> Lattice<'a> {
    pub(crate) fn new(recipe: &Recipe, extent: Extent, field: &Field, palette: &'a Palette) -> Self {
        let mut rng = SeededRng::new(recipe.seed, Stream::View);
        let (left, right) = FAMILIES[rng.below(FAMILIES.len())];
        let zoom = libm::pow(field.zoom, 0.25);
        Self {
            palette,
            width: extent.width as usize,
            middle: extent.middle(),
            unit: extent.short() * 0.5,
            left,
            right,
            pitch: rng.between(0.85, 1.15) / zoom,
            turn: rng.unit(),
            brightness: 0.5 + 0.5 * field.drishti,
        }
    }

    /// The colours of `rows` rows from row `top` on.
    pub(crate) fn band(&self, top: usize, rows: usize) -> Vec<LinearRgb> {
        let place = |index: usize| Point {
            x: (index % self.width) as f64 + 0.5 - self.middle.x,
            y: (top + index / self.width) as f64 + 0.5 - self.middle.y,
        };
        (0..self.width * rows).map(|index| self.color_at(place(index))).collect()
    }

    fn color_at(&self, place: Point) -> LinearRgb {
        let radius = (place.x * place.x + place.y * place.y).sqrt() / self.unit;
        let angle = libm::atan2(place.y, place.x) / TAU + self.turn;
        let depth = libm::log(radius.max(1e-3)) * self.pitch;
        let left = wave(self.left * (angle + depth * 0.42));
        let right = wave(self.right * (angle - depth * 0.26));
        // The lozenges shrink below a pixel near the middle; there they fade into an even glow.
        let fine = (radius * self.unit / 90.0).min(1.0);
        let seed = 0.4 + (left * right - 0.4) * fine;
        let vein = (1.0 - left.min(right)) * fine;
        let fall = 1.0 / (1.0 + 0.5 * radius * radius);
        let glow = fall * fall * self.brightness;
        let ground = self.palette.at(0.05 + 0.40 * seed * seed * (0.25 + 0.75 * glow));
        let thin = libm::pow(vein, 40.0);
        let veined = ground.mix(self.palette.rim, (0.6 * thin * (0.15 + glow)) as f32);
        // A spark in the middle of each lozenge, as of gold leaf.
        let spark = (left * right - 0.93).max(0.0) * 14.0 * fine;
        let gilt = veined.mix(self.palette.rim, (0.55 * spark.min(1.0) * (0.3 + glow)) as f32);
        gilt * (0.55 + 0.75 * glow) as f32
    }
}
