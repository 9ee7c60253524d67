//! What tests of jobs work with: a cloud in memory, and a data directory that goes away with the test.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::activity::Activity;
use super::context::Jobs;
use super::pace::Pace;
use super::renderer::Renderer;
use super::spool::Spool;
use super::wake::Wake;
use crate::digest::Digest;
use crate::failure::{Action, Class, Failure};
use crate::metrics::Metrics;
use crate::store::Store;
use crate::sync::{
    CloudSync, Content, Destination, Entry, EntryKind, Finding, LocalFile, Progress, Proof, RemotePath,
    VerifiedBy,
};

/// Jobs whose only destination is `mega:`, in memory.
pub(super) struct TestJobs {
    pub(super) jobs: Jobs,
    pub(super) cloud: Arc<MemoryCloud>,
    pub(super) _folder: TempDir,
}

impl TestJobs {
    pub(super) async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let cloud = Arc::new(MemoryCloud::default());
        let jobs = Jobs {
            store: Store::open(None, folder.path()).await.expect("a database"),
            sync: Arc::clone(&cloud) as Arc<dyn CloudSync>,
            renderer: Renderer::new().expect("threads"),
            spool: Spool::open(&folder.path().join("spool")).expect("a spool"),
            destinations: vec![mega()],
            wake: Wake::default(),
            activity: Activity::default(),
            pace: Pace::default(),
            metrics: Metrics::new(["mega:"]).jobs,
            observe: Box::new(|_, _| {}),
        };
        Self { jobs, cloud, _folder: folder }
    }
}

/// The destination of these tests.
pub(super) fn mega() -> Destination {
    "mega:".parse().expect("a destination")
}

/// Keeps what it is given under its full path.
#[derive(Default)]
pub(super) struct MemoryCloud {
    pub(super) objects: Mutex<HashMap<String, Vec<u8>>>,
    /// Objects that were looked at again, in that order.
    pub(super) looks: Mutex<Vec<String>>,
    /// Objects that it lets nobody read.
    pub(super) unreadable: Mutex<Vec<String>>,
    /// Why it does not answer, if so.
    pub(super) away: Mutex<Option<Class>>,
}

#[async_trait]
impl CloudSync for MemoryCloud {
    async fn available(&self) -> Result<String, Failure> {
        Ok("memory".to_owned())
    }

    fn concurrency(&self, _destination: &Destination) -> usize {
        1
    }

    async fn archive(
        &self,
        to: &Destination,
        path: &RemotePath,
        file: &LocalFile,
        _progress: &(dyn Fn(Progress) + Send + Sync),
        _cancel: &CancellationToken,
    ) -> Result<Proof, Failure> {
        if let Some(class) = *self.away.lock().expect("no panic") {
            return Err(Failure::during(Action::Copy, class, "the cloud is away"));
        }
        let bytes = std::fs::read(&file.path).map_err(|_| LocalFile::mismatch())?;
        self.objects.lock().expect("no panic").insert(to.full_path(path), bytes);
        Ok(Proof { verified_by: VerifiedBy::ReadBack, already_there: false })
    }

    async fn prove(
        &self,
        at: &Destination,
        path: &RemotePath,
        content: &Content,
        _cancel: &CancellationToken,
    ) -> Result<Finding, Failure> {
        if let Some(class) = *self.away.lock().expect("no panic") {
            return Err(Failure::during(Action::Verify, class, "the cloud is away"));
        }
        let place = at.full_path(path);
        self.looks.lock().expect("no panic").push(place.clone());
        if self.unreadable.lock().expect("no panic").contains(&place) {
            return Err(Failure::during(Action::Verify, Class::Auth, "this object may not be read"));
        }
        Ok(match self.objects.lock().expect("no panic").get(&place) {
            None => Finding::Missing,
            Some(bytes) if Digest::of(bytes) == content.digest => Finding::Same(VerifiedBy::ReadBack),
            Some(_) => Finding::Different,
        })
    }

    async fn fetch(
        &self,
        from: &Destination,
        path: &RemotePath,
        to: &Path,
        expected: Option<Digest>,
        _progress: &(dyn Fn(Progress) + Send + Sync),
        _cancel: &CancellationToken,
    ) -> Result<LocalFile, Failure> {
        let stored = self.objects.lock().expect("no panic").get(&from.full_path(path)).cloned();
        let bytes = stored.ok_or_else(|| {
            Failure::during(Action::Fetch, Class::Permanent, "there is no such file at the destination")
        })?;
        let digest = Digest::of(&bytes);
        assert!(
            expected.is_none_or(|expected| expected == digest),
            "the test stored another file than it asks for"
        );
        std::fs::write(to, &bytes).expect("written");
        Ok(LocalFile { path: to.to_owned(), digest, md5: None, bytes: bytes.len() as u64 })
    }

    async fn list(&self, at: &Destination, folder: &RemotePath) -> Result<Vec<Entry>, Failure> {
        if let Some(class) = *self.away.lock().expect("no panic") {
            return Err(Failure::during(Action::List, class, "the cloud is away"));
        }
        let beginning = format!("{}/", at.full_path(folder));
        let objects = self.objects.lock().expect("no panic");
        let entries = objects.iter().filter_map(|(place, bytes)| {
            let path = format!("{folder}/{}", place.strip_prefix(&beginning)?).parse().ok()?;
            Some(Entry { path, kind: EntryKind::File { bytes: Some(bytes.len() as u64) } })
        });
        Ok(entries.collect())
    }

    async fn reach(&self, _destination: &Destination) -> Result<(), Failure> {
        match *self.away.lock().expect("no panic") {
            Some(class) => Err(Failure::during(Action::List, class, "the cloud is away")),
            None => Ok(()),
        }
    }

    async fn remove(&self, from: &Destination, path: &RemotePath) -> Result<(), Failure> {
        self.objects.lock().expect("no panic").remove(&from.full_path(path));
        Ok(())
    }

    async fn shutdown(&self) {}
}
