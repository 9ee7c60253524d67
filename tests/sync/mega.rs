//! MEGA, through rclone's own client.

use helix_bot::sync::{CloudSync, VerifiedBy};

use super::world::{PATH, World, archive};
use crate::support::mega::Mega;

#[tokio::test]
async fn a_picture_lands_exactly_where_it_was_promised_and_is_proven_by_reading_it_back() {
    let (world, mega) = (World::new(), Mega::start().await);
    let rclone = world.rclone(mega.environment("mega"));
    let file = world.file(3_000_000);
    let proof = archive(&rclone, "mega:", &file).await.unwrap_or_else(|e| panic!("{e}: {:?}", e.cause));
    assert_eq!((proof.verified_by, proof.already_there), (VerifiedBy::ReadBack, false));
    assert_eq!(mega.objects(), [PATH]);
    let content = std::fs::read(&file.path).expect("the file");
    assert!(mega.stored(PATH) == Some(content), "MEGA serves what was archived");
    rclone.shutdown().await;
}
