//! Daemons that are killed, hang, die again and again, or have grown.

use std::time::{Duration, Instant};

use helix_bot::failure::Class;
use helix_bot::sync::rclone::{Rclone, Recycling};
use helix_bot::sync::{CloudSync as _, Progress};
use rustix::process::{Pid, Signal, kill_process};
use tokio_util::sync::CancellationToken;

use super::{disturbed, signal, suspend, works_again};
use crate::sync::world::{World, archive_seen, destination, digest, until};

#[tokio::test]
async fn a_daemon_killed_during_an_upload_fails_it_for_now_and_another_takes_over() {
    let world = World::new();
    let (rclone, error, daemon) = disturbed(&world, world.options([]), |daemon| {
        // A second report may find it dead already.
        let _ = kill_process(Pid::from_raw(daemon).expect("a process id"), Signal::KILL);
    })
    .await;
    assert!(error.guidance.contains("rclone was killed (signal 9)"), "{error}");
    works_again(&rclone, &world).await;
    assert_ne!(world.daemon(), daemon);
}

#[tokio::test]
async fn a_daemon_that_somebody_tells_to_end_is_given_to_nobody_else() {
    let world = World::new();
    let (rclone, _, daemon) = disturbed(&world, world.options([]), |daemon| {
        let _ = kill_process(Pid::from_raw(daemon).expect("a process id"), Signal::TERM);
    })
    .await;
    // It waits for the call under way and is still there, without its socket.
    if let Err(error) = rclone.available().await {
        assert!(error.guidance.contains("is started again in"), "{error}: {:?}", error.cause);
    }
    works_again(&rclone, &world).await;
    assert!(!world.daemons().contains(&daemon));
}

#[tokio::test]
async fn a_daemon_that_hangs_during_an_upload_is_noticed_and_replaced() {
    let world = World::new();
    let mut options = world.options([]);
    options.timeouts.prompt = Duration::from_secs(2);
    let (rclone, error, daemon) = disturbed(&world, options, suspend).await;
    assert!(error.guidance.contains("is replaced"), "{error}");
    works_again(&rclone, &world).await;
    assert_ne!(world.daemon(), daemon);
}

#[tokio::test]
async fn a_daemon_that_hangs_while_a_remote_is_asked_is_noticed_before_the_remote_is_blamed() {
    let world = World::new();
    let mut options = world.options([]);
    options.timeouts.prompt = Duration::from_secs(1);
    let rclone = Rclone::new(options);
    rclone.available().await.expect("available");
    suspend(world.daemon());
    let error = rclone.reach(&destination("local")).await.expect_err("hanging");
    assert_eq!(error.class, Class::Transient);
    assert!(error.guidance.contains("is replaced"), "{error}");
    works_again(&rclone, &world).await;
}

#[tokio::test]
async fn a_daemon_that_dies_again_and_again_is_not_started_again_and_again() {
    let world = World::new();
    let rclone = world.rclone([]);
    for _ in 0..2 {
        until("a daemon", async || rclone.available().await.is_ok()).await;
        signal(world.daemon(), Signal::KILL);
        until("its end", async || world.daemons().is_empty()).await;
    }
    until("the end to be noticed", async || {
        rclone.available().await.is_err_and(|error| error.guidance.contains("is started again in"))
    })
    .await;
    assert_eq!(world.daemons(), Vec::<i32>::new());
}

#[tokio::test]
async fn an_idle_daemon_that_has_grown_is_replaced_and_one_at_work_is_not() {
    let world = World::new();
    let mut options = world.options([]);
    options.bwlimit = Some("1M".to_owned());
    // Any daemon has grown as far as this.
    options.recycling =
        Recycling { above: 1 << 20, every: Duration::from_millis(50), ..Recycling::default() };
    let rclone = Rclone::new(options);
    let seen = std::sync::Mutex::new(Vec::new());
    let note = |_: Progress| seen.lock().expect("no panic holds it").push(world.daemon());
    let file = world.file(1_500_000);
    archive_seen(&rclone, "local", &file, &note, &CancellationToken::new()).await.expect("archived");
    assert_eq!(digest(world.archived()), file.digest);
    let mut seen = seen.into_inner().expect("no panic held it");
    assert!(seen.len() > 2, "the upload took a while: {seen:?}");
    seen.dedup();
    assert_eq!(seen.len(), 1, "one daemon from its beginning to its end");

    until("the idle daemon to be ended", async || world.daemons().is_empty()).await;
    works_again(&rclone, &world).await;
}

#[tokio::test]
async fn a_daemon_that_has_not_grown_is_kept() {
    let world = World::new();
    let mut options = world.options([]);
    options.recycling = Recycling { every: Duration::from_millis(20), ..Recycling::default() };
    let rclone = Rclone::new(options);
    rclone.available().await.expect("available");
    let daemon = world.daemon();
    let begun = Instant::now();
    until("some looks", async || begun.elapsed() > Duration::from_millis(400)).await;
    assert_eq!(world.daemon(), daemon);
}

#[tokio::test]
async fn a_daemon_without_work_is_ended_and_the_next_transfer_starts_another() {
    let world = World::new();
    let mut options = world.options([]);
    let idle = Duration::from_millis(600);
    options.recycling =
        Recycling { idle: Some(idle), every: Duration::from_millis(20), ..Recycling::default() };
    let rclone = Rclone::new(options);
    rclone.available().await.expect("available");
    let daemon = world.daemon();
    let begun = Instant::now();
    // Whatever asks for it keeps it.
    while begun.elapsed() < idle * 2 {
        rclone.available().await.expect("available");
        assert_eq!(world.daemon(), daemon);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    until("the daemon without work to be ended", async || world.daemons().is_empty()).await;
    assert!(begun.elapsed() > idle * 2, "{:?}", begun.elapsed());
    works_again(&rclone, &world).await;
}

#[tokio::test]
async fn a_daemon_that_may_have_logged_in_to_mega_stays_longer() {
    let world = World::new();
    let mut options = world.options([("RCLONE_CONFIG_CLOUD_TYPE".to_owned(), "mega".to_owned())]);
    options.recycling = Recycling {
        idle: Some(Duration::from_millis(1)),
        every: Duration::from_millis(20),
        ..Recycling::default()
    };
    let rclone = Rclone::new(options);
    rclone.available().await.expect("available");
    let daemon = world.daemon();
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(world.daemon(), daemon);
}
