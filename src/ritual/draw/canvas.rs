//! A band of rows to draw on.
//!
//! Whatever is drawn names the spans of pixels that it touches, so that drawing costs its own area and not the picture's.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use std::ops::Range;

use crate::ritual::draw::color::LinearRgb;

/// A band of whole rows of a picture.
pub(crate) struct Canvas<'a> {
    pixels: &'a mut [LinearRgb],
    width: usize,
    top: usize,
}

/// Neighbouring pixels of a row.
pub(crate) struct Span<'a> {
    /// The middle of the row, and the first column.
    y: f64,
    start: usize,
    pixels: &'a mut [LinearRgb],
}

impl<'a> Span<'a> {
    /// Each pixel with its middle.
    #[inline(always)]
    pub(crate) fn pixels(self) -> impl Iterator<Item = (Point, &'a mut LinearRgb)> {
        let Self { y, start, pixels } = self;
        pixels.iter_mut().enumerate().map(move |(column, pixel)| {
            let x = (start + column) as f64 + 0.5;
            (Point { x, y }, pixel)
        })
    }
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
    #[inline(always)]
    pub(crate) fn distance(self, other: Self) -> f64 {
        self.square(other).sqrt()
    }

    /// The square of the distance.
    #[inline(always)]
    pub(crate) fn square(self, other: Self) -> f64 {
        let (x, y) = (self.x - other.x, self.y - other.y);
        x * x + y * y
    }
}

impl<'a> Canvas<'a> {
    /// The canvas of the rows from row `top` on.
    pub(crate) fn new(pixels: &'a mut [LinearRgb], width: usize, top: usize) -> Self {
        Self { pixels, width, top }
    }

    /// The pixels between `above` and `below`, row by row. `span` takes the middle of a row and returns from where to where
    /// its pixels are; pixels that such a span cuts are among them.
    #[inline(always)]
    pub(crate) fn spans(
        &mut self,
        (above, below): (f64, f64),
        span: impl Fn(f64) -> Option<(f64, f64)>,
    ) -> impl Iterator<Item = Span<'_>> {
        let (top, width) = (self.top, self.width);
        let rows = self.pixels.len() / width;
        let first = whole_within(above - top as f64, rows);
        let last = whole_within(below - top as f64 + 1.0, rows).max(first);
        let pixels = self.pixels[first * width..last * width].chunks_exact_mut(width);
        pixels.enumerate().filter_map(move |(row, pixels)| {
            let y = (top + first + row) as f64 + 0.5;
            let (from, to) = span(y)?;
            let end = whole_within(to + 1.0, width);
            let start = whole_within(from, end);
            Some(Span { y, start, pixels: &mut pixels[start..end] })
        })
    }

    /// The pixels of a disc, row by row.
    #[inline(always)]
    pub(crate) fn disc(&mut self, middle: Point, radius: f64) -> impl Iterator<Item = Span<'_>> {
        let chord =
            move |y: f64| half_chord(radius, y - middle.y).map(|half| (middle.x - half, middle.x + half));
        self.spans((middle.y - radius, middle.y + radius), chord)
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

/// Half the length of a circle's chord at this distance from its middle; none outside of the circle.
#[inline(always)]
pub(super) fn half_chord(radius: f64, distance: f64) -> Option<f64> {
    let square = radius * radius - distance * distance;
    (square > 0.0).then(|| square.sqrt())
}

/// The whole part of `number`, held between 0 and `most`.
fn whole_within(number: f64, most: usize) -> usize {
    // Casting a float saturates, so what is below 0 becomes 0.
    (number as usize).min(most)
}
