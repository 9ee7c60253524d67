//! SQLite's file on the disk: that it is still the one that was opened, and whether another process has it open.

use std::fs::{self, File, Metadata, TryLockError};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::blocking::blocking;
use crate::private;
use crate::store::error::{Result, StoreError};

/// What the lock's name adds to the file's. Every process that has the database open holds it together with all others,
/// and the kernel lets go of it when a process ends, however it ends. The file itself says nothing and stays.
const LOCK: &str = ".lock";

/// SQLite's file, while it is open.
#[derive(Debug)]
pub(crate) struct SqliteFile {
    path: PathBuf,
    identity: (u64, u64),
    is_alone: bool,
    /// None where the file system has no locks.
    lock: Option<Arc<File>>,
}

impl SqliteFile {
    /// The file at `path`, which is there and is about to be opened.
    pub(crate) async fn open(path: &Path) -> Result<Self> {
        let path = path.to_owned();
        let opened = blocking(move || {
            let (is_alone, lock) =
                lock(&path).map_or_else(|error| without_locks(&error), |(alone, lock)| (alone, Some(lock)));
            Ok(Self { identity: identity(&fs::metadata(&path)?), path, is_alone, lock })
        });
        opened.await.map_err(cannot_be_opened)
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether no other process has it open, and none can open it until [`SqliteFile::share`]: whoever held a lease is
    /// dead.
    pub(crate) fn is_alone(&self) -> bool {
        self.is_alone
    }

    /// From now on others may open it as well.
    pub(crate) async fn share(&mut self) -> Result<()> {
        self.is_alone = false;
        let Some(lock) = self.lock.clone() else { return Ok(()) };
        // Another may be alone with it for a moment, before or after us. It waits for nobody, and nobody who waits here
        // has begun any work.
        blocking(move || lock.lock_shared()).await.map_err(cannot_be_opened)
    }

    /// Fails where it was removed or replaced: SQLite would write on into what nobody finds again.
    pub(crate) fn must_be_in_place(&self) -> Result<()> {
        // A look that takes a microsecond and needs no thread.
        match fs::metadata(&self.path) {
            Ok(found) if identity(&found) == self.identity => Ok(()),
            // Whatever else is wrong with the disk, SQLite says itself.
            Err(error) if error.kind() != io::ErrorKind::NotFound => Ok(()),
            Ok(_) | Err(_) => Err(StoreError::Gone),
        }
    }
}

fn identity(found: &Metadata) -> (u64, u64) {
    (found.dev(), found.ino())
}

/// Takes the lock alone; none while anybody has the database open.
pub(super) fn lock_alone(path: &Path) -> io::Result<Option<File>> {
    let lock = private::open(&lock_of(path))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn lock_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(LOCK);
    name.into()
}

/// Takes the lock: alone, if nobody has it, else together with those who do. True for alone.
fn lock(path: &Path) -> io::Result<(bool, Arc<File>)> {
    let lock = Arc::new(private::open(&lock_of(path))?);
    match lock.try_lock() {
        Ok(()) => Ok((true, lock)),
        Err(TryLockError::WouldBlock) => {
            // Waits for one that is alone with it for a moment.
            lock.lock_shared()?;
            Ok((false, lock))
        }
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn without_locks(error: &io::Error) -> (bool, Option<Arc<File>>) {
    tracing::warn!(%error, "there are no locks in the data directory: after a crash, jobs go on only when their leases \
        have run out");
    (false, None)
}

fn cannot_be_opened(error: io::Error) -> StoreError {
    StoreError::Open(format!("the database cannot be opened: {error}"), Some(error.into()))
}
