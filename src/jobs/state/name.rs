//! What a snapshot is called.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, UNIX_EPOCH};

use crate::digest::Digest;
use crate::store::{Life, Timestamp};
use crate::sync::{BadRemotePath, RemotePath};

/// The folder of each destination in which snapshots lie.
const FOLDER: &str = "state";
/// What all names begin and end with.
const BEGINNING: &str = "helix-";
const END: &str = ".sqlite3.zst";
/// What rclone puts behind a name, after a dot and some digits, as long as it sends the file.
const UNFINISHED: &str = ".partial";
/// How many digits of the file's digest stand in its name: enough to know a damaged one.
const DIGITS: usize = 16;
/// How far ahead a clock may be.
const AHEAD: Duration = Duration::from_hours(24);

/// A snapshot's name: `helix-2026-11-27T05-32-04.123Z-0a1b2c3d-0123456789abcdef.sqlite3.zst`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SnapshotName {
    /// When it was taken.
    pub at: Timestamp,
    /// Of which life of the database it is.
    pub life: Life,
    /// The first digits of the file's SHA-256.
    digest: String,
}

impl SnapshotName {
    /// The name of a file with this digest.
    pub fn new(at: Timestamp, life: Life, digest: Digest) -> Self {
        Self { at, life, digest: digest.to_string()[..DIGITS].to_owned() }
    }

    /// The snapshot that was being sent under this name; none if that is not what the name says.
    pub fn of_unfinished(text: &str) -> Option<Self> {
        let (name, _) = text.strip_suffix(UNFINISHED)?.rsplit_once('.')?;
        name.parse().ok()
    }

    /// Whether a file of this name has this digest.
    pub fn fits(&self, digest: Digest) -> bool {
        digest.to_string().starts_with(&self.digest)
    }

    /// Where it lies below a destination.
    pub fn path(&self) -> Result<RemotePath, BadRemotePath> {
        format!("{FOLDER}/{self}").parse()
    }

    /// The folder in which snapshots lie.
    pub fn folder() -> Result<RemotePath, BadRemotePath> {
        FOLDER.parse()
    }

    /// Sorts the latest last. What a clock that was wrong dated into the future comes before all others.
    pub fn rank(&self, now: Timestamp) -> (bool, Timestamp) {
        (self.at <= now + AHEAD, self.at)
    }

    /// When it was taken, as people read it.
    pub fn moment(&self) -> String {
        let since = Duration::from_millis(u64::try_from(self.at.0).unwrap_or_default());
        humantime::format_rfc3339_millis(UNIX_EPOCH + since).to_string()
    }
}

impl fmt::Display for SnapshotName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not every cloud takes colons.
        let at = self.moment().replace(':', "-");
        write!(f, "{BEGINNING}{at}-{}-{}{END}", self.life, self.digest)
    }
}

/// A name that no snapshot has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is no snapshot's name; they look like \
     helix-2026-11-27T05-32-04.123Z-0a1b2c3d-0123456789abcdef.sqlite3.zst, and `helix-bot state list` lists them"
)]
pub struct NotASnapshot(String);

impl FromStr for SnapshotName {
    type Err = NotASnapshot;

    fn from_str(text: &str) -> Result<Self, NotASnapshot> {
        let read = || {
            let inner = text.strip_prefix(BEGINNING)?.strip_suffix(END)?;
            let (rest, digest) = inner.rsplit_once('-')?;
            let (at, life) = rest.rsplit_once('-')?;
            let (day, time) = at.split_once('T')?;
            let at = humantime::parse_rfc3339(&format!("{day}T{}", time.replace('-', ":"))).ok()?;
            let millis = at.duration_since(UNIX_EPOCH).ok()?.as_millis();
            let name = Self {
                at: Timestamp(i64::try_from(millis).ok()?),
                life: life.parse().ok()?,
                digest: digest.to_owned(),
            };
            // It has one spelling.
            (name.to_string() == text && digest.len() == DIGITS).then_some(name)
        };
        read().ok_or_else(|| NotASnapshot(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(at: i64) -> SnapshotName {
        SnapshotName::new(Timestamp(at), Life::new([1, 2, 3, 4]), Digest::of(b"x"))
    }

    #[test]
    fn a_name_says_when_it_was_taken_and_sorts_by_that() {
        let name = name(1_795_757_524_123);
        assert_eq!(name.to_string(), "helix-2026-11-27T05-32-04.123Z-01020304-2d711642b726b044.sqlite3.zst");
        assert!(name.fits(Digest::of(b"x")) && !name.fits(Digest::of(b"y")));
        assert!(name.path().is_ok());
    }

    #[test]
    fn what_a_wrong_clock_dated_into_the_future_is_not_the_latest() {
        let now = Timestamp(1_000_000_000_000);
        let (today, tomorrow, someday) = (name(now.0), name((now + AHEAD).0), name(now.0 * 2));
        assert!(today.rank(now) < tomorrow.rank(now));
        assert!(someday.rank(now) < today.rank(now));
    }

    #[test]
    fn nothing_else_is_a_snapshots_name() {
        for text in [
            "",
            "helix-.sqlite3.zst",
            "helix-2026-11-27T05-32-04.123Z-01020304-2d711642b726b044.sqlite3.zst.partial",
            "helix-2026-11-27T05-32-04.123Z-01020304-2d711642b726b04.sqlite3.zst",
            "helix-2026-11-27T05-32-04.123Z-0102030-2d711642b726b044.sqlite3.zst",
            "helix-2026-13-27T05-32-04.123Z-01020304-2d711642b726b044.sqlite3.zst",
        ] {
            assert!(text.parse::<SnapshotName>().is_err(), "{text}");
            assert_eq!(SnapshotName::of_unfinished(text), None, "{text}");
        }
    }

    #[test]
    fn one_that_is_not_all_there_is_known_by_its_name() {
        let name = name(1_795_757_524_123);
        assert_eq!(SnapshotName::of_unfinished(&format!("{name}.7da28155.partial")), Some(name.clone()));
        assert_eq!(SnapshotName::of_unfinished(&name.to_string()), None);
    }

    proptest! {
        #[test]
        fn every_name_is_read_back(at in 0..4_000_000_000_000_i64, life: [u8; 4], content: Vec<u8>) {
            let name = SnapshotName::new(Timestamp(at), Life::new(life), Digest::of(&content));
            prop_assert_eq!(name.to_string().parse(), Ok(name));
        }

        #[test]
        fn no_text_makes_it_panic(text in "helix-\\PC{0,60}.sqlite3.zst") {
            let _ = text.parse::<SnapshotName>();
        }
    }
}
