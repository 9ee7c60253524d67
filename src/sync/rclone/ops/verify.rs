//! Proving that a copy has the original's content.

use std::fs::File;
use std::io::{self, Read};
use std::time::Duration;

use md5::Md5;
use serde::Deserialize;
use serde_json::json;
use sha1::Sha1;
use sha2::digest::DynDigest;
use sha2::{Digest as _, Sha256};

use crate::blocking::blocking;
use crate::digest::{Digest, NotADigest, hex};
use crate::failure::{Action, Class, Failure};
use crate::sync::rclone::entry::EntryKind;
use crate::sync::rclone::hash_kind::{Comparison, HashKind};
use crate::sync::rclone::ops::comparison::WHOLE;
use crate::sync::rclone::ops::listing;
use crate::sync::rclone::rc::session::{RemoteSession, Responder};
use crate::sync::rclone::rclone_path::RclonePath;
use crate::sync::{LocalFile, RemotePath, VerifiedBy};

/// What a copy is compared with.
#[derive(Debug)]
pub(crate) struct Original<'a> {
    file: &'a LocalFile,
    /// In the remote's kind of hash, where it is used.
    by_remote: Option<(HashKind, String)>,
}

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CopyState {
    Missing,
    Same(VerifiedBy),
    Different,
}

impl<'a> Original<'a> {
    /// A file that has the promised length. It is read only for a kind of hash that was not recorded.
    pub(crate) async fn new(file: &'a LocalFile, comparison: Comparison) -> Result<Self, Failure> {
        let error = |cause: anyhow::Error| LocalFile::mismatch().because(cause);
        let found = tokio::fs::metadata(&file.path).await.map_err(|cause| error(cause.into()))?.len();
        if found != file.bytes {
            return Err(error(anyhow::anyhow!("promised {} bytes, found {found}", file.bytes)));
        }
        let by_remote = match comparison {
            Comparison::By(kind) if file.bytes <= WHOLE => Some((kind, recorded(file, kind).await?)),
            Comparison::By(_) | Comparison::ReadBack => None,
        };
        Ok(Self { file, by_remote })
    }

    /// Reads the local file, and refuses it if it is not what was promised.
    pub(crate) async fn inspect(&self) -> Result<(), Failure> {
        hashes(self.file, HashKind::Sha256).await.map(drop)
    }

    /// Looks at what stands at `place` and compares it, in one call. A folder of that name is a refusal. `time` bounds
    /// reading it back.
    pub(crate) async fn compare(
        &self,
        session: &RemoteSession<'_>,
        place: &RclonePath,
        action: Action,
        time: Duration,
    ) -> Result<CopyState, Failure> {
        if let Some((kind, ours)) = &self.by_remote {
            match hash(session, place, *kind, HashSource::Remote, action).await? {
                None => return Ok(CopyState::Missing),
                // A remote may offer a kind of hash and yet have none for this object.
                Some(theirs) if theirs.is_empty() => {}
                Some(theirs) => return Ok(verdict(theirs == *ours, kind.proves())),
            }
        }
        let read_back = read_back(session, place, action, time).await?;
        let ours = self.file.digest.to_string();
        Ok(read_back.map_or(CopyState::Missing, |hash| verdict(hash == ours, VerifiedBy::ReadBack)))
    }
}

/// The hash of this kind that a file is to have.
async fn recorded(file: &LocalFile, kind: HashKind) -> Result<String, Failure> {
    match (kind, file.md5) {
        (HashKind::Sha256, _) => Ok(file.digest.to_string()),
        (HashKind::Md5, Some(md5)) => Ok(md5.to_string()),
        (HashKind::Md5, None) | (HashKind::Sha1, _) => Ok(hashes(file, kind).await?.asked),
    }
}

/// Reads a local file once, and refuses it if it is not what was promised.
async fn hashes(file: &LocalFile, kind: HashKind) -> Result<Hashes, Failure> {
    let path = file.path.clone();
    let error = |cause: anyhow::Error| LocalFile::mismatch().because(cause);
    let read = blocking(move || hash_file(File::open(path)?, kind)).await;
    let hashes = read.map_err(|cause| error(cause.into()))?;
    if hashes.bytes == file.bytes && hashes.sha256 == file.digest.to_string() {
        return Ok(hashes);
    }
    Err(error(anyhow::anyhow!(
        "promised {} bytes with {}, found {} bytes with {}",
        file.bytes,
        file.digest,
        hashes.bytes,
        hashes.sha256
    )))
}

fn verdict(same: bool, by: VerifiedBy) -> CopyState {
    if same { CopyState::Same(by) } else { CopyState::Different }
}

/// The SHA-256 of the whole copy, read back; `None` if there is none.
pub(crate) async fn read_back(
    session: &RemoteSession<'_>,
    place: &RclonePath,
    action: Action,
    time: Duration,
) -> Result<Option<String>, Failure> {
    hash(session, place, HashKind::Sha256, HashSource::Content(time), action).await
}

/// The digest of the file at `place`, which is `path` below its destination; none if there is no such file.
pub(crate) async fn digest(
    session: &RemoteSession<'_>,
    place: &RclonePath,
    path: &RemotePath,
) -> Result<Option<Digest>, Failure> {
    let bytes = match listing::stat(session, place, path, Action::Verify).await?.map(|found| found.kind) {
        Some(EntryKind::File { bytes }) => bytes.unwrap_or(WHOLE),
        Some(EntryKind::Folder) | None => return Ok(None),
    };
    let time = session.time_for(bytes).await?;
    let Some(hash) = read_back(session, place, Action::Verify, time).await? else { return Ok(None) };
    let unreadable = |cause: NotADigest| unproven("what was read back has no digest").because(cause);
    hash.parse().map(Some).map_err(unreadable)
}

/// A copy that is not proven: the next try looks again.
pub(crate) fn unproven(guidance: &'static str) -> Failure {
    Failure::during(Action::Verify, Class::Transient, guidance)
}

/// Where a hash comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HashSource {
    /// What the remote says of the object.
    Remote,
    /// The object itself, read whole within so much time.
    Content(Duration),
}

/// A hash of the object at `place`; `None` if there is none.
async fn hash(
    session: &RemoteSession<'_>,
    place: &RclonePath,
    kind: HashKind,
    origin: HashSource,
    action: Action,
) -> Result<Option<String>, Failure> {
    #[derive(Deserialize)]
    struct Sum {
        hash: String,
    }
    let (download, time) = match origin {
        HashSource::Remote => (false, Duration::ZERO),
        HashSource::Content(time) => (true, time),
    };
    let input = json!({"fs": place.fs, "remote": place.path, "hashType": kind.name(), "download": download});
    let responder = Responder::Remote(session.timeouts.answer + time);
    match session.try_ask::<Sum>(responder, action, "operations/hashsumfile", &input).await? {
        Ok(sum) => Ok(Some(sum.hash)),
        Err(refusal) if refusal.status == 404 && refusal.text.contains("not found") => Ok(None),
        Err(refusal) => Err(session.refused(action, refusal).await),
    }
}

/// Removes an object; one that is not there is fine.
pub(crate) async fn delete(session: &RemoteSession<'_>, place: &RclonePath) -> Result<(), Failure> {
    let input = json!({"fs": place.fs, "remote": place.path});
    let responder = Responder::Remote(session.timeouts.answer);
    let deleted = session
        .try_ask::<serde::de::IgnoredAny>(responder, Action::Delete, "operations/deletefile", &input)
        .await?;
    match deleted {
        Ok(_) => Ok(()),
        Err(refusal) if refusal.status == 404 && refusal.text.contains("not found") => Ok(()),
        Err(refusal) => Err(session.refused(Action::Delete, refusal).await),
    }
}

/// What a file has.
struct Hashes {
    bytes: u64,
    sha256: String,
    /// In the kind that was asked for.
    asked: String,
}

/// Hashes in one pass: SHA-256 always, and the kind that is asked for.
fn hash_file(mut file: impl Read, kind: HashKind) -> io::Result<Hashes> {
    let mut sha256 = Sha256::new();
    let mut other: Option<Box<dyn DynDigest>> = match kind {
        HashKind::Sha256 => None,
        HashKind::Sha1 => Some(Box::new(Sha1::new())),
        HashKind::Md5 => Some(Box::new(Md5::new())),
    };
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
        sha2::Digest::update(&mut sha256, read);
        if let Some(hash) = &mut other {
            hash.update(read);
        }
    }
    let sha256 = hex(&sha256.finalize());
    let asked = other.map_or_else(|| sha256.clone(), |hash| hex(&hash.finalize()));
    Ok(Hashes { bytes, sha256, asked })
}

/// The SHA-256 and the length of what `file` has.
pub(crate) fn sha256_of(file: impl Read) -> io::Result<(Digest, u64)> {
    let Hashes { bytes, sha256, .. } = hash_file(file, HashKind::Sha256)?;
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
            let hashes = hash_file(&b"abc"[..], kind).expect("readable");
            assert_eq!((hashes.bytes, &*hashes.asked), (3, expected));
            assert_eq!(hashes.sha256, Digest::of(b"abc").to_string());
        }
    }

    #[tokio::test]
    async fn a_file_is_read_only_for_a_hash_that_was_not_recorded() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.png");
        std::fs::write(&path, b"abd").expect("written");
        let promised = LocalFile {
            path,
            digest: Digest::of(b"abc"),
            md5: Some(crate::digest::Md5::of(b"abc")),
            bytes: 3,
        };
        let by = |kind| Comparison::By(kind);
        for comparison in [by(HashKind::Sha256), by(HashKind::Md5), Comparison::ReadBack] {
            let original = Original::new(&promised, comparison).await.expect("not looked into");
            let error = original.inspect().await.expect_err("another content");
            assert_eq!(error.action, Some(Action::Read));
        }
        let unrecorded = LocalFile { md5: None, ..promised.clone() };
        for (file, kind) in [(&promised, HashKind::Sha1), (&unrecorded, HashKind::Md5)] {
            let error = Original::new(file, by(kind)).await.expect_err("another content");
            assert_eq!(error.action, Some(Action::Read));
        }
    }

    #[tokio::test]
    async fn a_file_that_is_gone_or_cut_is_refused_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.png");
        let file = LocalFile { path: path.clone(), digest: Digest::of(b"abc"), md5: None, bytes: 3 };
        for _ in 0..2 {
            let error = Original::new(&file, Comparison::ReadBack).await.expect_err("not what was promised");
            assert_eq!(error.action, Some(Action::Read));
            std::fs::write(&path, b"ab").expect("written");
        }
    }
}
