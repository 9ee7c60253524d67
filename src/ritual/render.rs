//! From a recipe to its picture.
//!
//! The same recipe gives the same pixels on every machine and on any number of threads. Pixels are computed in f64 and f32
//! with + − × ÷ and square roots, in one written order and never fused where that would change a bit; IEEE 754
//! defines these to the last bit. Sines and powers come from `libm`, logarithms from [`log2`](crate::ritual::log2). No pixel
//! depends on the work of another thread.
//!
//! What takes milliseconds apiece is handed to the threads one by one (`with_max_len(1)`). By itself rayon gives a thread
//! whole runs of them, and at the end one thread still has some where the others have none.

use image::RgbImage;
use rayon::prelude::*;

use crate::ritual::draw::bands;
use crate::ritual::draw::border::Border;
use crate::ritual::draw::canvas::{Canvas, Extent};
use crate::ritual::draw::color::LinearRgb;
use crate::ritual::draw::palette::Palette;
use crate::ritual::evolution::{Evolution, evolve, evolve_to};
use crate::ritual::fractal::view::View;
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
    Moment::new(recipe, done, Extent { width, height }).picture(&Subject::of(recipe))
}

/// The pictures after so many steps each, in order: what [`frame`] gives, but what they have in common is computed once.
pub(super) fn frames(recipe: &Recipe, done: &[u16], width: u32, height: u32) -> Vec<RgbImage> {
    let extent = Extent { width, height };
    let moments: Vec<Moment<'_>> = done.par_iter().map(|done| Moment::new(recipe, *done, extent)).collect();
    let subject = Subject::of(recipe);
    // Most steps change a fractal's colours alone.
    let alike = |one: &Moment<'_>, other: &Moment<'_>| subject.is_fractal() && one.view == other.view;
    let groups: Vec<&[Moment<'_>]> = moments.chunk_by(alike).collect();
    let pictures =
        groups.into_par_iter().with_max_len(1).flat_map_iter(|moments| Moment::pictures(moments, &subject));
    pictures.collect()
}

/// A moment of a ritual that is to become a picture.
struct Moment<'a> {
    recipe: &'a Recipe,
    extent: Extent,
    now: Evolution,
    palette: Palette,
    /// What a fractal shows then.
    view: View,
}

impl<'a> Moment<'a> {
    fn new(recipe: &'a Recipe, done: u16, extent: Extent) -> Self {
        let now = evolve_to(recipe, done.clamp(1, recipe.steps.get()));
        let palette = Palette::new(recipe.style, recipe.seed, &now.field);
        Self { recipe, extent, view: View::new(recipe, extent, &now.field), palette, now }
    }

    fn scene(&self, subject: &Subject) -> Scene<'_> {
        Scene::new(self.recipe, subject, self.extent, &self.now, &self.palette)
    }

    fn picture(&self, subject: &Subject) -> RgbImage {
        let scene = self.scene(subject);
        self.drawn(|top, rows| scene.band(top, rows))
    }

    /// The pictures of moments that share their view.
    fn pictures(moments: &[Self], subject: &Subject) -> Vec<RgbImage> {
        let survey = match moments {
            [first, _, ..] => first.scene(subject).survey(first.extent),
            _ => None,
        };
        let picture = |moment: &Self| match &survey {
            None => moment.picture(subject),
            Some(survey) => {
                let band = survey.bands(&moment.now, &moment.palette);
                moment.drawn(|top, _| band(top))
            }
        };
        moments.par_iter().with_max_len(1).map(picture).collect()
    }

    /// The picture whose ground has the colours that `band` gives, as [`bands::picture`] takes them.
    fn drawn(&self, band: impl Fn(usize, usize) -> Vec<LinearRgb> + Sync) -> RgbImage {
        let Self { recipe, extent, now, palette, .. } = self;
        let mandala = Mandala::new(recipe, *extent, &evolve(recipe).steps, now, palette);
        let border = Border::new(recipe, *extent, now, palette);
        let vignette = Vignette::new(*extent);
        bands::picture(*extent, |top, rows| {
            let mut colors = band(top, rows);
            vignette.darken(&mut colors, top);
            let mut canvas = Canvas::new(&mut colors, extent.width as usize, top);
            mandala.draw(&mut canvas);
            border.draw(&mut canvas);
            colors
        })
    }
}

/// Darkens a picture towards its corners.
struct Vignette {
    extent: Extent,
    /// How near each column is to a corner.
    columns: Vec<f64>,
}

impl Vignette {
    fn new(extent: Extent) -> Self {
        Self { extent, columns: (0..extent.width as usize).map(|x| corner(x, extent.width)).collect() }
    }

    /// Darkens the rows from row `top` on.
    fn darken(&self, colors: &mut [LinearRgb], top: usize) {
        for (row, colors) in colors.chunks_exact_mut(self.columns.len()).enumerate() {
            let down = corner(top + row, self.extent.height);
            for (color, across) in colors.iter_mut().zip(&self.columns) {
                *color = *color * (1.0 - VIGNETTE * (across + down)) as f32;
            }
        }
    }
}

/// How near a pixel is to a corner in one direction: 0 in the middle, ½ at the edge.
fn corner(index: usize, length: u32) -> f64 {
    let place = (index as f64 + 0.5) / f64::from(length) * 2.0 - 1.0;
    place * place * 0.5
}
