//! When the points of a plane escape from z² + c.
//!
//! [`by_definition`] says what the result is. The kernel has to agree with it bit for bit.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use crate::ritual::complex::Complex;

/// |z|² beyond which a point has escaped. Far beyond the necessary 4, because smooth colouring needs the orbit to be
/// well on its way; 2¹⁶ because its logarithm is then a round number.
pub(crate) const BAILOUT: f64 = 65_536.0;

/// Which of the two numbers in z² + c is the point of the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Family {
    /// c is the point, and z begins at 0.
    Mandelbrot,
    /// z begins at the point, and c is this number everywhere.
    Julia(Complex),
}

/// How a point escaped.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Escape {
    /// Iterations until |z|² passed [`BAILOUT`].
    pub(crate) iterations: u32,
    /// |z|² at that moment.
    pub(crate) norm: f64,
}

/// How each of many points escaped, as arrays of its parts.
#[derive(Debug, Clone)]
pub(crate) struct Escapes {
    /// Iterations until |z|² passed [`BAILOUT`]; infinite for a point that stayed.
    pub(crate) iterations: Vec<f64>,
    /// |z|² at that moment; [`BAILOUT`] for a point that stayed.
    pub(crate) norms: Vec<f64>,
}

impl Escapes {
    /// Of so many points, none of which has escaped.
    pub(crate) fn none(points: usize) -> Self {
        Self { iterations: vec![f64::INFINITY; points], norms: vec![BAILOUT; points] }
    }

    /// How one point escaped.
    #[cfg(test)]
    pub(super) fn get(&self, place: usize) -> Option<Escape> {
        let (iterations, norm) = (self.iterations[place], self.norms[place]);
        iterations.is_finite().then_some(Escape { iterations: iterations as u32, norm })
    }

    pub(super) fn set(&mut self, place: usize, escape: Escape) {
        (self.iterations[place], self.norms[place]) = (f64::from(escape.iterations), escape.norm);
    }
}

/// The definition: one point, checked after every iteration, without any shortcut.
pub(crate) fn by_definition(family: Family, point: Complex, limit: u32) -> Option<Escape> {
    let (Complex { mut re, mut im }, c) = family.start(point);
    for iterations in 1..=limit {
        (re, im) = (re * re - im * im + c.re, (re + re) * im + c.im);
        let norm = re * re + im * im;
        if norm > BAILOUT {
            return Some(Escape { iterations, norm });
        }
    }
    None
}

impl Family {
    /// Where z begins for a point, and what is added to its square.
    #[inline(always)]
    pub(super) fn start(self, point: Complex) -> (Complex, Complex) {
        match self {
            Self::Mandelbrot => (Complex { re: 0.0, im: 0.0 }, point),
            Self::Julia(c) => (point, c),
        }
    }

    /// Whether a point is known never to escape without iterating it.
    #[inline(always)]
    pub(super) fn never_escapes(self, point: Complex) -> bool {
        (self == Self::Mandelbrot) & in_main_parts(point)
    }
}

/// Whether a point lies in the main cardioid or the largest disc, which fill most of the set and never escape.
#[inline(always)]
pub(super) fn in_main_parts(Complex { re, im }: Complex) -> bool {
    let im2 = im * im;
    let left = re - 0.25;
    let q = left * left + im2;
    let disc = re + 1.0;
    // Strictly less: for a point so far away that both sides overflow, this must be false.
    #[expect(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch for each point")]
    let inside = (q * (q + left) < 0.25 * im2) | (disc * disc + im2 < 0.0625);
    inside
}
