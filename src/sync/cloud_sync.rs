//! The cloud as the bot sees it.

use std::path::Path;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use crate::digest::Digest;
use crate::failure::Failure;
use crate::sync::{Content, Destination, Entry, Finding, LocalFile, Progress, Proof, RemotePath};

/// What carries files. Whoever implements this bounds every call in time.
#[async_trait]
pub trait CloudSync: Send + Sync {
    /// What carries the files, e.g. `rclone v1.75.2`; an error says why nothing can be carried now.
    async fn available(&self) -> Result<String, Failure>;

    /// How many files at once a destination should be given; whoever calls keeps to it.
    fn concurrency(&self, destination: &Destination) -> usize;

    /// Copies `file` to exactly `path` below `to` and proves the copy. May be called again after any
    /// interruption: an identical copy is recognised, a partial one replaced.
    async fn archive(
        &self,
        to: &Destination,
        path: &RemotePath,
        file: &LocalFile,
        progress: &(dyn Fn(Progress) + Send + Sync),
        cancel: &CancellationToken,
    ) -> Result<Proof, Failure>;

    /// Looks at the copy at `path` below `at`, changes nothing, and needs nothing of this machine's files. What does not
    /// answer is a failure, and says nothing of the copy.
    async fn prove(
        &self,
        at: &Destination,
        path: &RemotePath,
        content: &Content,
        cancel: &CancellationToken,
    ) -> Result<Finding, Failure>;

    /// Brings the file at `path` below `from` to `to`, whose folder is made if need be. What stood at `to` is
    /// replaced, and only by a whole file: it arrives under another name, is compared with `expected`, and takes
    /// its place in one step. A file that is not there, or has another content, is a failure.
    async fn fetch(
        &self,
        from: &Destination,
        path: &RemotePath,
        to: &Path,
        expected: Option<Digest>,
        progress: &(dyn Fn(Progress) + Send + Sync),
        cancel: &CancellationToken,
    ) -> Result<LocalFile, Failure>;

    /// What lies directly in a folder; nothing if there is no such folder. Names that cannot be a [`RemotePath`] are left
    /// out, and the log says so.
    async fn list(&self, at: &Destination, folder: &RemotePath) -> Result<Vec<Entry>, Failure>;

    /// Checks that the destination answers: logs in and lists its top folder. A folder that does not exist
    /// yet is fine, uploads make it.
    async fn reach(&self, destination: &Destination) -> Result<(), Failure>;

    /// Removes the file at `path` below `from`; one that is not there is fine.
    async fn remove(&self, from: &Destination, path: &RemotePath) -> Result<(), Failure>;

    /// Ends whatever was started. Calls after this fail as cancelled.
    async fn shutdown(&self);
}
