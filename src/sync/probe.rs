//! Trying whether a destination can be archived to, by archiving: the same calls as for a picture, then a removal.
//!
//! The probe always has the same name and content. So where nothing can be removed, as under an object lock, at most one
//! is left, and two that run at once leave each other in peace.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use tempfile::TempPath;
use tokio_util::sync::CancellationToken;

use crate::blocking::blocking;
use crate::digest::{Digest, Md5};
use crate::failure::{Action, Class, Failure};
use crate::sync::{CloudSync, Destination, LocalFile, RemotePath, VerifiedBy};

/// The probe's name, in the folder where pictures go.
pub const PROBE: &str = ".helix-bot-probe";

/// What it holds.
const CONTENT: &[u8] = b"helix-bot doctor writes this file to see whether it can. It may be removed.\n";

/// How often it is tried again when another doctor removed the probe in the middle.
const TRIES: u32 = 3;

/// Between these tries.
const PAUSE: Duration = Duration::from_millis(300);

/// What was seen of a destination that can be written and read.
#[derive(Debug)]
pub enum Probed {
    /// The probe was written, read back, compared and removed.
    Removed,
    /// It was written, read back and compared, and cannot be removed, for this reason.
    Left(Failure),
    /// One from an earlier time stands there, whole, and cannot be removed, for this reason. So nothing was written.
    LeftBefore(Failure),
}

/// What is being done to see whether a destination works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProbeStep {
    /// The probe is sent, and compared as a picture would be.
    Writing,
    /// It stands there, and is read back.
    ReadingBack,
    /// It was read back and compared, and is removed.
    Removing,
}

/// Archives a small file to `path` below `destination` in just the way in which pictures are archived, and removes it
/// again. `scratch` is a folder of this machine.
pub async fn probe(
    sync: &dyn CloudSync,
    destination: &Destination,
    path: &RemotePath,
    scratch: &Path,
    see: &(dyn Fn(ProbeStep) + Send + Sync),
) -> Result<Probed, Failure> {
    let (file, _kept) = write(scratch).await?;
    let never = CancellationToken::new();
    let mut tried = 1;
    loop {
        see(ProbeStep::Writing);
        match sync.archive(destination, path, &file, &|_| {}, &never).await {
            Ok(proof) => {
                see(ProbeStep::ReadingBack);
                if proof.verified_by != VerifiedBy::ReadBack {
                    read_back(sync, destination, path, &file, scratch).await?;
                }
                see(ProbeStep::Removing);
                let removed = sync.remove(destination, path).await;
                match (removed, proof.already_there) {
                    // It was left by a doctor that was ended, or another one is at work: only writing tells.
                    (Ok(()), true) if tried < TRIES => {}
                    (Ok(()), _) => return Ok(Probed::Removed),
                    (Err(why), true) => return Ok(Probed::LeftBefore(why)),
                    (Err(why), false) => return Ok(Probed::Left(why)),
                }
            }
            // Another doctor may have removed it between the copy and its proof.
            Err(error) if vanished(&error) && tried < TRIES => tokio::time::sleep(PAUSE * tried).await,
            Err(error) => {
                if matches!(error.action, Some(Action::Copy | Action::Verify)) {
                    // A part of it may have been written.
                    let _ = sync.remove(destination, path).await;
                }
                return Err(error);
            }
        }
        tried += 1;
    }
}

/// Reads the probe where its hash was proof enough: what was archived is to come back one day.
async fn read_back(
    sync: &dyn CloudSync,
    destination: &Destination,
    path: &RemotePath,
    file: &LocalFile,
    scratch: &Path,
) -> Result<(), Failure> {
    let to = scratch.join(format!("{PROBE}-back"));
    let fetched =
        sync.fetch(destination, path, &to, Some(file.digest), &|_| {}, &CancellationToken::new()).await;
    let _ = tokio::fs::remove_file(&to).await;
    fetched.map(drop)
}

fn vanished(error: &Failure) -> bool {
    error.class == Class::Transient && error.action == Some(Action::Verify)
}

/// Writes the probe into a folder of this machine; it is removed with the path that is returned.
async fn write(scratch: &Path) -> Result<(LocalFile, TempPath), Failure> {
    let scratch = scratch.to_path_buf();
    let written = blocking(move || {
        let mut file = tempfile::Builder::new().prefix(PROBE).tempfile_in(scratch)?;
        file.write_all(CONTENT)?;
        std::io::Result::Ok(file.into_temp_path())
    });
    let path = written.await.map_err(|cause| {
        Failure::during(Action::Read, Class::Permanent, "no scratch file could be written").because(cause)
    })?;
    let (digest, md5) = (Digest::of(CONTENT), Some(Md5::of(CONTENT)));
    Ok((LocalFile { path: path.to_path_buf(), digest, md5, bytes: CONTENT.len() as u64 }, path))
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use async_trait::async_trait;

    use super::*;
    use crate::sync::{Content, Entry, Finding, Progress, Proof};

    /// A destination that answers as it is told, and notes what it is asked.
    #[derive(Default)]
    struct Scripted {
        archives: Mutex<Vec<Result<bool, Failure>>>,
        removals: Mutex<Vec<Result<(), Failure>>>,
        calls: Mutex<Vec<&'static str>>,
    }

    #[async_trait]
    impl CloudSync for Scripted {
        async fn available(&self) -> Result<String, Failure> {
            Ok("scripted".to_owned())
        }

        fn concurrency(&self, _: &Destination) -> usize {
            1
        }

        async fn archive(
            &self,
            _: &Destination,
            _: &RemotePath,
            file: &LocalFile,
            _: &(dyn Fn(Progress) + Send + Sync),
            _: &CancellationToken,
        ) -> Result<Proof, Failure> {
            assert_eq!(std::fs::read(&file.path).expect("the probe"), CONTENT);
            self.calls.lock().expect("no panic").push("archive");
            let answer = self.archives.lock().expect("no panic").remove(0);
            answer.map(|already_there| Proof { verified_by: VerifiedBy::ReadBack, already_there })
        }

        async fn prove(
            &self,
            _: &Destination,
            _: &RemotePath,
            _: &Content,
            _: &CancellationToken,
        ) -> Result<Finding, Failure> {
            panic!("a probe is proven when it is written")
        }

        async fn fetch(
            &self,
            _: &Destination,
            _: &RemotePath,
            _: &Path,
            _: Option<Digest>,
            _: &(dyn Fn(Progress) + Send + Sync),
            _: &CancellationToken,
        ) -> Result<LocalFile, Failure> {
            panic!("nothing is fetched")
        }

        async fn list(&self, _: &Destination, _: &RemotePath) -> Result<Vec<Entry>, Failure> {
            panic!("nothing is listed: it would hide what a ritual meets")
        }

        async fn reach(&self, _: &Destination) -> Result<(), Failure> {
            panic!("nothing is listed: it would hide what a ritual meets")
        }

        async fn remove(&self, _: &Destination, _: &RemotePath) -> Result<(), Failure> {
            self.calls.lock().expect("no panic").push("remove");
            self.removals.lock().expect("no panic").remove(0)
        }

        async fn shutdown(&self) {}
    }

    type Archived = Vec<Result<bool, Failure>>;

    async fn probed(
        archives: Archived,
        removals: Vec<Result<(), Failure>>,
    ) -> (Result<Probed, Failure>, String) {
        let scratch = tempfile::tempdir().expect("a folder");
        let sync = Scripted { archives: archives.into(), removals: removals.into(), ..Scripted::default() };
        let path = "rituals/.helix-bot-probe".parse().expect("a path");
        let probed = probe(&sync, &Destination::local(), &path, scratch.path(), &|_| {}).await;
        assert_eq!(std::fs::read_dir(scratch.path()).expect("the folder").count(), 0);
        (probed, sync.calls.into_inner().expect("no panic").join(" "))
    }

    fn refused() -> Failure {
        Failure::during(Action::Delete, Class::Auth, "no")
    }

    #[tokio::test]
    async fn it_is_archived_and_removed() {
        let (probed, calls) = probed(vec![Ok(false)], vec![Ok(())]).await;
        assert!(matches!(probed, Ok(Probed::Removed)), "{probed:?}");
        assert_eq!(calls, "archive remove");
    }

    #[tokio::test]
    async fn one_that_was_left_is_removed_first_so_that_writing_is_tried() {
        let (probed, calls) = probed(vec![Ok(true), Ok(false)], vec![Ok(()), Ok(())]).await;
        assert!(matches!(probed, Ok(Probed::Removed)), "{probed:?}");
        assert_eq!(calls, "archive remove archive remove");
    }

    #[tokio::test]
    async fn one_that_cannot_be_removed_is_no_failure() {
        let (first, _) = probed(vec![Ok(false)], vec![Err(refused())]).await;
        assert!(matches!(first, Ok(Probed::Left(_))), "{first:?}");
        let (second, calls) = probed(vec![Ok(true)], vec![Err(refused())]).await;
        assert!(matches!(second, Ok(Probed::LeftBefore(_))), "{second:?}");
        assert_eq!(calls, "archive remove");
    }

    #[tokio::test]
    async fn one_that_another_doctor_removed_is_written_again() {
        let vanished = Failure::during(Action::Verify, Class::Transient, "there is none");
        let (probed, calls) = probed(vec![Err(vanished), Ok(false)], vec![Ok(())]).await;
        assert!(matches!(probed, Ok(Probed::Removed)), "{probed:?}");
        assert_eq!(calls, "archive archive remove");
    }

    #[tokio::test]
    async fn what_may_be_half_written_is_removed_and_a_refusal_before_that_is_left_alone() {
        let half = Failure::during(Action::Copy, Class::Quota, "full");
        let (failed, calls) = probed(vec![Err(half)], vec![Ok(())]).await;
        assert_eq!((failed.expect_err("full").class, &*calls), (Class::Quota, "archive remove"));
        let before = Failure::during(Action::Stat, Class::Auth, "no");
        let (failed, calls) = probed(vec![Err(before)], vec![]).await;
        assert_eq!((failed.expect_err("refused").class, &*calls), (Class::Auth, "archive"));
    }
}
