//! One server, one member or one large picture does not hold up the others.

use super::world::{World, until};
use crate::support::discord::permissions::MANAGE_GUILD;
use crate::support::discord::{Id, Message};

/// How many pictures of a flood may come before one that was asked for after it: the one that is being made, the one
/// whose turn it is, and two that were made already and are just being posted.
const AHEAD: usize = 4;

/// The pictures of `channel` that came before `message`.
fn earlier(world: &World, channel: Id, message: &Message) -> usize {
    world.pictures(channel).iter().filter(|picture| picture.id < message.id).count()
}

#[tokio::test]
async fn a_servers_single_ritual_comes_next_whatever_another_has_waiting() {
    let mut world = World::new().await;
    let (_, elsewhere) = world.discord.another_guild("Elsewhere");
    world.start().await;
    let (here, member) = (world.discord.channel(), world.discord.member());
    for _ in 0..30 {
        world.say("!ritual 27 size=512");
    }
    until("the first picture", async || !world.pictures(here).is_empty()).await;
    let before = world.pictures(here).len();
    let asked = world.discord.say(elsewhere, member, "!ritual 27 size=512");
    let single = world.answer(asked).await;
    assert!(single.picture().is_some(), "{}", single.content);
    let passed = earlier(&world, here, &single) - before;
    assert!(passed <= AHEAD, "{passed} of the other server's came before it");
    assert!(world.pictures(here).len() < 30, "they were still waiting");
}

#[tokio::test]
async fn a_members_single_ritual_comes_next_whatever_another_has_waiting() {
    let world = World::running().await;
    let (here, other) = (world.discord.channel(), world.discord.join("manu", MANAGE_GUILD));
    for _ in 0..30 {
        world.say("!ritual 27 size=512");
    }
    until("the first picture", async || !world.pictures(here).is_empty()).await;
    let before = world.pictures(here).len();
    let single = world.answer(world.say_by(other, "!ritual 27 size=512")).await;
    assert!(single.picture().is_some(), "{}", single.content);
    let passed = earlier(&world, here, &single) - before;
    assert!(passed <= AHEAD, "{passed} of the other member's came before it");
}

#[tokio::test]
async fn small_pictures_pass_large_ones() {
    let world = World::running().await;
    for _ in 0..2 {
        world.say("!ritual 27 size=4096");
    }
    let small = world.answer(world.say("!ritual 27 size=256")).await;
    assert!(small.picture().is_some(), "{}", small.content);
    assert_eq!(world.pictures(world.discord.channel()).len(), 1, "the large ones are still being made");
}
