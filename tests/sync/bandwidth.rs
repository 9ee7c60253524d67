//! How much is sent at once. The bandwidth limit: kept while it holds, changed while an upload runs, kept by a daemon
//! that takes over.
//!
//! The rate is measured where the bytes arrive, in front of the server.

use std::time::{Duration, Instant};

use helix_bot::failure::{Action, Class};
use helix_bot::sync::rclone::Rclone;
use helix_bot::sync::{CloudSync, Progress};
use rustix::process::{Pid, Signal, kill_process};
use tokio_util::sync::CancellationToken;

use super::world::{World, archive, archive_seen, until};
use crate::support::faults::{Fault, Faults};
use crate::support::rclone::{Login, Server, Speaks};

const KIB: f64 = 1024.0;

/// Measures what arrives from when so much had arrived until so much has: bytes per second.
async fn measure(faults: &Faults, from: u64, to: u64) -> f64 {
    let reached = async |bytes: u64| {
        while faults.sent() < bytes {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        (Instant::now(), faults.sent())
    };
    let (begun, first) = reached(from).await;
    let (ended, last) = reached(to).await;
    (last - first) as f64 / (ended - begun).as_secs_f64()
}

/// Asserts that it is what was set, give or take 15 %.
#[track_caller]
fn assert_rate(measured: f64, set: f64) {
    eprintln!("measured {measured:.0} bytes per second, set {set:.0}");
    assert!((measured / set - 1.0).abs() <= 0.15, "{measured:.0} bytes per second instead of {set:.0}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limit_is_kept_and_a_change_holds_at_once() {
    let (world, server) = (World::new(), Server::start(Speaks::WebDav));
    let faults = Faults::before(server.address()).await;
    let rclone = world.rclone(server.remote_at("cloud", faults.address(), Login::Right));
    let file = world.file(6 << 20);
    rclone.set_bwlimit("512k").await.expect("set");
    let (archived, ()) = tokio::join!(archive(&rclone, "cloud:", &file), async {
        let before = faults.sent();
        assert_rate(measure(&faults, before + (256 << 10), before + (1280 << 10)).await, 512.0 * KIB);
        rclone.set_bwlimit("1M").await.expect("set");
        let before = faults.sent();
        assert_rate(measure(&faults, before + (512 << 10), before + (2560 << 10)).await, 1024.0 * KIB);
        rclone.set_bwlimit("off").await.expect("set");
    });
    archived.expect("archived");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transfers_at_once_share_the_limit() {
    let (world, server) = (World::new(), Server::start(Speaks::S3));
    let faults = Faults::before(server.address()).await;
    let mut options = world.options(server.remote_at("cloud", faults.address(), Login::Right));
    options.bwlimit = Some("1M".to_owned());
    let rclone = Rclone::new(options);
    let files: Vec<_> = (0..4).map(|_| world.file(1 << 20)).collect();
    let (to, never) = (super::world::destination("cloud:bucket"), CancellationToken::new());
    let send = async |number: usize| {
        let path = super::world::path(&format!("rituals/{number}.png"));
        rclone.archive(&to, &path, &files[number], &|_| {}, &never).await.expect("archived");
    };
    let sends = futures_util::future::join_all((0..4).map(send));
    let (_, rate) = tokio::join!(sends, measure(&faults, 512 << 10, 3 << 20));
    assert_rate(rate, 1024.0 * KIB);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_files_are_sent_at_once_while_others_wait_for_their_turn() {
    let (world, server) = (World::new(), Server::start(Speaks::S3));
    let faults = Faults::before(server.address()).await;
    let rclone = world.rclone(server.remote_at("cloud", faults.address(), Login::Right));
    let to = super::world::destination("cloud:bucket");
    // An upload stalls in its middle; a question is much shorter.
    faults.set(Fault::Stall(100_000));
    let files: Vec<_> = (0..rclone.concurrency(&to)).map(|_| world.file(300_000)).collect();
    assert!(files.len() > 4);
    let never = CancellationToken::new();
    let send = async |number: usize| {
        let path = super::world::path(&format!("rituals/{number}.png"));
        rclone.archive(&to, &path, &files[number], &|_| {}, &never).await.expect("archived");
    };
    let sends = futures_util::future::join_all((0..files.len()).map(send));
    tokio::join!(sends, async {
        until("four uploads", async || faults.stalls() == 4).await;
        // Time enough for one more to begin.
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(faults.stalls(), 4);
        faults.set(Fault::None);
    });
}

#[tokio::test]
async fn what_is_no_rate_is_refused_and_changes_nothing() {
    let world = World::new();
    let rclone = world.rclone([]);
    for rate in ["fast", "12q", "08:00,1M 18:00,off"] {
        let error = rclone.set_bwlimit(rate).await.expect_err(rate);
        assert_eq!((error.class, error.action), (Class::Permanent, Some(Action::Limit)), "{rate}");
    }
    archive(&rclone, "local", &world.file(3_000_000)).await.expect("archived at full speed");
}

#[tokio::test]
async fn a_daemon_that_takes_over_keeps_the_limit() {
    let world = World::new();
    let rclone = world.rclone([]);
    rclone.set_bwlimit("200k").await.expect("set");
    let daemon = Pid::from_raw(world.daemon()).expect("a process id");
    kill_process(daemon, Signal::KILL).expect("it is running");
    until("another daemon", async || rclone.available().await.is_ok()).await;
    let file = world.file(400_000);
    let begun = Instant::now();
    let quiet = |_: Progress| {};
    archive_seen(&rclone, "local", &file, &quiet, &CancellationToken::new()).await.expect("archived");
    // At 200 KiB a second it cannot be quicker; how much slower it is depends on the machine.
    assert!(begun.elapsed() >= Duration::from_millis(1600), "{:?}", begun.elapsed());
}
