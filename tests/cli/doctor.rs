//! What doctor finds is what a ritual meets, and rclone's reasons reach the operator.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use super::{files_below, ritual, text, world};
use crate::support::command::{Finished, finish, helix};
use crate::support::disk::SmallDisk;
use crate::support::faults::{Fault, Faults};
use crate::support::rclone::{DAV_PASSWORD, Login, Server, Speaks, settings};

/// What S3 says to a request whose time is too far from its own.
const TOO_SKEWED: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>RequestTimeTooSkewed</Code>\
     <Message>The difference between the request time and the current time is too large.</Message></Error>";

/// A program with one destination, whose server is reached through a proxy.
struct Scene {
    world: TempDir,
    server: Server,
    faults: Faults,
    destination: &'static str,
    variables: Vec<(String, String)>,
}

impl Scene {
    async fn new(speaks: Speaks, destination: &'static str) -> Self {
        let server = Server::start(speaks);
        let faults = Faults::before(server.address()).await;
        let variables = server.remote_at("cloud", faults.address(), Login::Right);
        Self { world: world(), server, faults, destination, variables }
    }

    fn with(mut self, option: &'static str, value: &str) -> Self {
        let added = settings("cloud", vec![(option, value.to_owned())]);
        self.variables.retain(|(name, _)| *name != added[0].0);
        self.variables.extend(added);
        self
    }

    fn run(&self, arguments: &[&str]) -> Finished {
        let mut command = helix(self.world.path());
        command.args(arguments).env("HELIX_DESTINATIONS", self.destination);
        finish(command.envs(self.variables.iter().map(|(name, value)| (name, value))))
    }

    /// Doctor's verdict and words on the destination, by the check's name.
    fn examined(&self, code: i32) -> impl Fn(&str) -> (String, String) + use<> {
        let report = self.run(&["doctor", "--json"]).expect_code(code).json();
        let destination = self.destination;
        move |name: &str| {
            let checks = report["checks"].as_array().expect("checks");
            let check = checks.iter().find(|check| check["name"] == format!("{destination} {name}"));
            let check = check.unwrap_or_else(|| panic!("{name} in {report}"));
            (text(check, "verdict").to_owned(), text(check, "says").to_owned())
        }
    }

    /// A ritual's copy, of a run that ends like this.
    fn copy(&self, code: i32) -> Value {
        let answer = self.run(&["ritual", "5", "--size=256", "--json", "--wait=20"]).expect_code(code).json();
        answer["destinations"][0].clone()
    }

    /// Whether a new ritual's copy waits for so long at least, as it does where the destination is paused.
    fn is_retried_after(&self, least: Duration) -> bool {
        let shown = self.run(&["ritual", "5", "--size=256", "--wait=20"]).expect_code(3).out();
        let due = shown.split_once("due again in ").expect("a next try").1;
        let seconds: u64 = due.split(' ').next().expect("seconds").parse().expect("a number");
        seconds >= least.as_secs()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_may_not_make_buckets_is_enough_and_where_it_is_not_doctor_knows() {
    let scene = Scene::new(Speaks::S3, "cloud:bucket/deep").await;
    scene.faults.set(Fault::NoNewBuckets);
    let found = scene.examined(0);
    assert_eq!(found("writable").0, "ok");
    assert_eq!(text(&scene.copy(0), "state"), "archived");

    let insists = scene.with("NO_CHECK_BUCKET", "false");
    let (verdict, says) = insists.examined(1)("writable");
    assert_eq!(verdict, "fail", "a ritual is refused as well: {says}");
    assert_eq!(text(&insists.copy(3), "state"), "retrying");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_that_is_not_there_is_told_with_how_to_make_it() {
    let scene = Scene::new(Speaks::S3, "cloud:nothing/deep").await;
    let found = scene.examined(1);
    assert_eq!(
        found("reachable"),
        ("fail".to_owned(), "it answers, but the bucket does not exist".to_owned())
    );
    let (verdict, says) = found("writable");
    assert!(verdict == "fail" && says.contains("rclone mkdir cloud:"), "{says}");
    let copy = scene.copy(3);
    assert!(text(&copy, "reason").contains("the bucket at cloud does not exist"), "{copy}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_said_of_a_folder_is_what_was_seen_of_it() {
    let scene = Scene::new(Speaks::WebDav, "cloud:deep").await;
    let says = scene.examined(0)("reachable").1;
    assert!(says.contains("its folder does not exist yet"), "{says}");
    std::fs::create_dir_all(scene.server.file("deep/a")).expect("folders");
    std::fs::write(scene.server.file("deep/b"), "b").expect("a file");
    // The probe of the first time left the folder of rituals.
    let says = scene.examined(0)("reachable").1;
    assert!(says.contains("its folder is there, with 3 entries"), "{says}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_probe_that_cannot_be_removed_is_left_once_and_is_no_failure() {
    let scene = Scene::new(Speaks::S3, "cloud:bucket").await;
    scene.faults.set(Fault::Answer("DELETE", 403));
    for _ in 0..2 {
        let (verdict, says) = scene.examined(0)("writable");
        assert_eq!(verdict, "warn", "{says}");
        assert!(
            says.contains("cloud:bucket/rituals/.helix-bot-probe") && says.contains("reading back"),
            "{says}"
        );
        assert_eq!(
            files_below(&scene.server.file("bucket")).len(),
            1,
            "one probe, however often it is asked"
        );
    }
    scene.faults.set(Fault::None);
    assert_eq!(scene.examined(0)("writable").0, "ok");
    assert!(files_below(&scene.server.file("bucket")).is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_off_is_told_as_that_with_both_times_and_pauses_nothing() {
    let scene = Scene::new(Speaks::S3, "cloud:bucket").await;
    scene.faults.set(Fault::AnswerWith("*", 403, TOO_SKEWED));
    let says = scene.examined(1)("writable").1;
    assert!(says.contains("this machine's clock is wrong"), "{says}");
    assert!(says.contains("cloud says 2020-11-26T11:00:00Z"), "{says}");
    assert!(!scene.is_retried_after(Duration::from_mins(5)), "no pause");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_cause_is_not_known_rclones_own_words_are_shown_without_secrets() {
    let scene = Scene::new(Speaks::WebDav, "cloud:deep").await;
    scene.faults.set(Fault::Answer("PUT", 418));
    let words = "rclone: unchunked simple update failed: 418 I'm a teapot";
    let (_, says) = scene.examined(1)("writable");
    assert!(says.contains(words), "{says}");
    let copy = scene.copy(3);
    assert!(text(&copy, "reason").contains(words), "{copy}");
    let listed = scene.run(&["archive", "list"]).expect_code(0);
    assert!(listed.out().contains(words), "{}", listed.out());
    assert!(!listed.said().contains(DAV_PASSWORD));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_with_other_settings_or_a_doctor_that_succeeds_ends_a_pause() {
    let scene = Scene::new(Speaks::S3, "cloud:bucket").await;
    let hour = Duration::from_mins(50);
    scene.faults.set(Fault::Answer("PUT", 403));
    assert!(scene.is_retried_after(hour), "it is paused");
    scene.faults.set(Fault::None);
    assert!(scene.is_retried_after(hour), "the settings are the same");
    let (_, says) = scene.examined(0)("pause");
    assert!(says.contains("goes on from now"), "{says}");
    assert_eq!(text(&scene.copy(0), "state"), "archived");

    scene.faults.set(Fault::Answer("PUT", 403));
    assert!(scene.is_retried_after(hour), "it is paused again");
    scene.faults.set(Fault::None);
    let mended = scene.with("ACL", "private");
    assert_eq!(text(&mended.copy(0), "state"), "archived", "other settings are tried at once");
}

#[test]
fn the_time_of_wait_holds_for_the_whole_command_and_what_is_left_goes_on_later() {
    let world = world();
    let spool = world.path().join("data/spool");
    std::fs::create_dir_all(&spool).expect("a folder");
    let Some(disk) = SmallDisk::over(&spool) else { return };
    let begun = Instant::now();
    let arguments = ["ritual", "5", "--size=640", "--seed=7", "--wait=10"];
    let ended = finish(helix(world.path()).args(arguments)).expect_code(3);
    assert!(begun.elapsed() < Duration::from_secs(14), "{:?}: {}", begun.elapsed(), ended.said());
    assert!(ended.out().contains("not rendered yet: "), "{}", ended.said());
    assert!(ended.out().contains("goes on with `helix-bot archive`"), "{}", ended.said());
    let answer = finish(helix(world.path()).args(arguments).arg("--json")).expect_code(3).json();
    assert_eq!(answer["sha256"], Value::Null);

    drop(disk);
    finish(helix(world.path()).args(["archive", "--wait=60"])).expect_code(0);
    assert_eq!(files_below(&world.path().join("data/archive")).len(), 2);
}

#[test]
fn what_cannot_happen_in_time_is_not_waited_for() {
    let world = world();
    let begun = Instant::now();
    let nowhere = [("HELIX_RCLONE", "/nonexistent/rclone")];
    let answer = ritual(world.path(), &["--wait=50"], &nowhere).expect_code(3).json();
    assert!(Path::new(text(&answer, "file")).is_file());
    assert!(begun.elapsed() < Duration::from_secs(40), "the next try is in a minute: {:?}", begun.elapsed());
}
