//! Who is told of what: members of their own server, somebody in private of their own, the operator of everything.

use rustix::process::Signal;

use super::world::World;
use crate::support::discord::{Id, Slash};

const STATUS: &str = "!status";

/// What the bot answers to what somebody writes somewhere.
async fn told_in(world: &World, channel: Id, user: Id, text: &str) -> String {
    world.answer(world.discord.say(channel, user, text)).await.content
}

/// A bot without rclone, so that what was asked for waits: two rituals in the first server, one in a second, one in
/// private. The second server's channel, and the operator's.
async fn with_rituals_everywhere() -> (World, Id, Id) {
    let mut world = World::new().await;
    world.set("HELIX_RCLONE", "/nonexistent/rclone");
    let (_, elsewhere) = world.discord.another_guild("Elsewhere");
    let (_, office) = world.discord.another_guild("Operators");
    world.set("HELIX_OPERATOR_CHANNEL", office.to_string());
    world.start().await;
    let owner = world.discord.owner();
    let requests = [
        world.say("!ritual 27 size=256"),
        world.say("!ritual 27 size=256"),
        world.discord.say(elsewhere, owner, "!ritual 27 size=256"),
        world.say_in_private("!ritual 27 size=256"),
    ];
    for request in requests {
        world.answer(request).await;
    }
    (world, elsewhere, office)
}

#[tokio::test]
async fn everybody_is_told_of_their_own_and_the_operator_of_everything() {
    let (world, elsewhere, office) = with_rituals_everywhere().await;
    let (member, owner) = (world.discord.member(), world.discord.owner());
    let here = world.told(member, STATUS).await;
    assert!(here.contains("\nRituals of this server: 2, "), "{here}");
    assert!(here.contains("• `local` ") && here.contains("0 archived, 2 waiting"), "{here}");
    let by_slash = world.told_by_slash(member, &Slash::new("status")).await;
    assert!(by_slash.contains("\nRituals of this server: 2, "), "{by_slash}");
    let places = world.told(member, "!destinations").await;
    assert!(places.contains("0 archived, 2 waiting"), "{places}");

    // Who owns the bot is a member like others where others read along.
    let there = told_in(&world, elsewhere, owner, STATUS).await;
    assert!(there.contains("\nRituals of this server: 1, "), "{there}");
    assert!(there.contains("0 archived, 1 waiting"), "{there}");

    let private = told_in(&world, world.discord.direct(member), member, STATUS).await;
    assert!(private.contains("\nYour rituals in direct messages: 1, "), "{private}");
    assert!(private.contains("0 archived, 1 waiting"), "{private}");

    for all in [
        told_in(&world, office, owner, STATUS).await,
        told_in(&world, world.discord.direct(owner), owner, STATUS).await,
    ] {
        assert!(all.contains("\nRituals: 4, ") && all.contains("0 archived, 4 waiting"), "{all}");
        assert!(all.contains("there is no /nonexistent/rclone"), "{all}");
    }

    // The oldest ritual of all is the first server's; the others are told of theirs.
    let oldest = |text: &str| text.lines().find(|line| line.starts_with("Oldest ")).map(str::to_owned);
    assert!(oldest(&here).is_some() && oldest(&there).is_some() && oldest(&private).is_some());
    assert!(oldest(&here) != oldest(&there) && oldest(&there) != oldest(&private));
}

#[tokio::test]
async fn where_nothing_was_asked_for_nothing_of_others_is_told() {
    let (mut world, ..) = with_rituals_everywhere().await;
    let (_, new) = world.discord.another_guild("New");
    world.signal(Signal::TERM);
    world.ended().await;
    world.start().await;
    let owner = world.discord.owner();
    let told = told_in(&world, new, owner, STATUS).await;
    assert!(
        told.contains("\nRituals of this server: 0, jobs waiting: 0, given up: 0\nEvery ritual is archived"),
        "{told}"
    );
    assert!(told.contains("• `local` ") && told.contains("; 0 archived\n"), "{told}");
}
