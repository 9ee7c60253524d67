//! Servers that ask to be left alone for a while (`Retry-After`): what of it rclone hands on, and that the queue waits.
//!
//! Dropbox and MEGA without rclone have their tests with the rest of what they refuse.

use std::sync::Arc;
use std::time::Duration;

use helix_bot::failure::Class;
use helix_bot::jobs::{Activity, Jobs, Pace, Renderer, Spool, Workers};
use helix_bot::metrics::Metrics;
use helix_bot::ritual::{Field, Recipe, Seed, Size, Steps};
use helix_bot::store::{ArchiveState, NewRitual, Origin, RitualId, Store, Timestamp};
use helix_bot::sync::rclone::{Rclone, RcloneOptions};

use super::world::{PATH, World, archive, destination, until};
use crate::support::dropbox::{Dropbox, Part, Refusal};
use crate::support::faults::{Fault, Faults};
use crate::support::rclone::{Login, Server, Speaks};

#[tokio::test]
async fn rclone_keeps_to_itself_how_long_s3_and_webdav_ask_it_to_wait() {
    for (speaks, to, status, words) in [
        (Speaks::S3, "cloud:bucket", 429, "slow down"),
        (Speaks::WebDav, "cloud:", 429, "slow down"),
        (Speaks::WebDav, "cloud:", 503, "a fault on its side"),
    ] {
        let (world, server) = (World::new(), Server::start(speaks));
        let faults = Faults::before(server.address()).await;
        let rclone = world.rclone(server.remote_at("cloud", faults.address(), Login::Right));
        faults.set(Fault::AskToWait("PUT", status, 300));
        let error = archive(&rclone, to, &world.file(1000)).await.expect_err("asked to wait");
        assert!(faults.answered() > 0);
        assert_eq!(error.class, Class::Transient);
        assert!(error.guidance.contains(words), "{error}");
        assert_eq!(error.retry_after, None);
    }
}

/// A ritual to be archived.
fn ritual(to: &str) -> NewRitual {
    // A small one: a look at what may be a copy may take as long as reading it.
    let size = Size::square(256).expect("a size");
    NewRitual {
        id: RitualId::new(),
        origin: Origin::CommandLine,
        recipe: Recipe::new(Steps::default(), Seed::from_bits(1), size, Field::default()),
        file: "ritual.png".to_owned(),
        archives: vec![(destination(to), PATH.parse().expect("a path"))],
        accepted: Timestamp::now(),
        motion: false,
        language: helix_bot::language::Language::English,
        spoiler: false,
        seed_words: None,
        redraws: None,
        limits: None,
        lore: None,
        edited: None,
    }
}

/// Until when a copy waits, once it does.
async fn next_try(store: &Store, id: RitualId) -> Option<Timestamp> {
    let view = store.ritual(id).await.expect("the database answers").expect("the ritual");
    match view.archives.first()?.state {
        ArchiveState::Retrying { at, .. } => Some(at),
        _ => None,
    }
}

/// How long the queue waits after the first try of a copy under these options.
async fn first_wait(world: &World, options: RcloneOptions) -> Duration {
    let jobs = Arc::new(Jobs {
        store: Store::open(None, &world.path("run")).await.expect("the database opens"),
        sync: Arc::new(Rclone::new(options)),
        renderer: Renderer::new().expect("threads"),
        spool: Spool::open(&world.path("spool")).expect("a folder"),
        destinations: vec![destination("cloud:")],
        wake: helix_bot::jobs::Wake::default(),
        activity: Activity::default(),
        pace: Pace::default(),
        metrics: Metrics::new(["cloud:"]).jobs,
        observe: Box::new(|_, _| {}),
    });
    let id = jobs.store.accept(&ritual("cloud:")).await.expect("it is accepted");
    let workers = Workers::start(&jobs, None, None);
    until("the copy to fail", async || next_try(&jobs.store, id).await.is_some()).await;
    let wait = next_try(&jobs.store, id).await.expect("it waits").since(Timestamp::now());
    workers.stop().await;
    jobs.sync.shutdown().await;
    jobs.store.close().await;
    wait
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_queue_waits_as_long_as_it_is_asked_to() {
    let (world, dropbox) = (World::new(), Dropbox::start().await);
    let mut options = world.options(dropbox.environment("cloud"));
    options.timeouts.answer = Duration::from_secs(2);
    dropbox.refuse(Part::All, Refusal::TooManyRequests(300));
    let wait = first_wait(&world, options).await;
    assert!(wait >= Duration::from_secs(280), "{wait:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nobody_was_there_the_queue_asks_again_after_two_seconds() {
    let (world, server) = (World::new(), Server::start(Speaks::WebDav));
    let remote = server.remote("cloud");
    drop(server);
    let wait = first_wait(&world, world.options(remote)).await;
    assert!(wait <= Duration::from_millis(2200), "{wait:?}");
}
