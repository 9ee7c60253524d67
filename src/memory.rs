//! The memory that the program holds: what it frees goes back to the machine, since a host may bill it by the minute.
//!
//! glibc keeps what was freed for later. By default it learns from what is freed to keep ever larger blocks, so that after a
//! large picture a hundred mebibytes stay that nobody uses. With another allocator all of this does nothing.

/// Blocks of this size and more go back at once: a large picture's. In bytes. An ordinary picture's are smaller, and are
/// used again: fetching the pages anew would cost it a tenth of its time.
#[cfg(target_env = "gnu")]
const LARGE: libc::c_int = 2 << 20;
/// Smaller ones go back by themselves once so much lies free in one piece, in bytes; else by [`give_back`].
#[cfg(target_env = "gnu")]
const KEPT: libc::c_int = 64 << 20;

/// Has large blocks go back as soon as they are free.
#[cfg(target_env = "gnu")]
#[expect(unsafe_code, reason = "the allocator's settings are only within C's reach")]
pub(crate) fn keep_no_large_blocks() {
    // SAFETY: it sets numbers of the allocator, which takes care of threads itself. It fails on none of these values.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
        libc::mallopt(libc::M_TRIM_THRESHOLD, KEPT);
    }
}

/// Has large blocks go back as soon as they are free.
#[cfg(not(target_env = "gnu"))]
pub(crate) fn keep_no_large_blocks() {}

/// Gives back all that is free. Takes some milliseconds for each hundred mebibytes.
#[cfg(target_env = "gnu")]
#[expect(unsafe_code, reason = "the allocator is asked, in C")]
pub(crate) fn give_back() {
    // SAFETY: it touches nothing that is in use, and takes care of threads itself.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// Gives back all that is free.
#[cfg(not(target_env = "gnu"))]
pub(crate) fn give_back() {}

#[cfg(all(test, target_env = "gnu"))]
mod tests {
    use super::*;

    /// In bytes.
    const BLOCK: usize = 100 << 10;
    const ALL: usize = 200 << 20;

    /// The memory that the process occupies, in bytes.
    fn occupied() -> usize {
        let numbers = std::fs::read_to_string("/proc/self/statm").expect("Linux tells it");
        let pages: usize = numbers.split(' ').nth(1).and_then(|it| it.parse().ok()).expect("a number");
        pages * rustix::param::page_size()
    }

    #[test]
    fn what_is_free_between_blocks_that_are_used_goes_back_when_asked() {
        keep_no_large_blocks();
        let before = occupied();
        // Every tenth stays, so that nothing large lies free in one piece.
        let mut blocks: Vec<Option<Vec<u8>>> = (0..ALL / BLOCK).map(|_| Some(vec![7; BLOCK])).collect();
        let full = occupied();
        assert!(full - before > ALL * 9 / 10, "{before} {full}");
        for (place, block) in blocks.iter_mut().enumerate() {
            block.take_if(|_| place % 10 != 0);
        }
        give_back();
        let after = occupied();
        assert!(after - before < ALL / 4, "{before} {full} {after}");
        assert!(
            blocks.iter().flatten().all(|block| block.iter().all(|byte| *byte == 7)),
            "what is used stays"
        );
    }

    #[test]
    fn large_blocks_go_back_by_themselves_however_often_they_are_used() {
        keep_no_large_blocks();
        let before = occupied();
        for _ in 0..4 {
            let blocks: Vec<Vec<u8>> = (0..8).map(|_| vec![7; 24 << 20]).collect();
            assert!(occupied() - before > ALL * 9 / 10);
            drop(blocks);
            assert!(occupied() - before < ALL / 10);
        }
    }
}
