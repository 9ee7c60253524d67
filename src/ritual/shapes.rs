//! The shapes of the mandala. Edges are anti-aliased by their distance in pixels.

use super::canvas::{Canvas, Place};
use super::light::Light;

/// Half the chord that a circle cuts out of a line at this distance from its middle; none beyond the circle.
fn half_chord(radius: f64, distance: f64) -> Option<f64> {
    let square = radius * radius - distance * distance;
    (square > 0.0).then(|| square.sqrt())
}

/// A line's width and light.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// Half its width in pixels.
    half_width: f64,
    /// How much of what lies below it covers, 0 to 1.
    cover: f64,
    light: Light,
}

impl Line {
    /// Half the width, in pixels, below which a line becomes fainter instead of thinner.
    const THINNEST: f64 = 0.35;

    /// A line `width` pixels wide.
    pub(super) fn new(width: f64, cover: f64, light: Light) -> Self {
        let half_width = (width * 0.5).max(Self::THINNEST);
        Self { half_width, cover: cover * (width * 0.5 / half_width), light }
    }

    /// Its light.
    pub(super) fn light(&self) -> Light {
        self.light
    }

    /// How far from its middle it still paints.
    fn reach(&self) -> f64 {
        self.half_width + 0.5
    }

    fn cover(&self, distance: f64) -> f64 {
        self.cover * (self.reach() - distance).clamp(0.0, 1.0)
    }
}

/// A circle's line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ring {
    pub(super) middle: Place,
    pub(super) radius: f64,
    pub(super) line: Line,
}

impl Ring {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>) {
        let Self { middle, radius, line } = *self;
        let (inner, outer) = (radius - line.reach(), radius + line.reach());
        let rows = (middle.y - outer, middle.y + outer);
        let mut change = |place: Place, light: &mut Light| {
            let cover = line.cover((place.distance(middle) - radius).abs());
            *light = light.mix(line.light, cover as f32);
        };
        // The half pixel on either side of the vertical axis belongs to the right span alone.
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
pub(super) struct Spark {
    pub(super) middle: Place,
    /// The radius of its solid part in pixels.
    pub(super) radius: f64,
    /// The radius of its halo.
    pub(super) halo: f64,
    pub(super) light: Light,
}

impl Spark {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>) {
        let Self { middle, radius, halo, light: own } = *self;
        canvas.paint(
            (middle.y - halo, middle.y + halo),
            |y| half_chord(halo, y - middle.y).map(|half| (middle.x - half, middle.x + half)),
            |place, light| {
                let distance = place.distance(middle);
                let glow = (1.0 - distance / halo).max(0.0);
                *light += own * (0.35 * glow * glow * glow) as f32;
                *light = light.mix(own, (radius + 0.5 - distance).clamp(0.0, 1.0) as f32);
            },
        );
    }
}

/// A drop of enamel with a rim.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bead {
    pub(super) middle: Place,
    pub(super) radius: f64,
    pub(super) line: Line,
    pub(super) glass: Light,
    /// How much of what lies below the glass covers, 0 to 1.
    pub(super) glass_cover: f64,
}

impl Bead {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>) {
        let Self { middle, radius, line, .. } = *self;
        let reach = radius + line.reach();
        canvas.paint(
            (middle.y - reach, middle.y + reach),
            |y| half_chord(reach, y - middle.y).map(|half| (middle.x - half, middle.x + half)),
            |place, light| {
                let distance = place.distance(middle);
                let inside = (radius + 0.5 - distance).clamp(0.0, 1.0);
                // The lamp is at the upper left, as for the fractal's relief.
                let lit = ((middle.x - place.x) * 0.6 + (middle.y - place.y) * 0.8) / radius;
                let glass = self.glass * (0.8 + 0.55 * lit).max(0.15) as f32;
                *light = light.mix(glass, (self.glass_cover * inside) as f32);
                *light = light.mix(line.light, line.cover((distance - radius).abs()) as f32);
            },
        );
    }
}

/// The shade that the mandala lies on, and the glow in its middle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground {
    pub(super) middle: Place,
    pub(super) radius: f64,
    /// How much light the ground takes in its middle and at its edge, 0 to 1.
    pub(super) shade: (f64, f64),
    pub(super) glow: Light,
    /// The radius at which the glow has fallen to a quarter.
    pub(super) glow_radius: f64,
}

impl Ground {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>) {
        let Self { middle, radius, .. } = *self;
        canvas.paint(
            (middle.y - radius, middle.y + radius),
            |y| half_chord(radius, y - middle.y).map(|half| (middle.x - half, middle.x + half)),
            |place, light| {
                let distance = place.distance(middle);
                let inside = (radius + 0.5 - distance).clamp(0.0, 1.0);
                let outward = distance / radius;
                let from_middle = distance / self.glow_radius;
                let fall = 1.0 + from_middle * from_middle;
                let (middle, edge) = self.shade;
                let dim = inside * (middle + (edge - middle) * outward * outward);
                *light = *light * (1.0 - dim) as f32
                    + self.glow * (inside * (1.0 - outward).max(0.0) / (fall * fall)) as f32;
            },
        );
    }
}

/// A petal of coloured glass: what two equal circles have in common, with its axis along a ray from the middle of
/// the mandala.
#[derive(Debug, Clone, Copy)]
pub(super) struct Petal {
    pub(super) middle: Place,
    /// The direction of its tip, of length 1.
    pub(super) axis: (f64, f64),
    /// Half its length in pixels.
    pub(super) half_length: f64,
    /// Half its width; at most half its length.
    pub(super) half_width: f64,
    pub(super) line: Line,
    pub(super) glass: Light,
    /// How much of what lies below the glass covers where it is strongest, 0 to 1.
    pub(super) glass_cover: f64,
    /// How far its edge glows outward, in pixels.
    pub(super) glow: f64,
}

impl Petal {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>) {
        let Self { middle, axis, half_length, half_width, .. } = *self;
        let radius = (half_length * half_length + half_width * half_width) / (2.0 * half_width);
        let offset = radius - half_width;
        let left = Place { x: middle.x - axis.1 * offset, y: middle.y + axis.0 * offset };
        let right = Place { x: middle.x + axis.1 * offset, y: middle.y - axis.0 * offset };
        // With its glow the petal is what two somewhat larger circles have in common.
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
            |place, light| {
                // Negative inside. Beyond the tips it is less than the distance, which draws the glow out to a point.
                let edge = place.distance(left).max(place.distance(right)) - radius;
                let along = (place.x - middle.x) * axis.0 + (place.y - middle.y) * axis.1;
                self.paint(edge, (0.5 + 0.5 * along / half_length).clamp(0.0, 1.0), light);
            },
        );
    }

    /// Paints one pixel, `edge` pixels outside the petal's edge and the share `along` of the way from base to tip.
    fn paint(&self, edge: f64, along: f64, light: &mut Light) {
        let fade = 0.12 + 0.88 * along * along;
        // Glass is deepest in colour where it meets its frame.
        let depth = 1.0 + (edge / self.half_width).clamp(-1.0, 0.0);
        let glass = self.glass_cover * (0.12 + 0.88 * depth * depth) * (0.35 + 0.65 * along);
        *light = light.mix(self.glass, (glass * (0.5 - edge).clamp(0.0, 1.0)) as f32);
        let glow = if edge > 0.0 { (1.0 - edge / self.glow).max(0.0) } else { 0.0 };
        *light += self.line.light * (0.12 * fade * glow * glow * glow) as f32;
        *light = light.mix(self.line.light, (fade * self.line.cover(edge.abs())) as f32);
    }
}
