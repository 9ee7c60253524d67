//! What the bot may not do in a channel: exactly that is left out and named, and somebody always learns of it.

use rustix::process::Signal;

use super::world::{World, answers, tells_receipt};
use crate::support::discord::permissions::{
    ADD_REACTIONS, ATTACH_FILES, EMBED_LINKS, MANAGE_GUILD, READ_MESSAGE_HISTORY, SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS, VIEW_CHANNEL,
};
use crate::support::discord::{Id, Message, Slash};

const RITUAL: &str = "!ritual 27 size=256";

fn by_slash() -> Slash {
    Slash::new("ritual").option("steps", 27).option("size", "512")
}

/// The bot's only message in a channel, once it tells a receipt, whatever stands above that.
async fn receipt(world: &World, channel: Id) -> Message {
    let receipt = world
        .discord
        .wait_for("a receipt", |state| state.by_bot(channel).find(|it| tells_receipt(it)).cloned());
    let receipt = receipt.await;
    assert_eq!(world.discord.by_bot(channel).len(), 1);
    receipt
}

/// The answer to a ritual where these permissions lack.
async fn answer_without(bits: u64, by_slash_command: bool) -> (World, Message) {
    let world = World::running().await;
    let channel = world.discord.channel();
    world.discord.deny(channel, bits);
    if by_slash_command {
        world.slash(&by_slash())
    } else {
        world.say(RITUAL)
    };
    let message = receipt(&world, channel).await;
    (world, message)
}

#[tokio::test]
async fn without_embed_links_nothing_is_missing() {
    for by_slash_command in [false, true] {
        let (_world, message) = answer_without(EMBED_LINKS, by_slash_command).await;
        assert_eq!((message.attachments().count(), message.embeds.len()), (1, 0));
        assert!(!message.content.contains("I may not"), "{}", message.content);
    }
}

#[tokio::test]
async fn without_attach_files_the_rest_is_shown_and_the_one_permission_named() {
    for by_slash_command in [false, true] {
        let (world, message) = answer_without(ATTACH_FILES, by_slash_command).await;
        assert!(message.files.is_empty() && message.embeds.is_empty());
        let note = format!(
            "\nI may not show the picture in <#{}>: that needs the permission “Attach Files”.\n",
            world.discord.channel()
        );
        assert!(message.content.contains(&note), "{}", message.content);
        let details = world.whispered_on_click(world.discord.member(), &message, "Details").await;
        assert!(details.content.contains("Pixels `"), "{}", details.content);
    }
}

#[tokio::test]
async fn without_the_right_to_read_back_the_ritual_mentions_the_asker_alone_for_as_long_as_it_stands() {
    let (world, message) = answer_without(READ_MESSAGE_HISTORY, false).await;
    let member = world.discord.member();
    assert_eq!(message.reply_to, None);
    assert!(message.picture().is_some() && tells_receipt(&message), "{}", message.content);
    for content in &message.contents {
        assert!(content.starts_with(&format!("<@{member}>\n")), "{content}");
    }
    assert_eq!((message.mentions.as_slice(), message.mentions_everyone), ([member].as_slice(), false));
}

#[tokio::test]
async fn where_it_may_not_write_it_reacts_once_and_answers_when_it_may_and_somebody_asks() {
    let world = World::running().await;
    let channel = world.discord.channel();
    world.discord.deny(channel, SEND_MESSAGES);
    let request = world.say(RITUAL);
    let reactions = |state: &crate::support::discord::State| state.reactions.clone();
    world.discord.wait_for("a reaction", |state| (!state.reactions.is_empty()).then_some(())).await;
    world.logged("given up; it can be retried by hand").await;
    assert_eq!(world.discord.look(reactions), [(request, "%F0%9F%94%87".to_owned())]);
    assert!(
        world
            .log()
            .contains("“Send Messages” (in threads “Send Messages in Threads”), “Read Message History”")
    );

    world.discord.deny(channel, 0);
    let manager = world.discord.join("manu", MANAGE_GUILD);
    world.told_by_slash(manager, &Slash::new("archive retry")).await;
    assert!(world.archived(request).await.picture().is_some());
    assert_eq!(world.discord.look(|state| answers(state, request).count()), 1);
    assert_eq!(world.discord.look(reactions).len(), 1);
}

#[tokio::test]
async fn where_it_may_not_react_either_the_picture_and_its_receipt_come_in_private() {
    let world = World::running().await;
    let (channel, member) = (world.discord.channel(), world.discord.member());
    world.discord.deny(channel, SEND_MESSAGES | ADD_REACTIONS);
    world.say(RITUAL);
    let private = world.discord.direct(member);
    let message = receipt(&world, private).await;
    assert!(message.picture().is_some());
    let note = format!("<@{member}>\nI may not write in <#{channel}>, so I answer here.\n");
    assert!(message.content.starts_with(&note), "{}", message.content);
    assert_eq!(world.discord.by_bot(channel).len(), 0);
}

#[tokio::test]
async fn where_it_may_not_write_every_command_reacts_or_answers_in_private() {
    let world = World::running().await;
    let (channel, member) = (world.discord.channel(), world.discord.member());
    world.discord.deny(channel, SEND_MESSAGES);
    for asked in ["!help", "!ritual 0", "!status"] {
        let request = world.say(asked);
        let reacted = |state: &crate::support::discord::State| {
            state.reactions.iter().any(|(message, _)| *message == request).then_some(())
        };
        world.discord.wait_for("a reaction", reacted).await;
    }
    world.discord.deny(channel, SEND_MESSAGES | ADD_REACTIONS);
    world.say("!help");
    let private = world.discord.direct(member);
    let answer =
        world.discord.wait_for("an answer in private", |state| state.by_bot(private).next().cloned());
    let answer = answer.await;
    let note = format!("I may not write in <#{channel}>, so I answer here.\n");
    assert!(answer.content.contains(&note), "{}", answer.content);
    assert!(answer.content.contains("`!help [command]`"), "{}", answer.content);
    assert_eq!(world.discord.by_bot(channel).len(), 0);
}

#[tokio::test]
async fn where_every_way_is_closed_the_operators_channel_is_told_once() {
    let mut world = World::running().await;
    let (_, office) = world.discord.another_guild("Operators");
    world.signal(Signal::TERM);
    world.ended().await;
    world.set("HELIX_OPERATOR_CHANNEL", office.to_string());
    world.start().await;
    let (channel, member) = (world.discord.channel(), world.discord.member());
    world.discord.deny(channel, SEND_MESSAGES | ADD_REACTIONS | VIEW_CHANNEL);
    world.discord.close_private_messages(member);
    world.say(RITUAL);
    let told = world
        .discord
        .wait_for("word to the operator", |state| state.by_bot(office).next().map(|it| it.content.clone()))
        .await;
    assert!(told.starts_with(&format!("⚠ I cannot answer <@{member}> in <#{channel}>: ")), "{told}");
    // The copy is proven all the same, and the message that cannot come is not tried again.
    super::world::until("the copy", async || world.objects().len() == 1).await;
    world.logged("given up; it can be retried by hand").await;
    assert_eq!(world.discord.by_bot(office).len(), 1);
}

#[test]
fn the_invitation_asks_for_what_the_bot_needs_and_for_nothing_else() {
    let needed = ADD_REACTIONS
        | VIEW_CHANNEL
        | SEND_MESSAGES
        | SEND_MESSAGES_IN_THREADS
        | EMBED_LINKS
        | ATTACH_FILES
        | READ_MESSAGE_HISTORY;
    let (_, asked) = include_str!("../../README.md").split_once("&permissions=").expect("an invitation");
    assert_eq!(asked.lines().next(), Some(needed.to_string().as_str()));
}
