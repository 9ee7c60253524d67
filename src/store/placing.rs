//! Putting a snapshot in the place of the database.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::database::snapshot::SoleAccess;
use super::model::Timestamp;
use crate::durable::PendingFile;
use crate::private;

/// Puts a judged snapshot in the place of the database that nobody has open. What stood there is kept beside it, under the
/// name that comes back.
pub fn put_in_place(
    snapshot: PendingFile,
    database: &Path,
    _alone: &SoleAccess,
    now: Timestamp,
) -> io::Result<Option<PathBuf>> {
    let aside = beside(database, &format!(".replaced-{}", now.0));
    let was_there = moved(database, &aside)?;
    // A log that belongs to another file would be taken for this one's.
    moved(&beside(database, "-wal"), &beside(&aside, "-wal"))?;
    match fs::remove_file(beside(database, "-shm")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    if let Some(folder) = database.parent() {
        File::open(folder)?.sync_all()?;
    }
    snapshot.commit()?;
    private::close_to_others(database)?;
    Ok(was_there.then_some(aside))
}

/// A file beside another, whose name goes on with `end`.
pub(super) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// False if there is nothing.
fn moved(from: &Path, to: &Path) -> io::Result<bool> {
    match fs::rename(from, to) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
