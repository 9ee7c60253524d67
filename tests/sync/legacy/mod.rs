//! MEGA without rclone.

use std::time::Duration;

use helix_bot::failure::Failure;
use helix_bot::sync::legacy_mega::{LegacyMega, MegaTimeouts};
use helix_bot::sync::{LocalFile, VerifiedBy};

use super::world::{PATH, World, archive, content};
use crate::support::Double as _;
use crate::support::mega::Mega;

mod copies;
mod program;
mod refusals;

/// Short enough for a test, long enough to be seen.
const BETWEEN_LOGINS: Duration = Duration::from_secs(2);

struct Row {
    world: World,
    mega: Mega,
    legacy: LegacyMega,
}

fn client(mega: &Mega, password: &str, timeouts: MegaTimeouts) -> LegacyMega {
    LegacyMega::new(Mega::login().0.to_owned(), password.into(), Some(mega.address().1), timeouts)
}

fn timeouts(login: Duration) -> MegaTimeouts {
    MegaTimeouts { login, ..MegaTimeouts::default() }
}

async fn row() -> Row {
    row_with(Mega::start().await, timeouts(BETWEEN_LOGINS))
}

fn row_with(mega: Mega, timeouts: MegaTimeouts) -> Row {
    let legacy = client(&mega, Mega::login().1, timeouts);
    Row { world: World::new(), mega, legacy }
}

impl Row {
    /// Archives, and asserts that MEGA would serve exactly this content, once. Whether it was already there.
    async fn archived(&self, file: &LocalFile) -> bool {
        let proof = archive(&self.legacy, "mega:", file).await;
        let proof = proof.unwrap_or_else(|error| panic!("{error}: {:?}", error.cause));
        assert_eq!(proof.verified_by, VerifiedBy::ReadBack);
        assert_eq!(self.mega.objects(), [PATH]);
        assert!(self.mega.stored(PATH) == Some(content(file)), "MEGA serves another content");
        proof.already_there
    }

    async fn refused(&self, file: &LocalFile) -> Failure {
        archive(&self.legacy, "mega:", file).await.expect_err("refused")
    }
}
