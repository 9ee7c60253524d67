//! The private folder that holds the daemon's socket.
//!
//! A socket's path has to be short, so the folder is not below the data directory. Each daemon gets a fresh one;
//! it is removed with the daemon. A folder left behind by a killed process is recognised by its free lock and
//! removed by the next one that starts.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

/// Longest socket path that both Linux (108 bytes with the closing zero) and macOS (104) take.
const LONGEST_SOCKET_PATH: usize = 103;

/// What the folders' names begin with.
const PREFIX: &str = "helix-";

/// A folder that only this user can enter, removed when dropped.
#[derive(Debug)]
pub(crate) struct RunDir {
    path: PathBuf,
    _lock: File,
}

impl RunDir {
    /// Makes one below the first of `preferred`, `XDG_RUNTIME_DIR` and `/tmp` that allows it.
    pub(crate) fn new(preferred: Option<&Path>) -> io::Result<Self> {
        let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
        let parents = preferred.map(Path::to_path_buf).into_iter().chain(runtime).chain(["/tmp".into()]);
        let mut last = None;
        for parent in parents.filter(|parent| parent.is_absolute()) {
            match Self::below(&parent) {
                Ok(dir) => return Ok(dir),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| io::ErrorKind::NotFound.into()))
    }

    fn below(parent: &Path) -> io::Result<Self> {
        sweep(parent);
        let path = parent.join(format!("{PREFIX}{}", random_name()?));
        if path.join("s").as_os_str().len() > LONGEST_SOCKET_PATH {
            return Err(io::Error::new(io::ErrorKind::InvalidFilename, "its path is too long for a socket"));
        }
        // Refuses a name that exists, so nobody can have prepared it.
        DirBuilder::new().mode(0o700).create(&path)?;
        let lock = File::create_new(path.join("lock"))?;
        flock(&lock, FlockOperation::NonBlockingLockExclusive)?;
        Ok(Self { path, _lock: lock })
    }

    /// Where the daemon's socket goes.
    pub(crate) fn socket(&self) -> PathBuf {
        self.path.join("s")
    }
}

impl Drop for RunDir {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            tracing::debug!(path = %self.path.display(), %error, "the daemon's folder could not be removed");
        }
    }
}

/// Sixteen random hexadecimal digits.
pub(crate) fn random_name() -> io::Result<String> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(format!("{:016x}", u64::from_le_bytes(bytes)))
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
    ours && File::open(path.join("lock")).is_ok_and(free)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_private_short_and_gone_afterwards() {
        let parent = tempfile::tempdir().expect("a folder");
        let dir = RunDir::new(Some(parent.path())).expect("a folder");
        let path = dir.path.clone();
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
        let dir = RunDir::new(Some(&long)).expect("another parent");
        assert!(!dir.path.starts_with(&long));
    }

    #[test]
    fn what_a_killed_process_left_is_swept_and_what_lives_is_not() {
        let parent = tempfile::tempdir().expect("a folder");
        let living = RunDir::new(Some(parent.path())).expect("a folder");
        let left = parent.path().join(format!("{PREFIX}left"));
        DirBuilder::new().mode(0o700).create(&left).expect("a folder");
        File::create(left.join("lock")).expect("a lock that nobody holds");
        let foreign = parent.path().join(format!("{PREFIX}foreign"));
        DirBuilder::new().mode(0o700).create(&foreign).expect("a folder without a lock");

        let _new = RunDir::new(Some(parent.path())).expect("a folder");
        assert!(!left.exists());
        assert!(living.path.exists());
        assert!(foreign.exists());
    }
}
