//! The bot ends in the middle of something and starts again: nothing is lost, nothing is sent twice without need.

use std::time::Duration;

use helix_bot::failure::Class;
use helix_bot::sync::rclone::Rclone;
use helix_bot::sync::{CloudSync, Progress};
use tokio_util::sync::CancellationToken;

use super::world::{PATH, World, archive, archive_seen, digest, until};
use crate::support::faults::{Fault, Faults};
use crate::support::rclone::{Login, Server, Speaks};

const SPEAKS: [(Speaks, &str, &str); 3] =
    [(Speaks::S3, "cloud:bucket", "bucket/"), (Speaks::WebDav, "cloud:", ""), (Speaks::Ftp, "cloud:", "")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_the_bots_end_interrupted_is_made_whole_by_the_next_start() {
    let tried = SPEAKS.map(|(speaks, to, folder)| async move {
        let (world, server) = (World::new(), Server::start(speaks));
        let mut options = world.options(server.remote("cloud"));
        options.bwlimit = Some("200k".to_owned());
        let (first, file) = (Rclone::new(options), world.file(2_000_000));
        let moving = tokio::sync::Notify::new();
        let note = |progress: Progress| {
            if progress.sent > 0 {
                moving.notify_one();
            }
        };
        let never = CancellationToken::new();
        let (ended, ()) = tokio::join!(archive_seen(&first, to, &file, &note, &never), async {
            moving.notified().await;
            first.shutdown().await;
        });
        assert_eq!(ended.expect_err("the program stopped").class, Class::Cancelled);

        let second = world.rclone(server.remote("cloud"));
        let proof = archive(&second, to, &file).await.expect("archived");
        assert!(!proof.already_there);
        assert_eq!(digest(server.file(&format!("{folder}{PATH}"))), file.digest);
    });
    futures_util::future::join_all(tried).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_only_its_proof_lacked_is_proven_and_not_sent_again() {
    let tried = [(Speaks::S3, "cloud:bucket"), (Speaks::WebDav, "cloud:")].map(|(speaks, to)| async move {
        let (world, server) = (World::new(), Server::start(speaks));
        let faults = Faults::before(server.address()).await;
        let remote = server.remote_at("cloud", faults.address(), Login::Right);
        let file = world.file(1_000_000);
        archive(&world.rclone(remote.clone()), to, &file).await.expect("archived");
        let before = faults.sent();
        let proof = archive(&world.rclone(remote), to, &file).await.expect("recognised");
        assert!(proof.already_there);
        assert!(faults.sent() - before < 20_000, "only questions: {} bytes", faults.sent() - before);
    });
    futures_util::future::join_all(tried).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_was_in_trouble_for_a_while_gets_the_file_in_the_end() {
    let (world, server) = (World::new(), Server::start(Speaks::WebDav));
    let faults = Faults::before(server.address()).await;
    let rclone = world.rclone(server.remote_at("cloud", faults.address(), Login::Right));
    let file = world.file(300_000);
    for fault in
        [Fault::Answer("PUT", 503), Fault::Cut(100_000), Fault::Answer("PROPFIND", 500), Fault::Flip(150_000)]
    {
        faults.set(fault);
        let error = archive(&rclone, "cloud:", &file).await.expect_err("in trouble");
        assert_eq!(error.class, Class::Transient, "{fault:?}: {error}: {:?}", error.cause);
    }
    faults.set(Fault::None);
    archive(&rclone, "cloud:", &file).await.expect("archived");
    assert_eq!(digest(server.file(PATH)), file.digest);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_and_far_server_is_waited_for() {
    let (world, server) = (World::new(), Server::start(Speaks::WebDav));
    let faults = Faults::before(server.address()).await;
    let rclone = world.rclone(server.remote_at("cloud", faults.address(), Login::Right));
    faults.set(Fault::Slow(200_000));
    let begun = std::time::Instant::now();
    archive(&rclone, "cloud:", &world.file(900_000)).await.expect("archived");
    assert!(begun.elapsed() >= Duration::from_secs(4), "{:?}", begun.elapsed());

    faults.set(Fault::Far(Duration::from_millis(300)));
    let begun = std::time::Instant::now();
    archive(&rclone, "cloud:", &world.file(1_000)).await.expect("archived");
    assert!(
        begun.elapsed() >= Duration::from_millis(1200),
        "a few questions at 300 ms: {:?}",
        begun.elapsed()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_asks_to_wait_is_not_pestered() {
    let (world, server) = (World::new(), Server::start(Speaks::WebDav));
    let faults = Faults::before(server.address()).await;
    let rclone = world.rclone(server.remote_at("cloud", faults.address(), Login::Right));
    faults.set(Fault::AskToWait("PUT", 429, 2));
    let begun = std::time::Instant::now();
    let error = archive(&rclone, "cloud:", &world.file(1_000)).await.expect_err("asked to wait");
    assert_eq!(error.class, Class::Transient);
    assert!(error.guidance.contains("slow down"), "{error}");
    eprintln!("{} tries in {:?}", faults.answered(), begun.elapsed());
    // rclone tries three times, a second apart: it does not read how long it is asked to wait. The queue's next
    // try comes ten seconds later at the soonest.
    assert!(faults.answered() <= 3, "{} tries", faults.answered());
    assert!(begun.elapsed() >= Duration::from_millis(900) * (faults.answered() as u32 - 1));
    until("the wait to be over", async || {
        faults.set(Fault::None);
        archive(&rclone, "cloud:", &world.file(1_000)).await.is_ok()
    })
    .await;
}
