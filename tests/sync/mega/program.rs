//! The program with v15.3's settings for MEGA.

use std::path::{Path, PathBuf};
use std::time::Duration;

use helix_bot::digest::Digest;

use super::super::world::World;
use crate::support::Double as _;
use crate::support::command::{Finished, finish, helix};
use crate::support::mega::Mega;

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
async fn two_runs_keep_their_logins_apart() {
    let (world, mega) = (World::new(), Mega::start().await);
    for seed in ["1", "2"] {
        let ritual = ["ritual", "27", "--size", "256", "--seed", seed, "--wait=120"];
        run(&world, &mega, Mega::login().1, &ritual, 0).await;
    }
    let gaps = mega.login_gaps();
    // Three seconds, less what the first login took to arrive.
    assert!(gaps.len() == 1 && gaps[0] >= Duration::from_millis(2500), "{gaps:?}");
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
    let told = run(&world, &mega, "wrong", &["archive", "--wait=60"], 3).await;
    assert!(told.said().contains("mega refused the login"), "{}", told.said());
    assert_eq!(mega.logins(), 1, "one login for three rituals");
    assert_eq!(mega.objects(), Vec::<String>::new());
}
