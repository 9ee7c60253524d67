//! How much room a disk has left, and what is given up for it, in this order: files that nothing needs any more leave the
//! spool; large pictures and those in motion are not accepted; nothing is accepted; nothing is drawn. Each step leaves room
//! to what comes after it: the last of it is kept for the database, so that copies which arrive elsewhere are recorded and
//! their files leave.

use std::io;
use std::path::Path;

/// A picture of 4096 × 4096 pixels has some 20 MiB, and as much again where it is archived on the same disk. Several may
/// have been accepted before the disk was looked at.
const LARGE: Floor = Floor { most: 256 << 20, part: 8 };
/// Some thirty ordinary pictures.
const SMALL: Floor = Floor { most: 64 << 20, part: 32 };
/// What the database may need to record how everything ends that was accepted.
const RESERVE: Floor = Floor { most: 16 << 20, part: 128 };
/// Files leave the spool early enough that large pictures need not be refused for them.
const AMPLE: u64 = 2;

/// An amount of room, which on a small disk is a part of it.
struct Floor {
    most: u64,
    part: u64,
}

impl Floor {
    fn of(&self, room: Room) -> u64 {
        self.most.min(room.size / self.part)
    }
}

/// How much a disk holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// All of it, in bytes.
    pub size: u64,
    /// What the bot may still write, in bytes.
    pub available: u64,
}

impl Room {
    /// That of the disk that a folder lies on.
    pub fn of(folder: &Path) -> io::Result<Self> {
        let disk = rustix::fs::statvfs(folder)?;
        let bytes = |blocks: u64| blocks.saturating_mul(disk.f_frsize);
        Ok(Self { size: bytes(disk.f_blocks), available: bytes(disk.f_bavail) })
    }

    /// Below so many bytes no large pictures are accepted, nor any in motion.
    pub fn floor_for_large(self) -> u64 {
        LARGE.of(self)
    }

    /// Below so many bytes nothing is accepted.
    pub fn floor_for_small(self) -> u64 {
        SMALL.of(self)
    }

    /// Whether a ritual may be accepted, as far as the disk is concerned.
    pub fn takes(self, large: bool) -> bool {
        self.available >= if large { self.floor_for_large() } else { self.floor_for_small() }
    }

    /// Whether a picture that was accepted may be drawn. Where it may not, it waits.
    pub(super) fn lets_draw(self, large: bool) -> bool {
        self.available >= if large { self.floor_for_small() } else { RESERVE.of(self) }
    }

    /// How many bytes are to leave the spool so that there is room enough.
    pub(super) fn lacks(self) -> u64 {
        (AMPLE * self.floor_for_large()).saturating_sub(self.available)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    #[test]
    fn files_leave_before_large_pictures_are_refused_and_these_before_small_ones() {
        // Railway's smallest volume, and a large disk.
        for (size, steps) in [(500 * MIB, [125, 62, 15, 3]), (1 << 40, [512, 256, 64, 16])] {
            let with = |available: u64| Room { size, available: available * MIB };
            let [ample, large, small, reserve] = steps;
            assert_eq!(with(ample).lacks(), 0);
            assert!(with(ample - 1).lacks() > 0 && with(ample - 1).takes(true));
            assert!(
                with(large + 1).takes(true) && !with(large - 1).takes(true) && with(large - 1).takes(false)
            );
            assert!(with(small + 1).takes(false) && with(small + 1).lets_draw(true));
            assert!(!with(small - 1).takes(false) && !with(small - 1).lets_draw(true));
            assert!(with(small - 1).lets_draw(false), "what was accepted is drawn");
            assert!(!with(reserve - 1).lets_draw(false), "the database needs the rest");
        }
    }
}
