//! Clouds that are reached with a token: what their own tests share, and what holds at each of them.

use helix_bot::failure::{Class, Failure};
use helix_bot::sync::rclone::{Rclone, Space};
use helix_bot::sync::{CloudSync, LocalFile, Proof};

use super::world::{PATH, World, archive, assert_told, content, destination};
use crate::support::Double as _;
use crate::support::cloud::{Account, Kind};
use crate::support::oauth::Token;
use crate::support::rclone::settings;
use crate::support::{drive, dropbox};

/// A cloud's double, an rclone that knows it as `cloud`, and files to send.
pub(super) struct Scene<K: Kind> {
    pub(super) rclone: Rclone,
    pub(super) world: World,
    pub(super) cloud: Account<K>,
}

impl<K: Kind> Scene<K> {
    pub(super) async fn new() -> Self {
        Self::with(&[]).await
    }

    /// With settings of the remote beyond what it needs.
    pub(super) async fn with(more: &[(&'static str, &str)]) -> Self {
        let (world, cloud) = (World::new(), Account::start().await);
        let more = more.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
        let rclone = world.rclone(cloud.environment("cloud").into_iter().chain(settings("cloud", more)));
        Self { rclone, world, cloud }
    }

    /// Archives, and asserts that exactly this is there then.
    pub(super) async fn archive(&self, file: &LocalFile) -> Proof {
        let proof = archive(&self.rclone, "cloud:", file).await.unwrap_or_else(|error| {
            panic!("{error}: {:?}: {:#?}", error.cause, self.cloud.requests());
        });
        assert!(self.cloud.stored(PATH) == Some(content(file)), "another content is stored");
        assert_eq!(self.cloud.objects(), [PATH]);
        proof
    }

    pub(super) async fn refused(&self) -> Failure {
        archive(&self.rclone, "cloud:", &self.world.file(1000)).await.expect_err("refused")
    }
}

#[tokio::test]
async fn an_expired_token_is_renewed() {
    async fn at<K: Kind>() {
        let (world, cloud) = (World::new(), Account::<K>::start().await);
        let remote = cloud.environment_with("cloud", Token::Expired);
        for started in 1..=2 {
            let rclone = world.rclone(remote.clone());
            archive(&rclone, "cloud:", &world.file(1000)).await.expect("archived");
            archive(&rclone, "cloud:", &world.file(1000)).await.expect("archived");
            // The variable still has the old one, so each daemon gets one of its own, and keeps it.
            assert_eq!(cloud.tokens().given(), started);
            rclone.shutdown().await;
        }
    }
    at::<drive::Rules>().await;
    at::<dropbox::Rules>().await;
}

#[tokio::test]
async fn a_permission_that_was_taken_back_waits_for_the_operator() {
    async fn at<K: Kind>() {
        let (world, cloud) = (World::new(), Account::<K>::start().await);
        let rclone = world.rclone(cloud.environment_with("cloud", Token::Expired));
        cloud.tokens().refuse();
        let error = archive(&rclone, "cloud:", &world.file(1000)).await.expect_err("refused");
        assert_told(&error, Class::Auth, "cloud no longer takes its token");
        let error = rclone.reach(&destination("cloud:")).await.expect_err("refused");
        assert_told(&error, Class::Auth, "RCLONE_CONFIG_CLOUD_TOKEN");
    }
    at::<drive::Rules>().await;
    at::<dropbox::Rules>().await;
}

#[tokio::test]
async fn the_room_is_told() {
    async fn at<K: Kind>() {
        let scene = Scene::<K>::new().await;
        scene.cloud.limit(1_000_000);
        scene.cloud.put(PATH, &[7; 1000]);
        let space = scene.rclone.space(&destination("cloud:")).await.expect("told");
        assert_eq!(space, Space { total: Some(1_000_000), used: Some(1000), free: Some(999_000) });
    }
    at::<drive::Rules>().await;
    at::<dropbox::Rules>().await;
}
