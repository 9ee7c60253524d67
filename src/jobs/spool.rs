//! Local files waiting to be posted and archived. A file under its final name is whole and on the disk.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::blocking::blocking;
use crate::digest::Digest;

/// The folder of waiting files.
#[derive(Debug, Clone)]
pub struct Spool {
    folder: PathBuf,
}

impl Spool {
    /// Opens the folder, making it if need be.
    pub fn open(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.canonicalize()? })
    }

    /// Where a file lies or would lie. Absolute.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes a file so that it is there whole or not at all, also after a power cut.
    pub async fn write(&self, name: &str, bytes: Vec<u8>) -> io::Result<()> {
        let path = self.path(name);
        blocking(move || write_durably(&path, &bytes)).await
    }

    /// True if the file is there with exactly the content that has this digest.
    pub async fn holds(&self, name: &str, digest: Digest) -> io::Result<bool> {
        let path = self.path(name);
        blocking(move || match std::fs::read(path) {
            Ok(bytes) => Ok(Digest::of(&bytes) == digest),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        })
        .await
    }
}

/// Writes to a temporary name in the same folder, syncs, renames, syncs the folder.
pub fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?.to_string_lossy();
    // The process id keeps two programs that share the folder apart, the thread id two threads of one.
    let own = format!(".{name}.{}-{:?}.tmp", std::process::id(), std::thread::current().id());
    let temporary = folder.join(own.replace(['(', ')'], ""));
    let written = (|| {
        let mut file = std::fs::File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&temporary, path)
    })();
    if let Err(error) = written {
        // The original error is what matters; a leftover is swept later.
        let _ = std::fs::remove_file(&temporary);
        return Err(error);
    }
    std::fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_written_file_is_whole_and_leaves_no_temporary_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let spool = Spool::open(&folder.path().join("spool")).expect("a spool");
        spool.write("a.png", b"picture".to_vec()).await.expect("written");
        assert!(spool.holds("a.png", Digest::of(b"picture")).await.expect("read"));
        let names: Vec<_> = std::fs::read_dir(spool.folder()).expect("listed").collect();
        assert_eq!(names.len(), 1, "{names:?}");
    }

    #[tokio::test]
    async fn a_missing_or_truncated_file_is_not_held() {
        let folder = tempfile::tempdir().expect("a folder");
        let spool = Spool::open(folder.path()).expect("a spool");
        assert!(!spool.holds("a.png", Digest::of(b"picture")).await.expect("looked"));
        std::fs::write(spool.path("a.png"), b"pict").expect("written");
        assert!(!spool.holds("a.png", Digest::of(b"picture")).await.expect("looked"));
    }
}
