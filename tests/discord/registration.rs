//! Slash commands are registered when they changed, and only then: Discord counts registrations.

use rustix::process::Signal;

use super::world::World;
use crate::support::discord::{Endpoint, Fault};

#[tokio::test]
async fn a_restart_with_the_same_commands_registers_nothing() {
    let mut world = World::running().await;
    world.logged("registered the slash commands").await;
    world.signal(Signal::TERM);
    world.ended().await;
    world.start().await;
    // The answer comes after everything that the new connection began with.
    world.answer(world.say("!status")).await;
    assert_eq!(world.discord.count(Endpoint::REGISTER), 1);
}

#[tokio::test]
async fn a_refused_registration_is_logged_repeated_at_the_next_start_and_stops_nothing() {
    let mut world = World::new().await;
    world.discord.fault(Endpoint::REGISTER, Fault::Refuse { status: 400, code: 30_034 }, 1);
    world.spawn();
    world.discord.connected().await;
    world.logged("the slash commands could not be registered; prefix commands and mentions go on").await;
    let request = world.say("!ritual 27");
    assert!(world.archived(request).await.picture().is_some());

    world.signal(Signal::TERM);
    world.ended().await;
    world.start().await;
    assert_eq!(world.discord.count(Endpoint::REGISTER), 2);
}

#[tokio::test]
async fn a_registration_that_met_trouble_is_made_again() {
    let mut world = World::new().await;
    world.discord.fault(Endpoint::REGISTER, Fault::Status(502), 1);
    world.discord.fault(Endpoint::REGISTER, Fault::SwallowResponse, 1);
    world.start().await;
    world.logged("registered the slash commands").await;
    assert_eq!(world.discord.count(Endpoint::REGISTER), 3);
}
