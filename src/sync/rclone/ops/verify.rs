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
use crate::sync::rclone::hash_kind::{Comparison, Counts, HashKind, Provenance};
use crate::sync::rclone::hash_limits::HashLimits;
use crate::sync::rclone::ops::listing;
use crate::sync::rclone::rc::session::{RemoteSession, Responder};
use crate::sync::rclone::rclone_path::RclonePath;
use crate::sync::{Destination, EntryKind, LocalFile, RemotePath, VerifiedBy};

/// A file's length where it is not told; it decides how long reading may take.
pub(crate) const ASSUMED: u64 = 64 << 20;

/// What refusals say when a remote offers a kind of hash and could not compute it for this object.
const NO_HASH: [&str; 2] = ["failed to calculate", "hash unsupported"];

/// What a copy at a destination is compared with.
pub(crate) struct Original<'a> {
    file: &'a LocalFile,
    destination: &'a Destination,
    limits: &'a HashLimits,
    /// In the remote's kind of hash, where it is used, and of which objects that counts.
    by_remote: Option<(HashKind, String, Counts)>,
}

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CopyState {
    Missing,
    Same(VerifiedBy),
    /// Its own bytes were read, and differ.
    Different,
}

/// What a remote's hash says of an object.
enum HashVerdict {
    Missing,
    Same(VerifiedBy),
    /// It is not the one that the content has. That is no proof of damage: encryption gives other hashes.
    Differs,
    /// Nothing that counts.
    Silent,
}

impl<'a> Original<'a> {
    /// A file that has the promised length. It is read only for a kind of hash that was not recorded.
    pub(crate) async fn new(
        file: &'a LocalFile,
        destination: &'a Destination,
        comparison: Comparison,
        limits: &'a HashLimits,
    ) -> Result<Self, Failure> {
        let error = |cause: anyhow::Error| LocalFile::mismatch().because(cause);
        let found = tokio::fs::metadata(&file.path).await.map_err(|cause| error(cause.into()))?.len();
        if found != file.bytes {
            return Err(error(anyhow::anyhow!("promised {} bytes, found {found}", file.bytes)));
        }
        let by_remote = match comparison {
            Comparison::By(kind, counts) => Some((kind, recorded(file, kind).await?, counts)),
            Comparison::ReadBack => None,
        };
        Ok(Self { file, destination, limits, by_remote })
    }

    /// A file that need not be there any more. A remote's kind of hash is used only if it was recorded.
    pub(crate) fn remembered(
        file: &'a LocalFile,
        destination: &'a Destination,
        comparison: Comparison,
        limits: &'a HashLimits,
    ) -> Self {
        let by_remote = match comparison {
            Comparison::By(kind, counts) => remembered(file, kind).map(|hash| (kind, hash, counts)),
            Comparison::ReadBack => None,
        };
        Self { file, destination, limits, by_remote }
    }

    /// Reads the local file, and refuses it if it is not what was promised.
    pub(crate) async fn inspect(&self) -> Result<(), Failure> {
        hashes(self.file, HashKind::Sha256).await.map(drop)
    }

    /// Looks at what stands at `place` and compares it: by the remote's hash where that counts for an object of this
    /// provenance, else by its content. A folder of that name is a refusal. `time` bounds each reading.
    pub(crate) async fn compare(
        &self,
        session: &RemoteSession<'_>,
        place: &RclonePath,
        provenance: Provenance,
        action: Action,
        time: Duration,
    ) -> Result<CopyState, Failure> {
        let verdict = self.ask_hash(session, place, provenance, action).await?;
        match verdict {
            HashVerdict::Missing => return Ok(CopyState::Missing),
            HashVerdict::Same(verified_by) => return Ok(CopyState::Same(verified_by)),
            HashVerdict::Differs | HashVerdict::Silent => {}
        }
        let state = self.read(session, place, action, time).await?;
        if matches!((&verdict, state), (HashVerdict::Differs, CopyState::Same(_))) {
            let destination = self.destination;
            tracing::warn!(%destination, "its hash is not that of the content; copies there are read back from now on");
            self.limits.found_wrong(destination);
        }
        Ok(state)
    }

    /// Asks for the remote's hash, if it counts.
    async fn ask_hash(
        &self,
        session: &RemoteSession<'_>,
        place: &RclonePath,
        provenance: Provenance,
        action: Action,
    ) -> Result<HashVerdict, Failure> {
        let Some((kind, ours, counts)) = &self.by_remote else { return Ok(HashVerdict::Silent) };
        if !counts.covers(provenance) || !self.limits.allow(self.destination, self.file.bytes) {
            return Ok(HashVerdict::Silent);
        }
        Ok(match hash(session, place, *kind, HashSource::Remote, action).await? {
            None => HashVerdict::Missing,
            Some(theirs) if theirs == *ours => HashVerdict::Same(kind.proves()),
            // A remote may offer a kind of hash and yet have none for this object.
            Some(theirs) if theirs.is_empty() => {
                if provenance == Provenance::JustSent {
                    self.limits.found_none(self.destination, self.file.bytes);
                }
                HashVerdict::Silent
            }
            Some(_) => HashVerdict::Differs,
        })
    }

    /// Compares the copy's own bytes. What comes back may have been damaged on its way, so only two readings that agree
    /// show another content.
    async fn read(
        &self,
        session: &RemoteSession<'_>,
        place: &RclonePath,
        action: Action,
        time: Duration,
    ) -> Result<CopyState, Failure> {
        let ours = self.file.digest.to_string();
        let mut before = None;
        for _ in 0..2 {
            match read_back(session, place, action, time).await? {
                None => return Ok(CopyState::Missing),
                Some(theirs) if theirs == ours => return Ok(CopyState::Same(VerifiedBy::ReadBack)),
                theirs if theirs == before => return Ok(CopyState::Different),
                theirs => before = theirs,
            }
        }
        Err(unproven("the copy was read back twice and came another each time; it was left as it is"))
    }
}

/// The hash of this kind that a file is to have.
async fn recorded(file: &LocalFile, kind: HashKind) -> Result<String, Failure> {
    match remembered(file, kind) {
        Some(hash) => Ok(hash),
        None => Ok(hashes(file, kind).await?.asked),
    }
}

/// The same, if it was recorded when the file was made.
fn remembered(file: &LocalFile, kind: HashKind) -> Option<String> {
    match kind {
        HashKind::Sha256 => Some(file.digest.to_string()),
        HashKind::Md5 => file.md5.map(|md5| md5.to_string()),
        HashKind::Sha1 => None,
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
        Some(EntryKind::File { bytes }) => bytes.unwrap_or(ASSUMED),
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
        Err(refusal)
            if origin == HashSource::Remote && NO_HASH.iter().any(|no| refusal.text.contains(no)) =>
        {
            Ok(Some(String::new()))
        }
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
        let by = |kind| Comparison::By(kind, Counts::Always);
        let (to, limits) = (Destination::local(), HashLimits::default());
        for comparison in [by(HashKind::Sha256), by(HashKind::Md5), Comparison::ReadBack] {
            let original = Original::new(&promised, &to, comparison, &limits).await.expect("not looked into");
            let error = original.inspect().await.expect_err("another content");
            assert_eq!(error.action, Some(Action::Read));
        }
        let unrecorded = LocalFile { md5: None, ..promised.clone() };
        for (file, kind) in [(&promised, HashKind::Sha1), (&unrecorded, HashKind::Md5)] {
            let error = Original::new(file, &to, by(kind), &limits).await.err().expect("another content");
            assert_eq!(error.action, Some(Action::Read));
        }
    }

    #[tokio::test]
    async fn a_file_that_is_gone_or_cut_is_refused_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.png");
        let file = LocalFile { path: path.clone(), digest: Digest::of(b"abc"), md5: None, bytes: 3 };
        let (to, limits) = (Destination::local(), HashLimits::default());
        for _ in 0..2 {
            let error =
                Original::new(&file, &to, Comparison::ReadBack, &limits).await.err().expect("refused");
            assert_eq!(error.action, Some(Action::Read));
            std::fs::write(&path, b"ab").expect("written");
        }
    }
}
