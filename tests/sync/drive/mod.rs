//! Google Drive, through rclone's own client, against a double of its API.

use helix_bot::sync::rclone::Rclone;
use helix_bot::sync::{Class, LocalFile, SyncError, VerifiedBy};

use super::world::{PATH, World, archive};
use crate::support::drive::Drive;

mod accounts;
mod copies;
mod refusals;

/// A Drive, an rclone that knows it as `cloud`, and files to send.
struct Scene {
    rclone: Rclone,
    world: World,
    drive: Drive,
}

impl Scene {
    async fn new() -> Self {
        Self::with(&[]).await
    }

    /// With settings of the remote beyond what it needs.
    async fn with(settings: &[(&str, &str)]) -> Self {
        let drive = Drive::start().await;
        let world = World::new();
        let settings =
            settings.iter().map(|(key, value)| (format!("RCLONE_CONFIG_CLOUD_{key}"), (*value).to_owned()));
        let rclone = world.rclone(drive.environment("cloud").into_iter().chain(settings));
        Self { rclone, world, drive }
    }

    async fn archive(&self, file: &LocalFile) -> (VerifiedBy, bool) {
        let proof = archive(&self.rclone, "cloud:", file).await.unwrap_or_else(|error| {
            panic!("{error}: {:?}: {:#?}", error.cause, self.drive.requests());
        });
        assert_eq!(self.drive.stored(PATH), std::fs::read(&file.path).ok());
        assert_eq!(self.drive.objects(), [PATH]);
        (proof.verified_by, proof.already_there)
    }

    async fn refused(&self) -> SyncError {
        archive(&self.rclone, "cloud:", &self.world.file(1000)).await.expect_err("refused")
    }
}

#[track_caller]
fn assert_told(error: &SyncError, class: Class, words: &str) {
    assert_eq!(error.class, class, "{error}: {:?}", error.cause);
    assert!(error.guidance.contains(words), "{error}: {:?}", error.cause);
}
