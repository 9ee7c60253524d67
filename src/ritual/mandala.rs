//! The mandala: a petal for each step of a ritual, around the eye of the fractal.
//!
//! The stages lie around one another in the order in which they came, each in rings of petals that overlap their
//! neighbours. What happened at a step shows on its petal: a flare is a spark at its tip, a void is dark glass, an
//! echo repeats its outline, a resonance answers in another colour. A longer ritual has a larger mandala.

use std::f64::consts::{PI, TAU};

use super::canvas::{Canvas, Extent, Ground, Line, Petal, Place, Ring, Spark};
use super::chance::{Chance, Purpose};
use super::evolution::{Anomaly, Evolution, Step};
use super::palette::Palette;
use super::recipe::{Recipe, Steps};

/// The radius of a mandala without petals. Lengths here are shares of the picture's short side.
const SMALLEST: f64 = 0.14;
/// What the longest ritual adds to it. A sum of 0.46 leaves some margin.
const GROWTH: f64 = 0.32;
/// The width of a line at resilience 1.
const LINE: f64 = 0.0012;
/// How far petals glow.
const GLOW: f64 = 0.006;
/// A petal's length for each of its half widths: the slenderness of a lotus.
const SLENDER: f64 = 4.2;

/// A laid out mandala, ready to be drawn band by band.
pub(super) struct Mandala {
    ground: Ground,
    shapes: Vec<Shape>,
}

enum Shape {
    Petal(Petal),
    Ring(Ring),
    Spark(Spark),
}

impl Mandala {
    /// The mandala of a ritual's `steps` as it is when `now` has come to pass. Each petal stands from the first where
    /// it will stand in the end.
    pub(super) fn new(
        recipe: &Recipe,
        extent: Extent,
        steps: &[Step],
        now: &Evolution,
        palette: &Palette,
    ) -> Self {
        let mut layout = Layout::new(recipe, extent, now, palette);
        let stages: Vec<&[Step]> = steps.chunk_by(|a, b| a.stage == b.stage).collect();
        let mut from = layout.inner;
        for (index, steps) in stages.iter().enumerate() {
            let share = (index + 1) as f64 / stages.len() as f64;
            // Inner stages get a little more than an equal part.
            let to = layout.inner + (layout.outer - layout.inner) * libm::pow(share, 0.85);
            layout.stage(steps, from, to);
            from = to;
        }
        layout.frame();
        Self { ground: layout.ground(), shapes: layout.shapes }
    }

    /// Draws what falls on the canvas.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>) {
        self.ground.draw(canvas);
        for shape in &self.shapes {
            match shape {
                Shape::Petal(petal) => petal.draw(canvas),
                Shape::Ring(ring) => ring.draw(canvas),
                Shape::Spark(spark) => spark.draw(canvas),
            }
        }
    }
}

/// Places shapes. Takes lengths as shares of the short side and gives pixels.
struct Layout<'a> {
    palette: &'a Palette,
    chance: Chance,
    middle: Place,
    side: f64,
    inner: f64,
    outer: f64,
    line: f64,
    /// Petals that are still to be drawn; those of steps not yet taken keep their place free.
    left: usize,
    shapes: Vec<Shape>,
}

/// Where a petal stands, and how wide it may be.
#[derive(Clone, Copy)]
struct Stand {
    /// The direction from the mandala's middle, on the picture (so y grows downward).
    axis: (f64, f64),
    base: f64,
    tip: f64,
    half_width: f64,
}

impl<'a> Layout<'a> {
    fn new(recipe: &Recipe, extent: Extent, now: &Evolution, palette: &'a Palette) -> Self {
        let length = f64::from(recipe.steps.get()) / f64::from(Steps::MAX);
        let mut chance = Chance::new(recipe.seed, Purpose::Mandala);
        Self {
            palette,
            middle: extent.middle(),
            side: extent.short(),
            inner: chance.between(0.045, 0.065),
            outer: SMALLEST + GROWTH * libm::pow(length, 0.3),
            line: LINE * (0.75 + 0.25 * now.field.resilience),
            left: now.steps.len(),
            shapes: Vec::with_capacity(now.steps.len() * 2),
            chance,
        }
    }

    /// The petals of a stage, in rings between two radii.
    fn stage(&mut self, steps: &[Step], from: f64, to: f64) {
        let Some(Step { stage, .. }) = steps.first().copied() else { return };
        let rings = rings(steps.len(), from, to, self.chance.between(1.3, 2.2));
        let overlap = self.chance.between(0.25, 0.6);
        let fullness = self.chance.between(1.0, 1.8);
        let turn = self.chance.unit();
        let depth = (to - from) / rings as f64;
        for ring in 0..rings {
            let part = &steps[steps.len() * ring / rings..steps.len() * (ring + 1) / rings];
            let bottom = from + depth * ring as f64;
            // Every other ring is turned by half a petal, so that its petals stand in the gaps of the last.
            let shift = 0.5 * (ring % 2) as f64;
            for (place, step) in part.iter().enumerate() {
                if self.left == 0 {
                    return;
                }
                self.left -= 1;
                let tip = bottom + depth * (1.0 + 0.12 * step.vigour);
                let share_of_ring = PI * (bottom + depth) / part.len() as f64;
                let half_width = (share_of_ring * fullness).min((tip - self.inner) / SLENDER);
                let base = (bottom - depth * overlap).min(tip - SLENDER * half_width).max(self.inner * 0.8);
                let angle = (turn + (place as f64 + shift) / part.len() as f64) * TAU;
                let axis = (libm::cos(angle), -libm::sin(angle));
                self.petal(step, Stand { axis, base, tip, half_width }, steps.len());
            }
        }
        let line = self.palette.petal(stage).line;
        self.ring(to, Line::new(0.8 * self.line * self.side, 0.5, line));
    }

    /// One step's petal, among `many` of its stage.
    fn petal(&mut self, step: &Step, stand: Stand, many: usize) {
        let colours = self.palette.petal(step.stage);
        // Where petals are few each has to be seen; where they are many they would smother what lies below.
        let plain = 0.14 + 0.25 / (1.0 + many as f64 / 12.0);
        let (glass, glass_cover) = match step.anomaly {
            None | Some(Anomaly::Echo) => (colours.glass, plain),
            Some(Anomaly::Flare) => (colours.glass, plain + 0.15),
            Some(Anomaly::Void) => (self.palette.depth, 0.75),
            Some(Anomaly::Resonance) => (self.palette.answer, 0.55),
        };
        let petal = Petal {
            middle: self.along(stand.axis, f64::midpoint(stand.base, stand.tip)),
            axis: stand.axis,
            half_length: (stand.tip - stand.base) * 0.5 * self.side,
            half_width: stand.half_width * self.side,
            line: Line::new(self.line * self.side, 0.55 + 0.35 * step.vigour, colours.line),
            glass,
            glass_cover,
            glow: GLOW * self.side,
        };
        self.shapes.push(Shape::Petal(petal));
        match step.anomaly {
            Some(Anomaly::Echo) => self.echo(&petal),
            Some(Anomaly::Flare) => self.flare(step, stand),
            Some(Anomaly::Void | Anomaly::Resonance) | None => {}
        }
    }

    /// A petal's outline twice more inside it, each smaller and nearer to the tip.
    fn echo(&mut self, petal: &Petal) {
        for scale in [0.68, 0.38] {
            let toward_tip = petal.half_length * (1.0 - scale) * 0.5;
            let line = Line::new(0.7 * self.line * self.side, 0.6, petal.line.light());
            self.shapes.push(Shape::Petal(Petal {
                middle: Place {
                    x: petal.middle.x + petal.axis.0 * toward_tip,
                    y: petal.middle.y + petal.axis.1 * toward_tip,
                },
                half_length: petal.half_length * scale,
                half_width: petal.half_width * scale,
                line,
                glass_cover: 0.0,
                glow: petal.glow * 0.35,
                ..*petal
            }));
        }
    }

    fn flare(&mut self, step: &Step, stand: Stand) {
        let radius = self.line * self.side * (1.2 + 1.2 * step.vigour);
        self.shapes.push(Shape::Spark(Spark {
            middle: self.along(stand.axis, stand.tip),
            radius,
            halo: radius * 6.0,
            light: self.palette.flare,
        }));
    }

    /// The rings around the pupil and around everything.
    fn frame(&mut self) {
        let rim = self.palette.rim;
        let width = self.line * self.side;
        self.ring(self.inner, Line::new(width, 0.9, rim));
        self.ring(self.outer + 0.022, Line::new(width * 0.6, 0.6, rim));
        self.ring(self.edge(), Line::new(width * 1.2, 0.8, rim));
    }

    fn ring(&mut self, radius: f64, line: Line) {
        self.shapes.push(Shape::Ring(Ring { middle: self.middle, radius: radius * self.side, line }));
    }

    fn ground(&self) -> Ground {
        Ground {
            middle: self.middle,
            radius: self.edge() * self.side,
            shade: 0.35,
            glow: self.palette.core * 0.25,
            glow_radius: self.inner * 0.7 * self.side,
        }
    }

    /// The radius of the outermost ring.
    fn edge(&self) -> f64 {
        self.outer + 0.027
    }

    fn along(&self, axis: (f64, f64), distance: f64) -> Place {
        let distance = distance * self.side;
        Place { x: self.middle.x + axis.0 * distance, y: self.middle.y + axis.1 * distance }
    }
}

/// How many rings the petals of a stage form: near the number that makes them `aspect` times as long as wide, and
/// rather one that fills every ring alike.
fn rings(petals: usize, from: f64, to: f64, aspect: f64) -> usize {
    const MOST: usize = 24;
    let area = PI * (to * to - from * from);
    let ideal = (to - from) / (area * aspect / petals as f64).sqrt();
    let badness = |rings: usize| {
        let uneven = if petals.is_multiple_of(rings) { 0.0 } else { 0.5 };
        libm::log2(rings as f64 / ideal).abs() + uneven
    };
    (1..=petals.min(MOST)).min_by(|a, b| badness(*a).total_cmp(&badness(*b))).unwrap_or(1)
}
