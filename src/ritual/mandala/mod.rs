//! The mandala: a petal for each step of a ritual, around the eye of the fractal.
//!
//! The stages lie around one another in the order in which they came, each in rings of petals that overlap their
//! neighbours. What happened at a step shows on its petal: a flare is a spark at its tip, a void is dark glass, an
//! echo repeats its outline, a resonance answers in another colour. A longer ritual has a larger mandala.

mod appearance;
pub(super) mod lattice;
mod layout;

use self::layout::Layout;
use crate::ritual::draw::canvas::{Canvas, Extent};
use crate::ritual::draw::palette::Palette;
use crate::ritual::draw::shapes::Shape;
use crate::ritual::evolution::{Evolution, Step};
use crate::ritual::recipe::Recipe;

/// The mandala of one picture, ready to be drawn band by band.
pub(crate) struct Mandala {
    shapes: Vec<Shape>,
}

impl Mandala {
    /// The mandala at the moment `now` of a ritual with these `steps`. Each element has its final place from the
    /// beginning.
    pub(crate) fn new(
        recipe: &Recipe,
        extent: Extent,
        steps: &[Step],
        now: &Evolution,
        palette: &Palette,
    ) -> Self {
        Self { shapes: Layout::new(recipe, extent, now, palette).arrange(steps) }
    }

    /// Draws what falls on the canvas.
    pub(crate) fn draw(&self, canvas: &mut Canvas<'_>) {
        for shape in &self.shapes {
            shape.draw(canvas);
        }
    }
}
