//! `destinations`: a server sees where its rituals go, and chooses among the places that the operator allows.

use super::world::World;
use crate::support::discord::permissions::MANAGE_GUILD;
use crate::support::discord::{Message, Slash};
use crate::support::rclone::{Server, Speaks};

/// The bot with two destinations, `local` and `cloud:bucket`, and the server behind the second.
async fn with_two() -> (World, Server) {
    let mut world = World::new().await;
    let server = Server::start(Speaks::S3);
    for (name, value) in server.remote("cloud") {
        world.set(&name, value);
    }
    world.set("HELIX_DESTINATIONS", "local,cloud:bucket");
    (world, server)
}

/// Where the copies of an archived ritual are, by the beginning of each place.
async fn places(world: &World, message: &Message) -> Vec<String> {
    let places = world.places(message).await.into_iter();
    places.map(|place| place.split("/rituals/").next().unwrap_or(&place).to_owned()).collect()
}

fn set(names: &str) -> Slash {
    Slash::new("destinations set").option("names", names)
}

#[tokio::test]
async fn a_server_chooses_where_its_rituals_go_and_another_one_keeps_all() {
    let (mut world, server) = with_two().await;
    let (elsewhere, channel) = world.discord.another_guild("Elsewhere");
    world.start().await;
    let manager = world.discord.join("manu", MANAGE_GUILD);

    let said = world.told(manager, "!destinations set cloud").await;
    assert_eq!(said, "From now on this server's rituals go to `cloud:bucket`.");
    let here = world.archived(world.say("!ritual 27 size=512")).await;
    assert_eq!(places(&world, &here).await, ["cloud:bucket"]);
    assert_eq!(world.objects().len(), 0);

    let there = world.discord.say(channel, world.discord.owner(), "!ritual 27 size=512");
    let there = world.archived(there).await;
    assert_eq!(places(&world, &there).await.len(), 2, "{}", there.content);
    let name = &there.picture().expect("a picture").name;
    let path = format!("rituals/{elsewhere}/{name}");
    assert_eq!(world.object(&path), std::fs::read(server.file(&format!("bucket/{path}"))).expect("a copy"));

    let said = world.told_by_slash(manager, &set("all")).await;
    assert_eq!(said, "From now on this server's rituals go to every destination.");
    let here =
        world.archived(world.slash(&Slash::new("ritual").option("steps", 27).option("size", "512"))).await;
    assert_eq!(places(&world, &here).await.len(), 2, "{}", here.content);
}

#[tokio::test]
async fn everybody_sees_where_rituals_go_and_who_may_choose_sees_what_could_be_chosen() {
    let (mut world, _server) = with_two().await;
    world.start().await;
    let (member, manager) = (world.discord.member(), world.discord.join("manu", MANAGE_GUILD));
    let all = "This server's rituals go to:\n\
               • `local` reachable; 0 archived\n\
               • `cloud:bucket` reachable; 0 archived\n\
               Whoever manages the server can choose among mine with `!destinations set`.";
    assert_eq!(world.told(member, "!destinations").await, all);
    assert_eq!(world.told(member, "!destinations show").await, all);
    let by_slash = all.replace("`!", "`/");
    assert_eq!(world.told_by_slash(member, &Slash::new("destinations show")).await, by_slash);

    // Named twice and in another writing, it is one.
    let said = world.told_by_slash(manager, &set("CLOUD, cloud:bucket")).await;
    assert_eq!(said, "From now on this server's rituals go to `cloud:bucket`.");
    assert_eq!(
        world.told(manager, "!destinations").await,
        "This server's rituals go to:\n\
         • `cloud:bucket` reachable; 0 archived\n\
         They could go to these as well, with `!destinations set`:\n\
         • `local` reachable; 0 archived"
    );
    assert_eq!(
        world.told(member, "!destinations").await,
        "This server's rituals go to:\n\
         • `cloud:bucket` reachable; 0 archived\n\
         Whoever manages the server can choose among mine with `!destinations set`."
    );
}

#[tokio::test]
async fn who_may_not_or_chooses_what_is_not_there_is_told_so_and_nothing_changes() {
    let (mut world, _server) = with_two().await;
    world.start().await;
    let (member, manager) = (world.discord.member(), world.discord.join("manu", MANAGE_GUILD));
    let needed = "You need the permission “Manage Server” for that.";
    assert_eq!(world.told(member, "!destinations set local").await, needed);
    assert_eq!(world.whispered(member, &set("local")).await, needed);

    let choice = "Here can be chosen: `local`, `cloud:bucket`; or `all`.";
    let unknown = format!("“mega:” is not a destination of mine. {choice}");
    assert_eq!(world.told(manager, "!destinations set local, mega:").await, unknown);
    assert_eq!(world.whispered(manager, &set("local, mega:")).await, unknown);
    let none = format!("Rituals have to go somewhere. {choice}");
    assert_eq!(world.told(manager, "!destinations set ,").await, none);
    let how = "That is not how this command is written; `!help destinations set` shows it.";
    assert_eq!(world.told(manager, "!destinations set").await, how);
    assert_eq!(world.told(manager, "!destinations local").await, how.replace(" set", ""));
    assert_eq!(world.whispered(manager, &set(",")).await, none);

    let said = world.answer(world.say_in_private("!destinations set local")).await.content;
    assert_eq!(said, "This works in a server only.");
    let archived = world.archived(world.say("!ritual 27 size=512")).await;
    assert_eq!(places(&world, &archived).await.len(), 2, "all as before: {}", archived.content);
}
