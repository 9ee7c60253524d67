//! The whole program without rclone.

use std::path::PathBuf;

use helix_bot::digest::Digest;

use crate::support::Double as _;
use crate::support::command::{finish, helix};
use crate::support::mega::Mega;
use crate::sync::world::World;

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
