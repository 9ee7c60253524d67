//! Smooth iteration counts: how many iterations points need, without steps from one whole number to the next.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use std::collections::HashMap;

use parking_lot::Mutex;

use crate::ritual::complex::Complex;
use crate::ritual::fractal::escape::Escapes;
use crate::ritual::fractal::inside::{Inside, LinePart};
use crate::ritual::fractal::kernel::escapes;
use crate::ritual::fractal::view::View;
use crate::ritual::log2::log2;
use crate::ritual::simd::{self, LANES, padded};

/// The smooth iteration counts of points; infinite where they do not escape.
pub(super) fn smooth_counts(view: &View, points: &[Complex]) -> Vec<f64> {
    simd::run(Smooth(escapes(view.family, points, view.limit)))
}

/// Smooths the counts of escapes.
pub(super) struct Smooth(pub(super) Escapes);

impl simd::Work for Smooth {
    type Result = Vec<f64>;

    #[inline(always)]
    fn run(self) -> Vec<f64> {
        let Escapes { iterations: mut counts, norms } = self.0;
        for (count, norm) in counts.iter_mut().zip(&norms) {
            // log₂ of the bail-out is 16; one more iteration squares the norm, which takes 1 off here. Infinity stays
            // infinity.
            *count = *count + 1.0 - log2(log2(*norm) / 16.0);
        }
        counts
    }
}

/// What is known of a picture's counts before a band of it is counted.
#[derive(Debug)]
pub(super) struct Known {
    inside: Inside,
    seams: Seams,
}

impl Known {
    pub(super) fn new(inside: Inside) -> Self {
        Self { inside, seams: Seams::default() }
    }
}

/// The counts of the two lines beside each seam of two bands. Both bands need them; the one that is counted first leaves
/// them to the other.
#[derive(Debug, Default)]
struct Seams(Mutex<HashMap<usize, Vec<f64>>>);

impl Seams {
    /// The lines beside the upper edge of this row, if they have been left.
    fn take(&self, row: usize) -> Option<Vec<f64>> {
        self.0.lock().remove(&row)
    }

    fn leave(&self, row: usize, counts: &[f64]) {
        self.0.lock().insert(row, counts.to_vec());
    }
}

/// The smooth counts of a band of pixels and of a margin one pixel wide around it.
pub(crate) struct SmoothCounts {
    pub(super) values: Vec<f64>,
    pub(super) width: usize,
    pub(super) rows: usize,
}

/// The counts of some pixels and of their neighbours.
pub(super) struct Neighborhoods {
    pub(super) middle: [f64; LANES],
    pub(super) left: [f64; LANES],
    pub(super) right: [f64; LANES],
    pub(super) above: [f64; LANES],
    pub(super) below: [f64; LANES],
}

impl Neighborhoods {
    /// Those of pixels that lie inside the set.
    pub(super) const INSIDE: Self = {
        let inside = [f64::INFINITY; LANES];
        Self { middle: inside, left: inside, right: inside, above: inside, below: inside }
    };

    /// Whether all pixels and neighbours lie inside the set.
    #[inline(always)]
    pub(super) fn are_inside(&self) -> bool {
        let mut escape = false;
        for counts in [&self.middle, &self.above, &self.below, &self.left, &self.right] {
            for count in counts {
                escape |= *count < f64::INFINITY;
            }
        }
        !escape
    }
}

impl SmoothCounts {
    /// Counts the band of `rows` rows from row `top` on, but for what is known.
    pub(super) fn of(view: &View, known: &Known, width: usize, top: usize, rows: usize) -> Self {
        let columns = width + 2;
        let (above, below) = (known.seams.take(top), known.seams.take(top + rows));
        let is_open =
            |part: &LinePart| (above.is_none() || part.line >= 2) && (below.is_none() || part.line < rows);
        let mut open = known.inside.open_parts(width, top, rows);
        open.retain(is_open);
        let mut points = Vec::with_capacity(columns * (rows + 2));
        for part in &open {
            let y = (top + part.line) as f64 - 0.5;
            points.extend(part.columns.clone().map(|x| view.point(x as f64 - 0.5, y)));
        }
        let counts = smooth_counts(view, &points);
        let mut values = vec![f64::INFINITY; columns * (rows + 2)];
        let mut start = 0;
        for LinePart { line, columns: part } in open {
            let found = &counts[start..start + part.len()];
            start += found.len();
            values[line * columns..][part].copy_from_slice(found);
        }
        for (seam, lines, found) in [(top, 0..2, above), (top + rows, rows..rows + 2, below)] {
            let lines = &mut values[lines.start * columns..lines.end * columns];
            match found {
                Some(found) => lines.copy_from_slice(&found),
                None => known.seams.leave(seam, lines),
            }
        }
        Self { values, width, rows }
    }

    /// How many pixels the band has.
    pub(super) fn len(&self) -> usize {
        self.width * self.rows
    }

    /// The pixels of a row from a column on; the last lanes are beyond the row where it is too short.
    #[inline(always)]
    pub(super) fn along(&self, row: usize, column: usize) -> Neighborhoods {
        let stride = self.width + 2;
        let lanes = |row: usize, shift: usize| {
            let line = &self.values[row * stride..(row + 1) * stride];
            let rest = &line[column + shift..];
            rest.first_chunk().copied().unwrap_or_else(|| padded(rest, 1.0))
        };
        Neighborhoods {
            middle: lanes(row + 1, 1),
            left: lanes(row + 1, 0),
            right: lanes(row + 1, 2),
            above: lanes(row, 1),
            below: lanes(row + 2, 1),
        }
    }
}
