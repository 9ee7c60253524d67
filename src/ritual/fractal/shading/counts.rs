//! Smooth iteration counts: how many iterations points need, without steps from one whole number to the next.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use crate::ritual::complex::Complex;
use crate::ritual::fractal::escape::{BAILOUT, Escape};
use crate::ritual::fractal::kernel::escape_in;
use crate::ritual::fractal::view::View;
use crate::ritual::log2::log2;
use crate::ritual::simd;

/// The smooth iteration counts of points; infinite where they do not escape.
pub(super) fn smooth_counts(view: &View, points: &[Complex]) -> Vec<f64> {
    let mut escapes = vec![None; points.len()];
    escape_in(view.family, points, view.limit, &mut escapes);
    simd::run(Smooth(&escapes))
}

/// Smooths the counts of escapes.
struct Smooth<'a>(&'a [Option<Escape>]);

impl Smooth<'_> {
    /// Points that are smoothed together.
    const TOGETHER: usize = 16;
}

impl simd::Work for Smooth<'_> {
    type Result = Vec<f64>;

    #[inline(always)]
    fn run(self) -> Vec<f64> {
        let mut counts = Vec::with_capacity(self.0.len());
        for escapes in self.0.chunks(Self::TOGETHER) {
            // Infinity stays infinity, whatever the norm.
            let (mut iterations, mut norms) = ([f64::INFINITY; Self::TOGETHER], [BAILOUT; Self::TOGETHER]);
            for (index, escape) in escapes.iter().enumerate() {
                if let Some(escape) = escape {
                    (iterations[index], norms[index]) = (f64::from(escape.iterations), escape.norm);
                }
            }
            let mut smooth = [0.0; Self::TOGETHER];
            for index in 0..Self::TOGETHER {
                // log₂ of the bail-out is 16; one more iteration squares the norm, which takes 1 off here.
                smooth[index] = iterations[index] + 1.0 - log2(log2(norms[index]) / 16.0);
            }
            counts.extend_from_slice(&smooth[..escapes.len()]);
        }
        counts
    }
}

/// The smooth counts of a band of pixels and of a margin one pixel wide around it.
pub(crate) struct SmoothCounts {
    values: Vec<f64>,
    pub(super) width: usize,
    rows: usize,
}

/// A pixel's count and its neighbours'.
pub(super) struct Neighborhood {
    pub(super) middle: f64,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) above: f64,
    pub(super) below: f64,
}

impl SmoothCounts {
    /// Counts the band of `rows` rows from row `top` on.
    pub(super) fn of(view: &View, width: usize, top: usize, rows: usize) -> Self {
        let stride = width + 2;
        let mut points = Vec::with_capacity(stride * (rows + 2));
        for y in top..top + rows + 2 {
            points.extend((0..stride).map(|x| view.point(x as f64 - 0.5, y as f64 - 0.5)));
        }
        Self { values: smooth_counts(view, &points), width, rows }
    }

    /// How many pixels the band has.
    pub(super) fn len(&self) -> usize {
        self.width * self.rows
    }

    /// A row's pixels from left to right.
    #[inline(always)]
    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = Neighborhood> + '_ {
        let stride = self.width + 2;
        let line = |row: usize| &self.values[row * stride..(row + 1) * stride];
        let beside = line(row + 1).windows(3);
        let across = line(row)[1..].iter().zip(&line(row + 2)[1..]);
        beside.zip(across).map(|(beside, (above, below))| Neighborhood {
            middle: beside[1],
            left: beside[0],
            right: beside[2],
            above: *above,
            below: *below,
        })
    }

    /// A pixel by its place in the band.
    #[inline(always)]
    pub(super) fn around(&self, pixel: usize) -> Neighborhood {
        let stride = self.width + 2;
        let place = (pixel / self.width + 1) * stride + pixel % self.width + 1;
        Neighborhood {
            middle: self.values[place],
            left: self.values[place - 1],
            right: self.values[place + 1],
            above: self.values[place - stride],
            below: self.values[place + stride],
        }
    }
}
