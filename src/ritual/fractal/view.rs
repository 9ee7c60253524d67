//! The part of the plane that a picture shows.

use std::cmp::Ordering;
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};

use super::locations::Location;
use crate::ritual::complex::Complex;
use crate::ritual::draw::canvas::{Extent, Point};
use crate::ritual::field::Field;
use crate::ritual::fractal::escape::Family;
use crate::ritual::recipe::Recipe;
use crate::ritual::rng::{SeededRng, Stream};

/// The narrowest short side of any view. At 4096 pixels a side, neighbouring pixels are then still a hundred times as far
/// apart as neighbouring f64 numbers near 2, so no blocks show.
const NARROWEST: f64 = 1e-10;

/// Where the pixels lie in the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct View {
    pub(crate) family: Family,
    /// Iterations after which a point counts as part of the set.
    pub(crate) limit: u32,
    centre: Complex,
    /// The step of one pixel to the right; a pixel up is the same, turned left.
    step: Complex,
    middle: Point,
}

impl View {
    /// The view that a recipe looks at with the field that its ritual left.
    pub(crate) fn new(recipe: &Recipe, extent: Extent, field: &Field) -> Self {
        let mut rng = SeededRng::new(recipe.seed, Stream::View);
        let Location { family, limit, centre, width, lie } = Location::choose(recipe, field, &mut rng);
        let turn = match lie {
            Some(lie) => lie + slant(extent) + rng.between(-0.3, 0.3),
            None => rng.unit() * std::f64::consts::TAU,
        };
        // A long picture would show much more of the plane: it comes closer by the square root of its proportions.
        let near = (extent.short() / extent.long()).sqrt();
        let pixel = (width * near).max(NARROWEST) / extent.short();
        let step = Complex { re: pixel * libm::cos(turn), im: pixel * libm::sin(turn) };
        Self { family, limit, centre, step, middle: extent.middle() }
    }

    /// A view of the Mandelbrot set that is not turned, with a short side of this width.
    pub(crate) fn upright(centre: Complex, width: f64, limit: u32, extent: Extent) -> Self {
        let step = Complex { re: width / extent.short(), im: 0.0 };
        Self { family: Family::Mandelbrot, limit, centre, step, middle: extent.middle() }
    }

    /// How far neighbouring pixels lie apart in the plane.
    pub(super) fn pixel(&self) -> f64 {
        let Complex { re, im } = self.step;
        (re * re + im * im).sqrt()
    }

    /// The point under a place of the picture, in pixels from its upper left corner.
    #[inline]
    pub(crate) fn point(&self, x: f64, y: f64) -> Complex {
        let (right, up) = (x - self.middle.x, self.middle.y - y);
        Complex {
            re: self.centre.re + right * self.step.re - up * self.step.im,
            im: self.centre.im + right * self.step.im + up * self.step.re,
        }
    }
}

/// The angle that lays the longest direction of a fractal along the long side, or along the diagonal of a square.
fn slant(Extent { width, height }: Extent) -> f64 {
    match width.cmp(&height) {
        Ordering::Greater => 0.0,
        Ordering::Less => -FRAC_PI_2,
        Ordering::Equal => -FRAC_PI_4,
    }
}
