//! MEGA, through rclone's own client: what lands there, what proves it, and how rarely anybody logs in.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use helix_bot::digest::Digest;
use helix_bot::sync::rclone::{Rclone, RcloneOptions};
use helix_bot::sync::{Class, CloudSync, LocalFile, Proof, SyncError, VerifiedBy};
use tokio_util::sync::CancellationToken;

use super::world::{PATH, World, archive, destination, path, until};
use crate::support::command::{Finished, finish, helix};
use crate::support::mega::{Fault, Made, Mega};
use crate::support::rclone;

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
    options.patience.login = BETWEEN_LOGINS;
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

    async fn refused(&self, file: &LocalFile) -> SyncError {
        archive(&self.rclone, "mega:", file).await.expect_err("refused")
    }
}

fn content(file: &LocalFile) -> Vec<u8> {
    std::fs::read(&file.path).expect("the file")
}

/// Each login kept twice the distance of the one before. A login takes a moment to arrive, one more than another.
#[track_caller]
fn assert_spaced(mega: &Mega) {
    let gaps = mega.login_gaps();
    assert!(!gaps.is_empty());
    for (doubled, gap) in gaps.iter().enumerate() {
        assert!(*gap + BETWEEN_LOGINS / 2 >= BETWEEN_LOGINS * (1 << doubled), "{gaps:?}");
    }
}

#[track_caller]
fn assert_told(error: &SyncError, class: Class, words: &str) {
    assert_eq!(error.class, class, "{error}: {:?}", error.cause);
    assert!(error.guidance.contains(words), "{error}: {:?}", error.cause);
}

#[tokio::test]
async fn a_copy_is_exactly_where_it_was_promised_and_mega_would_serve_it() {
    // None, less than a chunk, some chunks, and enough for chunks of the largest size.
    for bytes in [0, 1000, 700_000, 6_000_001] {
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
async fn a_folder_of_the_destination_is_made_and_kept_to() {
    let row = mega().await;
    let to = "mega:Helix/the attic";
    archive(&row.rclone, to, &row.world.file(1000)).await.expect("archived");
    archive(&row.rclone, to, &row.world.file(1000)).await.expect("archived");
    assert_eq!(row.mega.objects(), [format!("Helix/the attic/{PATH}")]);
}

#[tokio::test]
async fn an_identical_copy_is_recognised_and_not_sent_again() {
    let row = mega().await;
    let file = row.world.file(300_000);
    row.mega.put(PATH, &content(&file));
    assert!(row.archived(&file).await.already_there);
    assert!(row.archived(&file).await.already_there);
    assert_eq!(row.mega.seen("u"), 0);
}

#[tokio::test]
async fn a_partial_copy_and_another_one_of_the_same_size_are_replaced_and_one_object_is_left() {
    let row = mega().await;
    let file = row.world.file(300_000);
    let mut changed = content(&file);
    row.mega.put(PATH, &changed[..100_000]);
    assert!(!row.archived(&file).await.already_there);
    assert_eq!(row.mega.trash(), ["the ritual.png"], "removed ones can be had back");

    changed[200_000] ^= 1;
    let other = mega().await;
    other.mega.put(PATH, &changed);
    assert!(!other.archived(&file).await.already_there);
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
async fn a_bit_that_flipped_on_its_way_is_noticed_and_the_copy_removed() {
    let row = mega().await;
    let file = row.world.file(300_000);
    row.mega.fail_times(1, "upload", Fault::Damage);
    let error = row.refused(&file).await;
    assert_told(&error, Class::Transient, "the copy differs from the original");
    assert_eq!(row.mega.objects(), Vec::<String>::new(), "the damaged copy is gone");
    row.archived(&file).await;
}

#[tokio::test]
async fn a_bit_that_flips_on_the_way_back_proves_nothing() {
    let row = mega().await;
    row.mega.fail("download", Fault::Damage);
    let error = row.refused(&row.world.file(300_000)).await;
    assert_eq!(error.class, Class::Transient, "{error}: {:?}", error.cause);
}

#[tokio::test]
async fn a_dropped_session_is_told_and_cured_by_one_login_that_keeps_its_distance() {
    let row = mega().await;
    let file = row.world.file(300_000);
    row.archived(&file).await;
    row.mega.fail_times(1, "u", Fault::Code(-15));
    let next = row.world.file(300_000);
    let error = row.refused(&next).await;
    assert_told(&error, Class::Transient, "mega dropped our session");
    until("the next login", async || archive(&row.rclone, "mega:", &next).await.is_ok()).await;
    assert!(row.mega.stored(PATH) == Some(content(&next)));
    assert_eq!(row.mega.logins(), 2);
    assert_spaced(&row.mega);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_session_that_is_dropped_while_nothing_happens_does_not_make_rclone_ask_without_end() {
    let row = mega().await;
    row.rclone.reach(&destination("mega:")).await.expect("reached");
    row.mega.drop_sessions();
    until("the daemon's end", async || row.world.daemons().is_empty()).await;
    let asked = row.mega.seen("sc");
    let file = row.world.file(1000);
    until("the next login", async || archive(&row.rclone, "mega:", &file).await.is_ok()).await;
    row.archived(&file).await;
    assert_eq!(row.mega.logins(), 2);
    assert!(row.mega.seen("sc") < asked + 50, "the new daemon waits properly");
}

#[tokio::test]
async fn a_session_that_is_dropped_again_and_again_makes_logins_rarer() {
    let row = mega().await;
    let file = row.world.file(1000);
    for login in 1..=3 {
        until("a login", async || {
            let _ = archive(&row.rclone, "mega:", &file).await;
            row.mega.logins() == login
        })
        .await;
        row.mega.drop_sessions();
    }
    assert_spaced(&row.mega);
}

#[tokio::test]
async fn a_wrong_password_is_the_operators_matter_and_is_not_tried_again_at_once() {
    let (world, mega) = (World::new(), Mega::start().await);
    let mut options = options(&world, &mega);
    options.env = mega.environment_with("mega", "not the password");
    options.patience.login = Duration::from_mins(5);
    let rclone = Rclone::new(options);
    let file = world.file(1000);
    for _ in 0..20 {
        let error = archive(&rclone, "mega:", &file).await.expect_err("refused");
        assert_told(&error, Class::Auth, "mega refused the login");
    }
    assert_told(&rclone.reach(&destination("mega:")).await.expect_err("refused"), Class::Auth, "refused");
    assert_eq!(mega.logins(), 1, "one login, whoever asks");
}

#[tokio::test]
async fn after_a_failed_login_the_next_ones_keep_a_growing_distance_and_then_all_is_well() {
    let row = mega().await;
    let file = row.world.file(1000);
    row.mega.fail_times(2, "us", Fault::Code(-4));
    let error = row.refused(&file).await;
    assert_told(&error, Class::Transient, "mega asks us to slow down");
    until("the third login", async || archive(&row.rclone, "mega:", &file).await.is_ok()).await;
    assert_eq!(row.mega.logins(), 3);
    assert_spaced(&row.mega);
    row.archived(&file).await;
}

#[tokio::test]
async fn what_mega_answers_to_a_login_decides_what_is_told() {
    for (fault, class, words) in [
        (Fault::Code(-16), Class::Auth, "mega has blocked the account"),
        (Fault::Code(-26), Class::Auth, "asks for a second factor"),
        (Fault::Code(-4), Class::Transient, "asks us to slow down"),
        (Fault::Code(-18), Class::Transient, "did not log us in"),
        // Its client tries these again by itself, a few times.
        (Fault::Code(-3), Class::Transient, "did not log us in"),
        (Fault::Status(429), Class::Transient, "did not log us in"),
        (Fault::Status(500), Class::Transient, "did not log us in"),
        (Fault::Body("<html>".to_owned()), Class::Transient, "did not log us in"),
    ] {
        let row = mega().await;
        row.mega.fail("us", fault);
        let error = row.refused(&row.world.file(10)).await;
        assert_told(&error, class, words);
        let again = row.refused(&row.world.file(10)).await;
        assert_told(&again, class, words);
    }
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
async fn a_full_account_is_told_and_used_again_when_there_is_space() {
    let row = mega().await;
    let file = row.world.file(300_000);
    row.mega.set_quota(200_000);
    assert_told(&row.refused(&file).await, Class::Quota, "mega is full");
    row.mega.set_quota(400_000);
    row.archived(&file).await;
    assert_eq!(row.mega.logins(), 1);
}

#[tokio::test]
async fn a_mega_that_stays_silent_is_given_up() {
    let (world, mega) = (World::new(), Mega::start().await);
    let mut options = options(&world, &mega);
    options.patience.answer = Duration::from_secs(2);
    let rclone = Rclone::new(options);
    mega.fail("us", Fault::Silence);
    let error = archive(&rclone, "mega:", &world.file(10)).await.expect_err("silent");
    assert_told(&error, Class::Transient, "mega did not answer within 2 s");
}

#[tokio::test]
async fn the_work_that_is_asked_for_before_a_login_is_done() {
    let row = mega().await;
    row.mega.ask_for_work();
    row.archived(&row.world.file(1000)).await;
    assert_eq!(row.mega.work_done(), 2, "for the question how to log in, and for the login");
    assert_eq!(row.mega.logins(), 1);
}

#[tokio::test]
async fn a_probe_leaves_nothing_behind_but_in_the_trash() {
    let row = mega().await;
    row.rclone.reach(&destination("mega:not/yet")).await.expect("reached");
    row.rclone.probe(&destination("mega:a folder"), &row.world.path("")).await.expect("writable");
    assert_eq!(row.mega.objects(), Vec::<String>::new());
    assert_eq!(row.mega.logins(), 1);
}

/// Runs rclone itself.
async fn run_rclone(mega: &Mega, arguments: &[&str]) -> String {
    let mut command = Command::new(rclone::program());
    command.args(arguments).envs(mega.environment("mega")).env("RCLONE_CONFIG", "/dev/null");
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("no panic");
    let output = output.expect("rclone runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[tokio::test]
async fn a_public_link_opens_the_copy_and_the_space_is_told() {
    let row = mega().await;
    let file = row.world.file(300_000);
    row.archived(&file).await;
    row.mega.set_quota(1_000_000);
    let link = run_rclone(&row.mega, &["link", &format!("mega:{PATH}")]).await;
    assert!(row.mega.follow(link.trim()) == Some(content(&file)), "{link}");
    let about: serde_json::Value =
        serde_json::from_str(&run_rclone(&row.mega, &["about", "mega:", "--json"]).await).expect("JSON");
    assert_eq!((&about["total"], &about["used"]), (&1_000_000.into(), &300_000.into()), "{about}");
}

/// Runs the program with MEGA's account in the settings of v15.3, and asserts that it ended so and told no secret.
async fn run(world: &World, mega: &Mega, password: &str, arguments: &[&str], code: i32) -> Finished {
    let data = world.path("");
    let mut command = helix(&data);
    command.args(arguments).envs([mega.address()]).envs([
        ("MEGA_EMAIL", Mega::login().0),
        ("MEGA_PASS", password),
        ("MEGA_REMOTE_DIR", "/Helix/rituals/"),
        ("RUST_LOG", "debug"),
    ]);
    let finished = tokio::task::spawn_blocking(move || finish(&mut command)).await.expect("no panic");
    for secret in mega.secrets() {
        assert!(!finished.said().contains(&secret), "{}", finished.said());
    }
    finished.expect_code(code)
}

/// Everything below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

#[tokio::test]
async fn the_old_settings_archive_to_mega_and_nothing_secret_is_written_anywhere() {
    let (world, mega) = (World::new(), Mega::start().await);
    let ritual = ["ritual", "27", "--size", "256", "--json", "--wait=120"];
    let answer = run(&world, &mega, Mega::login().1, &ritual, 0).await.json();
    let copy = &answer["destinations"][0];
    let told = |name: &str| copy[name].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        (told("name"), told("state"), told("verified_by")),
        ("mega:Helix/rituals".to_owned(), "archived".to_owned(), "read-back".to_owned())
    );
    let id = answer["id"].as_str().expect("an id");
    let object = format!("Helix/rituals/rituals/ritual-27-{id}.png");
    assert_eq!(told("remote"), format!("mega:{object}"));
    let stored = mega.stored(&object).expect("the object");
    assert_eq!(Some(Digest::of(&stored).to_string().as_str()), answer["sha256"].as_str());
    assert_eq!((mega.objects().len(), mega.logins()), (1, 1));

    let files = files_below(&world.path(""));
    assert!(files.iter().any(|file| file.ends_with(helix_bot::store::FILE)), "{files:?}");
    for file in files {
        let bytes = std::fs::read(&file).expect("readable");
        for secret in mega.secrets() {
            let secret = secret.as_bytes();
            let found = bytes.windows(secret.len()).any(|window| window == secret);
            assert!(!found, "{} holds a secret", file.display());
        }
    }
}

#[tokio::test]
async fn a_wrong_password_pauses_the_destination_whatever_waits_for_it() {
    let (world, mega) = (World::new(), Mega::start().await);
    for seed in ["1", "2", "3"] {
        let ritual = ["ritual", "27", "--size", "256", "--seed", seed, "--wait=0"];
        let nowhere =
            [("HELIX_RCLONE", "/nonexistent/rclone"), ("MEGA_EMAIL", "x@example.org"), ("MEGA_PASS", "x")];
        let mut command = helix(&world.path(""));
        command.args(ritual).envs(nowhere).env("MEGA_REMOTE_DIR", "/Helix/rituals/");
        tokio::task::spawn_blocking(move || finish(&mut command).expect_code(3)).await.expect("no panic");
    }
    let told = run(&world, &mega, "wrong", &["archive", "--wait=15"], 3).await;
    assert!(told.said().contains("mega refused the login"), "{}", told.said());
    assert_eq!(mega.logins(), 1, "one login for three rituals");
    assert_eq!(mega.objects(), Vec::<String>::new());
}
