//! Writing files durably: under its final name a file is whole and on the disk, or not there at all, also after a power
//! cut.

use std::fs::{File, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::{Builder, TempPath};

use crate::private;

/// Hides temporary files, and tells them from others in a folder that is cleared now and then.
const PREFIX: &str = ".helix-";
/// What a program gives a new file; the user's umask takes away from it.
const FOR_THE_USER: u32 = 0o666;

/// Writes a file that a person asked for with these bytes; what stood there is replaced in one step.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_to(PendingFile::beside(path)?, bytes)
}

/// The same for a file of the bot's own, which nobody else may read.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_to(PendingFile::with_mode(path, private::FILE)?, bytes)
}

fn write_to(pending: PendingFile, bytes: &[u8]) -> io::Result<()> {
    pending.open()?.write_all(bytes)?;
    pending.commit()
}

/// A file that is not whole yet, in the folder where it is to stand. Removed when dropped without a commit.
pub struct PendingFile {
    temporary: TempPath,
    target: PathBuf,
}

impl PendingFile {
    /// An empty file of a unique name in the folder of `target`, which must be there.
    pub fn beside(target: &Path) -> io::Result<Self> {
        Self::with_mode(target, FOR_THE_USER)
    }

    /// The same for a file of the bot's own, which nobody else may read.
    pub fn private_beside(target: &Path) -> io::Result<Self> {
        Self::with_mode(target, private::FILE)
    }

    fn with_mode(target: &Path, mode: u32) -> io::Result<Self> {
        let target = std::path::absolute(target)?;
        let folder = target.parent().ok_or(io::ErrorKind::InvalidFilename)?;
        let mut builder = Builder::new();
        builder.prefix(PREFIX).suffix(".tmp").permissions(Permissions::from_mode(mode));
        Ok(Self { temporary: builder.tempfile_in(folder)?.into_temp_path(), target })
    }

    /// Where its content is to be written.
    pub fn path(&self) -> &Path {
        &self.temporary
    }

    /// Opens it to be written.
    pub fn open(&self) -> io::Result<File> {
        File::options().write(true).open(&self.temporary)
    }

    /// Syncs the content, puts it under its final name, and syncs the folder, which keeps the name.
    pub fn commit(self) -> io::Result<()> {
        // Opened by its name: whoever wrote the content may have put another file in its place.
        File::open(&self.temporary)?.sync_all()?;
        self.temporary.persist(&self.target)?;
        let folder = self.target.parent().ok_or(io::ErrorKind::InvalidFilename)?;
        File::open(folder)?.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).expect("listed");
        names.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_written_file_replaces_what_stood_there_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.png");
        for content in [&b"first"[..], b"second"] {
            write(&path, content).expect("written");
            assert_eq!(fs::read(&path).expect("read"), content);
        }
        assert_eq!(names(folder.path()), ["a.png"]);
    }

    #[test]
    fn a_written_file_is_as_readable_as_any_new_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let (ours, plain) = (folder.path().join("ours"), folder.path().join("plain"));
        write(&ours, b"x").expect("written");
        fs::write(&plain, b"x").expect("written");
        let mode = |path| fs::metadata(path).expect("there").permissions().mode();
        assert_eq!(mode(ours), mode(plain));
    }

    #[test]
    fn a_file_of_the_bots_own_is_readable_by_its_owner_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.png");
        write_private(&path, b"x").expect("written");
        assert_eq!(fs::metadata(path).expect("there").permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_is_not_committed_is_gone_and_the_old_one_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.png");
        write(&path, b"old").expect("written");
        let pending = PendingFile::beside(&path).expect("a file");
        fs::write(pending.path(), b"half").expect("written");
        drop(pending);
        assert_eq!(names(folder.path()), ["a.png"]);
        assert_eq!(fs::read(&path).expect("read"), b"old");
    }

    #[test]
    fn a_target_that_cannot_be_a_file_is_refused() {
        assert!(write(Path::new("/"), b"x").is_err());
        let folder = tempfile::tempdir().expect("a folder");
        assert!(write(folder.path(), b"x").is_err(), "a folder stands there");
        assert!(write(&folder.path().join("missing/a.png"), b"x").is_err(), "its folder is not there");
    }
}
