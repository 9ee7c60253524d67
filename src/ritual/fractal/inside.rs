//! Parts of a view that lie inside the set as a whole, so that no point of them has to be iterated.
//!
//! A rectangle's orbits are followed together: z of its middle, how z changes with the point in first order, and a bound of
//! everything else, which is what that leaves out and what rounding adds. As long as all three together stay small no
//! orbit of the rectangle has escaped, nor would the kernel's have, which round as well. This is proof and no guess; where
//! it fails, a rectangle is cut into four, and what is too small for that is iterated point by point.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use std::ops::Range;

use rayon::prelude::*;

use super::escape::Family;
use super::view::View;
use crate::ritual::complex::Complex;
use crate::ritual::draw::canvas::Point;
use crate::ritual::simd::{self, LANES};

/// A rectangle with a side of fewer pixels is not tried. To try one takes as long as some seven of its points; with half this
/// side only one in eight can be proven, as they lie at the edge of what has been tried before.
const LEAST_SIDE: f64 = 8.0;

/// Orbits stay nearer to 0 than this. Those that escape go far beyond.
const NEAR: f32 = 3.0;

/// More than the rounding of an iteration changes two orbits, the middle's and another. While z is nearer than [`NEAR`], an
/// iteration rounds seven numbers, of which two are below 21 and the others below 9, by 2⁻⁵³ of that.
const ROUNDING: f32 = 2e-14;
/// As much of a slope as an iteration rounds it by at most: f32 rounds by 2⁻²⁴, some six times in a row.
const SLOPE_ROUNDING: f32 = 5e-7;
/// More than the dozen roundings of f32 make a bound too small.
const UPWARD: f32 = 1.0 + 1e-6;
/// More than two points of the plane are nearer to each other than they should be.
const POINT_ROUNDING: f64 = 1e-14;

/// Iterations between two looks at whether there is a proof left to find.
const BLOCK: u32 = 16;

/// A part of a picture, in pixels from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rectangle {
    pub(super) middle: Point,
    /// Half of its width and of its height.
    pub(super) right: f64,
    pub(super) down: f64,
}

impl Rectangle {
    /// The point under its middle.
    #[inline(always)]
    pub(super) fn point(&self, view: &View) -> Complex {
        view.point(self.middle.x, self.middle.y)
    }

    fn quarters(self) -> [Self; 4] {
        let Self { middle: Point { x, y }, right, down } = self;
        let (right, down) = (right * 0.5, down * 0.5);
        [(x - right, y - down), (x + right, y - down), (x - right, y + down), (x + right, y + down)]
            .map(|(x, y)| Self { middle: Point { x, y }, right, down })
    }

    fn is_worth_trying(&self) -> bool {
        self.right.min(self.down) * 2.0 >= LEAST_SIDE
    }
}

/// The rectangles of a picture that are known to lie inside the set.
#[derive(Debug)]
pub(super) struct Inside(Vec<Rectangle>);

impl Inside {
    /// Looks for some in these, on the threads of the current rayon pool.
    pub(super) fn of(view: &View, mut rectangles: Vec<Rectangle>) -> Self {
        let mut found = Vec::new();
        loop {
            rectangles.retain(Rectangle::is_worth_trying);
            if rectangles.is_empty() {
                return Self(found);
            }
            let proofs = rectangles.par_chunks(LANES).map(|rectangles| simd::run(Proof { view, rectangles }));
            let proofs: Vec<[bool; LANES]> = proofs.collect();
            let mut open = Vec::new();
            for (rectangle, proven) in rectangles.into_iter().zip(proofs.into_iter().flatten()) {
                if proven {
                    found.push(rectangle);
                } else {
                    open.extend(rectangle.quarters());
                }
            }
            rectangles = open;
        }
    }

    /// What is not known to be inside, of a band and of a margin one pixel wide around it: parts of its lines.
    pub(super) fn open_parts(&self, width: usize, top: usize, rows: usize) -> Vec<LinePart> {
        let (columns, lines) = (width + 2, rows + 2);
        let mut known = vec![Vec::new(); lines];
        for Rectangle { middle, right, down } in &self.0 {
            let across = pixels(middle.x, *right, -1.0, columns);
            for line in pixels(middle.y, *down, top as f64 - 1.0, lines) {
                known[line].push(across.clone());
            }
        }
        let mut open = Vec::with_capacity(lines);
        for (line, mut known) in known.into_iter().enumerate() {
            known.sort_unstable_by_key(|columns: &Range<usize>| columns.start);
            known.push(columns..columns);
            let mut start = 0;
            for Range { start: next, end } in known {
                if start < next {
                    open.push(LinePart { line, columns: start..next });
                }
                start = end.max(start);
            }
        }
        open
    }
}

/// Neighbouring pixels of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LinePart {
    pub(super) line: usize,
    pub(super) columns: Range<usize>,
}

/// Of so many pixels from the pixel `first` on, those whose middles lie no farther than `reach` from `middle`.
fn pixels(middle: f64, reach: f64, first: f64, count: usize) -> Range<usize> {
    let place = |edge: f64| (edge - first - 0.5).clamp(-1.0, count as f64);
    let (start, last) = (place(middle - reach).ceil(), place(middle + reach).floor());
    start.max(0.0) as usize..((last + 1.0) as usize).min(count)
}

/// Tries to prove of up to [`LANES`] rectangles that none of their points escapes.
struct Proof<'a> {
    view: &'a View,
    rectangles: &'a [Rectangle],
}

impl simd::Work for Proof<'_> {
    type Result = [bool; LANES];

    #[inline(always)]
    fn run(self) -> [bool; LANES] {
        let mut orbits = Orbits::AT_REST;
        for (lane, rectangle) in self.rectangles.iter().enumerate() {
            orbits.start(lane, self.view, rectangle);
        }
        // One more than there are, as each looks at what the one before has made.
        for _ in 0..=self.view.limit / BLOCK {
            for _ in 0..BLOCK {
                orbits.iterate();
            }
            if orbits.near == [false; LANES] {
                break;
            }
        }
        orbits.near
    }
}

/// The orbits of a rectangle in each lane. At a point that lies by `t` of the rectangle's reach from its middle, z differs
/// from that of the middle by `t` times the slope, and by no more than the bound.
struct Orbits {
    re: [f64; LANES],
    im: [f64; LANES],
    c_re: [f64; LANES],
    c_im: [f64; LANES],
    slope_re: [f32; LANES],
    slope_im: [f32; LANES],
    /// What an iteration adds to the slope.
    drift: [f32; LANES],
    bound: [f32; LANES],
    /// Whether z has been near for every point of the rectangle, up to the iteration before.
    near: [bool; LANES],
}

impl Orbits {
    const AT_REST: Self = Self {
        re: [0.0; LANES],
        im: [0.0; LANES],
        c_re: [0.0; LANES],
        c_im: [0.0; LANES],
        slope_re: [0.0; LANES],
        slope_im: [0.0; LANES],
        drift: [0.0; LANES],
        bound: [0.0; LANES],
        near: [false; LANES],
    };

    #[inline(always)]
    fn start(&mut self, lane: usize, view: &View, rectangle: &Rectangle) {
        let (z, c) = view.family.start(rectangle.point(view));
        let Rectangle { right, down, .. } = rectangle;
        let reach = (right * right + down * down).sqrt() * view.pixel() + POINT_ROUNDING;
        let reach = reach as f32 * UPWARD;
        (self.re[lane], self.im[lane]) = (z.re, z.im);
        (self.c_re[lane], self.c_im[lane]) = (c.re, c.im);
        match view.family {
            Family::Mandelbrot => self.drift[lane] = reach,
            Family::Julia(_) => self.slope_re[lane] = reach,
        }
        self.near[lane] = true;
    }

    /// One iteration. With z = Z + tA + e, where |t| ≤ 1 and |e| is below the bound, z² + c is Z² + C + t(2ZA + drift)
    /// and 2Ze + (tA + e)², and what was rounded.
    #[inline(always)]
    fn iterate(&mut self) {
        for lane in 0..LANES {
            let (re, im) = (self.re[lane] as f32, self.im[lane] as f32);
            let (slope_re, slope_im, drift) = (self.slope_re[lane], self.slope_im[lane], self.drift[lane]);
            let bound = self.bound[lane];
            let length = (re * re + im * im).sqrt();
            let slope = (slope_re * slope_re + slope_im * slope_im).sqrt();
            let spread = slope + bound;
            self.near[lane] &= length + spread < NEAR;
            let rounding = ROUNDING + SLOPE_ROUNDING * (2.0 * length * slope + drift);
            self.bound[lane] = (2.0 * length * bound + spread * spread + rounding) * UPWARD;
            self.slope_re[lane] = 2.0 * (re * slope_re - im * slope_im) + drift;
            self.slope_im[lane] = 2.0 * (re * slope_im + im * slope_re);
        }
        for lane in 0..LANES {
            let (re, im) = (self.re[lane], self.im[lane]);
            self.re[lane] = re * re - im * im + self.c_re[lane];
            self.im[lane] = (re + re) * im + self.c_im[lane];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ritual::draw::canvas::Extent;
    use crate::ritual::fractal::escape::by_definition;
    use crate::ritual::simd::Machine;

    const SIDE: u32 = 192;
    const EXTENT: Extent = Extent { width: SIDE, height: SIDE };

    /// All of a picture, in parts.
    fn parts(side: f64) -> Vec<Rectangle> {
        let count = (f64::from(SIDE) / side) as u32;
        let middle = |index: u32| (f64::from(index) + 0.5) * side;
        (0..count * count)
            .map(|index| Rectangle {
                middle: Point { x: middle(index % count), y: middle(index / count) },
                right: side * 0.5,
                down: side * 0.5,
            })
            .collect()
    }

    /// Which pixels and which of the margin are not known to be inside, line by line.
    fn open(inside: &Inside) -> Vec<bool> {
        let columns = SIDE as usize + 2;
        let mut open = vec![false; columns * columns];
        for LinePart { line, columns: part } in inside.open_parts(SIDE as usize, 0, SIDE as usize) {
            open[line * columns..][part].fill(true);
        }
        open
    }

    /// How many points a view has that never escape within its limit, and how many of these are known. All that are known
    /// do not escape.
    fn found(view: &View) -> (usize, usize) {
        let open = open(&Inside::of(view, parts(24.0)));
        let columns = SIDE as usize + 2;
        let (mut inside, mut known) = (0, 0);
        for (place, open) in open.into_iter().enumerate() {
            let point = view.point((place % columns) as f64 - 0.5, (place / columns) as f64 - 0.5);
            let stays = by_definition(view.family, point, view.limit).is_none();
            assert!(stays || open, "{point:?} in {view:?}");
            (inside, known) = (inside + usize::from(stays), known + usize::from(!open));
        }
        (inside, known)
    }

    fn mandelbrot(re: f64, im: f64, width: f64, limit: u32) -> View {
        View::upright(Complex { re, im }, width, limit, EXTENT)
    }

    fn julia(re: f64, im: f64) -> View {
        let mut view = mandelbrot(0.0, 0.0, 3.0, 500);
        view.family = Family::Julia(Complex { re, im });
        view
    }

    #[test]
    fn no_point_of_what_is_known_escapes_and_much_is_known() {
        // The set as a whole; the disc of period three; the edge between cardioid and disc; a copy, and a deep one.
        let views = [
            (mandelbrot(-0.6, 0.0, 2.6, 1000), 0.2),
            (mandelbrot(-0.122_6, 0.744_9, 0.2, 1000), 0.5),
            (mandelbrot(-0.745, 0.113, 0.01, 500), 0.01),
            (mandelbrot(-1.940_926_566_360_421_2, 0.000_735_125_891_676_714_8, 0.003, 1000), 0.2),
            (mandelbrot(0.395_125_372_063_632_74, 0.555_560_057_696_984_4, 4e-11, 1000), 0.2),
        ];
        for (view, share) in views {
            let (inside, known) = found(&view);
            assert!(known as f64 > share * inside as f64, "{known} of {inside} in {view:?}");
        }
    }

    #[test]
    fn julia_sets_have_insides_as_well() {
        for (re, im, share) in [(0.0, 0.0, 0.7), (-1.0, 0.0, 0.2), (-0.122, 0.745, 0.1)] {
            let view = julia(re, im);
            let (inside, known) = found(&view);
            assert!(known as f64 > share * inside as f64, "{known} of {inside} in {view:?}");
        }
    }

    #[test]
    fn nothing_is_known_where_all_escapes_or_where_points_cannot_be_told_apart() {
        for view in [
            mandelbrot(0.5, 0.5, 0.1, 1000),
            mandelbrot(1e3, 0.0, 1.0, 50),
            mandelbrot(1e300, f64::NAN, 1.0, 50),
            julia(0.0, 1.0),
            // All of this one stays, but only just: the first rounding would throw it out.
            mandelbrot(-2.0, 0.0, 1e-17, 1000),
        ] {
            assert_eq!(found(&view).1, 0, "{view:?}");
        }
    }

    #[test]
    fn every_machine_finds_the_same() {
        let view = mandelbrot(-0.745, 0.113, 0.01, 500);
        let parts = parts(8.0);
        for rectangles in parts.chunks(LANES) {
            let due = Machine::Plain.run(Proof { view: &view, rectangles });
            for machine in Machine::all() {
                assert_eq!(machine.run(Proof { view: &view, rectangles }), due, "{machine:?}");
            }
        }
    }

    #[test]
    fn what_is_open_is_all_but_the_rectangles() {
        let rectangle = |x, y, right, down| Rectangle { middle: Point { x, y }, right, down };
        // Two side by side, one that reaches over both edges, one without a pixel's middle.
        let inside = Inside(vec![
            rectangle(20.0, 10.0, 4.0, 2.0),
            rectangle(12.0, 10.0, 4.0, 2.0),
            rectangle(30.0, 12.0, 40.0, 0.5),
            rectangle(50.2, 50.2, 0.1, 0.1),
        ]);
        let part = |line, columns| LinePart { line, columns };
        // Line 0 is row 7; column 0 lies left of the picture.
        let due = [
            part(0, 0..62),
            part(1, 0..9),
            part(1, 25..62),
            part(2, 0..9),
            part(2, 25..62),
            part(3, 0..9),
            part(3, 25..62),
            part(6, 0..62),
        ];
        assert_eq!(inside.open_parts(60, 8, 5), due);
    }
}
