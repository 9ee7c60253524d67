//! The escapes of many points at once.
//!
//! Points go through two groups of lanes, which take turns. One group computes a block of iterations without checking where
//! its orbits are. Meanwhile the lanes of the other group that have escaped are moved to a replay, which finds their exact
//! iteration, and are loaded with the next points. So the vector units never wait for the bookkeeping, and no lane waits
//! for its neighbours.
//!
//! The same source is compiled for several kinds of machine, with as many lanes as fill their registers. Results do not
//! depend on the number of lanes.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use super::escape::{Escapes, Family, by_definition};
use super::lanes::{LaneGroup, Replay};
use crate::ritual::complex::Complex;
use crate::ritual::simd::{LANES, Machine};

/// The largest real or imaginary part that z may begin with or c may have in a lane.
///
/// Then |c| < 182, and once |z| > 256 the next |z| is at least |z|² − |c| > 255 |z|: an orbit beyond the bail-out
/// never comes back, so checking every few iterations is enough. Points further out take [`by_definition`], one by one.
const REACH: f64 = 128.0;

/// So small that what is lost below the smallest number does not change it, and far smaller than any step between points.
const TINY: f64 = 1e-280;

/// Points to iterate, and where their escapes go.
struct Batch<'a> {
    family: Family,
    points: &'a [Complex],
    /// The places of the points that need a lane.
    queue: Vec<u32>,
    /// How many of them have got one.
    begun: usize,
    escapes: Escapes,
}

impl<'a> Batch<'a> {
    /// The escapes of the points that need no lane are noted at once.
    #[inline(always)]
    fn new(family: Family, points: &'a [Complex], limit: u32) -> Self {
        let mut queue = Vec::with_capacity(points.len());
        let mut escapes = Escapes::none(points.len());
        for (part, points) in points.chunks(LANES).enumerate() {
            let mut suit = [false; LANES];
            for (suits, point) in suit.iter_mut().zip(points) {
                let (z, c) = family.start(*point);
                let in_range = within_reach(z) & within_reach(c) & doubles_exactly(z, c);
                *suits = in_range & !family.never_escapes(*point);
            }
            for (lane, point) in points.iter().enumerate() {
                let place = part * LANES + lane;
                if suit[lane] {
                    queue.push(place as u32);
                } else if !family.never_escapes(*point)
                    && let Some(escape) = by_definition(family, *point, limit)
                {
                    escapes.set(place, escape);
                }
            }
        }
        Self { family, points, queue, begun: 0, escapes }
    }

    /// The next point that needs a lane: its place, where its z begins, and its c.
    #[inline(always)]
    fn next(&mut self) -> Option<(usize, (Complex, Complex))> {
        let place = *self.queue.get(self.begun)? as usize;
        self.begun += 1;
        Some((place, self.family.start(self.points[place])))
    }

    /// Notes what a replay has found.
    #[inline(always)]
    fn note<const L: usize>(&mut self, replay: &mut Replay<L>) {
        for (target, iterations, norm) in replay.take() {
            (self.escapes.iterations[target], self.escapes.norms[target]) = (iterations, norm);
        }
    }
}

#[inline(always)]
fn within_reach(Complex { re, im }: Complex) -> bool {
    (re.abs() <= REACH) & (im.abs() <= REACH)
}

/// Whether 2 · (x · y) + c has the bits of (2 · x) · y + c for the parts of each z of an orbit. It has not where x · y is
/// so small that bits are lost below the smallest number; then either c is so large that the product does not matter,
/// or the orbit is on the real line, where y stays 0.
#[inline(always)]
fn doubles_exactly(z: Complex, c: Complex) -> bool {
    #[expect(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch for each point")]
    let exact = (c.im.abs() >= TINY) | ((c.im == 0.0) & (z.im == 0.0));
    exact
}

/// The escapes of points, which go through groups of `L` lanes. `advance` and `run` are [`LaneGroup::advance`] and
/// [`Replay::run`], compiled for the machine.
#[inline(always)]
fn drive<const L: usize>(
    family: Family,
    points: &[Complex],
    limit: u32,
    advance: impl Fn(&mut LaneGroup<L>) -> u64,
    run: impl Fn(&mut Replay<L>),
) -> Escapes {
    let mut batch = Batch::new(family, points, limit);
    let mut groups = [LaneGroup::<L>::idle(limit), LaneGroup::idle(limit)];
    let mut replay = Replay::<L>::empty(limit);
    let mut busy = 0;
    for group in &mut groups {
        for lane in 0..L {
            if let Some((target, orbit)) = batch.next() {
                group.load(lane, target, orbit);
                busy += 1;
            }
        }
    }
    // The lanes to empty in the group that had its block before.
    let mut done = 0_u64;
    for turn in (0..groups.len()).cycle() {
        if busy == 0 {
            break;
        }
        let just_done = advance(&mut groups[turn]);
        let group = &mut groups[1 - turn];
        while done != 0 {
            let lane = done.trailing_zeros() as usize;
            done &= done - 1;
            let full = replay.add(group, lane);
            if let Some((target, orbit)) = batch.next() {
                group.load(lane, target, orbit);
            } else {
                group.rest(lane);
                busy -= 1;
            }
            if full {
                run(&mut replay);
                batch.note(&mut replay);
            }
        }
        done = just_done;
    }
    run(&mut replay);
    batch.note(&mut replay);
    batch.escapes
}

/// Compiles the kernel for a kind of machine. The two loops that take all the time are functions of their own, so that
/// the compiler gives them the registers for themselves.
macro_rules! kernel {
    ($name:ident, $lanes:expr, $fused:literal $(, $features:literal)?) => {
        $(#[target_feature(enable = $features)])?
        fn $name(family: Family, points: &[Complex], limit: u32) -> Escapes {
            $(#[target_feature(enable = $features)])?
            #[inline(never)]
            fn advance(group: &mut LaneGroup<{ $lanes }>) -> u64 {
                group.advance::<$fused>()
            }
            $(#[target_feature(enable = $features)])?
            #[inline(never)]
            fn run(replay: &mut Replay<{ $lanes }>) {
                replay.run::<$fused>();
            }
            drive(family, points, limit, |group| advance(group), |replay| run(replay))
        }
    };
}

// Four vectors of two numbers hide the latencies of an orbit where there are 16 registers, eight where there are 32. With
// AVX2 six of four are faster, though some c are then read from memory each time.
kernel!(plain, if cfg!(target_arch = "x86_64") { 8 } else { 16 }, false);
#[cfg(target_arch = "x86_64")]
kernel!(avx2, 24, true, "avx2,fma");
#[cfg(target_arch = "x86_64")]
kernel!(avx512, 48, true, "avx512f,avx512dq,avx512vl,avx512bw");

/// The escape of each point within `limit` iterations, computed as `machine` can.
pub(crate) fn escapes_on(machine: Machine, family: Family, points: &[Complex], limit: u32) -> Escapes {
    match machine {
        Machine::Plain => plain(family, points, limit),
        #[cfg(target_arch = "x86_64")]
        #[expect(unsafe_code, reason = "a function compiled for a machine that has AVX2")]
        // SAFETY: only a machine that has AVX2 and FMA is taken for this one.
        Machine::Avx2 => unsafe { avx2(family, points, limit) },
        #[cfg(target_arch = "x86_64")]
        #[expect(unsafe_code, reason = "a function compiled for a machine that has AVX-512")]
        // SAFETY: only a machine that has these parts of AVX-512 is taken for this one.
        Machine::Avx512 => unsafe { avx512(family, points, limit) },
    }
}

/// The escape of each point within `limit` iterations, as fast as this machine can.
pub(crate) fn escapes(family: Family, points: &[Complex], limit: u32) -> Escapes {
    escapes_on(Machine::best(), family, points, limit)
}
