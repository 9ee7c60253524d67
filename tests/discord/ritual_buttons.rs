//! The buttons below a ritual: they work after restarts, once each, and for those alone who may see the ritual.

use helix_bot::ritual::{Recipe, artifact};

use super::world::{World, answers, ritual_of, status, until};
use crate::support::discord::permissions::MANAGE_GUILD;
use crate::support::discord::{Endpoint, Fault, Id, Message, Slash};
use crate::support::rclone::{Server, Speaks};

const RITUAL: &str = "!ritual 27 size=512 lotus";

/// Every button that asks for a ritual.
const ASKING: [&str; 3] = ["Again", "Vary", "Larger"];

fn recipe(message: &Message) -> Recipe {
    artifact::read(&message.picture().expect("a picture").bytes).expect("an artifact").0
}

/// What a click is answered: the picture that it asked for, once it is archived.
async fn drawn(world: &World, user: Id, message: &Message, button: &str) -> Message {
    let message = world.archived(world.click(user, message, button)).await;
    assert!(!message.is_ephemeral() && message.mentions.is_empty(), "{message:?}");
    message
}

#[tokio::test]
async fn again_varied_and_larger_are_rituals_like_any_other_also_after_a_restart() {
    let mut world = World::running().await;
    let member = world.discord.member();
    let first = world.archived(world.say(RITUAL)).await;
    let of_first = recipe(&first);
    world.kill().await;
    world.start().await;

    let again = recipe(&drawn(&world, member, &first, "Again").await);
    assert_ne!(again.seed, of_first.seed);
    assert_ne!(again.field, of_first.field, "it begins where its server stands now");
    assert_eq!((again.steps, again.style, again.size), (of_first.steps, of_first.style, of_first.size));

    let lore = world.told(member, "!lore").await;
    let varied = drawn(&world, member, &first, "Vary").await;
    let style = of_first.style.next();
    assert_eq!(recipe(&varied), of_first.clone().with_style(style), "the same ritual, drawn otherwise");
    assert!(varied.content.contains(&format!("**{style}**")) && varied.content.contains(" **lotus** ("));

    let larger = drawn(&world, member, &first, "Larger").await;
    let size = of_first.size.larger().expect("a larger one");
    assert_eq!(recipe(&larger), Recipe { size, ..of_first.clone() }, "the same picture, larger");
    assert_eq!(world.told(member, "!lore").await, lore, "what is drawn again leaves nothing to the lore");

    // A picture that was drawn again has buttons of its own.
    let twice = drawn(&world, member, &varied, "Vary").await;
    assert_eq!(recipe(&twice).style, style.next());
    assert_eq!(world.objects().len(), 5, "each is archived");
}

#[tokio::test]
async fn a_click_that_is_delivered_twice_or_whose_answer_is_lost_is_one_ritual() {
    let world = World::running().await;
    let member = world.discord.member();
    let first = world.archived(world.say("!ritual 27 size=256")).await;
    world.discord.fault(Endpoint::CALLBACK, Fault::SwallowResponse, 1);
    let click = world.click(member, &first, "Again");
    world.discord.deliver_again(click);
    world.archived(click).await;
    assert_eq!(world.discord.look(|state| answers(state, click).count()), 1);
    until("two copies in all", async || world.objects().len() == 2).await;
    assert_eq!(world.pictures(first.channel).len(), 2);
    // Two clicks are two rituals.
    let clicks = [world.click(member, &first, "Again"), world.click(member, &first, "Again")];
    for click in clicks {
        world.archived(click).await;
    }
    assert_eq!(world.pictures(first.channel).len(), 4);
}

#[tokio::test]
async fn a_click_survives_a_kill_right_after_it_is_acknowledged() {
    let mut world = World::running().await;
    let first = world.archived(world.say("!ritual 27 size=256")).await;
    let click = world.click(world.discord.member(), &first, "Again");
    world.discord.wait_for("the acknowledgement", |state| state.interactions[&click].callback).await;
    world.kill().await;
    world.start().await;
    world.archived(click).await;
    assert_eq!(world.pictures(first.channel).len(), 2);
}

#[tokio::test]
async fn the_largest_picture_has_no_larger_one() {
    let world = World::running().await;
    let member = world.discord.member();
    let banner = world.answer(world.say("!ritual 5 size=banner")).await;
    assert_eq!(banner.buttons(), ["Again", "Vary", "(Larger)", "Details", "Delete"]);
    world.discord.click(banner.id, member, "Larger").expect_err("it cannot be clicked");
    let forged = format!("v1:larger:{}", ritual_of(&banner));
    let told = world.answer(world.discord.click_forged(banner.id, member, &forged)).await;
    assert_eq!(told.content, "There is no larger size for this picture.");
    assert!(told.is_ephemeral());
}

#[tokio::test]
async fn who_may_not_write_or_use_commands_there_may_not_ask_by_a_button_either() {
    let world = World::running().await;
    let first = world.archived(world.say("!ritual 27 size=256")).await;
    let member = world.discord.member();
    for (missing, name) in [(1 << 11 | 1 << 38, "Send Messages"), (1 << 31, "Use Application Commands")] {
        world.discord.deny_everybody(missing);
        for button in ASKING {
            let told = world.whispered_on_click(member, &first, button).await.content;
            assert_eq!(told, format!("You need the permission “{name}” here to ask for a ritual."));
        }
        world.discord.deny_everybody(0);
    }
    world.whispered_on_click(member, &first, "Details").await;
    assert_eq!(world.pictures(first.channel).len(), 1);
}

#[tokio::test]
async fn a_ritual_of_another_server_or_of_anothers_private_messages_is_not_there() {
    let world = World::running().await;
    let discord = &world.discord;
    let (member, owner) = (discord.member(), discord.owner());
    let (_, elsewhere) = discord.another_guild("Elsewhere");
    let here = world.archived(world.say("!ritual 27 size=256")).await;
    let private = world.archived(world.say_in_private("!ritual 27 size=256")).await;
    let there = world.archived(discord.say(elsewhere, owner, "!ritual 27 size=256")).await;
    let of_nobody = "00000000-0000-7000-8000-000000000000".to_owned();

    for word in ["again", "vary", "larger", "details"] {
        for (place, ritual) in [
            (&here, ritual_of(&there)),
            (&here, ritual_of(&private)),
            (&there, ritual_of(&here)),
            (&private, ritual_of(&here)),
            (&here, of_nobody.clone()),
            (&here, ritual_of(&here).to_uppercase()),
        ] {
            let user = if place.channel == elsewhere { owner } else { member };
            let click = discord.click_forged(place.id, user, &format!("v1:{word}:{ritual}"));
            let told = world.answer(click).await;
            assert_eq!(told.content, "That ritual is not here any more.", "{word} {ritual}");
            assert!(told.is_ephemeral());
        }
    }
    assert_eq!(world.objects().len(), 3, "nothing was asked for");
    world.whispered_on_click(member, &private, "Details").await;
}

#[tokio::test]
async fn details_tell_where_copies_lie_to_those_alone_who_manage_the_server() {
    let world = World::running().await;
    let message =
        world.archived(world.slash(&Slash::new("ritual").option("steps", 27).option("seed", "lotus"))).await;
    let (member, manager) = (world.discord.member(), world.discord.join("manu", MANAGE_GUILD));
    let place = world.place(&message).await;
    for user in [member, manager] {
        let told = world.whispered_on_click(user, &message, "Details").await;
        assert!(told.content.contains(" **lotus** ("), "{}", told.content);
        assert_eq!(told.content.contains(&place), user == manager, "{}", told.content);
        assert!(told.mentions.is_empty(), "nobody is notified");
    }
    assert_eq!(status(&message), "archived and verified");
}

#[tokio::test]
async fn without_a_database_that_answers_a_click_is_answered_all_the_same() {
    let world = World::running().await;
    let message = world.archived(world.say("!ritual 27 size=256")).await;
    let database = world.data().join("helix.sqlite3");
    std::fs::rename(&database, world.path("away")).expect("moved away");
    let told = world.whispered_on_click(world.discord.member(), &message, "Again").await.content;
    assert!(!told.contains("sqlite") && !told.is_empty(), "{told}");
    std::fs::rename(world.path("away"), &database).expect("moved back");
}

/// Who manages the server lets links be given.
async fn with_links() -> (World, Server, Id) {
    let mut world = World::new().await;
    let server = Server::start(Speaks::S3);
    for (name, value) in server.remote("cloud") {
        world.set(&name, value);
    }
    world.set("HELIX_DESTINATIONS", "cloud:bucket");
    world.start().await;
    let manager = world.discord.join("manu", MANAGE_GUILD);
    (world, server, manager)
}

#[tokio::test]
async fn a_link_is_given_where_the_server_allows_it_and_a_destination_makes_one() {
    let (world, _server, manager) = with_links().await;
    let member = world.discord.member();
    let message = world.archived(world.say("!ritual 27 size=256")).await;
    let details = world.whispered_on_click(member, &message, "Details").await;
    assert!(details.buttons().is_empty(), "links are not given unless somebody allows it");
    let id = format!("v1:link:{}", ritual_of(&message));
    let asked = async || world.answer(world.discord.click_forged(message.id, member, &id)).await;
    assert_eq!(asked().await.content, "Links are not given in this server.");

    world.told(manager, "!settings links on").await;
    let details = world.whispered_on_click(member, &message, "Details").await;
    assert_eq!(details.buttons(), ["Link"]);
    let link = world.whispered_on_click(member, &details, "Link").await;
    assert!(
        link.content.starts_with("Whoever has this link can see the picture: <http://"),
        "{}",
        link.content
    );
    assert!(link.content.contains("/bucket/") && link.is_ephemeral(), "{}", link.content);
    assert_eq!(asked().await.content.split('?').next(), link.content.split('?').next());
}

#[tokio::test]
async fn a_destination_that_makes_no_links_is_told_politely() {
    let world = World::running().await;
    let manager = world.discord.join("manu", MANAGE_GUILD);
    world.told(manager, "!settings links on").await;
    let message = world.archived(world.say("!ritual 27 size=256")).await;
    let details = world.whispered_on_click(manager, &message, "Details").await;
    let told = world.whispered_on_click(manager, &details, "Link").await.content;
    assert_eq!(told, "None of the places where this ritual is archived makes links.");
}
