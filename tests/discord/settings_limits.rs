//! How many rituals may be asked for: whoever asks, however, and over restarts.

use rustix::process::Signal;

use super::world::{World, until};
use crate::support::discord::permissions::MANAGE_GUILD;
use crate::support::discord::{Id, Slash};

const RITUAL: &str = "!ritual 27 size=256";
const SOON: &str = "The field still rings from your last ritual; ask for the next <t:";

fn ritual() -> Slash {
    Slash::new("ritual").option("steps", 27).option("size", "512")
}

async fn with(limits: &str) -> World {
    let mut world = World::new().await;
    world.set("HELIX_LIMITS", limits);
    world.start().await;
    world
}

/// Whether a request became a ritual.
async fn got_a_picture(world: &World, request: Id) -> bool {
    world.answer(request).await.picture().is_some()
}

#[tokio::test]
async fn nobody_floods_a_new_server_alone() {
    let mut world = World::new().await;
    world.unset("HELIX_LIMITS");
    world.start().await;
    assert!(got_a_picture(&world, world.say(RITUAL)).await);
    let told = world.told(world.discord.member(), RITUAL).await;
    assert!(told.starts_with(SOON) && told.ends_with(":R>."), "{told}");
    let whispered = world.whispered(world.discord.member(), &ritual()).await;
    assert!(whispered.starts_with(SOON), "{whispered}");
    let other = world.discord.join("otto", 0);
    assert!(got_a_picture(&world, world.say_by(other, RITUAL)).await, "another member");
    // In private one begins anew, and is held to the same. Both at once, since a picture may take longer than the cooldown.
    let asked = [world.say_in_private(RITUAL), world.say_in_private(RITUAL)];
    let mut said = Vec::new();
    for request in asked {
        said.push(world.answer(request).await);
    }
    assert_eq!(said.iter().filter(|message| message.picture().is_some()).count(), 1, "{said:?}");
    assert_eq!(said.iter().filter(|message| message.content.starts_with(SOON)).count(), 1, "{said:?}");
}

#[tokio::test]
async fn a_quota_holds_over_restarts_and_what_fails_costs_nothing() {
    let mut world = with("cooldown=off,quota=2,server-quota=3,at-once=off").await;
    let (member, other) = (world.discord.member(), world.discord.join("otto", MANAGE_GUILD));
    // A mistake is no ritual.
    world.told(member, "!ritual 0").await;
    for _ in 0..2 {
        assert!(got_a_picture(&world, world.say(RITUAL)).await);
    }
    world.signal(Signal::TERM);
    world.ended().await;
    world.start().await;
    let told = world.told(member, RITUAL).await;
    assert!(
        told.starts_with("You have asked for 2 rituals today, which is all of a day. A new day begins <t:"),
        "{told}"
    );
    assert!(world.whispered(member, &ritual()).await.starts_with("You have asked for 2 rituals today"));
    assert!(got_a_picture(&world, world.say_by(other, RITUAL)).await);
    let told = world.told(other, RITUAL).await;
    assert!(
        told.starts_with("This server has asked for 3 rituals today"),
        "those who manage it as well: {told}"
    );
    // They can change it, and it counts at once.
    world.told(other, "!settings server-quota off").await;
    assert!(got_a_picture(&world, world.say_by(other, RITUAL)).await);
}

#[tokio::test]
async fn of_many_at_once_as_many_get_through_as_may() {
    let world = with("cooldown=off,quota=3,server-quota=off,at-once=off").await;
    let requests: Vec<_> = (0..8)
        .map(|number| if number % 2 == 0 { world.say(RITUAL) } else { world.slash(&ritual()) })
        .collect();
    let mut pictures = 0;
    for request in requests {
        pictures += usize::from(got_a_picture(&world, request).await);
    }
    assert_eq!(pictures, 3);
}

#[tokio::test]
async fn so_many_of_a_person_wait_at_once_and_more_when_they_are_shown() {
    let world = with("cooldown=off,quota=off,server-quota=off,at-once=2").await;
    let first = [world.say("!ritual 27 size=1536"), world.say("!ritual 27 size=1536")];
    // Whoever is accepted sees the bot typing.
    until("both to be accepted", async || world.discord.look(|state| state.typing.len() >= 2)).await;
    let told = world.told(world.discord.member(), RITUAL).await;
    assert_eq!(
        told,
        "2 of your rituals are on their way, which is as many as may be at once. Ask again when one of them is shown."
    );
    for request in first {
        assert!(got_a_picture(&world, request).await);
    }
    until("room for another", async || got_a_picture(&world, world.say(RITUAL)).await).await;
}

#[tokio::test]
async fn pictures_keep_to_the_servers_size_and_steps_also_where_nobody_says_them() {
    let world = with("cooldown=off,quota=off,at-once=off,size=512,steps=50").await;
    let member = world.discord.member();
    assert_eq!(
        world.told(member, "!ritual 27 size=1024").await,
        "Pictures have at most 512 pixels a side here."
    );
    assert_eq!(world.told(member, "!ritual 51 size=256").await, "A ritual takes at most 50 steps here.");
    let banner = Slash::new("ritual").option("size", "banner");
    assert_eq!(world.whispered(member, &banner).await, "Pictures have at most 512 pixels a side here.");
    let message = world.answer(world.say("!ritual")).await;
    let (recipe, _) =
        helix_bot::ritual::artifact::read(&message.picture().expect("a picture").bytes).expect("one");
    assert_eq!((recipe.steps.get(), recipe.size.width()), (50, 512));
}

#[tokio::test]
async fn a_server_names_its_folder_which_says_whose_it_is() {
    let world = World::running().await;
    let manager = world.discord.join("manu", MANAGE_GUILD);
    world.told(manager, "!settings folder garden").await;
    world.archived(world.say(RITUAL)).await;
    let folder = format!("archive/rituals/garden-{}", world.discord.guild());
    assert_eq!(std::fs::read_dir(world.data().join(folder)).expect("the folder").count(), 1);
}

#[tokio::test]
async fn no_server_goes_beyond_what_the_operator_allows() {
    let mut world = World::new().await;
    world.set("HELIX_LIMITS_MAX", "quota=1,size=512");
    world.start().await;
    let manager = world.discord.join("manu", MANAGE_GUILD);
    let told = world.told(manager, "!settings quota off").await;
    assert_eq!(
        told,
        "**quota** stays as it is. Whoever runs me allows at most 1. `reset` returns to the default."
    );
    assert!(got_a_picture(&world, world.say(RITUAL)).await);
    assert!(
        world.told(world.discord.member(), RITUAL).await.starts_with("You have asked for 1 rituals today")
    );
}
