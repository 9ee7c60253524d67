//! A curve over the columns of a picture, with a glow around it and a veil below it.

use crate::ritual::curves::smoothstep;
use crate::ritual::draw::canvas::{Canvas, Point, Span};
use crate::ritual::draw::color::LinearRgb;

/// Half the width of the line, in pixels.
const HALF_WIDTH: f64 = 1.1;
/// How far the glow reaches, in pixels.
const GLOW: f64 = 9.0;
/// How much of the veil there is right below the line.
const VEIL: f64 = 0.16;

/// A curve that is ready to be drawn band by band.
pub(crate) struct Curve {
    left: f64,
    /// The height of the curve and its slope at the middle of each column.
    columns: Vec<(f64, f64)>,
    /// Where the veil ends.
    floor: f64,
    color: LinearRgb,
}

impl Curve {
    /// The curve through `points`, from left to right; level in each of them, so that it never overshoots one.
    pub(crate) fn new(points: &[Point], floor: f64, color: LinearRgb) -> Self {
        let (left, right) = match (points.first(), points.last()) {
            (Some(first), Some(last)) => (first.x.ceil(), last.x),
            _ => (0.0, 0.0),
        };
        let columns = (right - left).max(0.0) as usize;
        let height = |x: f64| height(points, x);
        let at = |column: usize| {
            let x = left + column as f64 + 0.5;
            (height(x), height(x + 0.5) - height(x - 0.5))
        };
        Self { left, columns: (0..columns).map(at).collect(), floor, color }
    }

    /// Draws what falls on the canvas.
    pub(crate) fn draw(&self, canvas: &mut Canvas<'_>) {
        let highest = self.columns.iter().map(|(y, _)| *y).fold(self.floor, f64::min);
        let right = self.left + self.columns.len() as f64;
        let rows = (highest - GLOW, self.floor + GLOW);
        let span = |_| (!self.columns.is_empty()).then_some((self.left, right - 1.0));
        for (point, pixel) in canvas.spans(rows, span).flat_map(Span::pixels) {
            let Some((y, slope)) = self.columns.get((point.x - self.left).max(0.0) as usize) else {
                continue;
            };
            let below = point.y - y;
            if below > 0.0 && point.y < self.floor {
                let depth = below / (self.floor - y).max(1.0);
                *pixel += self.color * (VEIL * (1.0 - depth)) as f32;
            }
            // The distance from a line of that slope.
            let distance = below.abs() / (1.0 + slope * slope).sqrt();
            let glow = (1.0 - distance / GLOW).max(0.0);
            *pixel += self.color * (0.22 * glow * glow * glow) as f32;
            *pixel = pixel.mix(self.color, (HALF_WIDTH + 0.5 - distance).clamp(0.0, 1.0) as f32);
        }
    }
}

/// The height at a place between two points; beyond the ends it goes on level.
fn height(points: &[Point], x: f64) -> f64 {
    let after = points.partition_point(|point| point.x <= x);
    match (after.checked_sub(1).and_then(|before| points.get(before)), points.get(after)) {
        (Some(one), Some(other)) => {
            let share = smoothstep((x - one.x) / (other.x - one.x));
            one.y + (other.y - one.y) * share
        }
        (Some(end), None) | (None, Some(end)) => end.y,
        (None, None) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(points: &[(f64, f64)]) -> Vec<Point> {
        points.iter().map(|(x, y)| Point { x: *x, y: *y }).collect()
    }

    #[test]
    fn a_curve_goes_through_its_points_and_never_beyond_them() {
        let points = points(&[(0.0, 10.0), (10.0, 30.0), (20.0, 20.0)]);
        for point in &points {
            assert!((height(&points, point.x) - point.y).abs() < 1e-9);
        }
        assert!((0..=200).all(|x| (10.0..=30.0).contains(&height(&points, f64::from(x) / 10.0))));
        assert!((height(&points, 99.0) - 20.0).abs() < 1e-9);
    }

    #[test]
    fn a_curve_of_few_points_or_none_is_drawn_without_harm() {
        let white = LinearRgb { red: 1.0, green: 1.0, blue: 1.0 };
        for few in [&[][..], &[(5.0, 5.0)], &[(5.0, 5.0), (5.0, 7.0)], &[(2.0, 5.0), (9.0, 5.0)]] {
            let mut pixels = vec![LinearRgb::default(); 16 * 16];
            Curve::new(&points(few), 15.0, white).draw(&mut Canvas::new(&mut pixels, 16, 0));
            let lit = pixels.iter().filter(|pixel| pixel.red > 0.9).count();
            assert_eq!(lit > 0, few.len() == 2 && few[1].0 > 5.0, "{few:?}: {lit}");
        }
    }
}
