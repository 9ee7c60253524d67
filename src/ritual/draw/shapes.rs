//! The shapes of the mandala, with edges that are anti-aliased by the distance from them.

use crate::ritual::draw::canvas::{Canvas, Point};
use crate::ritual::draw::color::LinearRgb;

/// Half the length of a circle's chord at this distance from its middle; none outside of the circle.
fn half_chord(radius: f64, distance: f64) -> Option<f64> {
    let square = radius * radius - distance * distance;
    (square > 0.0).then(|| square.sqrt())
}

/// Any element of a mandala.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    Petal(Petal),
    Ring(Ring),
    Spark(Spark),
    Bead(Bead),
}

impl Shape {
    /// Draws what falls on the canvas.
    pub(crate) fn draw(&self, canvas: &mut Canvas<'_>) {
        match self {
            Self::Petal(petal) => petal.draw(canvas),
            Self::Ring(ring) => ring.draw(canvas),
            Self::Spark(spark) => spark.draw(canvas),
            Self::Bead(bead) => bead.draw(canvas),
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
    fn reach(&self) -> f64 {
        self.half_width + 0.5
    }

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
    pub(crate) fn draw(&self, canvas: &mut Canvas<'_>) {
        let Self { middle, radius, line } = *self;
        let (inner, outer) = (radius - line.reach(), radius + line.reach());
        let rows = (middle.y - outer, middle.y + outer);
        let mut change = |point: Point, pixel: &mut LinearRgb| {
            let cover = line.cover((point.distance(middle) - radius).abs());
            *pixel = pixel.mix(line.color, cover as f32);
        };
        // Left and right half are painted one after the other; the pixels on the axis belong to the right one.
        let hole = |y: f64| half_chord(inner, y - middle.y).unwrap_or(0.0);
        let chord = |y: f64| half_chord(outer, y - middle.y);
        let axis = (middle.x - 0.5).floor();
        canvas.paint(rows, |y| Some((middle.x - chord(y)?, (middle.x - hole(y)).min(axis))), &mut change);
        canvas.paint(
            rows,
            |y| Some(((middle.x + hole(y) - 1.0).max(axis + 1.0), middle.x + chord(y)?)),
            change,
        );
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
    pub(crate) fn draw(&self, canvas: &mut Canvas<'_>) {
        let Self { middle, radius, halo, color } = *self;
        canvas.paint(
            (middle.y - halo, middle.y + halo),
            |y| half_chord(halo, y - middle.y).map(|half| (middle.x - half, middle.x + half)),
            |point, pixel| {
                let distance = point.distance(middle);
                let glow = (1.0 - distance / halo).max(0.0);
                *pixel += color * (0.35 * glow * glow * glow) as f32;
                *pixel = pixel.mix(color, (radius + 0.5 - distance).clamp(0.0, 1.0) as f32);
            },
        );
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
    pub(crate) fn draw(&self, canvas: &mut Canvas<'_>) {
        let Self { middle, radius, line, .. } = *self;
        let reach = radius + line.reach();
        canvas.paint(
            (middle.y - reach, middle.y + reach),
            |y| half_chord(reach, y - middle.y).map(|half| (middle.x - half, middle.x + half)),
            |point, pixel| {
                let distance = point.distance(middle);
                let inside = (radius + 0.5 - distance).clamp(0.0, 1.0);
                // The lamp is at the upper left, as for the fractal's relief.
                let lit = ((middle.x - point.x) * 0.6 + (middle.y - point.y) * 0.8) / radius;
                let glass = self.glass * (0.8 + 0.55 * lit).max(0.15) as f32;
                *pixel = pixel.mix(glass, (self.glass_cover * inside) as f32);
                *pixel = pixel.mix(line.color, line.cover((distance - radius).abs()) as f32);
            },
        );
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
    pub(crate) fn draw(&self, canvas: &mut Canvas<'_>) {
        let Self { middle, radius, .. } = *self;
        canvas.paint(
            (middle.y - radius, middle.y + radius),
            |y| half_chord(radius, y - middle.y).map(|half| (middle.x - half, middle.x + half)),
            |point, pixel| {
                let distance = point.distance(middle);
                let inside = (radius + 0.5 - distance).clamp(0.0, 1.0);
                let outward = distance / radius;
                let from_middle = distance / self.glow_radius;
                let fall = 1.0 + from_middle * from_middle;
                let (middle, edge) = self.shade;
                let dim = inside * (middle + (edge - middle) * outward * outward);
                *pixel = *pixel * (1.0 - dim) as f32
                    + self.glow * (inside * (1.0 - outward).max(0.0) / (fall * fall)) as f32;
            },
        );
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
    pub(crate) fn draw(&self, canvas: &mut Canvas<'_>) {
        let Self { middle, axis, half_length, half_width, .. } = *self;
        let radius = (half_length * half_length + half_width * half_width) / (2.0 * half_width);
        let offset = radius - half_width;
        let left = Point { x: middle.x - axis.1 * offset, y: middle.y + axis.0 * offset };
        let right = Point { x: middle.x + axis.1 * offset, y: middle.y - axis.0 * offset };
        // With its glow the petal is the intersection of two larger circles.
        let reach = radius + self.glow.max(self.line.reach());
        let tip = half_chord(reach, offset).unwrap_or(0.0);
        canvas.paint(
            (middle.y - tip, middle.y + tip),
            |y| {
                let (half_left, half_right) =
                    (half_chord(reach, y - left.y)?, half_chord(reach, y - right.y)?);
                Some((
                    (left.x - half_left).max(right.x - half_right),
                    (left.x + half_left).min(right.x + half_right),
                ))
            },
            |point, pixel| {
                // Negative inside. Beyond the tips it is less than the true distance, which tapers the glow to a point.
                let edge = point.distance(left).max(point.distance(right)) - radius;
                let along = (point.x - middle.x) * axis.0 + (point.y - middle.y) * axis.1;
                self.paint(edge, (0.5 + 0.5 * along / half_length).clamp(0.0, 1.0), pixel);
            },
        );
    }

    /// Paints one pixel, `edge` pixels outside the petal's edge and the share `along` of the way from base to tip.
    #[inline]
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
