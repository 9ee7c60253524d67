//! MEGA, through rclone's own client: what only holds there.

use std::time::Duration;

use helix_bot::failure::{Class, Failure};
use helix_bot::sync::rclone::{Rclone, RcloneOptions};
use helix_bot::sync::{CloudSync, LocalFile, Proof, VerifiedBy};
use tokio_util::sync::CancellationToken;

use super::world::{PATH, World, archive, assert_told, content, destination, path, until};
use crate::support::Double as _;
use crate::support::mega::{Fault, Made, Mega};

mod logins;
mod program;

/// Short enough for a test, long enough to be seen.
const BETWEEN_LOGINS: Duration = Duration::from_secs(2);

struct Row {
    world: World,
    mega: Mega,
    rclone: Rclone,
}

async fn mega() -> Row {
    let (world, mega) = (World::new(), Mega::start().await);
    let rclone = Rclone::new(options(&world, &mega));
    Row { world, mega, rclone }
}

fn options(world: &World, mega: &Mega) -> RcloneOptions {
    let mut options = world.options(mega.environment("mega"));
    options.timeouts.login = BETWEEN_LOGINS;
    options
}

impl Row {
    /// Archives, and asserts that MEGA would serve exactly this content, once.
    async fn archived(&self, file: &LocalFile) -> Proof {
        let proof = archive(&self.rclone, "mega:", file).await;
        let proof = proof.unwrap_or_else(|error| panic!("{error}: {:?}", error.cause));
        assert_eq!(proof.verified_by, VerifiedBy::ReadBack);
        assert_eq!(self.mega.objects(), [PATH]);
        assert!(self.mega.stored(PATH) == Some(content(file)), "MEGA serves another content");
        proof
    }

    async fn refused(&self, file: &LocalFile) -> Failure {
        archive(&self.rclone, "mega:", file).await.expect_err("refused")
    }
}

#[tokio::test]
async fn a_file_of_any_number_of_chunks_arrives_whole() {
    // Less than a chunk, some chunks, and enough for chunks of the largest size.
    for bytes in [1000, 700_000, 6_000_001] {
        let row = mega().await;
        let proof = row.archived(&row.world.file(bytes)).await;
        assert!(!proof.already_there);
    }
}

#[tokio::test]
async fn an_account_from_before_2018_works_as_well() {
    let (world, mega) = (World::new(), Mega::start_with(Made::LongAgo).await);
    let rclone = Rclone::new(options(&world, &mega));
    archive(&rclone, "mega:", &world.file(1000)).await.expect("archived");
    assert_eq!(mega.objects(), [PATH]);
}

#[tokio::test]
async fn where_several_damaged_copies_have_the_name_all_are_replaced_by_one() {
    let row = mega().await;
    let file = row.world.file(300_000);
    for bytes in [1, 100_000, 299_999, 300_000] {
        row.mega.put(PATH, &vec![7; bytes]);
    }
    assert_eq!(row.mega.objects().len(), 4);
    assert!(!row.archived(&file).await.already_there);
    assert_eq!(row.mega.trash(), ["the ritual.png"; 4], "removed ones can be had back");
}

#[tokio::test]
async fn a_copy_that_appears_by_other_means_while_the_daemon_runs_is_seen() {
    let row = mega().await;
    row.rclone.reach(&destination("mega:")).await.expect("reached");
    let file = row.world.file(300_000);
    row.mega.put(PATH, &content(&file));
    let heard = row.mega.seen("sc");
    until("the client to hear of it", async || row.mega.seen("sc") >= heard + 2).await;
    assert!(row.archived(&file).await.already_there);
    assert_eq!(row.mega.seen("f"), 1, "the tree is fetched once for all");
}

#[tokio::test]
async fn ten_copies_take_one_login_and_one_at_a_time_is_sent() {
    let row = mega().await;
    let to = destination("mega:");
    assert_eq!(row.rclone.concurrency(&to), 1);
    for number in 0..10 {
        let path = path(&format!("rituals/{number}.png"));
        let file = row.world.file(10_000);
        row.rclone.archive(&to, &path, &file, &|_| {}, &CancellationToken::new()).await.expect("archived");
        assert!(row.mega.stored(path.as_str()) == Some(content(&file)));
    }
    assert_eq!((row.mega.logins(), row.mega.objects().len()), (1, 10));
}

#[tokio::test]
async fn a_bit_that_flips_on_the_way_back_proves_nothing() {
    let row = mega().await;
    row.mega.fail("download", Fault::Damage);
    let error = row.refused(&row.world.file(300_000)).await;
    assert_eq!(error.class, Class::Transient, "{error}: {:?}", error.cause);
}

#[tokio::test]
async fn a_mega_that_is_not_there_is_tried_again_later_and_the_login_is_not_blamed() {
    let row = mega().await;
    let file = row.world.file(10);
    drop(row.mega);
    let error = archive(&row.rclone, "mega:", &file).await.expect_err("not there");
    assert_told(&error, Class::Transient, "did not log us in");
}

#[tokio::test]
async fn what_mega_answers_to_an_upload_decides_what_is_told() {
    for (on, code, class, words) in [
        ("u", -17, Class::Quota, "mega is full"),
        ("p", -17, Class::Quota, "mega is full"),
        ("p", -24, Class::Quota, "mega is full"),
        ("u", -4, Class::Transient, "slow down"),
        ("u", -16, Class::Auth, "mega has blocked the account"),
        ("u", -15, Class::Transient, "dropped our session"),
        // Reading back counts as transfer, of which a free account has little.
        ("g", -17, Class::Quota, "mega is full"),
    ] {
        let row = mega().await;
        row.mega.fail(on, Fault::Code(code));
        let error = row.refused(&row.world.file(1000)).await;
        assert_told(&error, class, words);
    }
    for status in [429, 500, 503] {
        let row = mega().await;
        row.mega.fail("upload", Fault::Status(status));
        let error = row.refused(&row.world.file(1000)).await;
        assert_eq!(error.class, Class::Transient, "{error}: {:?}", error.cause);
        assert_eq!(row.mega.objects(), Vec::<String>::new());
        row.mega.mend();
        row.archived(&row.world.file(1000)).await;
    }
}

#[tokio::test]
async fn used_up_transfer_is_told_as_such() {
    let row = mega().await;
    row.mega.fail("download", Fault::Status(509));
    let error = row.refused(&row.world.file(1000)).await;
    assert_told(&error, Class::Quota, "transfer");
}

#[tokio::test]
async fn a_mega_that_stays_silent_is_given_up() {
    let (world, mega) = (World::new(), Mega::start().await);
    let mut options = options(&world, &mega);
    options.timeouts.answer = Duration::from_secs(2);
    let rclone = Rclone::new(options);
    mega.fail("us", Fault::Silence);
    let error = archive(&rclone, "mega:", &world.file(10)).await.expect_err("silent");
    assert_told(&error, Class::Transient, "mega did not answer within 2 s");
}
