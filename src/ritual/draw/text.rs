//! Lettering: a line of text becomes a mask that says how much of each pixel it covers.
//!
//! Outlines are read from the font. Curves are split into a fixed number of straight pieces, and the area beside each is
//! summed in f64, so that a letter has the same edges on every machine.

use std::sync::LazyLock;

use ttf_parser::{Face, OutlineBuilder};

use crate::ritual::draw::canvas::{Canvas, Point, Span};
use crate::ritual::draw::color::LinearRgb;

/// Helix Inscription, a subset of EB Garamond under the SIL Open Font License, which lies beside it.
static FONT: &[u8] = include_bytes!("../../../assets/HelixInscription-Regular.otf");
static FACE: LazyLock<Face<'static>> =
    LazyLock::new(|| Face::parse(FONT, 0).expect("the font is part of the program"));

/// Straight pieces for each curve. Letters here are some twenty pixels high.
const PIECES: u32 = 10;

/// A line of text with spaced letters.
#[derive(Debug, Clone)]
pub(crate) struct TextLine<'a> {
    pub(crate) text: &'a str,
    /// The height of the font's em square in pixels.
    pub(crate) size: f64,
    /// The space that is added between letters, as a share of the size.
    pub(crate) tracking: f64,
}

impl TextLine<'_> {
    /// Its width in pixels.
    pub(crate) fn width(&self) -> f64 {
        let advances: f64 = self.text.chars().map(|letter| self.advance(letter)).sum();
        // Nothing follows the last letter.
        (advances - self.tracking * self.size).max(0.0)
    }

    /// The mask of the text, whose baseline begins at `start`.
    pub(crate) fn set(&self, start: Point) -> Mask {
        let (left, top) = ((start.x - 1.0).floor(), (start.y - self.size).floor());
        let columns = (self.width() + 4.0).ceil().max(1.0) as usize;
        let rows = (self.size * 1.35).ceil().max(1.0) as usize;
        let mut pen = Pen {
            mask: Mask {
                left: left as isize,
                top: top as isize,
                width: columns,
                cover: vec![0.0; columns * rows],
            },
            origin: Point { x: start.x - left, y: start.y - top },
            scale: self.size / f64::from(FACE.units_per_em()),
            first: Point { x: 0.0, y: 0.0 },
            last: Point { x: 0.0, y: 0.0 },
        };
        for letter in self.text.chars() {
            if let Some(glyph) = FACE.glyph_index(letter) {
                FACE.outline_glyph(glyph, &mut pen);
            }
            pen.origin.x += self.advance(letter);
        }
        pen.mask.sum()
    }

    fn advance(&self, letter: char) -> f64 {
        let units =
            FACE.glyph_index(letter).and_then(|glyph| FACE.glyph_hor_advance(glyph)).unwrap_or_default();
        self.size * (f64::from(units) / f64::from(FACE.units_per_em()) + self.tracking)
    }
}

/// How much of each pixel in a rectangle is covered.
#[derive(Debug, Clone)]
pub(crate) struct Mask {
    left: isize,
    top: isize,
    width: usize,
    cover: Vec<f64>,
}

impl Mask {
    /// Paints the covered pixels with `color`.
    pub(crate) fn draw(&self, canvas: &mut Canvas<'_>, color: LinearRgb, strength: f64) {
        let rows = (self.cover.len() / self.width) as f64;
        let (left, top) = (self.left as f64, self.top as f64);
        let span = |_| Some((left, left + self.width as f64));
        for (point, pixel) in canvas.spans((top, top + rows), span).flat_map(Span::pixels) {
            let (column, row) = ((point.x - left).floor(), (point.y - top).floor());
            if column < 0.0 || row < 0.0 || column >= self.width as f64 || row >= rows {
                continue;
            }
            let cover = self.cover[row as usize * self.width + column as usize];
            *pixel = pixel.mix(color, (cover * strength) as f32);
        }
    }

    /// Adds the signed area to the right of a piece of outline, which lies within one pixel.
    fn add(&mut self, from: Point, to: Point) {
        let (x, y) = ((from.x + to.x) * 0.5, (from.y + to.y) * 0.5);
        let (column, row) = (x.floor(), y.floor());
        let (Some(place), rise) = (self.index(column, row), to.y - from.y) else { return };
        let right_of = x - column;
        self.cover[place] += rise * (1.0 - right_of);
        if (place + 1) % self.width != 0 {
            self.cover[place + 1] += rise * right_of;
        }
    }

    fn index(&self, column: f64, row: f64) -> Option<usize> {
        let rows = self.cover.len() / self.width;
        let inside = column >= 0.0 && row >= 0.0 && column < self.width as f64 && row < rows as f64;
        inside.then(|| row as usize * self.width + column as usize)
    }

    /// Sums up each row, which turns the signed areas into the covered share of each pixel.
    fn sum(mut self) -> Self {
        for row in self.cover.chunks_exact_mut(self.width) {
            let mut sum = 0.0;
            for cover in row {
                sum += *cover;
                *cover = sum.abs().min(1.0);
            }
        }
        self
    }
}

/// Follows an outline across a mask.
struct Pen {
    mask: Mask,
    /// Where the letter's origin lies on the mask.
    origin: Point,
    scale: f64,
    first: Point,
    last: Point,
}

impl Pen {
    fn place(&self, x: f32, y: f32) -> Point {
        Point { x: self.origin.x + f64::from(x) * self.scale, y: self.origin.y - f64::from(y) * self.scale }
    }

    /// Adds a straight line, cut at the borders of pixels.
    fn line(&mut self, to: Point) {
        let from = std::mem::replace(&mut self.last, to);
        let mut cuts: Vec<f64> = crossings(from.x, to.x).chain(crossings(from.y, to.y)).collect();
        cuts.push(1.0);
        cuts.sort_unstable_by(f64::total_cmp);
        let mut start = from;
        for cut in cuts {
            let end = between(from, to, cut);
            self.mask.add(start, end);
            start = end;
        }
    }

    fn curve(&mut self, at: impl Fn(f64) -> Point) {
        for piece in 1..=PIECES {
            self.line(at(f64::from(piece) / f64::from(PIECES)));
        }
    }
}

fn between(from: Point, to: Point, share: f64) -> Point {
    Point { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }
}

/// The shares of the way from `from` to `to` at which a whole number is passed.
fn crossings(from: f64, to: f64) -> impl Iterator<Item = f64> {
    let (least, most) = (from.min(to), from.max(to));
    let wholes = (least.floor() as i64 + 1)..(most.ceil() as i64);
    wholes.map(move |whole| ((whole as f64 - from) / (to - from)).clamp(0.0, 1.0))
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.first = self.place(x, y);
        self.last = self.first;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.place(x, y);
        self.line(to);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (start, pull, end) = (self.last, self.place(x1, y1), self.place(x, y));
        self.curve(|share| between(between(start, pull, share), between(pull, end, share), share));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let points = [self.last, self.place(x1, y1), self.place(x2, y2), self.place(x, y)];
        self.curve(|share| {
            let [first, second, third] = [0, 1, 2].map(|side| between(points[side], points[side + 1], share));
            between(between(first, second, share), between(second, third, share), share)
        });
    }

    fn close(&mut self) {
        self.line(self.first);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str, size: f64) -> TextLine<'_> {
        TextLine { text, size, tracking: 0.1 }
    }

    fn ink(mask: &Mask) -> f64 {
        mask.cover.iter().sum()
    }

    #[test]
    fn every_letter_of_every_inscription_is_in_the_font() {
        for letter in (' '..='~').chain(['·', '–', '’']) {
            assert!(FACE.glyph_index(letter).is_some(), "{letter}");
        }
    }

    #[test]
    fn a_letter_covers_the_same_area_wherever_it_stands_and_the_square_of_it_at_another_size() {
        let at = |x, y, size| ink(&text("B", size).set(Point { x, y }));
        let area = at(20.0, 40.0, 32.0);
        assert!(area > 50.0, "{area}");
        assert!((at(20.37, 40.81, 32.0) / area - 1.0).abs() < 0.01);
        assert!((at(20.0, 80.0, 64.0) / area / 4.0 - 1.0).abs() < 0.01);
    }

    #[test]
    fn nothing_is_covered_outside_the_letters() {
        let mask = text("I", 40.0).set(Point { x: 10.0, y: 50.0 });
        let rows: Vec<&[f64]> = mask.cover.chunks_exact(mask.width).collect();
        assert!(rows.iter().all(|row| row[0] < 1e-9 && row[mask.width - 1] < 1e-9));
        assert!(rows[0].iter().chain(rows[rows.len() - 1]).all(|cover| *cover < 1e-9));
    }

    #[test]
    fn spaces_are_as_wide_as_they_are_and_leave_no_ink() {
        assert!(ink(&text("   ", 30.0).set(Point { x: 0.0, y: 30.0 })) < 1e-9);
        assert!(text("A A", 30.0).width() > text("AA", 30.0).width() + 5.0);
        assert!(text("", 30.0).width().abs() < 1e-9);
    }
}
