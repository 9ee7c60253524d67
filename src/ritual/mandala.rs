//! The mandala: a petal for each step of a ritual, around the eye of the fractal.
//!
//! The stages lie around one another in the order in which they came, each in rings of petals that overlap their
//! neighbours. What happened at a step shows on its petal: a flare is a spark at its tip, a void is dark glass, an
//! echo repeats its outline, a resonance answers in another colour. A longer ritual has a larger mandala.

use std::f64::consts::{PI, TAU};

use super::canvas::{Canvas, Extent, Place};
use super::chance::{Chance, Purpose};
use super::evolution::{Anomaly, Evolution, Step};
use super::field::Stage;
use super::palette::Palette;
use super::recipe::{Recipe, Steps};
use super::shapes::{Bead, Ground, Line, Petal, Ring, Spark};
use super::style::Style;

/// The width of a line at resilience 1.
const LINE: f64 = 0.0012;
/// How far petals glow.
const GLOW: f64 = 0.006;
/// A petal's length for each of its half widths: the slenderness of a lotus.
const SLENDER: f64 = 4.2;

/// How a mandala goes with its style. Lengths are shares of the picture's short side.
#[derive(Debug, Clone, Copy)]
struct Manner {
    /// The radius without petals, and what the longest ritual adds to it. A sum of 0.42 keeps clear of the border.
    smallest: f64,
    growth: f64,
    /// The radius of the pupil in its middle: its least and its most.
    pupil: (f64, f64),
    /// How thick the glass is, 1 for the eye's.
    glass: f64,
    /// How much light the ground takes in its middle and at its edge, 0 to 1.
    shade: (f64, f64),
    /// How bright the middle glows.
    glow: f32,
    /// The light of the glass, 1 for the eye's.
    bright: f32,
    /// The lines' width, 1 for the eye's.
    line: f64,
    /// Whether each stage has elements of its own instead of petals throughout.
    rosette: bool,
}

/// An overlay of coloured glass, as the eye has it.
const GLASS: Manner = Manner {
    smallest: 0.14,
    growth: 0.28,
    pupil: (0.045, 0.065),
    glass: 1.0,
    shade: (0.35, 0.175),
    glow: 0.25,
    bright: 1.0,
    line: 1.0,
    rosette: false,
};

impl Manner {
    /// Where the fractal has something of its own in the middle, the mandala is drawn and not painted.
    fn of(style: Style) -> Self {
        match style {
            Style::Eye => GLASS,
            Style::Seahorse | Style::Elephant => Self { glass: 0.6, shade: (0.4, 0.2), ..GLASS },
            Style::Dendrite => Self { glass: 0.3, shade: (0.3, 0.15), ..GLASS },
            Style::Mini => {
                Self { pupil: (0.10, 0.115), glass: 0.16, shade: (0.25, 0.12), glow: 0.0, ..GLASS }
            }
            Style::Ouroboros => Self { glass: 0.22, shade: (0.2, 0.1), glow: 0.12, ..GLASS },
            Style::Flame => {
                Self { smallest: 0.11, glass: 0.1, shade: (0.15, 0.08), glow: 0.1, line: 0.8, ..GLASS }
            }
            Style::Mandala => Self {
                smallest: 0.33,
                growth: 0.09,
                pupil: (0.05, 0.06),
                glass: 3.2,
                shade: (0.97, 0.94),
                glow: 0.6,
                bright: 1.6,
                line: 1.25,
                rosette: true,
            },
        }
    }
}

/// A laid out mandala, ready to be drawn band by band.
pub(super) struct Mandala {
    ground: Ground,
    shapes: Vec<Shape>,
}

enum Shape {
    Petal(Petal),
    Ring(Ring),
    Spark(Spark),
    Bead(Bead),
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
                Shape::Bead(bead) => bead.draw(canvas),
            }
        }
    }
}

/// Places shapes. Takes lengths as shares of the short side and gives pixels.
struct Layout<'a> {
    palette: &'a Palette,
    chance: Chance,
    manner: Manner,
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
        let manner = Manner::of(recipe.style);
        Self {
            palette,
            manner,
            middle: extent.middle(),
            side: extent.short(),
            inner: chance.between(manner.pupil.0, manner.pupil.1),
            outer: manner.smallest + manner.growth * libm::pow(length, 0.3),
            line: LINE * manner.line * (0.75 + 0.25 * now.field.resilience),
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
                let stand = Stand { axis, base, tip, half_width };
                let room = (bottom, depth, share_of_ring);
                self.element(step, stand, room, steps.len());
            }
        }
        let line = self.palette.petal(stage).line;
        self.ring(to, Line::new(0.8 * self.line * self.side, 0.5, line));
    }

    /// What stands for one step: a petal, or in a rosette what its stage asks for.
    fn element(
        &mut self,
        step: &Step,
        stand: Stand,
        (bottom, depth, half_gap): (f64, f64, f64),
        many: usize,
    ) {
        match step.stage {
            Stage::Legend if self.manner.rosette => {
                let radius = (half_gap * 0.86).min(depth * 0.46);
                self.bead(step, stand, bottom + depth * 0.5, radius);
            }
            Stage::Hymn if self.manner.rosette => {
                self.petal(step, Stand { half_width: stand.half_width * 0.6, ..stand }, many);
            }
            Stage::Law if self.manner.rosette => {
                let radius = (half_gap * 1.3).min(depth * 0.66);
                self.bead(step, stand, bottom + depth - radius, radius);
            }
            Stage::Ritual | Stage::Legend | Stage::Hymn | Stage::Law => self.petal(step, stand, many),
        }
    }

    /// A drop of enamel at a distance from the middle, with a smaller one within for what happened at the step.
    fn bead(&mut self, step: &Step, stand: Stand, distance: f64, radius: f64) {
        let colours = self.palette.petal(step.stage);
        let core = match step.anomaly {
            None => colours.glass,
            Some(Anomaly::Flare) => self.palette.flare,
            Some(Anomaly::Void) => self.palette.depth,
            Some(Anomaly::Echo) => colours.line,
            Some(Anomaly::Resonance) => self.palette.answer,
        };
        let middle = self.along(stand.axis, distance);
        let line = Line::new(self.line * self.side, 0.6 + 0.35 * step.vigour, colours.line);
        for (share, glass) in [(1.0, colours.glass * (0.35 + 0.4 * step.vigour) as f32), (0.45, core)] {
            let radius = radius * share * self.side;
            self.shapes.push(Shape::Bead(Bead { middle, radius, line, glass, glass_cover: 0.95 }));
        }
    }

    /// One step's petal, among `many` of its stage.
    fn petal(&mut self, step: &Step, stand: Stand, many: usize) {
        let colours = self.palette.petal(step.stage);
        // Where petals are few each has to be seen; where they are many they would smother what lies below.
        let plain = 0.14 + 0.25 / (1.0 + many as f64 / 12.0);
        let (glass, glass_cover) = match step.anomaly {
            None | Some(Anomaly::Echo) => (colours.glass, plain),
            Some(Anomaly::Flare) => (colours.glass, plain + 0.15),
            Some(Anomaly::Void) => (self.palette.depth, 0.75 / self.manner.glass.max(0.5)),
            Some(Anomaly::Resonance) => (self.palette.answer, 0.55),
        };
        let petal = Petal {
            middle: self.along(stand.axis, f64::midpoint(stand.base, stand.tip)),
            axis: stand.axis,
            half_length: (stand.tip - stand.base) * 0.5 * self.side,
            half_width: stand.half_width * self.side,
            line: Line::new(self.line * self.side, 0.55 + 0.35 * step.vigour, colours.line),
            glass: glass * self.manner.bright,
            glass_cover: (glass_cover * self.manner.glass).min(0.97),
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
            shade: self.manner.shade,
            glow: self.palette.core * self.manner.glow,
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
