//! A disk that is full soon: a small file system in memory, mounted over a folder.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::left_out;

/// How much fits on one where it does not matter.
const KIB: u32 = 256;

/// The right to mount, as a bit of what Linux tells of a process.
const SYS_ADMIN: u64 = 1 << 21;

/// A mounted disk; gone when dropped.
pub(crate) struct SmallDisk {
    folder: PathBuf,
}

impl SmallDisk {
    /// Mounts one over `folder`; `None` where this process may not mount, which is told.
    pub(crate) fn over(folder: &Path) -> Option<Self> {
        Self::of(KIB, folder)
    }

    /// The same with room for so many KiB.
    pub(crate) fn of(kib: u32, folder: &Path) -> Option<Self> {
        if !may_mount() {
            left_out("a full disk: a small file system has to be mounted for it, which only root may do");
            return None;
        }
        let size = format!("size={kib}k");
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "helix-test"]).arg(folder).status();
        assert!(mount.expect("mount starts").success(), "a file system in memory is mounted");
        Some(Self { folder: folder.to_path_buf() })
    }

    /// Leaves no room on it.
    pub(crate) fn fill(&self) {
        let mut ballast = File::create(self.ballast()).expect("a file");
        while ballast.write_all(&[0; 512]).is_ok() {}
    }

    /// Leaves so many KiB of room on it, or a little less.
    pub(crate) fn leave(&self, kib: u64) {
        let mut ballast = File::options().append(true).create(true).open(self.ballast()).expect("a file");
        while self.room() > kib << 10 {
            ballast.write_all(&[0; 16 << 10]).expect("there is room");
        }
    }

    fn room(&self) -> u64 {
        let disk = rustix::fs::statvfs(&self.folder).expect("it is mounted");
        disk.f_bavail * disk.f_frsize
    }

    /// Makes room again.
    pub(crate) fn make_room(&self) {
        std::fs::remove_file(self.ballast()).expect("it was full");
    }

    fn ballast(&self) -> PathBuf {
        self.folder.join("ballast")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a server may still have something open there.
        let _ = Command::new("umount").arg("--lazy").arg(&self.folder).status();
    }
}

fn may_mount() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let rights = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    rights
        .and_then(|rights| u64::from_str_radix(rights.trim(), 16).ok())
        .is_some_and(|it| it & SYS_ADMIN != 0)
}
