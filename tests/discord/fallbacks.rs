//! Where the usual way of answering is closed: another one is taken, and nobody is notified but who asked.

use super::world::{World, tells_receipt};
use crate::support::discord::{Endpoint, Fault, Message, Slash};
use crate::support::rclone::Speaks;

fn ritual() -> Slash {
    Slash::new("ritual").option("steps", 27).option("size", "512")
}

/// The bot's only message that says something, once its copy is proven.
async fn the_one_receipt(world: &World) -> Message {
    let channel = world.discord.channel();
    world
        .discord
        .wait_for("a receipt", |state| state.by_bot(channel).find(|it| tells_receipt(it)).cloned())
        .await
}

async fn tried(world: &World, endpoint: Endpoint) {
    world.discord.wait_for("the first try", |state| state.asked(endpoint).next().map(drop)).await;
}

#[track_caller]
fn assert_mentions_the_asker_alone(world: &World, message: &Message) {
    let member = world.discord.member();
    assert!(message.content.starts_with(&format!("<@{member}>\n")), "{}", message.content);
    assert_eq!((message.mentions.as_slice(), message.mentions_everyone), ([member].as_slice(), false));
}

#[tokio::test]
async fn a_token_that_expired_before_the_answer_is_replaced_by_a_message_in_the_channel() {
    let world = World::running().await;
    // The first try is put off, so that the token has surely expired when the answer is sent.
    world.discord.fault(Endpoint::EDIT_ORIGINAL, Fault::RateLimit { retry_after: 0.1, global: false }, 1);
    let request = world.slash(&ritual());
    tried(&world, Endpoint::EDIT_ORIGINAL).await;
    world.discord.expire_tokens();

    let message = the_one_receipt(&world).await;
    assert!(message.picture().is_some());
    // The copy was proven before this message could be sent, so it is as it was sent.
    assert_mentions_the_asker_alone(&world, &message);
    assert_eq!(world.pictures(message.channel).len(), 1);
    let original = world.discord.interaction(request).original;
    assert_ne!(original, Some(message.id));
}

#[tokio::test]
async fn a_token_that_expired_after_the_answer_does_not_keep_the_receipt_from_it() {
    let (world, remote, request, message) = World::held_up(|world| world.slash(&ritual())).await;
    world.discord.expire_tokens();
    remote.release();
    assert_eq!(world.archived(request).await.id, message.id);
    assert_eq!(world.discord.by_bot(message.channel).len(), 1);
}

#[tokio::test]
async fn an_answer_that_discord_refuses_as_such_goes_into_the_channel_and_every_edit_names_the_asker() {
    let (world, remote) = World::with_remote(Speaks::S3).await;
    remote.stall();
    // Also what tells place and time, where the picture takes longer.
    world.discord.fault(Endpoint::EDIT_ORIGINAL, Fault::Refuse { status: 400, code: 50_035 }, 20);
    let request = world.slash(&ritual());
    let channel = world.discord.channel();
    let posted = world
        .discord
        .wait_for("the answer in the channel", |state| {
            state.by_bot(channel).find(|it| it.picture().is_some()).cloned()
        })
        .await;
    assert_mentions_the_asker_alone(&world, &posted);
    remote.release();
    let receipt = the_one_receipt(&world).await;
    assert_eq!(receipt.id, posted.id);
    assert_mentions_the_asker_alone(&world, &receipt);
    let original = world.discord.interaction(request).original.expect("a deferral");
    assert!(world.discord.look(|state| state.messages[&original].is_loading()), "it says nothing twice");
}

#[tokio::test]
async fn a_refused_edit_becomes_a_message_that_mentions_the_asker_alone() {
    let (world, remote, _, message) = World::held_up(|world| world.slash(&ritual())).await;
    world.discord.expire_tokens();
    world.discord.fault(Endpoint::EDIT, Fault::Refuse { status: 403, code: 50_001 }, 1);
    remote.release();
    let receipt = the_one_receipt(&world).await;
    assert_ne!(receipt.id, message.id);
    assert!(receipt.files.is_empty());
    assert_mentions_the_asker_alone(&world, &receipt);
    assert_eq!(world.discord.by_bot(message.channel).len(), 2);
}

#[tokio::test]
async fn a_refused_edit_of_a_reply_becomes_another_reply_that_notifies_nobody() {
    let (world, remote, request, message) = World::held_up(|world| world.say("!ritual 27 size=512")).await;
    world.discord.fault(Endpoint::EDIT, Fault::Refuse { status: 403, code: 50_001 }, 1);
    remote.release();
    let receipt = world.archived(request).await;
    assert_ne!(receipt.id, message.id);
    assert_eq!((receipt.reply_to, receipt.mentions.as_slice()), (Some(request), [].as_slice()));
    assert_eq!(world.pictures(message.channel).len(), 1);
}

#[tokio::test]
async fn a_message_that_a_person_deleted_is_not_written_again() {
    let (world, remote, _, message) = World::held_up(|world| world.say("!ritual 27 size=512")).await;
    let id = world.unarchived("a posted ritual", |view| view.ritual.posted.is_some()).await.ritual.id;
    world.discord.delete(message.id);
    remote.release();
    let store = world.store().await;
    super::world::until("the end of all work", async || {
        store.settled_at(id).await.expect("the ritual").is_some()
    })
    .await;
    store.close().await;
    assert_eq!(world.discord.by_bot(message.channel).len(), 0);
    assert_eq!(remote.objects().len(), 1, "the archive has it all the same");
}

#[tokio::test]
async fn a_request_that_was_deleted_unheard_is_answered_all_the_same() {
    let world = World::running().await;
    world.discord.fault(Endpoint::SEND, Fault::RateLimit { retry_after: 0.1, global: false }, 1);
    let request = world.say("!ritual 27 size=512");
    tried(&world, Endpoint::SEND).await;
    world.discord.delete_unheard(request);
    let message = the_one_receipt(&world).await;
    assert_eq!((message.reply_to, message.mentions.as_slice()), (None, [].as_slice()));
    assert!(message.picture().is_some());
}

/// The answer to a ritual whose sending was refused so often in this way.
async fn conceded(code: u64, status: u16, times: usize) -> (World, Message) {
    let world = World::running().await;
    world.discord.fault(Endpoint::SEND, Fault::Refuse { status, code }, times);
    world.say("!ritual 27 size=512");
    let channel = world.discord.channel();
    let message = world
        .discord
        .wait_for("a receipt", |state| {
            state.by_bot(channel).find(|it| it.content.contains("archived and verified")).cloned()
        })
        .await;
    assert_eq!(world.discord.by_bot(channel).len(), 1);
    (world, message)
}

#[tokio::test]
async fn a_picture_that_the_server_finds_too_large_is_shown_as_a_jpeg() {
    let (_world, message) = conceded(40_005, 413, 1).await;
    // Nothing is called archived before its copy is proven.
    let first = message.contents.first().expect("a text");
    for text in [first, &message.content] {
        assert!(text.contains("\nShown as a JPEG; the original is a PNG "), "{text}");
    }
    assert!(!first.contains("archived"), "{first}");
    assert_eq!((message.files.len(), message.embeds.len()), (1, 0));
}

#[tokio::test]
async fn a_picture_that_is_still_too_large_then_is_named_as_such() {
    let (_world, message) = conceded(40_005, 413, 2).await;
    let says = "\nThe picture is larger than may be sent here.\n";
    assert!(message.content.contains(says), "{}", message.content);
    assert!(message.files.is_empty() && message.buttons().contains(&"Details".to_owned()));
}
