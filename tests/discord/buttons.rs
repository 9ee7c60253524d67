//! Clicks that mean nothing: they are refused politely, and nothing happens.

use super::world::World;
use crate::support::discord::{Endpoint, Fault, Slash};

#[tokio::test]
async fn an_id_that_is_forged_old_or_foreign_is_refused_politely() {
    let mut world = World::running().await;
    let member = world.discord.member();
    let message = world.answer(world.say("!help")).await;
    for id in
        ["", "x", "v1", "v1:again", "v0:again:1", "v1:no-such-word:1", "v1:AGAIN:1", "other-bot", "v1:keep:1"]
    {
        if id.is_empty() {
            continue;
        }
        let click = world.discord.click_forged(message.id, member, id);
        let answer = world.answer(click).await;
        assert!(answer.is_ephemeral(), "{id}: {answer:?}");
        assert!(answer.content.starts_with("I do not know this button any more") || id == "v1:keep:1");
        assert!(!answer.content.contains("error id"), "{id}: {}", answer.content);
    }
    // Also when the bot was restarted between the two.
    world.kill().await;
    world.start().await;
    let click = world.discord.click_forged(message.id, member, "v1:no-such-word:1");
    assert!(world.answer(click).await.is_ephemeral());
    let after = world.discord.look(|state| state.messages[&message.id].contents.len());
    assert_eq!(after, 1, "the message is left alone");
}

#[tokio::test]
async fn an_answer_to_a_click_that_met_trouble_is_given_once() {
    let world = World::running().await;
    let member = world.discord.member();
    let message = world.answer(world.slash(&Slash::new("help"))).await;
    for fault in [Fault::Status(502), Fault::SwallowResponse, Fault::DropSocket] {
        world.discord.fault(Endpoint::CALLBACK, fault.clone(), 1);
        let click = world.discord.click_forged(message.id, member, "v1:no-such-word:1");
        let answer = world.answer(click).await;
        assert!(answer.is_ephemeral(), "{fault:?}");
        let answers = world.discord.look(|state| {
            let asked = |id: u64| Some(id) == Some(click);
            state
                .messages
                .values()
                .filter(|it| it.interaction.is_some_and(|it| asked(it.interaction)))
                .count()
        });
        assert_eq!(answers, 1, "{fault:?}");
    }
}
