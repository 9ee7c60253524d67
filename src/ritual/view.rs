//! The part of the plane that a picture shows.

use std::cmp::Ordering;
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};

use super::canvas::{Extent, Place};
use super::chance::{Chance, Purpose};
use super::field::Field;
use super::fractal::{Family, Point};
use super::recipe::Recipe;
use super::scenes::Sight;

/// The narrowest short side of any view. At 4096 pixels a side, two of them are then still a hundred times as far
/// apart as the numbers that f64 tells apart near 2, so no blocks show.
const NARROWEST: f64 = 1e-10;

/// Where the pixels lie in the plane.
#[derive(Clone, Copy)]
pub(super) struct View {
    pub(super) family: Family,
    /// Iterations after which a point counts as part of the set.
    pub(super) limit: u32,
    centre: Point,
    /// The step of one pixel to the right; a pixel up is the same, turned left.
    step: Point,
    middle: Place,
}

impl View {
    /// The view that a recipe looks at with the field that its ritual left.
    pub(super) fn new(recipe: &Recipe, extent: Extent, field: &Field) -> Self {
        let mut chance = Chance::new(recipe.seed, Purpose::View);
        let Sight { family, limit, centre, width, lie } = Sight::chosen(recipe, field, &mut chance);
        let turn = match lie {
            Some(lie) => lie + slant(extent) + chance.between(-0.3, 0.3),
            None => chance.unit() * std::f64::consts::TAU,
        };
        // A long picture shows three times as much along its long side: half of that is made up for by coming closer.
        let near = (extent.short() / extent.long()).sqrt();
        let pixel = (width * near).max(NARROWEST) / extent.short();
        let step = Point { re: pixel * libm::cos(turn), im: pixel * libm::sin(turn) };
        Self { family, limit, centre, step, middle: extent.middle() }
    }

    /// A view of the Mandelbrot set that is not turned, with a short side of this width.
    pub(super) fn upright(centre: Point, width: f64, limit: u32, extent: Extent) -> Self {
        let step = Point { re: width / extent.short(), im: 0.0 };
        Self { family: Family::Mandelbrot, limit, centre, step, middle: extent.middle() }
    }

    /// The point under a place of the picture, in pixels from its upper left corner.
    #[inline]
    pub(super) fn point(&self, x: f64, y: f64) -> Point {
        let (right, up) = (x - self.middle.x, self.middle.y - y);
        Point {
            re: self.centre.re + right * self.step.re - up * self.step.im,
            im: self.centre.im + right * self.step.im + up * self.step.re,
        }
    }
}

/// How a scene with a longest direction is turned against it: along the long side, and across a square.
fn slant(Extent { width, height }: Extent) -> f64 {
    match width.cmp(&height) {
        Ordering::Greater => 0.0,
        Ordering::Less => -FRAC_PI_2,
        Ordering::Equal => -FRAC_PI_4,
    }
}
