//! rclone where it can be used, and MEGA directly where not.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use crate::digest::Digest;
use crate::failure::Failure;
use crate::sync::legacy_mega::LegacyMega;
use crate::sync::rclone::Rclone;
use crate::sync::{CloudSync, Content, Destination, Entry, Finding, LocalFile, Progress, Proof, RemotePath};

/// Asks before each use whether there is an rclone that will do, so that one which appears is used at once.
pub struct Fallback {
    rclone: Arc<Rclone>,
    legacy: LegacyMega,
}

impl Fallback {
    /// Starts nothing yet.
    pub fn new(rclone: Arc<Rclone>, legacy: LegacyMega) -> Self {
        Self { rclone, legacy }
    }

    /// Who serves a destination. Only MEGA can be served without rclone; for the others rclone says what is missing.
    async fn server(&self, destination: &Destination) -> &dyn CloudSync {
        let mega = destination.remote().eq_ignore_ascii_case("mega");
        if mega && self.rclone.find().await.is_err() { &self.legacy } else { &*self.rclone }
    }
}

#[async_trait]
impl CloudSync for Fallback {
    async fn available(&self) -> Result<String, Failure> {
        match self.rclone.find().await {
            Ok(()) => self.rclone.available().await,
            Err(missing) => {
                let legacy = self.legacy.available().await?;
                Ok(format!("{legacy}; other destinations wait: {}", missing.guidance))
            }
        }
    }

    fn concurrency(&self, destination: &Destination) -> usize {
        self.rclone.concurrency(destination)
    }

    async fn archive(
        &self,
        to: &Destination,
        path: &RemotePath,
        file: &LocalFile,
        progress: &(dyn Fn(Progress) + Send + Sync),
        cancel: &CancellationToken,
    ) -> Result<Proof, Failure> {
        self.server(to).await.archive(to, path, file, progress, cancel).await
    }

    async fn prove(
        &self,
        at: &Destination,
        path: &RemotePath,
        content: &Content,
        cancel: &CancellationToken,
    ) -> Result<Finding, Failure> {
        self.server(at).await.prove(at, path, content, cancel).await
    }

    async fn fetch(
        &self,
        from: &Destination,
        path: &RemotePath,
        to: &Path,
        expected: Option<Digest>,
        progress: &(dyn Fn(Progress) + Send + Sync),
        cancel: &CancellationToken,
    ) -> Result<LocalFile, Failure> {
        self.server(from).await.fetch(from, path, to, expected, progress, cancel).await
    }

    async fn list(&self, at: &Destination, folder: &RemotePath) -> Result<Vec<Entry>, Failure> {
        self.server(at).await.list(at, folder).await
    }

    async fn reach(&self, destination: &Destination) -> Result<(), Failure> {
        self.server(destination).await.reach(destination).await
    }

    async fn remove(&self, from: &Destination, path: &RemotePath) -> Result<(), Failure> {
        self.server(from).await.remove(from, path).await
    }

    async fn shutdown(&self) {
        self.legacy.shutdown().await;
        self.rclone.shutdown().await;
    }
}
