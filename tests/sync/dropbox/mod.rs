//! Dropbox, through rclone's own client, against a double of its API.
//!
//! rclone's own way is to send a file in a session and to make files of several sessions at once; `BATCH_MODE=off`
//! sends each in one request. Both are tried.

use helix_bot::sync::rclone::Rclone;
use helix_bot::sync::{Class, LocalFile, SyncError, VerifiedBy};

use super::world::{PATH, World, archive};
use crate::support::dropbox::Dropbox;

mod copies;
mod refusals;

/// How a remote sends its files.
const BOTH: [&str; 2] = ["sync", "off"];

/// A Dropbox, an rclone that knows it as `cloud`, and files to send.
struct Scene {
    rclone: Rclone,
    world: World,
    dropbox: Dropbox,
}

impl Scene {
    async fn new(batch_mode: &str) -> Self {
        let (world, dropbox) = (World::new(), Dropbox::start().await);
        let rclone = world.rclone(remote(&dropbox, batch_mode));
        Self { rclone, world, dropbox }
    }

    /// Archives, and tells whether the same was there already.
    async fn archive(&self, file: &LocalFile) -> bool {
        let proof = archive(&self.rclone, "cloud:", file).await.unwrap_or_else(|error| {
            panic!("{error}: {:?}: {:#?}", error.cause, self.dropbox.requests());
        });
        // rclone's kind of hash for Dropbox is not one of ours.
        assert_eq!(proof.verified_by, VerifiedBy::ReadBack);
        assert_eq!(self.dropbox.stored(PATH), std::fs::read(&file.path).ok());
        assert_eq!(self.dropbox.objects(), [PATH]);
        proof.already_there
    }

    async fn refused(&self) -> SyncError {
        archive(&self.rclone, "cloud:", &self.world.file(1000)).await.expect_err("refused")
    }
}

fn remote(dropbox: &Dropbox, batch_mode: &str) -> Vec<(String, String)> {
    let mut remote = dropbox.environment("cloud");
    remote.push(("RCLONE_CONFIG_CLOUD_BATCH_MODE".to_owned(), batch_mode.to_owned()));
    // A batch of one need not wait for more.
    remote.push(("RCLONE_CONFIG_CLOUD_BATCH_TIMEOUT".to_owned(), "20ms".to_owned()));
    remote
}

#[track_caller]
fn assert_told(error: &SyncError, class: Class, words: &str) {
    assert_eq!(error.class, class, "{error}: {:?}", error.cause);
    assert!(error.guidance.contains(words), "{error}: {:?}", error.cause);
}
