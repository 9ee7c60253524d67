//! rclone where it can be used, and MEGA directly where not.

use std::path::Path;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use super::legacy_mega::LegacyMega;
use super::rclone::Rclone;
use super::{CloudSync, Destination, Entry, LocalFile, Progress, Proof, RemotePath, Space};
use crate::digest::Digest;
use crate::failure::Failure;

/// Asks before each use whether there is an rclone that will do, so that one which appears is used at once.
pub(super) struct Fallback {
    rclone: Rclone,
    legacy: LegacyMega,
}

impl Fallback {
    /// Starts nothing yet.
    pub(super) fn new(rclone: Rclone, legacy: LegacyMega) -> Self {
        Self { rclone, legacy }
    }

    /// Who serves a destination. Only MEGA can be served without rclone; for the others rclone says what is missing.
    async fn server(&self, destination: &Destination) -> &dyn CloudSync {
        let mega = destination.remote().eq_ignore_ascii_case("mega");
        if mega && self.rclone.find().await.is_err() { &self.legacy } else { &self.rclone }
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

    async fn list(
        &self,
        destination: &Destination,
        folder: Option<&RemotePath>,
    ) -> Result<Vec<Entry>, Failure> {
        self.server(destination).await.list(destination, folder).await
    }

    async fn stat(&self, destination: &Destination, path: &RemotePath) -> Result<Option<Entry>, Failure> {
        self.server(destination).await.stat(destination, path).await
    }

    async fn digest(&self, destination: &Destination, path: &RemotePath) -> Result<Option<Digest>, Failure> {
        self.server(destination).await.digest(destination, path).await
    }

    async fn link(&self, destination: &Destination, path: &RemotePath) -> Result<String, Failure> {
        self.server(destination).await.link(destination, path).await
    }

    async fn space(&self, destination: &Destination) -> Result<Space, Failure> {
        self.server(destination).await.space(destination).await
    }

    async fn set_bwlimit(&self, rate: &str) -> Result<(), Failure> {
        self.rclone.set_bwlimit(rate).await
    }

    async fn reach(&self, destination: &Destination) -> Result<(), Failure> {
        self.server(destination).await.reach(destination).await
    }

    async fn probe(&self, destination: &Destination, scratch: &Path) -> Result<(), Failure> {
        self.server(destination).await.probe(destination, scratch).await
    }

    async fn shutdown(&self) {
        self.legacy.shutdown().await;
        self.rclone.shutdown().await;
    }
}
