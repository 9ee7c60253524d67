//! Work that is compiled twice: for every machine, and for those with AVX2.
//!
//! Both give the same bits, because neither fuses operations. With AVX2 there are vectors of four numbers, and rounding to
//! whole numbers is one instruction instead of a call.

/// Work to do. `run` and whatever it calls in its loops must be `#[inline(always)]`, or they are not compiled with AVX2.
pub(super) trait Work {
    /// Its result.
    type Result;

    /// Does it.
    fn run(self) -> Self::Result;
}

/// Does the work with AVX2 where the machine has it.
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
