//! Where the bot may be used: installs of people's own, private messages, and switching both off.

use super::world::{World, answers, ritual_of};
use crate::support::discord::{Endpoint, Id, Slash};

fn ritual() -> Slash {
    Slash::new("ritual").option("steps", 27).option("size", "512")
}

#[tokio::test]
async fn where_no_server_has_added_the_bot_people_use_an_install_of_their_own() {
    let mut world = World::new().await;
    let member = world.discord.member();
    let elsewhere = world.discord.guild_without_bot("Elsewhere", member);
    world.start().await;
    let request = world.discord.slash(elsewhere, member, &ritual()).expect("it is installed");
    let message = world.archived(request).await;
    assert!(message.picture().is_some());
    let objects = world.objects();
    assert!(
        objects.iter().all(|path| path.parent().is_some_and(|folder| folder.ends_with("rituals"))),
        "{objects:?}"
    );
    let queue = world.discord.slash(elsewhere, member, &Slash::new("queue")).expect("it is installed");
    assert_eq!(world.answer(queue).await.content, "Nothing waits here.");
    let refused = world.discord.slash(elsewhere, member, &Slash::new("lore show"));
    assert!(refused.is_err(), "what is a server's is not offered there");
    assert_eq!(world.discord.count(Endpoint::SEND), 0, "nothing but the interaction's answers reaches there");
}

#[tokio::test]
async fn between_people_everybody_has_their_own_and_nothing_of_a_server_is_told() {
    let world = World::running().await;
    let (member, other) = (world.discord.member(), world.discord.join("otto", 0));
    let group = world.discord.group();
    let of_server = world.archived(world.say("!ritual 27 size=256 hiddenlotus")).await;
    let used = |user: Id, slash: &Slash| world.discord.slash(group, user, slash).expect("it is installed");
    let message = world.archived(used(member, &ritual().option("seed", "theirs"))).await;
    let shown = world.pictures(group);
    assert_eq!((shown.len(), shown[0].id), (1, message.id));
    assert_eq!(
        world.objects().iter().filter(|path| path.parent().is_some_and(|it| it.ends_with("rituals"))).count(),
        1
    );

    // A ritual waits in the server; between people nobody's queue has it.
    world.hold_rendering().await;
    world.say("!ritual 27 size=256");
    world.accepted(3).await;
    for user in [member, other] {
        let queue = world.answer(used(user, &Slash::new("queue"))).await;
        let said = "⚠ No pictures are made for now; rituals wait until that goes on\nNothing waits here.";
        assert_eq!((queue.is_ephemeral(), queue.content.as_str()), (true, said));
    }
    world.release_rendering().await;
    for command in ["status", "gallery", "lore show", "archive status", "settings panel", "ritual-info"] {
        assert!(
            world.discord.slash(group, member, &Slash::new(command)).is_err(),
            "{command} is not offered"
        );
    }

    // The buttons are those of who asked; to others the ritual is not there, and a server's never is.
    let details = world.whispered_on_click(member, &message, "Details").await;
    assert!(details.content.contains(&ritual_of(&message)), "{}", details.content);
    let gone = "That ritual is not here any more.";
    assert_eq!(world.whispered_on_click(other, &message, "Details").await.content, gone);
    let forged = format!("v1:details:{}", ritual_of(&of_server));
    let told = world.answer(world.discord.click_forged(message.id, member, &forged)).await;
    assert_eq!((told.is_ephemeral(), told.content.as_str()), (true, gone));
    let again = world.archived(world.click(member, &message, "Again")).await;
    assert_eq!(again.channel, group);
    let question = world.whispered_on_click(member, &message, "Delete").await;
    world.click(member, &question, "Delete, keep the copies");
    world
        .discord
        .wait_for("the message to go", |state| state.deleted.contains(&message.id).then_some(()))
        .await;
    assert_eq!(
        world.discord.look(|state| state
            .requests
            .iter()
            .filter(|it| it.path.contains(&group.to_string()))
            .count()),
        0,
        "nothing but the interactions' answers reaches there"
    );
}

#[tokio::test]
async fn an_answer_that_cannot_be_given_there_any_more_is_not_tried_for_ever() {
    let mut world = World::new().await;
    let member = world.discord.member();
    let elsewhere = world.discord.guild_without_bot("Elsewhere", member);
    world.start().await;
    world.discord.close_private_messages(member);
    let request = world
        .discord
        .slash(elsewhere, member, &Slash::new("ritual").option("steps", 1000))
        .expect("installed");
    world.discord.wait_for("the first answer", |state| state.interactions[&request].callback).await;
    world.discord.expire_tokens();
    world.logged("given up; it can be retried by hand").await;
    assert_eq!(world.discord.look(|state| answers(state, request).count()), 0);
}

#[tokio::test]
async fn private_messages_and_installs_of_ones_own_can_be_switched_off() {
    let mut world = World::new().await;
    let member = world.discord.member();
    let elsewhere = world.discord.guild_without_bot("Elsewhere", member);
    world.start().await;
    let group = world.discord.group();
    let message = world.archived(world.discord.slash(group, member, &ritual()).expect("installed")).await;
    let off = "Direct messages with me are switched off. Please use me in a server.";
    world.kill().await;
    world.set("HELIX_PRIVATE", "off");
    world.set("HELIX_USER_INSTALLS", "off");
    world.start().await;
    world.logged("registered the slash commands").await;
    world
        .discord
        .wait_for("another registration", |state| {
            (state.asked(Endpoint::REGISTER).count() == 2).then_some(())
        })
        .await;
    assert_eq!(world.answer(world.say_in_private("!ritual 27")).await.content, off);
    let direct = world.discord.direct(member);
    assert!(world.discord.slash(direct, member, &ritual()).is_err(), "not offered");
    assert!(world.discord.slash(elsewhere, member, &ritual()).is_err(), "not installed");
    // A client that shows the old registration still.
    let stale = world.discord.slash(direct, member, &ritual().unchecked()).expect("sent");
    assert_eq!(world.answer(stale).await.content, off);
    assert!(world.discord.slash(group, member, &ritual()).is_err(), "nor between people");
    for place in [elsewhere, group] {
        let stale = world.discord.slash(place, member, &ritual().unchecked()).expect("sent");
        let refused = world.answer(stale).await;
        assert_eq!(refused.content, "I can be used here only where a server has added me.");
        assert!(refused.is_ephemeral());
    }
    let refused = world.whispered_on_click(member, &message, "Again").await;
    assert_eq!(refused.content, "I can be used here only where a server has added me.");
    world.archived(world.say("!ritual 27 size=256")).await;
}

#[tokio::test]
async fn what_is_registered_keeps_to_discords_document() {
    let world = World::running().await;
    // The double holds every request against the document and fails the test at its end.
    let registered = world.discord.look(|state| {
        state.asked(Endpoint::REGISTER).next().map(|it| it.body.clone()).expect("a registration")
    });
    for command in registered.as_array().expect("a list") {
        assert!(command.get("nsfw").is_none(), "{command}");
        assert!(command["contexts"].is_array() && command["integration_types"].is_array(), "{command}");
    }
}
