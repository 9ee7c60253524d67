//! Local files waiting to be posted and archived. A file under its final name is whole and on the disk.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Notify;

use super::room::Room;
use crate::blocking::blocking;
use crate::digest::Digest;
use crate::durable::PendingFile;
use crate::failure::{Class, Failure};
use crate::private;
use crate::ritual::Recipe;
use crate::store::{RitualId, Timestamp};

/// Where nothing else is set, the spool may hold one of so many parts of its disk.
const DISK_PARTS: u64 = 10;

/// How much the spool writes to find out whether it can be written: what a small picture takes.
static TRIAL: [u8; 64 << 10] = [0; 64 << 10];

/// The folder of waiting files.
#[derive(Debug, Clone)]
pub struct Spool {
    folder: PathBuf,
    max: Option<u64>,
    /// What it holds, in bytes: as it was last counted, and what was written since.
    held: Arc<AtomicU64>,
    /// Woken when it may hold too much, or its disk has little room.
    pressed: Arc<Notify>,
}

impl Spool {
    /// Opens the folder, making it if need be. Nobody but the bot's own user may enter it.
    pub fn open(folder: &Path) -> io::Result<Self> {
        private::own_folder(folder)?;
        Ok(Self { folder: folder.canonicalize()?, max: None, held: Arc::default(), pressed: Arc::default() })
    }

    /// With a bound of so many bytes for what nothing needs any more; a tenth of the disk where none is given.
    #[must_use]
    pub fn bounded(self, max: Option<u64>) -> Self {
        Self { max, ..self }
    }

    /// How many bytes it may hold where nothing needs them any more.
    pub fn max(&self) -> io::Result<u64> {
        if let Some(max) = self.max {
            return Ok(max);
        }
        Ok(self.room()?.size / DISK_PARTS)
    }

    /// How much its disk holds.
    pub fn room(&self) -> io::Result<Room> {
        Room::of(&self.folder)
    }

    /// What it holds, in bytes, as it was last counted together with what was written since.
    pub fn held(&self) -> u64 {
        self.held.load(Ordering::Relaxed)
    }

    /// Notes what it holds by now.
    pub(super) fn counted(&self, bytes: u64) {
        self.held.store(bytes, Ordering::Relaxed);
    }

    /// Has files leave that nothing needs, where it holds more than it may or its disk has little room.
    pub fn relieve(&self) {
        let holds_too_much = self.max().is_ok_and(|max| self.held() > max);
        if holds_too_much || self.room().is_ok_and(|room| room.lacks() > 0) {
            self.pressed.notify_one();
        }
    }

    /// Waits until files are to leave.
    pub(super) async fn is_pressed(&self) {
        self.pressed.notified().await;
    }

    /// Proves that a file can be written here. It has no name and is gone at once.
    pub async fn check(&self) -> io::Result<()> {
        let folder = self.folder.clone();
        blocking(move || {
            let mut file = tempfile::tempfile_in(folder)?;
            file.write_all(&TRIAL)?;
            // Without it a full disk may only be noticed later.
            file.sync_data()
        })
        .await
    }

    /// Where a file lies or would lie. Absolute.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes a file of a ritual that was accepted at `of`, so that it is there whole or not at all, also after a power cut.
    pub async fn write(&self, name: &str, bytes: Vec<u8>, of: Timestamp) -> io::Result<()> {
        let path = self.path(name);
        let pending = blocking(move || {
            let pending = PendingFile::private_beside(&path)?;
            pending.open()?.write_all(&bytes)?;
            Ok((pending, bytes.len() as u64))
        });
        match pending.await {
            Ok((file, bytes)) => self.commit(file, bytes, of).await,
            Err(error) => {
                self.relieve();
                Err(error)
            }
        }
    }

    /// Puts a file of so many bytes in its place, which was written beside it.
    ///
    /// Whichever process makes it, and however often, it gets the same time. rclone sends a file under a name that follows
    /// from its length and time and renames it at the end: so what a process left there that was killed is replaced by the
    /// next that sends it, and does not stay.
    pub(super) async fn commit(&self, file: PendingFile, bytes: u64, of: Timestamp) -> io::Result<()> {
        let spool = self.clone();
        blocking(move || {
            let written = file.open().and_then(|it| it.set_modified(of.into())).and_then(|()| file.commit());
            if written.is_ok() {
                spool.held.fetch_add(bytes, Ordering::Relaxed);
            }
            spool.relieve();
            written
        })
        .await
    }

    /// True if the file is there with exactly the content that has this digest.
    pub async fn holds(&self, name: &str, digest: Digest) -> io::Result<bool> {
        let path = self.path(name);
        blocking(move || match File::open(path) {
            Ok(file) => Ok(Digest::of_reader(file)? == digest),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        })
        .await
    }
}

/// A full or failing disk may recover, so the job waits for as long as it takes.
pub(super) fn disk(error: io::Error) -> Failure {
    let reason = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the bot's own disk is full",
        io::ErrorKind::PermissionDenied => "the bot may not write its data directory",
        io::ErrorKind::ReadOnlyFilesystem => "the bot's own disk cannot be written to",
        io::ErrorKind::NotFound => "the bot's data directory is gone",
        _ => "the bot's own disk failed",
    };
    Failure::new(Class::Disk, reason).because(error)
}

/// The file name of a ritual's artifact: carries the id, so it is unique for ever and everywhere.
pub fn file_name(id: RitualId, recipe: &Recipe) -> String {
    format!("ritual-{}-{id}.png", recipe.steps)
}

/// The id in the name of an artifact or of the file beside it that moves.
pub(super) fn ritual_of(name: &str) -> Option<RitualId> {
    let stem = name.strip_suffix(".png").or_else(|| name.strip_suffix(".gif"))?;
    stem.get(stem.len().checked_sub(36)?..)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ritual::{Field, Seed, Size, Steps};
    use crate::store::MotionFile;

    #[tokio::test]
    async fn a_written_file_is_whole_and_leaves_no_temporary_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let spool = Spool::open(&folder.path().join("spool")).expect("a spool");
        spool.write("a.png", b"picture".to_vec(), Timestamp::now()).await.expect("written");
        assert!(spool.holds("a.png", Digest::of(b"picture")).await.expect("read"));
        let names: Vec<_> = std::fs::read_dir(spool.folder()).expect("listed").collect();
        assert_eq!(names.len(), 1, "{names:?}");
    }

    #[tokio::test]
    async fn whoever_writes_a_rituals_file_gives_it_the_time_of_the_ritual() {
        for time in [Timestamp(1_764_230_400_123), Timestamp(0)] {
            let folder = tempfile::tempdir().expect("a folder");
            let spool = Spool::open(folder.path()).expect("a spool");
            spool.write("a.gif", b"frames".to_vec(), time).await.expect("written");
            let pending = PendingFile::private_beside(&spool.path("a.png")).expect("a file");
            spool.commit(pending, 0, time).await.expect("written");
            for name in ["a.gif", "a.png"] {
                let modified =
                    std::fs::metadata(spool.path(name)).and_then(|it| it.modified()).expect("read");
                assert_eq!(modified, std::time::SystemTime::from(time), "{name}");
            }
        }
    }

    #[tokio::test]
    async fn a_missing_or_truncated_file_is_not_held() {
        let folder = tempfile::tempdir().expect("a folder");
        let spool = Spool::open(folder.path()).expect("a spool");
        assert!(!spool.holds("a.png", Digest::of(b"picture")).await.expect("looked"));
        std::fs::write(spool.path("a.png"), b"pict").expect("written");
        assert!(!spool.holds("a.png", Digest::of(b"picture")).await.expect("looked"));
    }

    #[test]
    fn the_id_is_read_back_from_the_file_name() {
        let id = RitualId::new();
        let recipe = Recipe::new(Steps::default(), Seed::from_bits(1), Size::default(), Field::default());
        assert_eq!(ritual_of(&file_name(id, &recipe)), Some(id));
        assert_eq!(ritual_of(&MotionFile::beside(&file_name(id, &recipe))), Some(id));
        assert_eq!(ritual_of("notes.txt"), None);
        assert_eq!(ritual_of("é.png"), None);
    }
}
