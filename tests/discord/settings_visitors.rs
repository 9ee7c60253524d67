//! Who may use the bot where, and who may change settings: by message, slash command and click alike.

use super::world::World;
use crate::support::discord::permissions::MANAGE_GUILD;
use crate::support::discord::{Id, Slash};

const NEEDED: &str = "You need the permission “Manage Server” for that.";
const ROLE: &str = "This server lets others use me, but not your roles.";

fn status() -> Slash {
    Slash::new("status")
}

async fn set(world: &World, manager: Id, text: &str) {
    let told = world.told(manager, &format!("!settings {text}")).await;
    assert!(told.contains('→'), "{told}");
}

#[tokio::test]
async fn settings_are_for_those_who_manage_the_server_or_have_a_role_that_it_named() {
    let world = World::running().await;
    let (member, manager) = (world.discord.member(), world.discord.join("manu", MANAGE_GUILD));
    let role = world.discord.give_role(member);
    let panel = world.answer(world.say_by(manager, "!settings")).await;
    let quota = Slash::new("settings quota").option("value", "5");
    for text in ["!settings", "!settings quota 5", "!settings export", "!settings log", "!settings reset"] {
        assert_eq!(world.told(member, text).await, NEEDED, "{text}");
    }
    assert_eq!(world.whispered(member, &quota).await, NEEDED);
    assert_eq!(world.whispered_on_click(member, &panel, "Export").await.content, NEEDED);
    let menu =
        world.discord.choose(panel.id, member, "Choose what to change", &["quota"]).expect("shown to all");
    assert_eq!(world.answer(menu).await.content, NEEDED);
    for forged in
        ["v1:settings:reset:quota", "v1:settings-reset:1:2:all", "v1:settings-import:1:2:x", "v1:settings:x"]
    {
        let told = world.answer(world.discord.click_forged(panel.id, member, forged)).await;
        assert_eq!(told.content, NEEDED, "{forged}");
    }
    let told = world.answer(world.discord.click_forged(panel.id, manager, "v1:settings:set:nothing")).await;
    assert!(told.content.starts_with("I do not know this part of the settings"), "{}", told.content);
    let private = world.answer(world.say_in_private("!settings quota 5")).await;
    assert_eq!(private.content, "This works in a server only.");

    set(&world, manager, &format!("admin-roles <@&{role}>")).await;
    assert_eq!(world.told(member, "!settings quota 5").await, "**quota**: default → `5`");
    assert_eq!(
        world.whispered(member, &Slash::new("settings quota").option("value", "6")).await,
        "**quota**: `5` → `6`"
    );
    assert!(!world.whispered_on_click(member, &panel, "Export").await.files.is_empty());
    // Other commands of those who manage the server are theirs as well.
    assert_ne!(world.told(member, "!destinations set local").await, NEEDED);
}

#[tokio::test]
async fn a_role_that_is_denied_wins_over_one_that_is_allowed() {
    let world = World::running().await;
    let (member, manager) = (world.discord.member(), world.discord.join("manu", MANAGE_GUILD));
    let (allowed, denied) = (world.discord.give_role(member), world.discord.give_role(manager));
    let panel = world.answer(world.say_by(manager, "!settings")).await;
    set(&world, manager, &format!("roles <@&{allowed}>")).await;
    assert!(world.told(member, "!status").await.starts_with("**helix-bot"));
    assert_eq!(world.told(manager, "!status").await, ROLE, "managers are members like others");
    assert_eq!(world.whispered(manager, &status()).await, ROLE);
    // What belongs to the settings they can always use.
    set(&world, manager, &format!("roles <@&{allowed}> <@&{denied}>")).await;
    set(&world, manager, &format!("denied-roles <@&{denied}>")).await;
    assert_eq!(world.told(manager, "!ritual 27 size=256").await, ROLE);
    let click = world.answer(world.discord.click_forged(panel.id, manager, "v1:keep:1")).await;
    assert_eq!(click.content, ROLE, "clicks keep to the same rule");
    assert!(!world.whispered_on_click(manager, &panel, "Export").await.files.is_empty());
    set(&world, manager, "denied-roles none").await;
    assert!(world.told(manager, "!status").await.starts_with("**helix-bot"));
}

#[tokio::test]
async fn whoever_types_where_they_may_not_is_offered_nothing_and_told_nothing() {
    let world = World::running().await;
    let (member, manager) = (world.discord.member(), world.discord.join("manu", MANAGE_GUILD));
    let (channel, denied) = (world.discord.channel(), world.discord.give_role(member));
    world.archived(world.say("!ritual 27 size=256")).await;
    set(&world, manager, &format!("denied-roles <@&{denied}>")).await;
    let told = world.discord.by_bot(channel).len();
    let typing = world.discord.type_into((channel, member), "ritual-info", "id", "").expect("sent");
    let offered =
        world.discord.wait_for("choices", |state| state.interactions[&typing].choices.clone()).await;
    assert_eq!(offered, serde_json::json!([]));
    assert_eq!(world.told(member, "!status").await, ROLE, "that is said to what they send");
    assert_eq!(world.discord.by_bot(channel).len(), told + 1);
}

#[tokio::test]
async fn outside_of_the_channels_that_a_server_chose_nobody_is_served_but_in_their_threads() {
    let world = World::running().await;
    let (member, manager) = (world.discord.member(), world.discord.join("manu", MANAGE_GUILD));
    let (here, there, thread) =
        (world.discord.channel(), world.discord.another_channel(), world.discord.thread());
    set(&world, manager, &format!("channels <#{there}>")).await;
    let refused = format!("I do not work in this channel; come to <#{there}>.");
    assert_eq!(world.told(member, "!status").await, refused);
    assert_eq!(world.whispered(member, &status()).await, refused);
    let text = |channel: Id| world.discord.say(channel, member, "!status");
    assert!(world.answer(text(there)).await.content.starts_with("**helix-bot"));
    assert_eq!(world.answer(text(thread)).await.content, refused, "a thread of another channel");
    // The double's threads belong to a channel that has the server's id.
    set(&world, manager, &format!("channels {}", world.discord.guild())).await;
    assert!(world.answer(text(thread)).await.content.starts_with("**helix-bot"));
    let used = world.discord.slash(thread, member, &status()).expect("offered");
    assert!(world.answer(used).await.content.starts_with("**helix-bot"));
    assert!(world.answer(text(here)).await.content.starts_with("I do not work in this channel"));
    // In private nothing of it holds.
    assert!(world.answer(world.say_in_private("!status")).await.content.starts_with("**helix-bot"));
}
