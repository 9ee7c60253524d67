//! Work that is compiled several times: for every machine, and for those with wider vectors.
//!
//! All give the same bits, because IEEE 754 defines every operation to the last bit and the compiler fuses none into
//! another. Work goes over arrays of [`LANES`] numbers in plain loops without branches, which the
//! compiler turns into vectors of the machine's width.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

/// Numbers that are worked on together: as many f32 as the widest register holds.
pub(super) const LANES: usize = 16;

/// Work to do. `run` and whatever it calls in its loops must be `#[inline(always)]`, or they are compiled for every machine
/// only. So must the closures that an iterator's methods call; a plain loop has none.
pub(super) trait Work {
    /// Its result.
    type Result;

    /// Does it.
    fn run(self) -> Self::Result;
}

/// What a processor can do beyond what every one of its kind can.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Machine {
    /// Nothing.
    Plain,
    /// Vectors of 256 bits.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// Vectors of 512 bits.
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Machine {
    /// All that this machine can be taken for, the fastest first.
    #[cfg(target_arch = "x86_64")]
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
        let avx512 = avx2
            && is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512bw");
        [avx512.then_some(Self::Avx512), avx2.then_some(Self::Avx2), Some(Self::Plain)].into_iter().flatten()
    }

    /// All that this machine can be taken for, the fastest first.
    #[cfg(not(target_arch = "x86_64"))]
    pub(super) fn all() -> impl Iterator<Item = Self> {
        std::iter::once(Self::Plain)
    }

    /// This machine at its fastest.
    pub(super) fn best() -> Self {
        Self::all().next().unwrap_or(Self::Plain)
    }

    /// Does the work. Only [`all`](Self::all) makes machines, so this one has what it takes.
    pub(super) fn run<W: Work>(self, work: W) -> W::Result {
        match self {
            Self::Plain => work.run(),
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "a function compiled for a machine that has AVX2")]
            // SAFETY: `all` has found AVX2 and FMA on this machine.
            Self::Avx2 => unsafe { with_avx2(work) },
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "a function compiled for a machine that has AVX-512")]
            // SAFETY: `all` has found the parts of AVX-512 that it is compiled for on this machine.
            Self::Avx512 => unsafe { with_avx512(work) },
        }
    }
}

/// Does the work as fast as this machine can.
pub(super) fn run<W: Work>(work: W) -> W::Result {
    Machine::best().run(work)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn with_avx2<W: Work>(work: W) -> W::Result {
    work.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
fn with_avx512<W: Work>(work: W) -> W::Result {
    work.run()
}

/// Some numbers as the first of all lanes; the others are `rest`.
#[inline(always)]
pub(super) fn padded<T: Copy>(numbers: &[T], rest: T) -> [T; LANES] {
    let mut lanes = [rest; LANES];
    lanes[..numbers.len()].copy_from_slice(numbers);
    lanes
}
