//! The Mandelbrot set and the Julia sets: how soon the points of a plane escape.
//!
//! A point goes in, the number of iterations and |z|² at the escape come out; what that looks like is for others to
//! say. The result is exact: plain f64 additions and multiplications in one fixed order, none of them fused, so every
//! machine, and every order in which points are asked for, gives the same bits. [`by_definition`] is what it has to
//! agree with; the kernel does the same for many points at once, as wide as the machine allows.

mod kernel;
mod lanes;
#[cfg(test)]
mod tests;

/// |z|² beyond which a point has escaped. Far beyond the necessary 4, because smooth colouring needs the orbit to be
/// well on its way; 2¹⁶ because its logarithm is then a round number.
pub(super) const BAILOUT: f64 = 65_536.0;

/// A point of the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    /// Real part.
    pub(super) re: f64,
    /// Imaginary part.
    pub(super) im: f64,
}

/// Which of its two numbers z² + c takes from the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Family {
    /// c is the point, and z begins at 0.
    Mandelbrot,
    /// z begins at the point, and c is this number everywhere.
    Julia(Point),
}

/// How a point escaped.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Escape {
    /// Iterations until |z|² passed [`BAILOUT`].
    pub(super) iterations: u32,
    /// |z|² at that moment.
    pub(super) norm: f64,
}

/// The escape of each point, or none for those still there after `limit` iterations. `escapes` is as long as `points`.
pub(super) fn escape_in(family: Family, points: &[Point], limit: u32, escapes: &mut [Option<Escape>]) {
    kernel::run(&mut kernel::Job::new(family, points, limit, escapes));
}

/// The definition: one point, with a look after each iteration, without any shortcut.
pub(super) fn by_definition(family: Family, point: Point, limit: u32) -> Option<Escape> {
    let (Point { mut re, mut im }, c) = family.start(point);
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
    fn start(self, point: Point) -> (Point, Point) {
        match self {
            Self::Mandelbrot => (Point { re: 0.0, im: 0.0 }, point),
            Self::Julia(c) => (point, c),
        }
    }

    /// Whether it is known without a look that a point never escapes.
    fn holds(self, point: Point) -> bool {
        self == Self::Mandelbrot && in_main_parts(point)
    }
}

/// Whether a point lies in the main cardioid or the largest disc, which fill most of the set and never escape.
fn in_main_parts(Point { re, im }: Point) -> bool {
    let im2 = im * im;
    let left = re - 0.25;
    let q = left * left + im2;
    let disc = re + 1.0;
    // Strictly less, so that a point so far away that both sides overflow is not taken for one inside.
    q * (q + left) < 0.25 * im2 || disc * disc + im2 < 0.0625
}
