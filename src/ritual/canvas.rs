//! A band of rows to draw on.
//!
//! What draws here says which spans of pixels it touches, so its cost is its area and not the picture's.

use std::ops::Range;

use super::light::Light;

/// Some whole rows of a picture.
pub(super) struct Canvas<'a> {
    lights: &'a mut [Light],
    width: usize,
    top: usize,
}

/// A picture's width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Extent {
    /// The shorter side.
    pub(super) fn short(self) -> f64 {
        f64::from(self.width.min(self.height))
    }

    /// The longer side.
    pub(super) fn long(self) -> f64 {
        f64::from(self.width.max(self.height))
    }

    pub(super) fn middle(self) -> Place {
        Place { x: f64::from(self.width) * 0.5, y: f64::from(self.height) * 0.5 }
    }
}

/// A place in a picture, in pixels from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    pub(super) x: f64,
    pub(super) y: f64,
}

impl Place {
    pub(super) fn distance(self, other: Self) -> f64 {
        let (x, y) = (self.x - other.x, self.y - other.y);
        (x * x + y * y).sqrt()
    }
}

impl<'a> Canvas<'a> {
    /// The canvas of the rows from row `top` on.
    pub(super) fn new(lights: &'a mut [Light], width: usize, top: usize) -> Self {
        Self { lights, width, top }
    }

    /// Changes the pixels of each row whose middles may lie between the places that `span` gives for the row's
    /// own middle. Only rows between `above` and `below` are asked for.
    pub(super) fn paint(
        &mut self,
        (above, below): (f64, f64),
        span: impl Fn(f64) -> Option<(f64, f64)>,
        mut change: impl FnMut(Place, &mut Light),
    ) {
        let rows = self.lights.len() / self.width;
        let first = whole_within(above - self.top as f64, rows);
        let last = whole_within(below - self.top as f64 + 1.0, rows);
        for row in first..last {
            let y = (self.top + row) as f64 + 0.5;
            let Some((from, to)) = span(y) else { continue };
            let columns: Range<usize> = whole_within(from, self.width)..whole_within(to + 1.0, self.width);
            for column in columns {
                let place = Place { x: column as f64 + 0.5, y };
                change(place, &mut self.lights[row * self.width + column]);
            }
        }
    }

    /// Changes every pixel of a rectangle, given in columns and rows of the picture.
    pub(super) fn fill(&mut self, columns: Range<usize>, rows: Range<usize>, change: impl Fn(&mut Light)) {
        let height = self.lights.len() / self.width;
        let within = |row: usize| row.saturating_sub(self.top).min(height);
        for row in within(rows.start)..within(rows.end) {
            let start = row * self.width;
            self.lights[start + columns.start..start + columns.end].iter_mut().for_each(&change);
        }
    }
}

/// The whole part of `number`, held between 0 and `most`.
fn whole_within(number: f64, most: usize) -> usize {
    // A float turns into the nearest number that the target has, so below 0 becomes 0.
    (number as usize).min(most)
}
