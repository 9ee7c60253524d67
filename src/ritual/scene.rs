//! What lies behind the mandala: one kind of picture for each style.
//!
//! The styles that look at a fractal differ in where they look ([`View`]); `flame` and `mandala` are scenes of their
//! own. A scene is computed band by band; a pixel does not depend on the band that it is computed in.

use rayon::prelude::*;

use crate::ritual::draw::bands::BAND;
use crate::ritual::draw::canvas::Extent;
use crate::ritual::draw::color::LinearRgb;
use crate::ritual::draw::palette::Palette;
use crate::ritual::evolution::Evolution;
use crate::ritual::flame::{Flame, FunctionSystem};
use crate::ritual::fractal::shading::{Samples, Shader};
use crate::ritual::fractal::view::View;
use crate::ritual::mandala::lattice::Lattice;
use crate::ritual::recipe::{Recipe, Style};

/// What a ritual shows, from its first moment to its last.
pub(super) enum Subject {
    /// A part of the Mandelbrot set, or a Julia set.
    Fractal,
    /// A fractal flame.
    Flame(FunctionSystem),
    /// A lattice of spirals that leaves the stage to the rosette.
    Lattice,
}

impl Subject {
    /// The subject of a recipe.
    pub(super) fn of(recipe: &Recipe) -> Self {
        match recipe.style {
            Style::Flame => Self::Flame(FunctionSystem::best(recipe.seed)),
            Style::Mandala => Self::Lattice,
            Style::Eye
            | Style::Seahorse
            | Style::Elephant
            | Style::Dendrite
            | Style::Mini
            | Style::Ouroboros => Self::Fractal,
        }
    }

    /// Whether it is a part of a fractal.
    pub(super) fn is_fractal(&self) -> bool {
        matches!(self, Self::Fractal)
    }
}

/// The ground of one picture.
pub(super) enum Scene<'a> {
    /// See [`Subject::Fractal`].
    Fractal(Shader<'a>),
    /// See [`Subject::Flame`].
    Flame(Flame<'a>),
    /// See [`Subject::Lattice`].
    Lattice(Lattice<'a>),
}

impl<'a> Scene<'a> {
    /// The scene of a recipe at the moment `now` of its ritual. `subject` is the recipe's.
    pub(super) fn new(
        recipe: &Recipe,
        subject: &Subject,
        extent: Extent,
        now: &Evolution,
        palette: &'a Palette,
    ) -> Self {
        match subject {
            Subject::Flame(system) => Self::Flame(Flame::new(recipe, system, extent, now, palette)),
            Subject::Lattice => Self::Lattice(Lattice::new(recipe, extent, &now.field, palette)),
            Subject::Fractal => {
                let view = View::new(recipe, extent, &now.field);
                Self::Fractal(Shader::new(view, palette, extent, now.field.drishti))
            }
        }
    }

    /// The colours of `rows` rows from row `top` on.
    pub(super) fn band(&self, top: usize, rows: usize) -> Vec<LinearRgb> {
        match self {
            Self::Fractal(shader) => shader.band(top, rows),
            Self::Flame(flame) => flame.band(top, rows),
            Self::Lattice(lattice) => lattice.band(top, rows),
        }
    }

    /// What can be found out ahead for all scenes that share this one's view, if it has one.
    pub(super) fn survey(self, extent: Extent) -> Option<Survey<'a>> {
        let Self::Fractal(shader) = self else { return None };
        let height = extent.height as usize;
        let bands = (0..height).into_par_iter().step_by(BAND).with_max_len(1);
        Some(Survey {
            samples: bands.map(|top| shader.samples(top, BAND.min(height - top))).collect(),
            shader,
        })
    }
}

/// The samples of all bands of a view. Several moments shade them, each in its own colours.
pub(super) struct Survey<'a> {
    shader: Shader<'a>,
    samples: Vec<Samples>,
}

impl Survey<'_> {
    /// What [`Scene::band`] gives for the bands of another moment's scene, by their first rows.
    pub(super) fn bands<'b>(
        &'b self,
        now: &Evolution,
        palette: &'b Palette,
    ) -> impl Fn(usize) -> Vec<LinearRgb> + 'b {
        let shader = self.shader.alike(palette, now.field.drishti);
        move |top| shader.shade(&self.samples[top / BAND])
    }
}
