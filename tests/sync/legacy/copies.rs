//! Copies that MEGA takes, gives back, keeps several of, or damages.

use helix_bot::failure::Class;
use helix_bot::sync::{CloudSync as _, Content, EntryKind, Finding, Progress, VerifiedBy, probe};
use tokio_util::sync::CancellationToken;

use super::{BETWEEN_LOGINS, row, row_with, timeouts};
use crate::support::Double as _;
use crate::support::mega::{Fault, Made, Mega};
use crate::sync::world::{PATH, archive, archive_seen, assert_told, content, destination, path};

#[tokio::test]
async fn a_file_of_any_number_of_chunks_arrives_whole_after_one_login_and_one_list() {
    for bytes in [1000, 700_000, 6_000_001] {
        let row = row().await;
        assert!(!row.archived(&row.world.file(bytes)).await);
        assert_eq!((row.mega.logins(), row.mega.seen("f")), (1, 1));
    }
}

#[tokio::test]
async fn the_work_that_is_asked_for_before_a_login_is_done_for_accounts_of_either_age() {
    for made in [Made::Lately, Made::LongAgo] {
        let row = row_with(Mega::start_with(made).await, timeouts(BETWEEN_LOGINS));
        row.mega.ask_for_work();
        assert!(!row.archived(&row.world.file(1000)).await);
        assert_eq!((row.mega.work_done(), row.mega.logins()), (2, 1));
    }
}

#[tokio::test]
async fn progress_is_told_chunk_by_chunk() {
    let row = row().await;
    let file = row.world.file(700_000);
    let seen = std::sync::Mutex::new(Vec::<Progress>::new());
    let note = |progress| seen.lock().expect("no panic holds it").push(progress);
    archive_seen(&row.legacy, "mega:", &file, &note, &CancellationToken::new()).await.expect("archived");
    let sent: Vec<_> = seen.into_inner().expect("no panic held it").iter().map(|seen| seen.sent).collect();
    assert_eq!(sent, [0, 131_072, 393_216, 700_000]);
}

#[tokio::test]
async fn an_identical_copy_is_recognised_and_of_several_one_good_one_is_left() {
    let row = row().await;
    let file = row.world.file(300_000);
    row.mega.put(PATH, &vec![7; 300_000]);
    row.mega.put(PATH, &content(&file));
    row.mega.put(PATH, &content(&file));
    row.mega.put(PATH, &content(&file)[..1000]);
    assert!(row.archived(&file).await);
    assert!(row.archived(&file).await);
    assert_eq!(row.mega.seen("u"), 0);
}

#[tokio::test]
async fn damaged_copies_that_appear_while_the_session_lasts_are_replaced_by_one() {
    let row = row().await;
    row.legacy.reach(&destination("mega:")).await.expect("reached");
    let file = row.world.file(300_000);
    for bytes in [1, 100_000, 299_999, 300_000] {
        row.mega.put(PATH, &vec![7; bytes]);
    }
    assert!(!row.archived(&file).await);
    assert_eq!(row.mega.seen("f"), 1, "it was told of them, and did not list again");
}

#[tokio::test]
async fn ten_copies_take_one_login() {
    let row = row().await;
    for number in 0..10 {
        let (path, file) = (path(&format!("rituals/{number}.png")), row.world.file(10_000));
        let to = destination("mega:");
        row.legacy.archive(&to, &path, &file, &|_| {}, &CancellationToken::new()).await.expect("archived");
    }
    assert_eq!((row.mega.logins(), row.mega.objects().len()), (1, 10));
}

#[tokio::test]
async fn a_folder_tells_what_lies_in_it_and_one_that_is_not_there_is_empty() {
    let row = row().await;
    let list = async |folder: &str| {
        let entries = row.legacy.list(&destination("mega:"), &path(folder)).await.expect("listed");
        entries.into_iter().map(|entry| (entry.path.to_string(), entry.kind)).collect::<Vec<_>>()
    };
    assert_eq!(list("state").await, []);
    for (at, bytes) in [("state/b", 7), ("state/a", 100_000), ("state/inner/c", 1), ("rituals/d", 1)] {
        let (path, file) = (path(at), row.world.file(bytes));
        row.legacy
            .archive(&destination("mega:"), &path, &file, &|_| {}, &CancellationToken::new())
            .await
            .expect("sent");
    }
    let file = |bytes| EntryKind::File { bytes: Some(bytes) };
    let expected = [("state/a", file(100_000)), ("state/b", file(7)), ("state/inner", EntryKind::Folder)];
    assert_eq!(list("state").await, expected.map(|(path, kind)| (path.to_owned(), kind)));
}

#[tokio::test]
async fn a_bit_that_flipped_on_its_way_back_is_no_loss() {
    let row = row().await;
    let file = row.world.file(300_000);
    row.archived(&file).await;
    row.mega.fail_times(1, "download", Fault::Damage);
    let content = Content { digest: file.digest, md5: None, bytes: file.bytes };
    let found =
        row.legacy.prove(&destination("mega:"), &path(PATH), &content, &CancellationToken::new()).await;
    assert_eq!(found.expect("it answers"), Finding::Same(VerifiedBy::ReadBack));
}

#[tokio::test]
async fn a_bit_that_flipped_either_way_proves_nothing_and_a_damaged_copy_is_removed() {
    let row = row().await;
    let file = row.world.file(300_000);
    for on in ["upload", "download"] {
        row.mega.fail_times(1, on, Fault::Damage);
        assert_told(&row.refused(&file).await, Class::Transient, "differs from the original");
        assert_eq!(row.mega.objects(), Vec::<String>::new());
    }
    row.archived(&file).await;
}
#[tokio::test]
async fn a_local_file_that_changed_is_not_sent_and_other_destinations_are_refused() {
    let row = row().await;
    let file = row.world.file(1000);
    std::fs::write(&file.path, vec![0; 1000]).expect("written");
    assert_told(&row.refused(&file).await, Class::Transient, "not the one that was to be archived");
    assert_eq!(row.mega.objects(), Vec::<String>::new());
    let error = row.legacy.reach(&destination("s3:bucket")).await.expect_err("not MEGA");
    assert_told(&error, Class::Offline, "s3:bucket needs rclone");
}

#[tokio::test]
async fn bringing_a_file_back_takes_rclone_and_is_refused_with_these_words() {
    let row = row().await;
    row.mega.put(PATH, b"12345");
    let (to, at) = (destination("mega:"), path(PATH));
    let (back, never) = (row.world.path("back"), CancellationToken::new());
    let error = row.legacy.fetch(&to, &at, &back, None, &|_| {}, &never).await.expect_err("refused");
    assert_told(&error, Class::Permanent, "this needs rclone");
}

#[tokio::test]
async fn a_probe_is_written_and_ends_in_the_trash() {
    let row = row().await;
    let (to, scratch) = (destination("mega:a folder"), row.world.path(""));
    probe(&row.legacy, &to, &path(PATH), &scratch, &|_| {}).await.expect("writable");
    assert_eq!((row.mega.objects(), row.mega.trash().len()), (Vec::new(), 1));
}

#[tokio::test]
async fn rclone_reads_what_was_written_without_it_and_the_other_way_round() {
    for bytes in [0, 5, 131_072, 3_000_001] {
        let row = row().await;
        let rclone = row.world.rclone(row.mega.environment("mega"));
        let file = row.world.file(bytes);
        assert!(!row.archived(&file).await);
        let proof = archive(&rclone, "mega:", &file).await.expect("rclone reads it");
        assert!(proof.already_there, "rclone finds the copy good");
        assert_eq!(proof.verified_by, VerifiedBy::ReadBack);

        let other = row.world.file(bytes + 1);
        assert!(!archive(&rclone, "mega:", &other).await.expect("archived").already_there);
        assert!(row.archived(&other).await, "what rclone wrote is found good");
    }
}
