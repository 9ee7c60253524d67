//! The shapes of the mandala, with edges that are anti-aliased by the distance from them.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use crate::ritual::draw::canvas::{Canvas, Point, Span, half_chord};
use crate::ritual::draw::color::LinearRgb;
use crate::ritual::simd;

/// Any element of a mandala.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    Ground(Ground),
    Petal(Petal),
    Ring(Ring),
    Spark(Spark),
    Bead(Bead),
}

impl Shape {
    /// Draws what falls on the canvas.
    pub(crate) fn draw(&self, canvas: &mut Canvas<'_>) {
        simd::run(Drawing { shape: self, canvas });
    }
}

/// The drawing of a shape.
struct Drawing<'a, 'c> {
    shape: &'a Shape,
    canvas: &'a mut Canvas<'c>,
}

impl simd::Work for Drawing<'_, '_> {
    type Result = ();

    #[inline(always)]
    fn run(self) {
        match self.shape {
            Shape::Ground(ground) => ground.draw(self.canvas),
            Shape::Petal(petal) => petal.draw(self.canvas),
            Shape::Ring(ring) => ring.draw(self.canvas),
            Shape::Spark(spark) => spark.draw(self.canvas),
            Shape::Bead(bead) => bead.draw(self.canvas),
        }
    }
}

/// How lines are drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    /// Half its width in pixels.
    half_width: f64,
    /// How much of what lies below it covers, 0 to 1.
    cover: f64,
    color: LinearRgb,
}

impl Line {
    /// Half the width, in pixels, below which a line becomes fainter instead of thinner.
    const THINNEST: f64 = 0.35;

    /// A line `width` pixels wide.
    pub(crate) fn new(width: f64, cover: f64, color: LinearRgb) -> Self {
        let half_width = (width * 0.5).max(Self::THINNEST);
        Self { half_width, cover: cover * (width * 0.5 / half_width), color }
    }

    /// Its colour.
    pub(crate) fn color(&self) -> LinearRgb {
        self.color
    }

    /// How far from its middle it still covers pixels.
    #[inline(always)]
    fn reach(&self) -> f64 {
        self.half_width + 0.5
    }

    #[inline(always)]
    fn cover(&self, distance: f64) -> f64 {
        self.cover * (self.reach() - distance).clamp(0.0, 1.0)
    }
}

/// The line of a circle.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ring {
    pub(crate) middle: Point,
    pub(crate) radius: f64,
    pub(crate) line: Line,
}

impl Ring {
    #[inline(always)]
    pub(crate) fn draw(&self, canvas: &mut Canvas<'_>) {
        let Self { middle, radius, line } = *self;
        let (inner, outer) = (radius - line.reach(), radius + line.reach());
        let rows = (middle.y - outer, middle.y + outer);
        // Left and right half are painted one after the other; the pixels on the axis belong to the right one.
        let hole = |y: f64| half_chord(inner, y - middle.y).unwrap_or(0.0);
        let chord = |y: f64| half_chord(outer, y - middle.y);
        let axis = (middle.x - 0.5).floor();
        self.paint(canvas.spans(rows, |y| Some((middle.x - chord(y)?, (middle.x - hole(y)).min(axis)))));
        let right = |y| Some(((middle.x + hole(y) - 1.0).max(axis + 1.0), middle.x + chord(y)?));
        self.paint(canvas.spans(rows, right));
    }

    #[inline(always)]
    fn paint<'a>(&self, spans: impl Iterator<Item = Span<'a>>) {
        for span in spans {
            for (point, pixel) in span.pixels() {
                let cover = self.line.cover((point.distance(self.middle) - self.radius).abs());
                *pixel = pixel.mix(self.line.color, cover as f32);
            }
        }
    }
}

/// A point of light with a halo.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spark {
    pub(crate) middle: Point,
    /// The radius of its solid part in pixels.
    pub(crate) radius: f64,
    /// The radius of its halo.
    pub(crate) halo: f64,
    pub(crate) color: LinearRgb,
}

impl Spark {
    #[inline(always)]
    pub(crate) fn draw(&self, canvas: &mut Canvas<'_>) {
        let Self { middle, radius, halo, color } = *self;
        for span in canvas.disc(middle, halo) {
            for (point, pixel) in span.pixels() {
                let distance = point.distance(middle);
                let glow = (1.0 - distance / halo).max(0.0);
                *pixel += color * (0.35 * glow * glow * glow) as f32;
                *pixel = pixel.mix(color, (radius + 0.5 - distance).clamp(0.0, 1.0) as f32);
            }
        }
    }
}

/// A drop of enamel with a rim.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bead {
    pub(crate) middle: Point,
    pub(crate) radius: f64,
    pub(crate) line: Line,
    pub(crate) glass: LinearRgb,
    /// How much of what lies below the glass covers, 0 to 1.
    pub(crate) glass_cover: f64,
}

impl Bead {
    #[inline(always)]
    pub(crate) fn draw(&self, canvas: &mut Canvas<'_>) {
        let Self { middle, radius, line, .. } = *self;
        let reach = radius + line.reach();
        for span in canvas.disc(middle, reach) {
            for (point, pixel) in span.pixels() {
                let distance = point.distance(middle);
                let inside = (radius + 0.5 - distance).clamp(0.0, 1.0);
                // The lamp is at the upper left, as for the fractal's relief.
                let lit = ((middle.x - point.x) * 0.6 + (middle.y - point.y) * 0.8) / radius;
                let glass = self.glass * (0.8 + 0.55 * lit).max(0.15) as f32;
                *pixel = pixel.mix(glass, (self.glass_cover * inside) as f32);
                *pixel = pixel.mix(line.color, line.cover((distance - radius).abs()) as f32);
            }
        }
    }
}

/// The shaded disc that the mandala lies on, and the glow in its middle.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ground {
    pub(crate) middle: Point,
    pub(crate) radius: f64,
    /// How much the ground darkens what lies below, in its middle and at its edge, 0 to 1.
    pub(crate) shade: (f64, f64),
    pub(crate) glow: LinearRgb,
    /// The radius at which the glow has fallen to a quarter.
    pub(crate) glow_radius: f64,
}

impl Ground {
    #[inline(always)]
    pub(crate) fn draw(&self, canvas: &mut Canvas<'_>) {
        let Self { middle, radius, .. } = *self;
        for span in canvas.disc(middle, radius) {
            for (point, pixel) in span.pixels() {
                let distance = point.distance(middle);
                let inside = (radius + 0.5 - distance).clamp(0.0, 1.0);
                let outward = distance / radius;
                let from_middle = distance / self.glow_radius;
                let fall = 1.0 + from_middle * from_middle;
                let (middle, edge) = self.shade;
                let dim = inside * (middle + (edge - middle) * outward * outward);
                *pixel = *pixel * (1.0 - dim) as f32
                    + self.glow * (inside * (1.0 - outward).max(0.0) / (fall * fall)) as f32;
            }
        }
    }
}

/// A petal of coloured glass: the intersection of two equal circles, with its axis on a ray from the mandala's middle.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Petal {
    pub(crate) middle: Point,
    /// The direction of its tip, of length 1.
    pub(crate) axis: (f64, f64),
    /// Half its length in pixels.
    pub(crate) half_length: f64,
    /// Half its width; at most half its length.
    pub(crate) half_width: f64,
    pub(crate) line: Line,
    pub(crate) glass: LinearRgb,
    /// How much of what lies below the glass covers where it is strongest, 0 to 1.
    pub(crate) glass_cover: f64,
    /// How far its edge glows outward, in pixels.
    pub(crate) glow: f64,
}

impl Petal {
    #[inline(always)]
    pub(crate) fn draw(&self, canvas: &mut Canvas<'_>) {
        let Self { middle, axis, half_length, half_width, .. } = *self;
        let radius = (half_length * half_length + half_width * half_width) / (2.0 * half_width);
        let offset = radius - half_width;
        let left = Point { x: middle.x - axis.1 * offset, y: middle.y + axis.0 * offset };
        let right = Point { x: middle.x + axis.1 * offset, y: middle.y - axis.0 * offset };
        // With its glow the petal is the intersection of two larger circles.
        let reach = radius + self.glow.max(self.line.reach());
        let tip = half_chord(reach, offset).unwrap_or(0.0);
        let span = |y: f64| {
            let (half_left, half_right) = (half_chord(reach, y - left.y)?, half_chord(reach, y - right.y)?);
            Some((
                (left.x - half_left).max(right.x - half_right),
                (left.x + half_left).min(right.x + half_right),
            ))
        };
        for span in canvas.spans((middle.y - tip, middle.y + tip), span) {
            for (point, pixel) in span.pixels() {
                // Negative inside. Beyond the tips it is less than the true distance, which tapers the glow to a point.
                let edge = point.square(left).max(point.square(right)).sqrt() - radius;
                let along = (point.x - middle.x) * axis.0 + (point.y - middle.y) * axis.1;
                self.paint(edge, (0.5 + 0.5 * along / half_length).clamp(0.0, 1.0), pixel);
            }
        }
    }

    /// Paints one pixel, `edge` pixels outside the petal's edge and the share `along` of the way from base to tip.
    #[inline(always)]
    fn paint(&self, edge: f64, along: f64, pixel: &mut LinearRgb) {
        let fade = 0.12 + 0.88 * along * along;
        // Glass is deepest in colour where it meets its frame.
        let depth = 1.0 + (edge / self.half_width).clamp(-1.0, 0.0);
        let glass = self.glass_cover * (0.12 + 0.88 * depth * depth) * (0.35 + 0.65 * along);
        *pixel = pixel.mix(self.glass, (glass * (0.5 - edge).clamp(0.0, 1.0)) as f32);
        let glow = if edge > 0.0 { (1.0 - edge / self.glow).max(0.0) } else { 0.0 };
        *pixel += self.line.color * (0.12 * fade * glow * glow * glow) as f32;
        *pixel = pixel.mix(self.line.color, (fade * self.line.cover(edge.abs())) as f32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ritual::simd::Machine;

    const WIDTH: usize = 97;

    fn drawn(machine: Machine, shape: &Shape, top: usize) -> Vec<[u32; 3]> {
        let color = |place: usize| LinearRgb { red: place as f32 * 0.001, green: 0.3, blue: 0.7 };
        let mut pixels: Vec<LinearRgb> = (0..WIDTH * 32).map(color).collect();
        let mut canvas = Canvas::new(&mut pixels, WIDTH, top);
        machine.run(Drawing { shape, canvas: &mut canvas });
        pixels
            .into_iter()
            .map(|LinearRgb { red, green, blue }| [red, green, blue].map(f32::to_bits))
            .collect()
    }

    #[test]
    fn every_machine_draws_the_same() {
        let [gold, glass] =
            [[0.9, 0.7, 0.2], [0.1, 0.4, 0.8]].map(|[red, green, blue]| LinearRgb { red, green, blue });
        let (middle, line) = (Point { x: 40.3, y: 29.8 }, Line::new(1.7, 0.9, gold));
        let shapes = [
            Shape::Ground(Ground { middle, radius: 38.0, shade: (0.6, 0.2), glow: gold, glow_radius: 9.0 }),
            Shape::Petal(Petal {
                middle,
                axis: (0.6, -0.8),
                half_length: 23.0,
                half_width: 7.5,
                line,
                glass,
                glass_cover: 0.7,
                glow: 4.0,
            }),
            Shape::Ring(Ring { middle, radius: 26.5, line }),
            Shape::Spark(Spark { middle, radius: 1.4, halo: 12.0, color: gold }),
            // This one reaches over the edge.
            Shape::Bead(Bead {
                middle: Point { x: 95.0, y: 33.0 },
                radius: 8.0,
                line,
                glass,
                glass_cover: 0.95,
            }),
        ];
        for shape in shapes {
            for top in [0, 32] {
                let due = drawn(Machine::Plain, &shape, top);
                for machine in Machine::all() {
                    assert!(drawn(machine, &shape, top) == due, "{machine:?} from row {top}: {shape:?}");
                }
            }
        }
    }
}
