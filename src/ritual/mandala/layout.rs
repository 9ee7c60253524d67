//! Where the elements of a mandala stand.

use std::f64::consts::{PI, TAU};

use super::appearance::Appearance;
use crate::ritual::draw::canvas::{Extent, Point};
use crate::ritual::draw::palette::Palette;
use crate::ritual::draw::shapes::{Bead, Ground, Line, Petal, Ring, Shape, Spark};
use crate::ritual::evolution::{Anomaly, Evolution, Step};
use crate::ritual::field::Stage;
use crate::ritual::recipe::{Recipe, Steps};
use crate::ritual::rng::{SeededRng, Stream};

/// The width of a line at resilience 1.
const LINE: f64 = 0.0012;
/// How far petals glow.
const GLOW: f64 = 0.006;
/// A petal's length for each of its half widths: the slenderness of a lotus.
const SLENDER: f64 = 4.2;

/// Places the shapes. Its lengths are shares of the short side; those of the shapes are pixels.
pub(super) struct Layout<'a> {
    palette: &'a Palette,
    rng: SeededRng,
    appearance: Appearance,
    middle: Point,
    side: f64,
    inner: f64,
    outer: f64,
    line: f64,
    /// How many elements are still to be drawn. Those of steps that are not yet taken leave their places empty.
    left: usize,
    shapes: Vec<Shape>,
}

/// Where a petal stands, and how wide it may be.
#[derive(Clone, Copy)]
struct Placement {
    /// The direction from the mandala's middle, on the picture (so y grows downward).
    axis: (f64, f64),
    base: f64,
    tip: f64,
    half_width: f64,
}

impl<'a> Layout<'a> {
    /// An empty layout for the mandala at the moment `now` of its ritual.
    pub(super) fn new(recipe: &Recipe, extent: Extent, now: &Evolution, palette: &'a Palette) -> Self {
        let length = f64::from(recipe.steps.get()) / f64::from(Steps::MAX);
        let mut rng = SeededRng::new(recipe.seed, Stream::Mandala);
        let appearance = Appearance::of(recipe.style);
        Self {
            palette,
            appearance,
            middle: extent.middle(),
            side: extent.short(),
            inner: rng.between(appearance.pupil.0, appearance.pupil.1),
            outer: appearance.smallest + appearance.growth * libm::pow(length, 0.3),
            line: LINE * appearance.line * (0.75 + 0.25 * now.field.resilience),
            left: now.steps.len(),
            shapes: Vec::with_capacity(now.steps.len() * 2),
            rng,
        }
    }

    /// The shapes of a mandala with these steps, which are all of the ritual's: each element has its final place from the
    /// beginning.
    pub(super) fn arrange(mut self, steps: &[Step]) -> Vec<Shape> {
        self.shapes.push(Shape::Ground(self.ground()));
        let stages: Vec<&[Step]> = steps.chunk_by(|a, b| a.stage == b.stage).collect();
        let mut from = self.inner;
        for (index, steps) in stages.iter().enumerate() {
            let share = (index + 1) as f64 / stages.len() as f64;
            // Inner stages get a little more than an equal part.
            let to = self.inner + (self.outer - self.inner) * libm::pow(share, 0.85);
            self.stage(steps, from, to);
            from = to;
        }
        self.frame();
        self.shapes
    }

    /// The petals of a stage, in rings between two radii.
    fn stage(&mut self, steps: &[Step], from: f64, to: f64) {
        let Some(Step { stage, .. }) = steps.first().copied() else { return };
        let rings = rings(steps.len(), from, to, self.rng.between(1.3, 2.2));
        let overlap = self.rng.between(0.25, 0.6);
        let fullness = self.rng.between(1.0, 1.8);
        let turn = self.rng.unit();
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
                let placement = Placement { axis, base, tip, half_width };
                let room = (bottom, depth, share_of_ring);
                self.element(step, placement, room, steps.len());
            }
        }
        let line = self.palette.stage(stage).line;
        self.ring(to, Line::new(0.8 * self.line * self.side, 0.5, line));
    }

    /// Adds the element of one step: a petal, or in a rosette the kind that its stage has.
    fn element(
        &mut self,
        step: &Step,
        placement: Placement,
        (bottom, depth, half_gap): (f64, f64, f64),
        many: usize,
    ) {
        match step.stage {
            Stage::Legend if self.appearance.rosette => {
                let radius = (half_gap * 0.86).min(depth * 0.46);
                self.bead(step, placement, bottom + depth * 0.5, radius);
            }
            Stage::Hymn if self.appearance.rosette => {
                self.petal(step, Placement { half_width: placement.half_width * 0.6, ..placement }, many);
            }
            Stage::Law if self.appearance.rosette => {
                let radius = (half_gap * 1.3).min(depth * 0.66);
                self.bead(step, placement, bottom + depth - radius, radius);
            }
            Stage::Ritual | Stage::Legend | Stage::Hymn | Stage::Law => self.petal(step, placement, many),
        }
    }

    /// Adds a bead, with a smaller one inside in the colour of the step's anomaly.
    fn bead(&mut self, step: &Step, placement: Placement, distance: f64, radius: f64) {
        let colors = self.palette.stage(step.stage);
        let core = match step.anomaly {
            None => colors.glass,
            Some(Anomaly::Flare) => self.palette.flare,
            Some(Anomaly::Void) => self.palette.depth,
            Some(Anomaly::Echo) => colors.line,
            Some(Anomaly::Resonance) => self.palette.accent,
        };
        let middle = self.along(placement.axis, distance);
        let line = Line::new(self.line * self.side, 0.6 + 0.35 * step.vigour, colors.line);
        for (share, glass) in [(1.0, colors.glass * (0.35 + 0.4 * step.vigour) as f32), (0.45, core)] {
            let radius = radius * share * self.side;
            self.shapes.push(Shape::Bead(Bead { middle, radius, line, glass, glass_cover: 0.95 }));
        }
    }

    /// Adds the petal of one step, among `many` of its stage.
    fn petal(&mut self, step: &Step, placement: Placement, many: usize) {
        let colors = self.palette.stage(step.stage);
        // A few petals have to be seen; many of them would hide what lies below.
        let plain = 0.14 + 0.25 / (1.0 + many as f64 / 12.0);
        let (glass, glass_cover) = match step.anomaly {
            None | Some(Anomaly::Echo) => (colors.glass, plain),
            Some(Anomaly::Flare) => (colors.glass, plain + 0.15),
            Some(Anomaly::Void) => (self.palette.depth, 0.75 / self.appearance.glass.max(0.5)),
            Some(Anomaly::Resonance) => (self.palette.accent, 0.55),
        };
        let petal = Petal {
            middle: self.along(placement.axis, f64::midpoint(placement.base, placement.tip)),
            axis: placement.axis,
            half_length: (placement.tip - placement.base) * 0.5 * self.side,
            half_width: placement.half_width * self.side,
            line: Line::new(self.line * self.side, 0.55 + 0.35 * step.vigour, colors.line),
            glass: glass * self.appearance.bright,
            glass_cover: (glass_cover * self.appearance.glass).min(0.97),
            glow: GLOW * self.side,
        };
        self.shapes.push(Shape::Petal(petal));
        match step.anomaly {
            Some(Anomaly::Echo) => self.echo(&petal),
            Some(Anomaly::Flare) => self.flare(step, placement),
            Some(Anomaly::Void | Anomaly::Resonance) | None => {}
        }
    }

    /// Adds the petal's outline twice inside it, each time smaller and nearer to the tip.
    fn echo(&mut self, petal: &Petal) {
        for scale in [0.68, 0.38] {
            let toward_tip = petal.half_length * (1.0 - scale) * 0.5;
            let line = Line::new(0.7 * self.line * self.side, 0.6, petal.line.color());
            self.shapes.push(Shape::Petal(Petal {
                middle: Point {
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

    fn flare(&mut self, step: &Step, placement: Placement) {
        let radius = self.line * self.side * (1.2 + 1.2 * step.vigour);
        self.shapes.push(Shape::Spark(Spark {
            middle: self.along(placement.axis, placement.tip),
            radius,
            halo: radius * 6.0,
            color: self.palette.flare,
        }));
    }

    /// Adds the rings around the empty middle and around the whole.
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
            shade: self.appearance.shade,
            glow: self.palette.core * self.appearance.glow,
            glow_radius: self.inner * 0.7 * self.side,
        }
    }

    /// The radius of the outermost ring.
    fn edge(&self) -> f64 {
        self.outer + 0.027
    }

    fn along(&self, axis: (f64, f64), distance: f64) -> Point {
        let distance = distance * self.side;
        Point { x: self.middle.x + axis.0 * distance, y: self.middle.y + axis.1 * distance }
    }
}

/// How many rings the petals of a stage form: about as many as make them `aspect` times as long as wide, preferably a
/// number that fills all rings alike.
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
