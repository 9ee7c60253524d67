//! The ground of the style `mandala`: two families of spirals that cross like the rows of seeds in a sunflower.
//!
//! The spirals are logarithmic, so the lozenges between them keep their shape from the middle to the corners, and
//! their numbers are neighbours in Fibonacci's sequence, as in the flower.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use std::f64::consts::TAU;

use crate::ritual::curves::wave;
use crate::ritual::draw::canvas::{Extent, Point};
use crate::ritual::draw::color::{LinearRgb, RgbLanes};
use crate::ritual::draw::palette::Palette;
use crate::ritual::field::Field;
use crate::ritual::recipe::Recipe;
use crate::ritual::rng::{SeededRng, Stream};
use crate::ritual::simd::{self, LANES};

/// Spirals to the left and to the right.
const FAMILIES: [(f64, f64); 3] = [(21.0, 34.0), (34.0, 21.0), (34.0, 55.0)];

/// The power of a vein's depth that is its light: so high that only its middle shines.
const VEIN_POWER: f64 = 40.0;
/// How far [`estimated_power`] may be off, as a share of the result: a hundred times what it ever is.
const DOUBT: f64 = 1e-12;

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
        simd::run(Band { lattice: self, top, rows })
    }

    /// The colours of pixels beside each other in row `row`, from column `column` on.
    #[inline(always)]
    fn colors(&self, row: usize, column: usize) -> RgbLanes {
        let y = row as f64 + 0.5 - self.middle.y;
        let mut across = [0.0; LANES];
        let mut radii = [0.0; LANES];
        for lane in 0..LANES {
            across[lane] = (column + lane) as f64 + 0.5 - self.middle.x;
            radii[lane] = (across[lane] * across[lane] + y * y).sqrt() / self.unit;
        }
        let (mut angles, mut logarithms) = ([0.0; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            angles[lane] = libm::atan2(y, across[lane]);
            logarithms[lane] = libm::log(radii[lane].max(1e-3));
        }
        let (mut grounds, mut veins, mut glows) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
        let (mut sparks, mut lights) = ([0.0; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            let radius = radii[lane];
            let angle = angles[lane] / TAU + self.turn;
            let depth = logarithms[lane] * self.pitch;
            let left = wave(self.left * (angle + depth * 0.42));
            let right = wave(self.right * (angle - depth * 0.26));
            // The lozenges shrink below a pixel near the middle; there they fade into an even glow.
            let fine = (radius * self.unit / 90.0).min(1.0);
            let seed = 0.4 + (left * right - 0.4) * fine;
            veins[lane] = (1.0 - left.min(right)) * fine;
            let fall = 1.0 / (1.0 + 0.5 * radius * radius);
            let glow = fall * fall * self.brightness;
            grounds[lane] = 0.05 + 0.40 * seed * seed * (0.25 + 0.75 * glow);
            // A spark in the middle of each lozenge, as of gold leaf.
            let spark = (left * right - 0.93).max(0.0) * 14.0 * fine;
            sparks[lane] = (0.55 * spark.min(1.0) * (0.3 + glow)) as f32;
            lights[lane] = (0.55 + 0.75 * glow) as f32;
            glows[lane] = glow;
        }
        let rim = RgbLanes::all(self.palette.rim);
        let veined = self.palette.at_lanes(&grounds).mix(&rim, &vein_weights(&veins, &glows));
        veined.mix(&rim, &sparks).times(&lights)
    }
}

/// A band of a lattice.
struct Band<'a> {
    lattice: &'a Lattice<'a>,
    top: usize,
    rows: usize,
}

impl simd::Work for Band<'_> {
    type Result = Vec<LinearRgb>;

    #[inline(always)]
    fn run(self) -> Vec<LinearRgb> {
        let Self { lattice, top, rows } = self;
        let mut colors = vec![LinearRgb::default(); lattice.width * rows];
        for (row, colors) in colors.chunks_exact_mut(lattice.width).enumerate() {
            for (part, colors) in colors.chunks_mut(LANES).enumerate() {
                lattice.colors(top + row, part * LANES).store(colors);
            }
        }
        colors
    }
}

/// How much of a vein's colour shows at pixels, so deep in a vein and with so much glow.
#[inline(always)]
fn vein_weights(veins: &[f64; LANES], glows: &[f64; LANES]) -> [f32; LANES] {
    let (mut least, mut most) = ([0.0; LANES], [0.0; LANES]);
    for lane in 0..LANES {
        let estimate = estimated_power(veins[lane]);
        least[lane] = vein_weight(estimate * (1.0 - DOUBT), glows[lane]);
        most[lane] = vein_weight(estimate * (1.0 + DOUBT), glows[lane]);
    }
    let mut weights = least;
    for lane in 0..LANES {
        // The weight grows with the power. So the power itself is needed only where rounding has not settled it yet.
        #[expect(clippy::float_cmp, reason = "they are one number or two")]
        let settled = least[lane] == most[lane];
        if !settled {
            weights[lane] = vein_weight(libm::pow(veins[lane], VEIN_POWER), glows[lane]);
        }
    }
    weights
}

#[inline(always)]
fn vein_weight(thin: f64, glow: f64) -> f32 {
    (0.6 * thin * (0.15 + glow)) as f32
}

/// The [`VEIN_POWER`] of a number from 0 to 1.
#[inline(always)]
fn estimated_power(number: f64) -> f64 {
    let square = number * number;
    let fourth = square * square;
    let eighth = fourth * fourth;
    let sixteenth = eighth * eighth;
    sixteenth * sixteenth * eighth
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ritual::recipe::{Seed, Size, Steps, Style};
    use crate::ritual::simd::Machine;

    /// The definition: one pixel by itself.
    fn color_at(lattice: &Lattice<'_>, place: Point) -> LinearRgb {
        let radius = (place.x * place.x + place.y * place.y).sqrt() / lattice.unit;
        let angle = libm::atan2(place.y, place.x) / TAU + lattice.turn;
        let depth = libm::log(radius.max(1e-3)) * lattice.pitch;
        let left = wave(lattice.left * (angle + depth * 0.42));
        let right = wave(lattice.right * (angle - depth * 0.26));
        let fine = (radius * lattice.unit / 90.0).min(1.0);
        let seed = 0.4 + (left * right - 0.4) * fine;
        let vein = (1.0 - left.min(right)) * fine;
        let fall = 1.0 / (1.0 + 0.5 * radius * radius);
        let glow = fall * fall * lattice.brightness;
        let ground = lattice.palette.at(0.05 + 0.40 * seed * seed * (0.25 + 0.75 * glow));
        let thin = libm::pow(vein, 40.0);
        let veined = ground.mix(lattice.palette.rim, (0.6 * thin * (0.15 + glow)) as f32);
        let spark = (left * right - 0.93).max(0.0) * 14.0 * fine;
        let gilt = veined.mix(lattice.palette.rim, (0.55 * spark.min(1.0) * (0.3 + glow)) as f32);
        gilt * (0.55 + 0.75 * glow) as f32
    }

    #[test]
    fn every_machine_draws_the_bits_of_the_definition() {
        // The narrow one is not a whole number of lanes wide, and its middle is the middle of a pixel.
        for (seed, width, height) in [(7, 37, 301), (8, 512, 64), (9, 1001, 33)] {
            let extent = Extent { width, height };
            let recipe =
                Recipe::new(Steps::default(), Seed::from_bits(seed), Size::default(), Field::default());
            let palette = Palette::new(Style::Mandala, recipe.seed, &recipe.field);
            let lattice = Lattice::new(&recipe, extent, &recipe.field, &palette);
            let due: Vec<LinearRgb> = (0..height)
                .flat_map(|y| (0..width).map(move |x| (x, y)))
                .map(|(x, y)| Point {
                    x: f64::from(x) + 0.5 - lattice.middle.x,
                    y: f64::from(y) + 0.5 - lattice.middle.y,
                })
                .map(|place| color_at(&lattice, place))
                .collect();
            for machine in Machine::all() {
                let band = Band { lattice: &lattice, top: 0, rows: height as usize };
                assert!(machine.run(band) == due, "{machine:?}: {width} by {height}");
            }
        }
    }

    #[test]
    fn a_veins_weight_is_what_the_power_itself_gives() {
        let veins = (0..400_000).map(|step| f64::from(step) / 400_000.0);
        let edges = [0.0, f64::MIN_POSITIVE, 1e-9, 0.05, 1.0_f64.next_down(), 1.0];
        for (place, vein) in veins.chain(edges).enumerate() {
            let glow = (place % 11) as f64 * 0.1;
            let due = vein_weight(libm::pow(vein, VEIN_POWER), glow);
            let found = vein_weights(&[vein; LANES], &[glow; LANES]);
            assert!(found.iter().all(|found| found.to_bits() == due.to_bits()), "{vein}: {found:?}, {due}");
        }
    }
}
