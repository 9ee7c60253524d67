//! Work that is compiled twice: for every machine, and for those with AVX2.
//!
//! Both give the same bits, as neither fuses operations; the second has vectors of four, and rounds to whole numbers
//! in one instruction where the first calls a function.

/// Something to do. `run` has to be `#[inline(always)]`, and what it calls in its loops inlined as well, to be
/// compiled for the machine.
pub(super) trait Work {
    /// What comes out.
    type Result;

    /// Does it.
    fn run(self) -> Self::Result;
}

/// Does some work in the form that suits the machine best.
pub(super) fn run<W: Work>(work: W) -> W::Result {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        #[expect(unsafe_code, reason = "a function compiled for a machine that has AVX2")]
        // SAFETY: this machine has AVX2.
        return unsafe { with_avx2(work) };
    }
    work.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn with_avx2<W: Work>(work: W) -> W::Result {
    work.run()
}
