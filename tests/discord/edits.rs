//! Messages that are edited or deleted after they were written.

use helix_bot::ritual::artifact;

use super::world::{World, answers, until};
use crate::support::discord::{Endpoint, Fault, Id, Message};

fn steps(message: &Message) -> u16 {
    let picture = message.picture().unwrap_or_else(|| panic!("{}", message.content));
    artifact::read(&picture.bytes).expect("an artifact").0.steps.get()
}

/// Waits until the one answer to a message says something.
async fn says(world: &World, request: Id, text: &str) -> Message {
    let holds = |state: &_| answers(state, request).find(|it| it.content.contains(text)).cloned();
    world.discord.wait_for(text, holds).await
}

#[tokio::test]
async fn an_edited_command_edits_its_answer_and_a_preview_or_the_same_words_run_nothing() {
    let world = World::running().await;
    let request = world.say("!help ritual");
    let first = world.answer(request).await;
    world.discord.rewrite(request, "!help status");
    let second = says(&world, request, "status").await;
    assert_eq!(first.id, second.id, "one answer, which changes");
    world.discord.preview(request);
    world.discord.rewrite(request, "!help status");
    // What comes after them is answered, and they were not.
    world.answer(world.say("!queue")).await;
    let after =
        world.discord.look(|state| answers(state, request).map(|it| it.contents.len()).sum::<usize>());
    assert_eq!(after, 2);
    assert_eq!(world.discord.count(Endpoint::EDIT), 1);
}

#[tokio::test]
async fn what_was_no_command_becomes_one_by_an_edit() {
    let world = World::running().await;
    let request = world.say("ritual 27 size=256");
    world.discord.rewrite(request, "!ritual 27 size=256");
    assert_eq!(steps(&world.archived(request).await), 27);
    assert_eq!(world.pictures(world.discord.channel()).len(), 1);
}

#[tokio::test]
async fn a_mistake_that_is_mended_by_an_edit_leaves_the_picture_alone_as_its_answer() {
    let world = World::running().await;
    let request = world.say("!ritual 5000 size=256");
    world.answer(request).await;
    world.discord.rewrite(request, "!ritual 50 size=256");
    let picture = world
        .discord
        .wait_for("the picture", |state| answers(state, request).find(|it| it.picture().is_some()).cloned())
        .await;
    assert_eq!(steps(&picture), 50);
    until("the old answer gone", async || world.discord.look(|state| answers(state, request).count()) == 1)
        .await;
}

#[tokio::test]
async fn a_ritual_that_waits_is_replaced_by_an_edit_and_one_that_is_shown_gets_another() {
    let world = World::running().await;
    world.hold_rendering().await;
    let request = world.say("!ritual 27 size=256");
    world.accepted(1).await;
    world.discord.rewrite(request, "!ritual 54 size=256");
    world.logged("since the message that asked was deleted or edited").await;
    world.release_rendering().await;
    let message = world.archived(request).await;
    assert_eq!(steps(&message), 54);
    assert_eq!(world.discord.look(|state| answers(state, request).count()), 1, "the first was not drawn");

    world.discord.rewrite(request, "!ritual 81 size=256");
    let both = |state: &_| (answers(state, request).count() == 2).then_some(());
    world.discord.wait_for("another picture", both).await;
    let mut drawn = Vec::new();
    world.discord.look(|state| drawn.extend(answers(state, request).map(steps)));
    assert_eq!(drawn, [54, 81]);
}

#[tokio::test]
async fn a_ritual_that_cannot_be_replaced_since_the_edit_makes_no_sense_goes_on() {
    let world = World::running().await;
    world.hold_rendering().await;
    let request = world.say("!ritual 108 size=256");
    world.accepted(1).await;
    world.discord.rewrite(request, "!ritual 5000");
    world.answer(request).await;
    world.release_rendering().await;
    let picture = |state: &_| answers(state, request).find(|it| it.picture().is_some()).cloned();
    assert_eq!(steps(&world.discord.wait_for("the picture", picture).await), 108);
}

#[tokio::test]
async fn a_deleted_message_takes_its_ritual_back_also_after_a_kill() {
    let mut world = World::running().await;
    world.hold_rendering().await;
    let first = world.say("!ritual 27 size=256");
    let second = world.say("!ritual 54 size=256");
    world.accepted(2).await;
    world.discord.delete(first);
    world.logged("since the message that asked was deleted or edited").await;
    world.kill().await;
    world.start().await;
    world.discord.delete(second);
    until("nothing that waits", async || {
        world.told(world.discord.member(), "!queue").await.ends_with("Nothing waits here.")
    })
    .await;
    world.release_rendering().await;
    let last = world.say("!ritual 81 size=256");
    world.archived(last).await;
    assert_eq!(world.pictures(world.discord.channel()).len(), 1, "the last");
    // Something that never asked for anything is deleted without harm.
    let idle = world.say("hello");
    world.discord.delete(idle);
    world.answer(world.say("!help")).await;
}

#[tokio::test]
async fn an_edit_of_an_answer_that_is_gone_is_answered_anew() {
    let world = World::running().await;
    let request = world.say("!help ritual");
    let first = world.answer(request).await;
    world.discord.fault(Endpoint::EDIT, Fault::Refuse { status: 404, code: 10_008 }, 1);
    world.discord.delete(first.id);
    world.discord.rewrite(request, "!help status");
    let second = says(&world, request, "status").await;
    assert_ne!(first.id, second.id);
    assert!(world.discord.look(|state| state.violations.is_empty()), "nothing was done twice");
}
