//! The memory that the program holds: what it frees goes back to the machine, since a host may bill it by the minute.
//!
//! glibc keeps what was freed for later. By default it learns from what is freed to keep ever larger blocks, so that after a
//! large picture a hundred mebibytes stay that nobody uses; and it gives threads heaps of their own, in each of which something
//! small holds on to what lies around it. With another allocator nothing of that is done.

#[cfg(target_os = "linux")]
use std::ops::Range;

#[cfg(target_os = "linux")]
use rustix::mm::{Advice, madvise};

/// Blocks of this size and more go back at once: a large picture's. In bytes. An ordinary picture's are smaller, and are
/// used again: fetching the pages anew would cost it a tenth of its time.
#[cfg(target_env = "gnu")]
const LARGE: libc::c_int = 2 << 20;
/// Smaller ones go back by themselves once so much lies free in one piece, in bytes; else by [`give_back`].
#[cfg(target_env = "gnu")]
const KEPT: libc::c_int = 64 << 20;

/// All threads share one heap. They seldom meet there: what is small each keeps for itself, and a picture is made of few
/// large pieces.
#[cfg(target_env = "gnu")]
const HEAPS: libc::c_int = 1;

/// Has little be kept: large blocks go back as soon as they are free. To be called before there are threads.
#[cfg(target_env = "gnu")]
#[expect(unsafe_code, reason = "the allocator's settings are only within C's reach")]
pub fn keep_little() {
    // SAFETY: it sets numbers of the allocator, which takes care of threads itself. It fails on none of these values.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
        libc::mallopt(libc::M_TRIM_THRESHOLD, KEPT);
        libc::mallopt(libc::M_ARENA_MAX, HEAPS);
    }
}

/// Has little be kept.
#[cfg(not(target_env = "gnu"))]
pub fn keep_little() {}

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

/// Lets go of the pages of the program's own file. Its code is in memory as far as it has run; what runs on comes back from
/// the system's cache at once, and the rest is the first that the system takes where room is short.
#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "mappings are within the system's reach alone")]
pub(crate) fn let_go_of_the_program() {
    for pages in unchanged_pages_of_the_program() {
        let (start, bytes) = (std::ptr::without_provenance_mut(pages.start), pages.len());
        for advice in [Advice::LinuxCold, Advice::LinuxDontNeed] {
            // SAFETY: nothing was ever written to them, so they read the same from the file again. Being advice, it may
            // be refused.
            let _ = unsafe { madvise(start, bytes, advice) };
        }
    }
}

/// Lets go of the pages of the program's own file.
#[cfg(not(target_os = "linux"))]
pub(crate) fn let_go_of_the_program() {}

/// Where the program's file lies in memory, except what was changed after it was read.
#[cfg(target_os = "linux")]
fn unchanged_pages_of_the_program() -> Vec<Range<usize>> {
    let (Ok(program), Ok(mappings)) = (std::env::current_exe(), std::fs::read_to_string("/proc/self/smaps"))
    else {
        return Vec::new();
    };
    let (mut mapping, mut found) = (None, Vec::new());
    for line in mappings.lines() {
        // A heading names a mapping, and is followed by what is to be said of it.
        if let Some(heading) = range_and_rights(line) {
            let is_program = program.to_str().is_some_and(|program| line.ends_with(&format!(" {program}")));
            mapping = Some(heading).filter(|(_, rights)| is_program && !rights.contains('w'));
        } else if let (Some((range, _)), Some("0 kB")) =
            (&mapping, line.strip_prefix("Anonymous:").map(str::trim))
        {
            found.push(range.clone());
        }
    }
    found
}

/// What a heading among the mappings says, if the line is one.
#[cfg(target_os = "linux")]
fn range_and_rights(line: &str) -> Option<(Range<usize>, &str)> {
    let (range, rest) = line.split_once(' ')?;
    let (start, end) = range.split_once('-')?;
    let address = |digits| usize::from_str_radix(digits, 16).ok();
    Some((address(start)?..address(end)?, rest.split(' ').next()?))
}

#[cfg(all(test, target_env = "gnu"))]
mod tests {
    use std::fs::File;
    use std::os::unix::fs::FileExt as _;

    use super::*;
    use crate::digest::Digest;

    /// The memory that pages of files occupy in the process, in KiB.
    fn of_files() -> usize {
        let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells it");
        let line = status.lines().find_map(|line| line.strip_prefix("RssFile:")).expect("a line");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    #[test]
    fn the_programs_own_pages_are_let_go_of_and_come_back() {
        let pages = unchanged_pages_of_the_program();
        let bytes: usize = pages.iter().map(Range::len).sum();
        assert!(bytes > 1 << 20, "{pages:?}");
        let memory = File::open("/proc/self/mem").expect("a process reads its own");
        let read = || {
            let read_each = pages.iter().map(|pages| {
                let mut bytes = vec![0; pages.len()];
                memory.read_exact_at(&mut bytes, pages.start as u64).expect("it is mapped");
                Digest::of(&bytes)
            });
            read_each.collect::<Vec<_>>()
        };
        let (before, full) = (read(), of_files());
        let_go_of_the_program();
        let after = of_files();
        // Other tests run on beside this one and bring pages back.
        assert!(full - after > bytes / 1024 / 2, "{full} {after} of {bytes} bytes");
        assert_eq!(read(), before, "the same is read again");
    }

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
        keep_little();
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
        keep_little();
        let before = occupied();
        for _ in 0..4 {
            let blocks: Vec<Vec<u8>> = (0..8).map(|_| vec![7; 24 << 20]).collect();
            assert!(occupied() - before > ALL * 9 / 10);
            drop(blocks);
            assert!(occupied() - before < ALL / 10);
        }
    }
}
