//! Proving that a copy has the original's content.

use std::fs::File;
use std::io::{self, Read};
use std::time::Duration;

use md5::Md5;
use serde::Deserialize;
use serde_json::json;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use super::line::{Answerer, Line};
use super::remote::{Comparison, HashKind, Place, WHOLE};
use crate::digest::{Digest, hex};
use crate::sync::{Action, LocalFile, SyncError, VerifiedBy};

/// What a copy is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Original {
    bytes: u64,
    sha256: String,
    /// In the remote's kind of hash, where it is used.
    by_remote: Option<(HashKind, String)>,
}

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    Same(VerifiedBy),
    Different,
}

impl Original {
    /// Reads the local file once, and refuses it if it is not what was promised.
    pub(super) async fn read(file: &LocalFile, comparison: Comparison) -> Result<Self, SyncError> {
        let kind = match comparison {
            Comparison::By(kind) if file.bytes <= WHOLE => Some(kind),
            Comparison::By(_) | Comparison::ReadBack => None,
        };
        let path = file.path.clone();
        let read = tokio::task::spawn_blocking(move || hash_file(File::open(path)?, kind)).await;
        let error = |cause: anyhow::Error| SyncError::other_file().because(cause);
        let original = read.map_err(|cause| error(cause.into()))?.map_err(|cause| error(cause.into()))?;
        if original.bytes == file.bytes && original.sha256 == file.digest.to_string() {
            Ok(original)
        } else {
            Err(error(anyhow::anyhow!(
                "promised {} bytes with {}, found {} bytes with {}",
                file.bytes,
                file.digest,
                original.bytes,
                original.sha256
            )))
        }
    }

    /// Looks at what stands at `place` and compares it, in one call. A folder of that name is a refusal. `time` bounds
    /// reading it back.
    pub(super) async fn compare(
        &self,
        line: &Line<'_>,
        place: &Place,
        action: Action,
        time: Duration,
    ) -> Result<Found, SyncError> {
        if let Some((kind, ours)) = &self.by_remote {
            match hash(line, place, *kind, Origin::Remote, action).await? {
                None => return Ok(Found::Nothing),
                // A remote may offer a kind of hash and yet have none for this object.
                Some(theirs) if theirs.is_empty() => {}
                Some(theirs) => return Ok(verdict(theirs == *ours, kind.proves())),
            }
        }
        let read_back = read_back(line, place, action, time).await?;
        Ok(read_back.map_or(Found::Nothing, |hash| verdict(hash == self.sha256, VerifiedBy::ReadBack)))
    }
}

fn verdict(same: bool, by: VerifiedBy) -> Found {
    if same { Found::Same(by) } else { Found::Different }
}

/// The SHA-256 of the whole copy, read back; `None` if there is none.
pub(super) async fn read_back(
    line: &Line<'_>,
    place: &Place,
    action: Action,
    time: Duration,
) -> Result<Option<String>, SyncError> {
    hash(line, place, HashKind::Sha256, Origin::Content(time), action).await
}

/// Where a hash comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// What the remote says of the object.
    Remote,
    /// The object itself, read whole within so much time.
    Content(Duration),
}

/// A hash of the object at `place`; `None` if there is none.
async fn hash(
    line: &Line<'_>,
    place: &Place,
    kind: HashKind,
    origin: Origin,
    action: Action,
) -> Result<Option<String>, SyncError> {
    #[derive(Deserialize)]
    struct Sum {
        hash: String,
    }
    let (download, time) = match origin {
        Origin::Remote => (false, Duration::ZERO),
        Origin::Content(time) => (true, time),
    };
    let input = json!({"fs": place.fs, "remote": place.path, "hashType": kind.name(), "download": download});
    let answerer = Answerer::Remote(line.patience.answer + time);
    match line.try_ask::<Sum>(answerer, action, "operations/hashsumfile", &input).await? {
        Ok(sum) => Ok(Some(sum.hash)),
        Err(refusal) if refusal.status == 404 && refusal.text.contains("not found") => Ok(None),
        Err(refusal) => Err(line.refused(action, refusal).await),
    }
}

/// Removes an object; one that is not there is fine.
pub(super) async fn delete(line: &Line<'_>, place: &Place) -> Result<(), SyncError> {
    let input = json!({"fs": place.fs, "remote": place.path});
    let answerer = Answerer::Remote(line.patience.answer);
    let deleted = line
        .try_ask::<serde::de::IgnoredAny>(answerer, Action::Delete, "operations/deletefile", &input)
        .await?;
    match deleted {
        Ok(_) => Ok(()),
        Err(refusal) if refusal.status == 404 && refusal.text.contains("not found") => Ok(()),
        Err(refusal) => Err(line.refused(Action::Delete, refusal).await),
    }
}

/// Hashes in one pass: SHA-256 always, and what the remote has.
fn hash_file(mut file: impl Read, kind: Option<HashKind>) -> io::Result<Original> {
    let mut sha256 = Sha256::new();
    let mut sha1 = (kind == Some(HashKind::Sha1)).then(Sha1::new);
    let mut md5 = (kind == Some(HashKind::Md5)).then(Md5::new);
    let mut bytes = 0;
    let mut buffer = vec![0; 128 << 10];
    loop {
        let read = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => &buffer[..read],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        bytes += read.len() as u64;
        sha256.update(read);
        if let Some(hash) = &mut sha1 {
            hash.update(read);
        }
        if let Some(hash) = &mut md5 {
            hash.update(read);
        }
    }
    let sha256 = hex(&sha256.finalize());
    let by_remote = kind.map(|kind| {
        let hash = match kind {
            HashKind::Sha256 => Some(sha256.clone()),
            HashKind::Sha1 => sha1.map(|hash| hex(&hash.finalize())),
            HashKind::Md5 => md5.map(|hash| hex(&hash.finalize())),
        };
        (kind, hash.unwrap_or_default())
    });
    Ok(Original { bytes, sha256, by_remote })
}

/// The SHA-256 and the length of what `file` has.
pub(super) fn sha256_of(file: impl Read) -> io::Result<(Digest, u64)> {
    let Original { bytes, sha256, .. } = hash_file(file, None)?;
    let digest = sha256.parse().map_err(io::Error::other)?;
    Ok((digest, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_well_known_test_vectors() {
        for (kind, expected) in [
            (HashKind::Sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (HashKind::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (HashKind::Md5, "900150983cd24fb0d6963f7d28e17f72"),
        ] {
            let original = hash_file(&b"abc"[..], Some(kind)).expect("readable");
            assert_eq!(original.bytes, 3);
            assert_eq!(original.sha256, Digest::of(b"abc").to_string());
            assert_eq!(original.by_remote, Some((kind, expected.to_owned())));
        }
    }

    #[tokio::test]
    async fn a_file_that_changed_since_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.png");
        std::fs::write(&path, b"abd").expect("written");
        let file = LocalFile { path, digest: Digest::of(b"abc"), bytes: 3 };
        let error = Original::read(&file, Comparison::ReadBack).await.expect_err("another content");
        assert_eq!(error.action, Action::Read);
        std::fs::remove_file(&file.path).expect("removed");
        Original::read(&file, Comparison::ReadBack).await.expect_err("no file");
    }
}
