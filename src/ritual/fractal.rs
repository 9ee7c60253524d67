//! The Mandelbrot set and the Julia sets: how soon the points of a plane escape.
//!
//! A point goes in, the number of iterations and |z|² at the escape come out; what that looks like is for others to
//! say. The result is exact: plain f64 additions and multiplications in one fixed order, none of them fused, so every
//! machine, and every order in which points are asked for, gives the same bits. `by_definition` in the tests is what
//! it has to agree with; the kernel does the same for several points at once.

/// |z|² beyond which a point has escaped. Far beyond the necessary 4, because smooth colouring needs the orbit to be
/// well on its way; 2¹⁶ because its logarithm is then a round number.
pub(super) const BAILOUT: f64 = 65_536.0;

/// Points in flight. Eight hide the latency of the additions and still fit the registers of every 64-bit machine.
const LANES: usize = 8;
/// Iterations between two looks at whether a point has escaped.
const BLOCK: u32 = 8;

/// A point of the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    /// Real part.
    pub(super) re: f64,
    /// Imaginary part.
    pub(super) im: f64,
}

/// Which of its two numbers z² + c takes from the plane.
#[allow(dead_code, reason = "the styles that show Julia sets come next")]
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

/// [`escape_in`] the Mandelbrot set.
pub(super) fn escape(points: &[Point], limit: u32, escapes: &mut [Option<Escape>]) {
    escape_in(Family::Mandelbrot, points, limit, escapes);
}

/// The escape of each point, or none for those still there after `limit` iterations. `escapes` is as long as `points`.
pub(super) fn escape_in(family: Family, points: &[Point], limit: u32, escapes: &mut [Option<Escape>]) {
    debug_assert_eq!(points.len(), escapes.len());
    escapes.fill(None);
    let mut queue = points.iter().enumerate().filter(|(_, point)| !family.holds(**point));
    let mut lanes = Lanes::default();
    for lane in 0..LANES {
        lanes.load(lane, family, queue.next());
    }
    while lanes.busy > 0 {
        let before = lanes.orbits;
        lanes.orbits.advance(&lanes.points);
        for lane in 0..LANES {
            // The negated comparison also catches an orbit that overflowed to NaN within the block.
            #[expect(clippy::neg_cmp_op_on_partial_ord, reason = "NaN counts as beyond")]
            let beyond = !(lanes.orbits.norm(lane) <= BAILOUT);
            lanes.iterations[lane] += BLOCK;
            if (beyond || lanes.iterations[lane] >= limit)
                && let Some(target) = lanes.targets[lane]
            {
                escapes[target] = lanes.replay(lane, &before, limit);
                lanes.load(lane, family, queue.next());
            }
        }
    }
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

/// z for each lane.
#[derive(Clone, Copy, Default)]
struct Orbits {
    re: [f64; LANES],
    im: [f64; LANES],
}

impl Orbits {
    /// [`BLOCK`] iterations for every lane, whether it escapes or not.
    fn advance(&mut self, c: &Orbits) {
        for _ in 0..BLOCK {
            for lane in 0..LANES {
                let (re, im) = (self.re[lane], self.im[lane]);
                self.re[lane] = re * re - im * im + c.re[lane];
                self.im[lane] = (re + re) * im + c.im[lane];
            }
        }
    }

    fn norm(&self, lane: usize) -> f64 {
        self.re[lane] * self.re[lane] + self.im[lane] * self.im[lane]
    }
}

/// The points in flight.
#[derive(Default)]
struct Lanes {
    points: Orbits,
    orbits: Orbits,
    iterations: [u32; LANES],
    /// Where each lane's result goes; none for a lane that has nothing left to do.
    targets: [Option<usize>; LANES],
    busy: usize,
}

impl Lanes {
    fn load(&mut self, lane: usize, family: Family, next: Option<(usize, &Point)>) {
        let (z, c) = family.start(next.map_or(Point { re: 0.0, im: 0.0 }, |(_, point)| *point));
        self.busy += usize::from(next.is_some());
        self.busy -= usize::from(self.targets[lane].is_some());
        self.targets[lane] = next.map(|(target, _)| target);
        (self.points.re[lane], self.points.im[lane]) = (c.re, c.im);
        (self.orbits.re[lane], self.orbits.im[lane]) = (z.re, z.im);
        self.iterations[lane] = 0;
    }

    /// Goes through a lane's last block again from the state `before` it, looking after each iteration.
    fn replay(&self, lane: usize, before: &Orbits, limit: u32) -> Option<Escape> {
        let c = Point { re: self.points.re[lane], im: self.points.im[lane] };
        let z = Point { re: before.re[lane], im: before.im[lane] };
        follow(c, z, self.iterations[lane] - BLOCK, limit)
    }
}

/// Iterates one point from `z`, where it is after `done` iterations, until it escapes or `limit` is reached.
fn follow(c: Point, mut z: Point, done: u32, limit: u32) -> Option<Escape> {
    for iterations in done + 1..=limit {
        let (re2, im2, twice) = (z.re * z.re, z.im * z.im, z.re + z.re);
        z = Point { re: re2 - im2 + c.re, im: twice * z.im + c.im };
        let norm = z.re * z.re + z.im * z.im;
        if norm > BAILOUT {
            return Some(Escape { iterations, norm });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition: one point after another, looking after each iteration, without any shortcut.
    fn by_definition(family: Family, point: Point, limit: u32) -> Option<Escape> {
        let (Point { mut re, mut im }, c) = match family {
            Family::Mandelbrot => (Point { re: 0.0, im: 0.0 }, point),
            Family::Julia(c) => (point, c),
        };
        for iterations in 1..=limit {
            (re, im) = (re * re - im * im + c.re, (re + re) * im + c.im);
            let norm: f64 = re * re + im * im;
            if norm > BAILOUT {
                return Some(Escape { iterations, norm });
            }
        }
        None
    }

    /// A square of the plane, sampled `side` times `side`.
    fn square(middle: Point, width: f64, side: u32) -> Vec<Point> {
        let offset = |index: u32| ((f64::from(index) + 0.5) / f64::from(side) - 0.5) * width;
        (0..side * side)
            .map(|i| Point { re: middle.re + offset(i % side), im: middle.im + offset(i / side) })
            .collect()
    }

    fn bits(escape: Option<Escape>) -> Option<(u32, u64)> {
        escape.map(|escape| (escape.iterations, escape.norm.to_bits()))
    }

    fn assert_exact(family: Family, points: &[Point], limit: u32) {
        let mut escapes = vec![Some(Escape { iterations: 9, norm: 9.0 }); points.len()];
        escape_in(family, points, limit, &mut escapes);
        for (point, found) in points.iter().zip(escapes) {
            let due = by_definition(family, *point, limit);
            assert_eq!(bits(found), bits(due), "{point:?} of {family:?} within {limit}");
        }
    }

    #[test]
    fn the_kernel_agrees_with_the_definition_bit_for_bit() {
        let eye = Point { re: -0.745, im: 0.113 };
        for (middle, width) in
            [(Point { re: -0.5, im: 0.0 }, 4.0), (eye, 0.05), (eye, 0.01), (eye, 0.002), (eye, 1e-10)]
        {
            assert_exact(Family::Mandelbrot, &square(middle, width, 48), 500);
        }
    }

    #[test]
    fn julia_sets_agree_with_the_definition_as_well() {
        // Dust, a dendrite, a Siegel disc, and the disc of z² itself.
        for (re, im) in [(-0.745, 0.113), (0.0, 1.0), (-0.390_540_9, -0.586_787_9), (0.0, 0.0)] {
            let points = square(Point { re: 0.0, im: 0.0 }, 3.2, 48);
            assert_exact(Family::Julia(Point { re, im }), &points, 500);
        }
    }

    #[test]
    fn limits_and_batches_that_fill_no_block_or_lane_agree_as_well() {
        let points = square(Point { re: -0.745, im: 0.113 }, 0.01, 6);
        for limit in [0, 1, 7, 8, 9, 63, 64, 65, 250] {
            for count in [0, 1, LANES - 1, LANES, LANES + 1, points.len()] {
                assert_exact(Family::Mandelbrot, &points[..count], limit);
            }
        }
    }

    #[test]
    fn points_far_away_overflow_and_have_escaped_all_the_same() {
        let far = [1e3, 1e80, 1e160, 1e308].map(|re| Point { re, im: -re });
        assert_exact(Family::Mandelbrot, &far, 100);
        assert_exact(Family::Julia(Point { re: -0.745, im: 0.113 }), &far, 100);
    }

    #[test]
    fn what_counts_as_inside_without_a_look_is_inside() {
        let inside = square(Point { re: -0.5, im: 0.0 }, 3.0, 64);
        let inside: Vec<Point> = inside.into_iter().filter(|point| in_main_parts(*point)).collect();
        assert!(inside.len() > 300, "the main parts fill a good part of the square");
        assert!(inside.iter().all(|point| by_definition(Family::Mandelbrot, *point, 2000).is_none()));
    }
}
