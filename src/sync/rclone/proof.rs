//! Proving that a copy has the original's content.

use std::collections::HashMap;
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
use crate::sync::{Action, Class, LocalFile, SyncError, VerifiedBy};

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
        let changed = "the local file is missing or is not the one that was to be archived";
        let error =
            |cause: anyhow::Error| SyncError::new(Class::Transient, Action::Copy, changed).because(cause);
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

    /// Looks at what stands at `place` and compares it. `time` bounds reading it back.
    pub(super) async fn compare(
        &self,
        line: &Line<'_>,
        place: &Place,
        action: Action,
        time: Duration,
    ) -> Result<Found, SyncError> {
        let Some(found) = stat(line, place, action, self.by_remote.as_ref().map(|(kind, _)| *kind)).await?
        else {
            return Ok(Found::Nothing);
        };
        // Some remotes cannot tell a size and say -1; then the content has to.
        if u64::try_from(found.size).is_ok_and(|size| size != self.bytes) {
            return Ok(Found::Different);
        }
        if let Some((kind, ours)) = &self.by_remote
            && let Some(theirs) = found.hash(*kind)
        {
            return Ok(verdict(theirs == ours, kind.proves()));
        }
        self.compare_content(line, place, action, time).await
    }

    /// Compares what was just sent to `place`. What is read back anyway needs no look before.
    pub(super) async fn verify(
        &self,
        line: &Line<'_>,
        place: &Place,
        time: Duration,
    ) -> Result<Found, SyncError> {
        if self.by_remote.is_some() {
            return self.compare(line, place, Action::Verify, time).await;
        }
        self.compare_content(line, place, Action::Verify, time).await
    }

    async fn compare_content(
        &self,
        line: &Line<'_>,
        place: &Place,
        action: Action,
        time: Duration,
    ) -> Result<Found, SyncError> {
        let read_back = read_back(line, place, action, time).await?;
        Ok(read_back.map_or(Found::Nothing, |hash| verdict(hash == self.sha256, VerifiedBy::ReadBack)))
    }
}

fn verdict(same: bool, by: VerifiedBy) -> Found {
    if same { Found::Same(by) } else { Found::Different }
}

/// An object as rclone describes it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Item {
    size: i64,
    #[serde(default)]
    hashes: Option<HashMap<String, String>>,
}

impl Item {
    /// A remote may offer a kind of hash and yet have none for this object.
    fn hash(&self, kind: HashKind) -> Option<&str> {
        self.hashes.as_ref()?.get(kind.name()).map(String::as_str).filter(|hash| !hash.is_empty())
    }
}

async fn stat(
    line: &Line<'_>,
    place: &Place,
    action: Action,
    kind: Option<HashKind>,
) -> Result<Option<Item>, SyncError> {
    #[derive(Deserialize)]
    struct Stat {
        item: Option<Item>,
    }
    let kinds: Vec<_> = kind.iter().map(|kind| kind.name()).collect();
    let options = json!({
        "filesOnly": true, "noModTime": true, "noMimeType": true,
        "showHash": kind.is_some(), "hashTypes": kinds,
    });
    let input = json!({"fs": place.fs, "remote": place.path, "opt": options});
    Ok(line.ask::<Stat>(action, "operations/stat", &input).await?.item)
}

/// The SHA-256 of the whole copy, read back; `None` if there is none.
pub(super) async fn read_back(
    line: &Line<'_>,
    place: &Place,
    action: Action,
    time: Duration,
) -> Result<Option<String>, SyncError> {
    #[derive(Deserialize)]
    struct Sum {
        hash: String,
    }
    let input = json!({"fs": place.fs, "remote": place.path, "hashType": "sha256", "download": true});
    match line.try_ask::<Sum>(Answerer::Remote(time), action, "operations/hashsumfile", &input).await? {
        Ok(sum) => Ok(Some(sum.hash)),
        Err(refusal) if refusal.status == 404 && refusal.text.contains("object not found") => Ok(None),
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
        assert_eq!(error.class, Class::Transient);
        std::fs::remove_file(&file.path).expect("removed");
        Original::read(&file, Comparison::ReadBack).await.expect_err("no file");
    }
}
