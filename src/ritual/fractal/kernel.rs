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

use super::escape::{Escape, Family, by_definition};
use super::lanes::{BLOCK, LaneGroup, Replay};
use crate::ritual::complex::Complex;

/// The largest real or imaginary part that z may begin with or c may have in a lane.
///
/// Then |c| < 182, and once |z| > 256 the next |z| is at least |z|² − |c| > 255 |z|: an orbit beyond the bail-out
/// never comes back, so checking every few iterations is enough. Points further out take [`by_definition`], one by one.
const REACH: f64 = 128.0;

/// Points to iterate, and where their escapes go.
pub(crate) struct Batch<'a> {
    family: Family,
    points: &'a [Complex],
    limit: u32,
    escapes: &'a mut [Option<Escape>],
    next: usize,
}

impl<'a> Batch<'a> {
    pub(crate) fn new(
        family: Family,
        points: &'a [Complex],
        limit: u32,
        escapes: &'a mut [Option<Escape>],
    ) -> Self {
        debug_assert_eq!(points.len(), escapes.len());
        Self { family, points, limit, escapes, next: 0 }
    }

    /// The next point that needs a lane: its place, where its z begins, and its c. The escapes of points before it that
    /// need none are noted at once.
    fn next(&mut self) -> Option<(usize, (Complex, Complex))> {
        loop {
            let place = self.next;
            let point = *self.points.get(place)?;
            self.next += 1;
            let (z, c) = self.family.start(point);
            if self.family.never_escapes(point) {
                self.escapes[place] = None;
            } else if within_reach(z) && within_reach(c) {
                return Some((place, (z, c)));
            } else {
                self.escapes[place] = by_definition(self.family, point, self.limit);
            }
        }
    }

    /// Notes what a replay has found.
    fn note<const L: usize>(&mut self, replay: &mut Replay<L>) {
        let limit = f64::from(self.limit);
        for (target, within, norm) in replay.take() {
            let escaped = within < limit && norm < f64::INFINITY;
            let escape = Escape { iterations: within as u32 + 1, norm };
            self.escapes[target] = if escaped { Some(escape) } else { None };
        }
    }
}

fn within_reach(Complex { re, im }: Complex) -> bool {
    re.abs() <= REACH && im.abs() <= REACH
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
    ($name:ident, $lanes:expr $(, $features:literal)?) => {
        $(#[target_feature(enable = $features)])?
        pub(crate) fn $name(batch: &mut Batch<'_>) {
            $(#[target_feature(enable = $features)])?
            #[inline(never)]
            fn advance(group: &mut LaneGroup<{ $lanes }>) -> u64 {
                group.advance()
            }
            $(#[target_feature(enable = $features)])?
            #[inline(never)]
            fn run(replay: &mut Replay<{ $lanes }>) {
                replay.run();
            }
            drive(batch, |group| advance(group), |replay| run(replay));
        }
    };
}

// Four vectors of two numbers hide the latencies of an orbit where there are 16 registers, eight where there are 32.
kernel!(plain, if cfg!(target_arch = "x86_64") { 8 } else { 16 });
#[cfg(target_arch = "x86_64")]
kernel!(avx2, 16, "avx2");
#[cfg(target_arch = "x86_64")]
kernel!(avx512, 48, "avx512f,avx512dq,avx512vl,avx512bw");

/// A kernel as it was compiled for one kind of machine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kernel {
    Plain,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Kernel {
    /// Those that this machine can run, the fastest first.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let avx512 = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512bw");
        let kernels = [
            avx512.then_some(Self::Avx512),
            is_x86_feature_detected!("avx2").then_some(Self::Avx2),
            Some(Self::Plain),
        ];
        kernels.into_iter().flatten()
    }

    /// Those that this machine can run, the fastest first.
    #[cfg(not(target_arch = "x86_64"))]
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        std::iter::once(Self::Plain)
    }

    /// Does a batch. Only [`all`](Self::all) makes kernels, so the machine has what it takes.
    pub(crate) fn run(self, batch: &mut Batch<'_>) {
        match self {
            Self::Plain => plain(batch),
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "a function compiled for a machine that has AVX2")]
            // SAFETY: `all` has found AVX2 on this machine.
            Self::Avx2 => unsafe { avx2(batch) },
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "a function compiled for a machine that has AVX-512")]
            // SAFETY: `all` has found the parts of AVX-512 that it is compiled for on this machine.
            Self::Avx512 => unsafe { avx512(batch) },
        }
    }
}

/// The escape of each point, with the fastest kernel; none for points that are still there after `limit` iterations.
/// `escapes` is as long as `points`.
pub(crate) fn escape_in(family: Family, points: &[Complex], limit: u32, escapes: &mut [Option<Escape>]) {
    let kernel = Kernel::all().next().unwrap_or(Kernel::Plain);
    kernel.run(&mut Batch::new(family, points, limit, escapes));
}
