//! A band of rows to draw on.
//!
//! Whatever is drawn names the spans of pixels that it touches, so that drawing costs its own area and not the picture's.

use std::ops::Range;

use crate::ritual::draw::color::LinearRgb;

/// A band of whole rows of a picture.
pub(crate) struct Canvas<'a> {
    pixels: &'a mut [LinearRgb],
    width: usize,
    top: usize,
}

/// A picture's width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Extent {
    /// The shorter side.
    pub(crate) fn short(self) -> f64 {
        f64::from(self.width.min(self.height))
    }

    /// The longer side.
    pub(crate) fn long(self) -> f64 {
        f64::from(self.width.max(self.height))
    }

    pub(crate) fn middle(self) -> Point {
        Point { x: f64::from(self.width) * 0.5, y: f64::from(self.height) * 0.5 }
    }
}

/// A point of a picture, in pixels from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

impl Point {
    pub(crate) fn distance(self, other: Self) -> f64 {
        let (x, y) = (self.x - other.x, self.y - other.y);
        (x * x + y * y).sqrt()
    }
}

impl<'a> Canvas<'a> {
    /// The canvas of the rows from row `top` on.
    pub(crate) fn new(pixels: &'a mut [LinearRgb], width: usize, top: usize) -> Self {
        Self { pixels, width, top }
    }

    /// Changes pixels row by row, between `above` and `below`. `span` takes the middle of a row and returns from where to
    /// where its pixels are changed; pixels that such a span cuts are changed as well.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "a shape takes half as long again where the compiler decides otherwise"
    )]
    pub(crate) fn paint(
        &mut self,
        (above, below): (f64, f64),
        span: impl Fn(f64) -> Option<(f64, f64)>,
        mut change: impl FnMut(Point, &mut LinearRgb),
    ) {
        let rows = self.pixels.len() / self.width;
        let first = whole_within(above - self.top as f64, rows);
        let last = whole_within(below - self.top as f64 + 1.0, rows);
        for row in first..last {
            let y = (self.top + row) as f64 + 0.5;
            let Some((from, to)) = span(y) else { continue };
            let columns: Range<usize> = whole_within(from, self.width)..whole_within(to + 1.0, self.width);
            for column in columns {
                let point = Point { x: column as f64 + 0.5, y };
                change(point, &mut self.pixels[row * self.width + column]);
            }
        }
    }

    /// Changes every pixel of a rectangle, given in columns and rows of the picture.
    pub(crate) fn fill(
        &mut self,
        columns: Range<usize>,
        rows: Range<usize>,
        change: impl Fn(&mut LinearRgb),
    ) {
        let height = self.pixels.len() / self.width;
        let within = |row: usize| row.saturating_sub(self.top).min(height);
        for row in within(rows.start)..within(rows.end) {
            let start = row * self.width;
            self.pixels[start + columns.start..start + columns.end].iter_mut().for_each(&change);
        }
    }

    /// Puts colours into a row of the picture, from a column on; what lies outside of the picture is left out.
    pub(crate) fn put<T>(
        &mut self,
        column: usize,
        row: usize,
        colors: impl Iterator<Item = T>,
        color: impl Fn(T) -> LinearRgb,
    ) {
        let Some(row) = row.checked_sub(self.top) else { return };
        let start = (row * self.width + column.min(self.width)).min(self.pixels.len());
        let end = ((row + 1) * self.width).min(self.pixels.len());
        for (pixel, given) in self.pixels[start..end].iter_mut().zip(colors) {
            *pixel = color(given);
        }
    }
}

/// The whole part of `number`, held between 0 and `most`.
fn whole_within(number: f64, most: usize) -> usize {
    // Casting a float saturates, so what is below 0 becomes 0.
    (number as usize).min(most)
}
