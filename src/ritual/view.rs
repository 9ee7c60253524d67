//! The part of the plane that a picture shows.

use super::chance::{Chance, Purpose};
use super::field::Field;
use super::fractal::Point;
use super::recipe::Recipe;

/// The centres of spirals around −0.745 + 0.113i, one of which a seed chooses.
///
/// Each is a point whose orbit runs into a cycle (a Misiurewicz point), so it lies in the set and its spiral goes on
/// for ever. They are the solutions of fᵐ⁺ᵖ(0) = fᵐ(0) by Newton's method; the comments give m and p.
const EYES: [Point; 6] = [
    Point { re: -0.745_158_063_8, im: 0.112_574_916_2 }, // 28, 2
    Point { re: -0.744_336_108_1, im: 0.121_197_914_0 }, // 26, 2
    Point { re: -0.745_816_033_3, im: 0.105_091_663_1 }, // 30, 2
    Point { re: -0.746_457_910_7, im: 0.115_154_330_1 }, // 28, 1
    Point { re: -0.746_940_951_3, im: 0.107_216_596_6 }, // 30, 1
    Point { re: -0.747_926_696_9, im: 0.107_850_351_6 }, // 30, 2
];

/// The width of the picture's short side at zoom 1.
const WIDTH: f64 = 0.004;

/// Where the pixels lie in the plane.
pub(super) struct View {
    eye: Point,
    /// The step of one pixel to the right; a pixel up is the same, turned left.
    step: Point,
    middle: (f64, f64),
}

impl View {
    /// The view that a recipe looks at with the field that its ritual left.
    pub(super) fn new(recipe: &Recipe, field: &Field) -> Self {
        let mut chance = Chance::new(recipe.seed, Purpose::View);
        let eye = EYES[chance.below(EYES.len())];
        let turn = chance.unit() * std::f64::consts::TAU;
        let (width, height) = (f64::from(recipe.size.width()), f64::from(recipe.size.height()));
        // The width goes with zoom^¾: all of zoom's range is worth seeing.
        let zoom = (field.zoom * field.zoom.sqrt()).sqrt();
        let pixel = WIDTH / zoom / width.min(height);
        let step = Point { re: pixel * libm::cos(turn), im: pixel * libm::sin(turn) };
        Self { eye, step, middle: (width * 0.5, height * 0.5) }
    }

    /// The point under a place of the picture, in pixels from its upper left corner.
    pub(super) fn point(&self, x: f64, y: f64) -> Point {
        let (right, up) = (x - self.middle.0, self.middle.1 - y);
        Point {
            re: self.eye.re + right * self.step.re - up * self.step.im,
            im: self.eye.im + right * self.step.im + up * self.step.re,
        }
    }
}
