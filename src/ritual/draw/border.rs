//! The picture's border: a dark mat with a thin rule, and an inscription on its lower side.
//!
//! All sizes follow from the picture's short side, but letters never become too small to read. A picture too narrow for
//! the whole inscription keeps the mantra alone.

use crate::ritual::draw::canvas::{Canvas, Extent, Point};
use crate::ritual::draw::color::LinearRgb;
use crate::ritual::draw::palette::Palette;
use crate::ritual::draw::shapes::{Line, Ring, Spark};
use crate::ritual::draw::text::{Mask, TextLine};
use crate::ritual::evolution::Evolution;
use crate::ritual::field::Stage;
use crate::ritual::recipe::Recipe;

/// The size of the letters as a share of the short side, and its minimum in pixels.
const LETTERS: f64 = 0.0165;
const LEAST_LETTERS: f64 = 9.0;
/// The mat's width as a multiple of the letters' size.
const MAT: f64 = 2.1;
/// How much light comes through the mat.
const MAT_LIGHT: f32 = 0.16;
/// The space between letters, as a share of their size.
const TRACKING: f64 = 0.16;
/// Half the height of capitals, as a share of the letters' size.
const CAPITALS: f64 = 0.325;

/// The border of one picture, ready to be drawn band by band.
pub(crate) struct Border {
    extent: Extent,
    /// The mat's width in whole pixels, so that the rule's edges are sharp.
    mat: u32,
    rule: u32,
    line: LinearRgb,
    ink: LinearRgb,
    inscription: Vec<Mask>,
    rings: Vec<Ring>,
    sparks: Vec<Spark>,
}

impl Border {
    pub(crate) fn new(recipe: &Recipe, extent: Extent, now: &Evolution, palette: &Palette) -> Self {
        let size = (extent.short() * LETTERS).max(LEAST_LETTERS);
        let mut border = Self {
            extent,
            // A frame of an animation may be so small that the mat for its letters would cover it.
            mat: ((size * MAT) as u32).min(extent.width.min(extent.height) / 4),
            rule: (extent.short() / 900.0).max(1.0) as u32,
            line: palette.rim * 0.72,
            ink: palette.core * 0.82,
            inscription: Vec::new(),
            rings: Vec::new(),
            sparks: Vec::new(),
        };
        border.inscribe(recipe, now.stage, size);
        border.mark_stages(now.stage, size);
        border
    }

    /// Draws what falls on the canvas.
    pub(crate) fn draw(&self, canvas: &mut Canvas<'_>) {
        self.edges(canvas, 0, self.mat, |color| *color = *color * MAT_LIGHT);
        self.edges(canvas, self.mat, self.rule, |color| *color = color.mix(self.line, 0.8));
        for mask in &self.inscription {
            mask.draw(canvas, self.ink, 0.9);
        }
        for ring in &self.rings {
            ring.draw(canvas);
        }
        for spark in &self.sparks {
            spark.draw(canvas);
        }
    }

    /// Changes each pixel of a frame once: the frame lies `from` pixels inside the edge and is `width` pixels wide.
    fn edges(&self, canvas: &mut Canvas<'_>, from: u32, width: u32, change: impl Fn(&mut LinearRgb)) {
        let Extent { width: columns, height: rows } = self.extent;
        let (near, far) = (from, from + width);
        for (left, right, above, below) in [
            (near, columns - near, near, far),
            (near, columns - near, rows - far, rows - near),
            (near, far, far, rows - far),
            (columns - far, columns - near, far, rows - far),
        ] {
            canvas.fill(left as usize..right as usize, above as usize..below as usize, &change);
        }
    }

    /// Sets the mantra in the middle and, if there is room, style and steps on its left and the seed on its right.
    fn inscribe(&mut self, recipe: &Recipe, stage: Stage, size: f64) {
        let width = f64::from(self.extent.width);
        let margin = f64::from(self.mat);
        let baseline = f64::from(self.extent.height) - margin * 0.5 + size * CAPITALS;
        let steps = recipe.steps.get();
        let left = format!("{} · {steps} {}", recipe.style, if steps == 1 { "STEP" } else { "STEPS" })
            .to_uppercase();
        let right = format!("SEED {}", recipe.seed);
        let mantra = stage.mantra().to_uppercase();
        let texts = [&mantra, &left, &right].map(|text| TextLine { text, size, tracking: TRACKING });
        let [middle, left, right] = &texts;
        let wide = left.width().max(right.width()) + margin + 2.0 * size;
        self.inscription.push(middle.set(Point { x: (width - middle.width()) * 0.5, y: baseline }));
        if wide * 2.0 + middle.width() <= width {
            self.inscription.push(left.set(Point { x: margin, y: baseline }));
            self.inscription.push(right.set(Point { x: width - margin - right.width(), y: baseline }));
        }
    }

    /// Puts a ring for each stage on the upper side, with a spark in those that were reached.
    fn mark_stages(&mut self, reached: Stage, size: f64) {
        let line = Line::new(size * 0.07, 0.8, self.line);
        for stage in Stage::ALL {
            let along = (f64::from(stage as u8) - 1.5) * size * 1.5;
            let middle =
                Point { x: f64::from(self.extent.width) * 0.5 + along, y: f64::from(self.mat) * 0.5 };
            self.rings.push(Ring { middle, radius: size * 0.3, line });
            if stage <= reached {
                let (radius, halo) = (size * 0.12, size * 0.7);
                self.sparks.push(Spark { middle, radius, halo, color: self.ink });
            }
        }
    }
}
