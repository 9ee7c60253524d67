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
use super::lanes::{BLOCK, LaneGroup, Replay};
use crate::ritual::complex::Complex;
use crate::ritual::simd::Machine;

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
    limit: u32,
    escapes: Escapes,
    next: usize,
}

impl<'a> Batch<'a> {
    fn new(family: Family, points: &'a [Complex], limit: u32) -> Self {
        Self { family, points, limit, escapes: Escapes::none(points.len()), next: 0 }
    }

    /// The next point that needs a lane: its place, where its z begins, and its c. The escapes of points before it that
    /// need none are noted at once.
    #[inline(always)]
    fn next(&mut self) -> Option<(usize, (Complex, Complex))> {
        loop {
            let place = self.next;
            let point = *self.points.get(place)?;
            self.next += 1;
            let (z, c) = self.family.start(point);
            if self.family.never_escapes(point) {
                continue;
            }
            if within_reach(z) && within_reach(c) && doubles_exactly(z, c) {
                return Some((place, (z, c)));
            }
            if let Some(escape) = by_definition(self.family, point, self.limit) {
                self.escapes.set(place, escape);
            }
        }
    }

    /// Notes what a replay has found.
    #[inline(always)]
    fn note<const L: usize>(&mut self, replay: &mut Replay<L>) {
        let limit = f64::from(self.limit);
        for (target, within, norm) in replay.take() {
            if within < limit && norm < f64::INFINITY {
                (self.escapes.iterations[target], self.escapes.norms[target]) = (within + 1.0, norm);
            }
        }
    }
}

fn within_reach(Complex { re, im }: Complex) -> bool {
    re.abs() <= REACH && im.abs() <= REACH
}

/// Whether 2 · (x · y) + c has the bits of (2 · x) · y + c for the parts of each z of an orbit. It has not where x · y is
/// so small that bits are lost below the smallest number; then either c is so large that the product does not matter,
/// or the orbit is on the real line, where y stays 0.
fn doubles_exactly(z: Complex, c: Complex) -> bool {
    c.im.abs() >= TINY || (c.im == 0.0 && z.im == 0.0)
}

/// Takes a batch through groups of `L` lanes. `advance` and `run` are [`LaneGroup::advance`] and [`Replay::run`], compiled
/// for the machine.
#[inline(always)]
fn drive<const L: usize>(
    batch: &mut Batch<'_>,
    advance: impl Fn(&mut LaneGroup<L>) -> u64,
    run: impl Fn(&mut Replay<L>),
) {
    let blocks = f64::from(batch.limit.div_ceil(BLOCK));
    let mut groups = [LaneGroup::<L>::IDLE; 2];
    let mut replay = Replay::<L>::EMPTY;
    let mut busy = 0;
    for group in &mut groups {
        for lane in 0..L {
            if let Some((target, orbit)) = batch.next() {
                group.load(lane, target, orbit, blocks);
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
            let full = replay.add(group, lane, blocks);
            if let Some((target, orbit)) = batch.next() {
                group.load(lane, target, orbit, blocks);
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
}

/// Compiles the kernel for a kind of machine. The two loops that take all the time are functions of their own, so that
/// the compiler gives them the registers for themselves.
macro_rules! kernel {
    ($name:ident, $lanes:expr, $fused:literal $(, $features:literal)?) => {
        $(#[target_feature(enable = $features)])?
        fn $name(batch: &mut Batch<'_>) {
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
            drive(batch, |group| advance(group), |replay| run(replay));
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
    let mut batch = Batch::new(family, points, limit);
    match machine {
        Machine::Plain => plain(&mut batch),
        #[cfg(target_arch = "x86_64")]
        #[expect(unsafe_code, reason = "a function compiled for a machine that has AVX2")]
        // SAFETY: only a machine that has AVX2 and FMA is taken for this one.
        Machine::Avx2 => unsafe { avx2(&mut batch) },
        #[cfg(target_arch = "x86_64")]
        #[expect(unsafe_code, reason = "a function compiled for a machine that has AVX-512")]
        // SAFETY: only a machine that has these parts of AVX-512 is taken for this one.
        Machine::Avx512 => unsafe { avx512(&mut batch) },
    }
    batch.escapes
}

/// The escape of each point within `limit` iterations, as fast as this machine can.
pub(crate) fn escapes(family: Family, points: &[Complex], limit: u32) -> Escapes {
    escapes_on(Machine::best(), family, points, limit)
}
