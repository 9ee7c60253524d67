//! MEGA without rclone, and together with it: what one writes the other reads.

use std::path::PathBuf;
use std::time::Duration;

use helix_bot::digest::Digest;
use helix_bot::failure::{Class, Failure};
use helix_bot::sync::legacy_mega::{LegacyMega, MegaTimeouts};
use helix_bot::sync::{CloudSync, LocalFile, Progress, VerifiedBy};
use tokio_util::sync::CancellationToken;

use super::world::{PATH, World, archive, archive_seen, assert_told, content, destination, path, until};
use crate::support::Double as _;
use crate::support::command::{finish, helix};
use crate::support::mega::{Fault, Made, Mega};

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
async fn a_wrong_password_is_the_operators_matter_and_is_not_tried_again_at_once() {
    let (world, mega) = (World::new(), Mega::start().await);
    let legacy = client(&mega, "not the password", timeouts(Duration::from_mins(5)));
    for _ in 0..20 {
        let error = archive(&legacy, "mega:", &world.file(10)).await.expect_err("refused");
        assert_told(&error, Class::Auth, "MEGA refused the login; check MEGA_EMAIL and MEGA_PASS");
        assert!(!format!("{error:?}").contains("not the password"));
    }
    assert_eq!(mega.logins(), 1);
}

#[tokio::test]
async fn a_dropped_session_is_followed_by_one_login_that_keeps_its_distance() {
    let row = row().await;
    row.archived(&row.world.file(1000)).await;
    row.mega.drop_sessions();
    let next = row.world.file(1000);
    assert_told(&row.refused(&next).await, Class::Offline, "the session with mega was lost");
    until("the next login", async || archive(&row.legacy, "mega:", &next).await.is_ok()).await;
    assert!(row.mega.stored(PATH) == Some(content(&next)));
    let gaps = row.mega.login_gaps();
    assert!(gaps.len() == 1 && gaps[0] >= BETWEEN_LOGINS / 2, "{gaps:?}");
}

#[tokio::test]
async fn what_mega_answers_decides_what_is_told() {
    for (on, fault, class, words) in [
        ("us", Fault::Code(-16), Class::Auth, "has blocked the account"),
        ("us", Fault::Code(-26), Class::Auth, "a second factor"),
        ("us", Fault::Code(-4), Class::Transient, "slow down"),
        ("us", Fault::Code(-3), Class::Transient, "slow down"),
        ("us0", Fault::Status(429), Class::Transient, "slow down"),
        ("us0", Fault::Status(500), Class::Transient, "a fault on its side"),
        ("us0", Fault::Status(402), Class::Transient, "cannot be read"),
        ("u", Fault::Code(-17), Class::Quota, "is full"),
        ("p", Fault::Code(-24), Class::Quota, "is full"),
        ("u", Fault::Code(-11), Class::Auth, "denies access"),
        ("upload", Fault::Code(-8), Class::Transient, "begins anew"),
        ("upload", Fault::Status(503), Class::Transient, "a fault on its side"),
        ("g", Fault::Code(-17), Class::Quota, "used up"),
        ("download", Fault::Status(509), Class::Quota, "used up"),
        ("p", Fault::Code(-15), Class::Transient, "dropped our session"),
    ] {
        let row = row().await;
        row.mega.fail(on, fault.clone());
        let error = row.refused(&row.world.file(1000)).await;
        assert_eq!(error.class, class, "{on} {fault:?}: {error}: {:?}", error.cause);
        assert_told(&error, class, words);
    }
}

#[tokio::test]
async fn a_pause_that_mega_asks_for_is_handed_on() {
    let row = row().await;
    row.mega.fail("us0", Fault::AskToWait(300));
    let error = row.refused(&row.world.file(1000)).await;
    assert_told(&error, Class::Transient, "slow down");
    assert_eq!(error.retry_after, Some(Duration::from_mins(5)));
}

#[tokio::test]
async fn answers_that_make_no_sense_are_failures_and_all_is_well_after_them() {
    let row = row_with(Mega::start().await, timeouts(Duration::ZERO));
    let file = row.world.file(1000);
    for on in ["us0", "us", "f", "u", "upload", "p", "g", "download"] {
        for body in [
            "",
            "[",
            "[]",
            "[null]",
            "[{}]",
            "[[], 1]",
            "<html>",
            "-999",
            r#"[{"v":2,"s":"","p":7,"g":7,"f":[{}]}]"#,
        ] {
            let fresh = client(&row.mega, Mega::login().1, timeouts(Duration::ZERO));
            row.mega.fail(on, Fault::Body(body.to_owned()));
            let ended = archive(&fresh, "mega:", &file).await;
            row.mega.mend();
            match ended {
                Err(error) => assert_eq!(error.class, Class::Transient, "{on} {body}: {error}"),
                Ok(_) => panic!("{on} {body}: it was taken for an answer"),
            }
        }
    }
    until("the copy", async || archive(&row.legacy, "mega:", &file).await.is_ok()).await;
    row.archived(&file).await;
}

#[tokio::test]
async fn events_that_make_no_sense_lead_to_a_new_list() {
    let row = row().await;
    row.archived(&row.world.file(1000)).await;
    for body in ["", "{}", "[]", r#"{"a": 1, "sn": 2}"#, "-3"] {
        row.mega.fail("sc", Fault::Body(body.to_owned()));
        row.archived(&row.world.file(1000)).await;
        row.mega.mend();
    }
    assert_eq!((row.mega.logins(), row.mega.seen("f")), (1, 6));
}

#[tokio::test]
async fn a_silent_mega_is_given_up_and_a_transfer_that_waits_for_it_can_be_called_off() {
    let mut quick = timeouts(Duration::ZERO);
    quick.answer = Duration::from_secs(1);
    let row = row_with(Mega::start().await, quick);
    let file = row.world.file(1000);
    row.mega.fail("us", Fault::Silence);
    assert_told(&row.refused(&file).await, Class::Transient, "did not answer in time");
    row.mega.mend();

    row.mega.fail("upload", Fault::Silence);
    let cancel = CancellationToken::new();
    let to = destination("mega:");
    let (path, note) = (path(PATH), |_: Progress| {});
    let (ended, ()) = tokio::join!(row.legacy.archive(&to, &path, &file, &note, &cancel), async {
        until("the upload", async || row.mega.seen("upload") == 1).await;
        cancel.cancel();
    });
    assert_eq!(ended.expect_err("called off").class, Class::Cancelled);
    row.mega.mend();
    row.archived(&file).await;
    row.legacy.shutdown().await;
    assert_eq!(row.refused(&file).await.class, Class::Cancelled);
}

#[tokio::test]
async fn a_mega_that_is_not_there_is_tried_again_later() {
    let mega = Mega::start().await;
    let (world, legacy) = (World::new(), client(&mega, "x", timeouts(Duration::ZERO)));
    drop(mega);
    let file = world.file(10);
    until("the end of it", async || {
        archive(&legacy, "mega:", &file)
            .await
            .is_err_and(|error| error.guidance.contains("cannot be reached"))
    })
    .await;
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
    row.legacy.probe(&destination("mega:a folder"), &row.world.path("")).await.expect("writable");
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

/// Runs the program without an rclone.
async fn run(world: &World, mega: &Mega, arguments: &[&str]) -> crate::support::command::Finished {
    let mut command = helix(&world.path(""));
    let (email, password) = Mega::login();
    command.args(arguments).envs([mega.address()]).envs([
        ("HELIX_RCLONE", "/nonexistent/rclone"),
        ("MEGA_EMAIL", email),
        ("MEGA_PASS", password),
        ("MEGA_REMOTE_DIR", "Helix"),
        ("RUST_LOG", "trace"),
    ]);
    tokio::task::spawn_blocking(move || finish(&mut command)).await.expect("no panic")
}

#[tokio::test]
async fn without_rclone_the_program_archives_to_mega_and_says_that_other_destinations_wait() {
    let (world, mega) = (World::new(), Mega::start().await);
    let ritual = ["ritual", "27", "--size", "256", "--json", "--wait=120"];
    let finished = run(&world, &mega, &ritual).await.expect_code(0);
    let answer = finished.json();
    assert_eq!(answer["destinations"][0]["verified_by"], "read-back", "{answer}");
    let object = format!("Helix/rituals/ritual-27-{}.png", answer["id"].as_str().expect("an id"));
    let stored = mega.stored(&object).expect("the object");
    assert_eq!(Some(Digest::of(&stored).to_string().as_str()), answer["sha256"].as_str());

    let doctor = run(&world, &mega, &["doctor"]).await.expect_code(0);
    assert!(
        doctor.out().contains("MEGA directly, without rclone; other destinations wait"),
        "{}",
        doctor.out()
    );
    let mut files: Vec<PathBuf> = vec![world.path("data")];
    while let Some(file) = files.pop() {
        if file.is_dir() {
            files.extend(std::fs::read_dir(&file).expect("a folder").flatten().map(|entry| entry.path()));
            continue;
        }
        let bytes = std::fs::read(&file).expect("readable");
        let holds = |secret: &String| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!mega.secrets().iter().any(holds), "{} holds a secret", file.display());
    }
    for secret in mega.secrets() {
        assert!(
            !finished.said().contains(&secret) && !doctor.said().contains(&secret),
            "{}",
            finished.said()
        );
    }
}
