//! A disk that is full soon: a small file system in memory, mounted over a folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::left_out;

/// How much fits on it.
const SIZE: &str = "size=256k";

/// The right to mount, as a bit of what Linux tells of a process.
const SYS_ADMIN: u64 = 1 << 21;

/// A mounted disk; gone when dropped.
pub(crate) struct SmallDisk {
    folder: PathBuf,
}

impl SmallDisk {
    /// Mounts one over `folder`; `None` where this process may not mount, which is told.
    pub(crate) fn over(folder: &Path) -> Option<Self> {
        if !may_mount() {
            left_out("a full disk: a small file system has to be mounted for it, which only root may do");
            return None;
        }
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", SIZE, "helix-test"]).arg(folder).status();
        assert!(mount.expect("mount starts").success(), "a file system in memory is mounted");
        Some(Self { folder: folder.to_path_buf() })
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
