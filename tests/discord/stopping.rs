//! Told to stop, the bot stops soon and leaves nothing behind; killed, it takes its rclone with it.

use std::time::{Duration, Instant};

use helix_bot::store::{Lane, Timestamp};
use rustix::process::Signal;

use super::world::{World, until};

/// What hosts give a program before they kill it.
const GRACE: Duration = Duration::from_secs(10);

/// Stops the bot in the middle of an upload.
async fn assert_stops_cleanly(signal: Signal) {
    let (mut world, remote, request, _) = World::held_up(|world| world.say("!ritual 27 size=512")).await;
    remote.stalled().await;
    assert_eq!(world.daemons().len(), 1, "an upload needs rclone");

    let asked = Instant::now();
    world.signal(signal);
    assert_eq!(world.ended().await, Some(0), "{}", world.log());
    assert!(asked.elapsed() < GRACE, "{:?}", asked.elapsed());
    assert!(world.daemons().is_empty(), "rclone ends with the bot");
    let code = world.discord.look(|state| state.gateway.connections.last().and_then(|it| it.client_code));
    assert_eq!(code, Some(1000), "the bot said goodbye");

    // Somebody else could go on at once: the job is not held, and the try that was called off does not count.
    let store = world.store().await;
    let (now, lane) = (Timestamp::now(), Lane::Archive("slow:bucket".parse().expect("a destination")));
    let job = store.claim(&lane, None, now, now + GRACE).await.expect("a claim").expect("a job that is due");
    assert_eq!(job.attempt, 1);
    let released = helix_bot::store::Outcome::Released;
    assert!(store.finish(&job.lease, &released, now).await.expect("given back"));
    store.close().await;

    remote.release();
    world.start().await;
    world.archived(request).await;
    assert_eq!(remote.objects().len(), 1);
    assert_eq!(world.pictures(world.discord.channel()).len(), 1);
}

#[tokio::test]
async fn sigterm_gives_the_work_back_and_ends_everything_within_ten_seconds() {
    assert_stops_cleanly(Signal::TERM).await;
}

#[tokio::test]
async fn sigint_does_the_same() {
    assert_stops_cleanly(Signal::INT).await;
}

#[tokio::test]
async fn a_ritual_being_rendered_when_the_bot_is_stopped_is_rendered_after_the_next_start() {
    let mut world = World::running().await;
    let request = world.say("!ritual 1000 size=2048");
    let view = world.unarchived("an accepted ritual", |_| true).await;
    let asked = Instant::now();
    world.signal(Signal::TERM);
    assert_eq!(world.ended().await, Some(0), "{}", world.log());
    assert!(asked.elapsed() < GRACE, "{:?}", asked.elapsed());
    let store = world.store().await;
    let kept = store.ritual(view.ritual.id).await.expect("the ritual").expect("the ritual");
    assert!(kept.ritual.posted.is_none());
    store.close().await;

    world.start().await;
    world.archived(request).await;
    assert_eq!(world.pictures(world.discord.channel()).len(), 1);
}

#[tokio::test]
async fn a_killed_bot_takes_its_rclone_with_it() {
    let mut world = World::running().await;
    until("rclone", async || world.daemons().len() == 1).await;
    world.kill().await;
    until("rclone's end", async || world.daemons().is_empty()).await;
}
