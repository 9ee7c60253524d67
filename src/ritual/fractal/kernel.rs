//! How points are led through the lanes.
//!
//! Two flights of lanes take turns. While one goes through a block of iterations without a look at where its orbits
//! are, the lanes of the other that have escaped are emptied into a replay, which finds the exact iteration for many
//! at once, and take the next points; so neither the vector units nor the rest of the machine wait for each other,
//! and no lane waits for its neighbours.
//!
//! The same source is compiled for several kinds of machine, with as many lanes as fill their registers. What the
//! lanes compute does not depend on how many there are.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use super::lanes::{BLOCK, Flight, Replay};
use super::{Escape, Family, Point, by_definition};

/// The largest real or imaginary part that z may begin with or c may have in a lane.
///
/// Then |c| < 182, and once |z| > 256 the next |z| is at least |z|² − |c| > 255 |z|: an orbit beyond the bail-out
/// never comes back, so a look every few iterations is enough. Points further out take [`by_definition`], one by one.
const REACH: f64 = 128.0;

/// Points to be led through, and where their escapes go.
pub(super) struct Job<'a> {
    family: Family,
    points: &'a [Point],
    limit: u32,
    escapes: &'a mut [Option<Escape>],
    next: usize,
}

impl<'a> Job<'a> {
    pub(super) fn new(
        family: Family,
        points: &'a [Point],
        limit: u32,
        escapes: &'a mut [Option<Escape>],
    ) -> Self {
        debug_assert_eq!(points.len(), escapes.len());
        Self { family, points, limit, escapes, next: 0 }
    }

    /// The place of the next point that has to go through a lane, where z begins for it, and its c. The others on
    /// the way there are answered at once.
    fn next(&mut self) -> Option<(usize, (Point, Point))> {
        loop {
            let place = self.next;
            let point = *self.points.get(place)?;
            self.next += 1;
            let (z, c) = self.family.start(point);
            if self.family.holds(point) {
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

fn within_reach(Point { re, im }: Point) -> bool {
    re.abs() <= REACH && im.abs() <= REACH
}

/// Leads a job's points through `L` lanes in each flight. `advance` and `replay` are [`Flight::advance`] and
/// [`Replay::run`], compiled for the machine.
#[inline(always)]
fn lead<const L: usize>(
    job: &mut Job<'_>,
    advance: impl Fn(&mut Flight<L>) -> u64,
    run: impl Fn(&mut Replay<L>),
) {
    let blocks = f64::from(job.limit.div_ceil(BLOCK));
    let mut flights = [Flight::<L>::IDLE; 2];
    let mut replay = Replay::<L>::EMPTY;
    let mut busy = 0;
    for flight in &mut flights {
        for lane in 0..L {
            if let Some((target, orbit)) = job.next() {
                flight.load(lane, target, orbit, blocks);
                busy += 1;
            }
        }
    }
    // The lanes of the flight that had its block before.
    let mut done = 0_u64;
    for turn in (0..flights.len()).cycle() {
        if busy == 0 {
            break;
        }
        let just_done = advance(&mut flights[turn]);
        let flight = &mut flights[1 - turn];
        while done != 0 {
            let lane = done.trailing_zeros() as usize;
            done &= done - 1;
            let full = replay.add(flight, lane, blocks);
            if let Some((target, orbit)) = job.next() {
                flight.load(lane, target, orbit, blocks);
            } else {
                flight.rest(lane);
                busy -= 1;
            }
            if full {
                run(&mut replay);
                job.note(&mut replay);
            }
        }
        done = just_done;
    }
    run(&mut replay);
    job.note(&mut replay);
}

/// Compiles the kernel for a kind of machine. The two loops that take all the time are functions of their own, so that
/// the compiler gives them the registers for themselves.
macro_rules! kernel {
    ($name:ident, $lanes:expr $(, $features:literal)?) => {
        $(#[target_feature(enable = $features)])?
        pub(super) fn $name(job: &mut Job<'_>) {
            $(#[target_feature(enable = $features)])?
            #[inline(never)]
            fn advance(flight: &mut Flight<{ $lanes }>) -> u64 {
                flight.advance()
            }
            $(#[target_feature(enable = $features)])?
            #[inline(never)]
            fn run(replay: &mut Replay<{ $lanes }>) {
                replay.run();
            }
            lead(job, |flight| advance(flight), |replay| run(replay));
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
pub(super) enum Kernel {
    Plain,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Kernel {
    /// Those that this machine can run, the fastest first.
    #[cfg(target_arch = "x86_64")]
    pub(super) fn all() -> impl Iterator<Item = Self> {
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
    pub(super) fn all() -> impl Iterator<Item = Self> {
        std::iter::once(Self::Plain)
    }

    /// Does a job. Only [`all`](Self::all) makes kernels, so the machine has what it takes.
    pub(super) fn run(self, job: &mut Job<'_>) {
        match self {
            Self::Plain => plain(job),
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "a function compiled for a machine that has AVX2")]
            // SAFETY: `all` has found AVX2 on this machine.
            Self::Avx2 => unsafe { avx2(job) },
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "a function compiled for a machine that has AVX-512")]
            // SAFETY: `all` has found the parts of AVX-512 that it is compiled for on this machine.
            Self::Avx512 => unsafe { avx512(job) },
        }
    }
}

/// Does a job with the fastest kernel.
pub(super) fn run(job: &mut Job<'_>) {
    let kernel = Kernel::all().next().unwrap_or(Kernel::Plain);
    kernel.run(job);
}
