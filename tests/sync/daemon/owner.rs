//! The daemon goes with the program that started it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use helix_bot::sync::CloudSync as _;
use helix_bot::sync::rclone::{Rclone, RcloneOptions};

use crate::support::rclone;
use crate::sync::world::{World, until};

/// Where the test below tells its owner process to work.
const OWNER_RUN: &str = "HELIX_TEST_OWNER_RUN";

/// Not a test of its own: the process that owns a daemon until it is killed.
#[tokio::test]
#[ignore = "run by the_daemon_dies_with_its_owner_even_if_that_is_killed"]
async fn owner_to_be_killed() {
    let Some(run) = std::env::var_os(OWNER_RUN).map(PathBuf::from) else { return };
    let options = RcloneOptions {
        program: Some(rclone::program()),
        run_parent: Some(run.clone()),
        ..RcloneOptions::new(run.join("archive"))
    };
    let rclone = Rclone::new(options);
    // Started from a thread that is gone by the time of the kill.
    let runtime = tokio::runtime::Handle::current();
    let first = std::thread::spawn(move || {
        runtime.block_on(rclone.available()).expect("available");
        rclone
    });
    let _rclone = tokio::task::spawn_blocking(|| first.join().expect("no panic")).await.expect("no panic");
    writeln!(std::io::stdout(), "owner is ready").expect("the test listens");
    tokio::time::sleep(Duration::from_mins(1)).await;
}

#[tokio::test]
async fn the_daemon_dies_with_its_owner_even_if_that_is_killed() {
    let world = World::new();
    let test = format!("{}::owner_to_be_killed", module_path!().split_once("::").expect("a path").1);
    let mut owner = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", &test, "--ignored", "--nocapture"])
        .env(OWNER_RUN, world.path("run"))
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let said = BufReader::new(owner.stdout.take().expect("a pipe"));
    let ready = tokio::task::spawn_blocking(move || {
        said.lines().map_while(Result::ok).any(|line| line.contains("owner is ready"))
    });
    assert!(ready.await.expect("no panic"), "the owner got ready");
    assert_eq!(world.daemons().len(), 1);
    owner.kill().expect("killed");
    owner.wait().expect("it ended");
    until("the daemon's end", async || world.daemons().is_empty()).await;

    // What it left is swept by the next one.
    let rclone = world.rclone([]);
    rclone.available().await.expect("available");
    assert_eq!(std::fs::read_dir(world.path("run")).expect("the folder").count(), 1);
}
