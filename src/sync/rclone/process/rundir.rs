//! The private folder that holds the daemon's socket.
//!
//! A socket's path has to be short, so the folder is below the data directory only where nothing else can be written,
//! as on a read-only root file system. Each daemon gets a fresh one; it is removed with the daemon. A folder left
//! behind by a killed process is recognised by its free lock and removed by the next one that starts.

use std::fmt;
use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use tempfile::TempDir;

/// The longest path that a socket may have: `sun_path` has 108 bytes on Linux and 104 on macOS, with the closing zero.
const LONGEST_SOCKET_PATH: usize = if cfg!(target_os = "linux") { 107 } else { 103 };

/// What the folders' names begin with.
const PREFIX: &str = "helix-";

/// How many random characters follow.
const RANDOM: usize = 16;

/// The lock's name. Whoever sees a file of this name finds it locked, unless its owner is dead.
const LOCK: &str = "lock";

/// Where such a folder was tried to be made, and why that failed.
#[derive(Debug)]
pub(crate) struct NoRunDir {
    tried: Vec<(PathBuf, io::Error)>,
}

impl std::error::Error for NoRunDir {}

impl fmt::Display for NoRunDir {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no private folder could be made for rclone's socket; tried were ")?;
        for (place, (parent, error)) in self.tried.iter().enumerate() {
            let comma = if place > 0 { ", " } else { "" };
            write!(f, "{comma}{} ({error})", parent.display())?;
        }
        f.write_str("; name a writable folder with a short path in XDG_RUNTIME_DIR")
    }
}

/// A folder that only this user can enter, removed when dropped.
#[derive(Debug)]
pub(crate) struct RunDir {
    // Dropped first: as long as the folder is there, it is locked.
    folder: TempDir,
    _lock: File,
}

impl RunDir {
    /// Makes one below the first of `preferred`, `XDG_RUNTIME_DIR`, `/tmp` and `last` that allows it.
    pub(crate) fn new(preferred: Option<&Path>, last: Option<&Path>) -> Result<Self, NoRunDir> {
        let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
        let last = last.and_then(|last| std::path::absolute(last).ok());
        let preferred = preferred.map(Path::to_path_buf);
        Self::below_first(preferred.into_iter().chain(runtime).chain(["/tmp".into()]).chain(last))
    }

    fn below_first(parents: impl IntoIterator<Item = PathBuf>) -> Result<Self, NoRunDir> {
        let mut tried = Vec::new();
        for parent in parents.into_iter().filter(|parent| parent.is_absolute()) {
            match Self::below(&parent) {
                Ok(dir) => return Ok(dir),
                Err(error) => tried.push((parent, error)),
            }
        }
        Err(NoRunDir { tried })
    }

    fn below(parent: &Path) -> io::Result<Self> {
        sweep(parent);
        let longest = parent.as_os_str().len() + "/".len() + PREFIX.len() + RANDOM + "/s".len();
        if longest > LONGEST_SOCKET_PATH {
            return Err(io::Error::new(io::ErrorKind::InvalidFilename, "its path is too long for a socket"));
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).rand_bytes(RANDOM).permissions(Permissions::from_mode(0o700));
        let folder = builder.tempdir_in(parent)?;
        let lock = lock(folder.path(), || ())?;
        Ok(Self { folder, _lock: lock })
    }

    /// Where the daemon's socket goes.
    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.path().join("s")
    }
}

/// Locks a folder. The lock gets its name only when it is held: one that is free would have the folder swept away.
/// `meanwhile` stands for what other processes do before it is held.
fn lock(folder: &Path, meanwhile: impl FnOnce()) -> io::Result<File> {
    let unnamed = folder.join("lock.new");
    let lock = File::create_new(&unnamed)?;
    meanwhile();
    flock(&lock, FlockOperation::NonBlockingLockExclusive)?;
    fs::rename(unnamed, folder.join(LOCK))?;
    Ok(lock)
}

/// Removes what killed processes of this user left in `parent`.
fn sweep(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(PREFIX) && is_abandoned(&entry.path()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// True for a folder of ours whose lock nobody holds. One without a lock is being made just now.
fn is_abandoned(path: &Path) -> bool {
    let ours = fs::symlink_metadata(path).is_ok_and(|found| {
        found.is_dir() && found.mode() & 0o777 == 0o700 && found.uid() == rustix::process::getuid().as_raw()
    });
    let free = |lock: File| flock(&lock, FlockOperation::NonBlockingLockExclusive).is_ok();
    ours && File::open(path.join(LOCK)).is_ok_and(free)
}

#[cfg(test)]
mod tests {
    use std::fs::DirBuilder;
    use std::os::unix::fs::DirBuilderExt;

    use super::*;

    #[test]
    fn the_folder_is_private_short_and_gone_afterwards() {
        let parent = tempfile::tempdir().expect("a folder");
        let dir = RunDir::new(Some(parent.path()), None).expect("a folder");
        let path = dir.folder.path().to_path_buf();
        assert_eq!(fs::metadata(&path).expect("it exists").mode() & 0o777, 0o700);
        assert!(dir.socket().as_os_str().len() <= LONGEST_SOCKET_PATH);
        drop(dir);
        assert!(!path.exists());
    }

    #[test]
    fn a_parent_that_will_not_do_is_passed_over() {
        let parent = tempfile::tempdir().expect("a folder");
        let long = parent.path().join("x".repeat(100));
        fs::create_dir(&long).expect("a folder");
        let dir = RunDir::new(Some(&long), None).expect("another parent");
        assert!(!dir.folder.path().starts_with(&long));
    }

    #[test]
    fn what_was_tried_in_vain_is_told_with_the_reasons() {
        let parent = tempfile::tempdir().expect("a folder");
        let (long, file) = (parent.path().join("x".repeat(100)), parent.path().join("file"));
        fs::create_dir(&long).expect("a folder");
        fs::write(&file, "").expect("written");
        let error = RunDir::below_first([long.clone(), file.clone()]).expect_err("nowhere").to_string();
        assert!(
            error.contains(&format!("{} (its path is too long for a socket)", long.display())),
            "{error}"
        );
        assert!(error.contains(&format!("{} (Not a directory", file.display())), "{error}");

        let dir = RunDir::below_first([long, file, parent.path().to_path_buf()]).expect("the last");
        assert!(dir.folder.path().starts_with(parent.path()));
    }

    #[test]
    fn what_a_killed_process_left_is_swept_and_what_lives_is_not() {
        let parent = tempfile::tempdir().expect("a folder");
        let living = RunDir::new(Some(parent.path()), None).expect("a folder");
        let left = parent.path().join(format!("{PREFIX}left"));
        DirBuilder::new().mode(0o700).create(&left).expect("a folder");
        File::create(left.join(LOCK)).expect("a lock that nobody holds");
        let foreign = parent.path().join(format!("{PREFIX}foreign"));
        DirBuilder::new().mode(0o700).create(&foreign).expect("a folder without a lock");

        let _new = RunDir::new(Some(parent.path()), None).expect("a folder");
        assert!(!left.exists());
        assert!(living.folder.path().exists());
        assert!(foreign.exists());
    }

    #[test]
    fn a_folder_that_is_being_made_is_not_swept_away_before_its_lock_is_held() {
        let parent = tempfile::tempdir().expect("a folder");
        let folder = parent.path().join(format!("{PREFIX}new"));
        DirBuilder::new().mode(0o700).create(&folder).expect("a folder");
        let held = lock(&folder, || sweep(parent.path())).expect("locked");
        sweep(parent.path());
        assert!(folder.exists());
        drop(held);
        sweep(parent.path());
        assert!(!folder.exists(), "its owner is gone");
    }
}
