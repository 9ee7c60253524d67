//! The bot is killed at the worst moments. After a restart each ritual is posted once and archived once.
//!
//! A job that was running when the bot died goes on at once: nobody else has the database open.

use std::time::{Duration, Instant};

use helix_bot::digest::Digest;
use helix_bot::store::{RitualId, Standing};

use super::world::{World, answers, tells_receipt, until};
use crate::support::discord::{Endpoint, Fault, Id, Message, Slash};
use crate::support::rclone::Speaks;

/// A lease lasts for fifteen seconds and is renewed each five.
const LEFT_OF_THE_LEASE: Duration = Duration::from_secs(10);

/// Once the receipt is told: one answer, one picture, one object, and they belong together.
async fn assert_exactly_once(world: &World, request: Id) -> Message {
    let message = world.archived(request).await;
    let pictures = world.pictures(message.channel);
    assert_eq!(pictures.len(), 1, "{}", world.discord.account());
    assert_eq!(world.discord.look(|state| answers(state, request).count()), 1);
    let objects = world.objects();
    assert_eq!(objects.len(), 1, "{objects:?}");
    let object = std::fs::read(&objects[0]).expect("the object");
    assert_eq!(Digest::of(&object), Digest::of(&pictures[0].picture().expect("a picture").bytes));
    message
}

#[tokio::test]
async fn an_accepted_ritual_survives_a_kill_before_it_is_rendered() {
    let mut world = World::running().await;
    // The longest ritual, so that it is still being rendered when it is seen in the database.
    let request = world.say("!ritual 1000");
    let view = world.unarchived("an accepted ritual", |_| true).await;
    assert!(view.ritual.rendered.is_none(), "it is not rendered yet");
    // Only a job that was begun has a lease that the next life ends.
    begun(&world, view.ritual.id).await;
    world.kill().await;
    assert_eq!(world.discord.by_bot(world.discord.channel()).len(), 0);

    world.start().await;
    assert_exactly_once(&world, request).await;
    assert!(world.log().contains("going on at once"), "{}", world.log());
}

/// Waits until a ritual's picture is being made. The database is shut again by then: a next life must be alone with it.
async fn begun(world: &World, ritual: RitualId) {
    let store = world.store().await;
    until("its picture to be begun", async || {
        let waiting = store.standing(ritual).await.expect("the database answers");
        waiting.is_some_and(|waiting| waiting.standing == Standing::Drawn)
    })
    .await;
    store.close().await;
}

#[tokio::test]
async fn a_rendered_ritual_survives_a_kill_before_it_is_posted() {
    let mut world = World::running().await;
    // No answer ever comes, so the bot is still trying to post when it dies.
    world.discord.fault(Endpoint::SEND, Fault::Timeout, 1);
    let request = world.say("!ritual 27 size=512");
    world.discord.wait_for("a try to post", |state| state.asked(Endpoint::SEND).next().map(drop)).await;
    world.kill().await;
    assert_eq!(world.pictures(world.discord.channel()).len(), 0);

    let started = Instant::now();
    world.start().await;
    assert_exactly_once(&world, request).await;
    // The lease of the dead would have lasted for ten seconds at least.
    assert!(world.log().contains("going on at once"), "{}", world.log());
    assert!(started.elapsed() < LEFT_OF_THE_LEASE, "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_message_that_was_sent_but_not_recorded_is_found_after_a_kill() {
    let mut world = World::running().await;
    world.discord.fault(Endpoint::SEND, Fault::HoldResponse, 1);
    let request = world.say("!ritual 27 size=512");
    let sent = world.answer(request).await;
    // Its text is no longer what it will be: the copy is proven meanwhile.
    world.logged("archived and verified").await;
    world.kill().await;
    // Down for longer than Discord remembers a nonce.
    world.discord.forget_nonces();

    world.start().await;
    let message = assert_exactly_once(&world, request).await;
    assert_eq!(message.id, sent.id);
}

#[tokio::test]
async fn a_slash_command_answered_but_not_recorded_keeps_its_one_answer_after_a_kill() {
    let mut world = World::running().await;
    world.discord.fault(Endpoint::EDIT_ORIGINAL, Fault::HoldResponse, 1);
    let request = world.slash(&Slash::new("ritual").option("steps", 27).option("size", "512"));
    let sent = world.answer(request).await;
    world.kill().await;

    world.start().await;
    let message = assert_exactly_once(&world, request).await;
    assert_eq!(message.id, sent.id);
    assert_eq!(message.files.len(), 1, "the file was replaced, not added");
}

#[tokio::test]
async fn a_slash_command_answered_but_not_recorded_is_found_when_its_token_has_died() {
    let mut world = World::running().await;
    world.discord.fault(Endpoint::EDIT_ORIGINAL, Fault::HoldResponse, 1);
    let request = world.slash(&Slash::new("ritual").option("steps", 27).option("size", "512"));
    let sent = world.answer(request).await;
    world.logged("archived and verified").await;
    world.kill().await;
    world.discord.expire_tokens();
    world.discord.forget_nonces();

    world.start().await;
    let message = assert_exactly_once(&world, request).await;
    assert_eq!(message.id, sent.id);
}

#[tokio::test]
async fn an_upload_that_a_kill_cut_short_is_made_once() {
    let (mut world, remote, request, _) = World::held_up(|world| world.say("!ritual 27 size=512")).await;
    world.unarchived("a posted ritual", |view| view.ritual.posted.is_some()).await;
    remote.stalled().await;
    world.kill().await;
    assert_eq!(remote.objects(), [], "nothing whole has arrived");

    remote.release();
    world.start().await;
    let message = world.archived(request).await;
    assert!(tells_receipt(&message));
    let pictures = world.pictures(message.channel);
    assert_eq!(pictures.len(), 1);
    let objects = remote.objects();
    assert_eq!(objects.len(), 1, "one object");
    assert_eq!(objects[0].1, pictures[0].picture().expect("a picture").bytes);
}

#[tokio::test]
async fn a_copy_that_was_made_but_not_recorded_is_recognised_and_not_made_again() {
    let (mut world, remote) = World::with_remote(Speaks::S3).await;
    let request = world.say("!ritual 27 size=512");
    // The object is there; whether the bot has recorded it by now is left to chance, and must not matter.
    until("the object", async || remote.objects().len() == 1).await;
    world.kill().await;

    world.start().await;
    world.archived(request).await;
    assert_eq!(remote.objects().len(), 1);
    assert_eq!(world.pictures(world.discord.channel()).len(), 1);
}
