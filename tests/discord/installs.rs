//! Where the bot may be used: installs of people's own, private messages, and switching both off.

use super::world::{World, answers};
use crate::support::discord::{Endpoint, Slash};

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
    let stale = world.discord.slash(elsewhere, member, &ritual().unchecked()).expect("sent");
    let refused = world.answer(stale).await;
    assert_eq!(refused.content, "I can be used here only where a server has added me.");
    assert!(refused.is_ephemeral());
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
