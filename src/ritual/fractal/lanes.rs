//! Many orbits at once, as arrays that the compiler turns into whole vectors.
//!
//! Every function here is inlined into one that is compiled for a certain kind of machine, and contains no branch
//! that depends on a lane.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use std::hint::black_box;

use super::escape::BAILOUT;
use crate::ritual::complex::Complex;

/// Iterations between two checks of whether an orbit has escaped.
pub(super) const BLOCK: u32 = STRIDE * STRIDES as u32;
/// Iterations between two points of an orbit that are kept, and how many of these strides a block has.
const STRIDE: u32 = 8;
const STRIDES: usize = 2;

/// A complex number for each of `L` lanes.
#[derive(Clone, Copy)]
pub(crate) struct Numbers<const L: usize> {
    re: [f64; L],
    im: [f64; L],
}

impl<const L: usize> Numbers<L> {
    const ZERO: Self = Self { re: [0.0; L], im: [0.0; L] };

    #[inline(always)]
    pub(crate) fn get(&self, lane: usize) -> Complex {
        Complex { re: self.re[lane], im: self.im[lane] }
    }

    #[inline(always)]
    pub(crate) fn set(&mut self, lane: usize, point: Complex) {
        (self.re[lane], self.im[lane]) = (point.re, point.im);
    }

    /// z² + c. With `FUSED` the sum for the imaginary part is one operation with the doubling before it; as doubling is
    /// exact, it gives the same bits.
    #[inline(always)]
    #[expect(clippy::disallowed_methods, reason = "it is one instruction there, and doubling is exact")]
    fn iterate<const FUSED: bool>(&mut self, c: &Self) {
        for lane in 0..L {
            let (x, y) = (self.re[lane], self.im[lane]);
            self.re[lane] = x * x - y * y + c.re[lane];
            self.im[lane] = if FUSED { (x * y).mul_add(2.0, c.im[lane]) } else { (x + x) * y + c.im[lane] };
        }
    }

    /// |z|².
    #[inline(always)]
    fn norm(&self, lane: usize) -> f64 {
        let (x, y) = (self.re[lane], self.im[lane]);
        x * x + y * y
    }
}

/// Orbits that are being iterated, each with the place where its result goes.
pub(crate) struct LaneGroup<const L: usize> {
    /// z after each stride of the last block and of the one before, in alternation.
    paths: [[Numbers<L>; STRIDES]; 2],
    /// Which of the two is the later.
    turn: usize,
    c: Numbers<L>,
    targets: [usize; L],
    /// The number of blocks after which each lane has reached the limit; infinite for an idle lane.
    ends: [f64; L],
    /// Blocks done.
    now: f64,
    /// Blocks that an orbit takes at most.
    blocks: f64,
}

impl<const L: usize> LaneGroup<L> {
    /// All lanes idle: the orbit of 0 stays at 0. Orbits are to have at most `limit` iterations.
    #[inline(always)]
    pub(crate) fn idle(limit: u32) -> Self {
        Self {
            paths: [[Numbers::ZERO; STRIDES]; 2],
            turn: 0,
            c: Numbers::ZERO,
            targets: [0; L],
            ends: [f64::INFINITY; L],
            now: 0.0,
            blocks: limit.div_ceil(BLOCK).into(),
        }
    }

    /// [`BLOCK`] iterations for every lane. The bits of the result are the lanes that have escaped within them or have
    /// reached the limit.
    #[inline(always)]
    pub(crate) fn advance<const FUSED: bool>(&mut self) -> u64 {
        let [even, odd] = &mut self.paths;
        let (before, path) = if self.turn == 0 { (even, odd) } else { (odd, even) };
        let (mut z, c) = (before[STRIDES - 1], self.c);
        for after in path {
            // A length that the compiler knows would make it do one vector's stride after the other's, each waiting for
            // its own results.
            for _ in 0..black_box(STRIDE) {
                z.iterate::<FUSED>(&c);
            }
            (after.re, after.im) = (z.re, z.im);
        }
        self.turn = 1 - self.turn;
        self.now += 1.0;
        let mut done = 0;
        for lane in 0..L {
            // The negated comparison also catches an orbit that overflowed to NaN within the block.
            #[expect(clippy::neg_cmp_op_on_partial_ord, reason = "NaN counts as beyond")]
            let beyond = !(z.norm(lane) <= BAILOUT);
            #[expect(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch for each lane")]
            let stops = beyond | (self.ends[lane] <= self.now);
            done |= u64::from(stops) << lane;
        }
        done
    }

    /// Starts an orbit at `z`.
    #[inline(always)]
    pub(crate) fn load(&mut self, lane: usize, target: usize, (z, c): (Complex, Complex)) {
        self.paths[self.turn][STRIDES - 1].set(lane, z);
        self.c.set(lane, c);
        self.targets[lane] = target;
        self.ends[lane] = self.now + self.blocks;
    }

    /// z before the stride of the last block in which a lane has escaped, if it has, and its iterations until then.
    #[inline(always)]
    fn last_within(&self, lane: usize) -> (Complex, f64) {
        let [middle, _] = &self.paths[self.turn];
        let [_, start] = &self.paths[1 - self.turn];
        // Nobody can foretell which it is, so it is looked up instead of branched upon.
        let within_middle = usize::from(middle.norm(lane) <= BAILOUT);
        let blocks_before = self.now + self.blocks - self.ends[lane] - 1.0;
        let iterations = blocks_before * f64::from(BLOCK) + [0.0, f64::from(STRIDE)][within_middle];
        ([start, middle][within_middle].get(lane), iterations)
    }

    /// Makes a lane idle.
    #[inline(always)]
    pub(crate) fn rest(&mut self, lane: usize) {
        self.load(lane, 0, (Complex { re: 0.0, im: 0.0 }, Complex { re: 0.0, im: 0.0 }));
        self.ends[lane] = f64::INFINITY;
    }
}

/// Orbits whose last stride is repeated, this time checked after each iteration.
pub(crate) struct Replay<const L: usize> {
    z: Numbers<L>,
    c: Numbers<L>,
    targets: [usize; L],
    /// Before a run, the iterations up to z; after it, those up to the escape, infinite without one.
    iterations: [f64; L],
    /// |z|² at the escape; the bail-out without one.
    norms: [f64; L],
    count: usize,
    /// Iterations that an orbit has at most.
    limit: f64,
}

impl<const L: usize> Replay<L> {
    /// Without any orbit. Orbits have at most `limit` iterations.
    #[inline(always)]
    pub(crate) fn empty(limit: u32) -> Self {
        Self {
            z: Numbers::ZERO,
            c: Numbers::ZERO,
            targets: [0; L],
            iterations: [0.0; L],
            norms: [0.0; L],
            count: 0,
            limit: limit.into(),
        }
    }

    /// Adds a lane as it was before the stride in which it escaped. Returns whether the replay is full now.
    #[inline(always)]
    pub(crate) fn add(&mut self, group: &LaneGroup<L>, lane: usize) -> bool {
        let place = self.count.min(L - 1);
        let (z, iterations) = group.last_within(lane);
        self.z.set(place, z);
        self.c.set(place, group.c.get(lane));
        self.targets[place] = group.targets[lane];
        self.iterations[place] = iterations;
        self.count = place + 1;
        self.count == L
    }

    /// Finds where each orbit escapes.
    ///
    /// Beyond the bail-out |z|² only grows, because the kernel admits no z and c that lie too far out. So the first value
    /// beyond is the smallest of them, and the number of iterations before it is the number of values within.
    #[inline(always)]
    pub(crate) fn run<const FUSED: bool>(&mut self) {
        let mut z = self.z;
        let mut iterations = self.iterations;
        let mut norms = [f64::INFINITY; L];
        for _ in 0..STRIDE {
            z.iterate::<FUSED>(&self.c);
            for lane in 0..L {
                let norm = z.norm(lane);
                iterations[lane] += if norm <= BAILOUT { 1.0 } else { 0.0 };
                let beyond = if norm > BAILOUT { norm } else { f64::INFINITY };
                norms[lane] = if beyond < norms[lane] { beyond } else { norms[lane] };
            }
        }
        for lane in 0..L {
            #[expect(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch for each lane")]
            let escaped = (iterations[lane] < self.limit) & (norms[lane] < f64::INFINITY);
            self.iterations[lane] = if escaped { iterations[lane] + 1.0 } else { f64::INFINITY };
            self.norms[lane] = if escaped { norms[lane] } else { BAILOUT };
        }
    }

    /// Target, iterations and |z|² at the escape, for each orbit that was added. Empties the replay.
    #[inline(always)]
    pub(crate) fn take(&mut self) -> impl Iterator<Item = (usize, f64, f64)> + '_ {
        let count = std::mem::take(&mut self.count);
        let results = self.targets.iter().zip(&self.iterations).zip(&self.norms).take(count);
        results.map(|((target, iterations), norm)| (*target, *iterations, *norm))
    }
}
