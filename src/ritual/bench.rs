//! What the benchmarks measure: the parts of a picture one by one, and a plain view that other programs draw as well.
//!
//! Not for any other use. Everything runs on the threads of the rayon pool that it is called in.

use image::RgbImage;
use rayon::prelude::*;

use crate::ritual::complex::Complex;
use crate::ritual::draw::bands::{self, BAND};
use crate::ritual::draw::border::Border;
use crate::ritual::draw::canvas::{Canvas, Extent};
use crate::ritual::draw::color::LinearRgb;
use crate::ritual::draw::palette::Palette;
use crate::ritual::evolution::{Evolution, evolve};
use crate::ritual::fractal::escape::{Escape, Family, by_definition};
use crate::ritual::fractal::kernel::escapes;
use crate::ritual::fractal::shading::Shader;
use crate::ritual::fractal::view::View;
use crate::ritual::mandala::Mandala;
use crate::ritual::recipe::Recipe;
use crate::ritual::scene::{Scene, Subject};

/// A square of the Mandelbrot set, sampled at the middles of its pixels, without anything upon it.
pub struct PlainView {
    view: View,
    palette: Palette,
    extent: Extent,
    limit: u32,
    drishti: f64,
}

impl PlainView {
    /// The square of `width` around `centre` (its real and imaginary part), in the colours of a recipe and of its size.
    pub fn new(recipe: &Recipe, centre: (f64, f64), width: f64, limit: u32) -> Self {
        let field = evolve(recipe).field;
        let extent = Extent { width: recipe.size.width(), height: recipe.size.height() };
        let centre = Complex { re: centre.0, im: centre.1 };
        Self {
            view: View::upright(centre, width, limit, extent),
            palette: Palette::new(recipe.style, recipe.seed, &field),
            extent,
            limit,
            drishti: field.drishti,
        }
    }

    /// Iterations of all points together, counted one point after another as the definition says.
    pub fn by_definition(&self) -> u64 {
        self.sum(|point| by_definition(Family::Mandelbrot, point, self.limit))
    }

    /// Iterations of all points together, counted by the kernel.
    pub fn by_kernel(&self) -> u64 {
        let iterations = |band| {
            let points = self.points(band);
            let escapes = escapes(Family::Mandelbrot, &points, self.limit);
            escapes.iterations.iter().map(|count| count.min(self.limit.into()) as u64).sum::<u64>()
        };
        (0..self.bands()).into_par_iter().with_max_len(1).map(iterations).sum()
    }

    /// The picture with one sample for each pixel.
    pub fn one_sample(&self) -> RgbImage {
        self.picture(|shader, top, rows| shader.one_sample(top, rows).1)
    }

    /// The picture with rough pixels sampled again, as rituals have it.
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method alone is for one lifetime only"
    )]
    pub fn smoothed(&self) -> RgbImage {
        self.picture(|shader, top, rows| shader.band(top, rows))
    }

    fn picture(&self, band: impl Fn(&Shader<'_>, usize, usize) -> Vec<LinearRgb> + Sync) -> RgbImage {
        let shader = Shader::new(self.view, &self.palette, self.extent, self.drishti);
        bands::picture(self.extent, |top, rows| band(&shader, top, rows))
    }

    fn sum(&self, escape: impl Fn(Complex) -> Option<Escape> + Sync) -> u64 {
        let iterations =
            |band| self.points(band).into_iter().map(|point| self.iterations(escape(point))).sum::<u64>();
        (0..self.bands()).into_par_iter().with_max_len(1).map(iterations).sum()
    }

    fn iterations(&self, escape: Option<Escape>) -> u64 {
        escape.map_or(self.limit, |escape| escape.iterations).into()
    }

    fn bands(&self) -> usize {
        (self.extent.height as usize).div_ceil(BAND)
    }

    fn points(&self, band: usize) -> Vec<Complex> {
        let rows = band * BAND..((band + 1) * BAND).min(self.extent.height as usize);
        let row = |y: usize| {
            (0..self.extent.width).map(move |x| self.view.point(f64::from(x) + 0.5, y as f64 + 0.5))
        };
        rows.flat_map(row).collect()
    }
}

/// The scene of a recipe alone: the fractal, without mandala and frame.
pub fn scene(recipe: &Recipe) -> RgbImage {
    let parts = Parts::new(recipe);
    let scene = Scene::new(recipe, &Subject::of(recipe), parts.extent, &parts.now, &parts.palette);
    bands::picture(parts.extent, |top, rows| scene.band(top, rows))
}

/// The mandala and the frame of a recipe alone, on black.
pub fn overlay(recipe: &Recipe) -> RgbImage {
    let parts = Parts::new(recipe);
    let mandala = Mandala::new(recipe, parts.extent, &parts.now.steps, &parts.now, &parts.palette);
    let border = Border::new(recipe, parts.extent, &parts.now, &parts.palette);
    let width = parts.extent.width as usize;
    bands::picture(parts.extent, |top, rows| {
        let mut colors = vec![LinearRgb::default(); rows * width];
        let mut canvas = Canvas::new(&mut colors, width, top);
        mandala.draw(&mut canvas);
        border.draw(&mut canvas);
        colors
    })
}

struct Parts {
    extent: Extent,
    now: Evolution,
    palette: Palette,
}

impl Parts {
    fn new(recipe: &Recipe) -> Self {
        let now = evolve(recipe);
        Self {
            extent: Extent { width: recipe.size.width(), height: recipe.size.height() },
            palette: Palette::new(recipe.style, recipe.seed, &now.field),
            now,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ritual::field::Field;
    use crate::ritual::recipe::{Size, Steps};

    #[test]
    fn the_kernel_does_what_it_is_compared_with() {
        let size = Size::try_from(256).unwrap();
        let recipe = Recipe::new(Steps::default(), "lotus".parse().unwrap(), size, Field::default());
        let plain = PlainView::new(&recipe, (-0.745, 0.113), 0.01, 500);
        assert_eq!(plain.by_kernel(), plain.by_definition());
    }
}
