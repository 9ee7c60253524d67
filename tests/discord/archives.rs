//! `archive retry`: copies that failed are tried again once somebody has mended what was wrong.

use std::path::PathBuf;

use rustix::process::Signal;

use super::world::{SlowRemote, World, answers, status};
use crate::support::discord::permissions::MANAGE_GUILD;
use crate::support::discord::{Id, Message, Slash};
use crate::support::rclone::Speaks;

const RETRY: &str = "archive retry";
/// What is said where one job had been given up.
const ONE: &str =
    "Everything of this server that waits is tried again now, and one job that had been given up.";
const NOW: &str = "Everything of this server that waits is tried again now.";

/// The answer to a ritual, once its status begins so.
async fn once_it_says(world: &World, request: Id, words: &str) -> Message {
    world
        .discord
        .wait_for(words, |state| answers(state, request).find(|it| status(it).starts_with(words)).cloned())
        .await
}

/// What the bot says in a channel by itself, once it begins so.
async fn announced(world: &World, channel: Id, words: &str) -> String {
    let said = world
        .discord
        .wait_for(words, |state| state.by_bot(channel).find(|it| it.content.starts_with(words)).cloned());
    said.await.content
}

#[tokio::test]
async fn what_a_paused_destination_kept_waiting_is_archived_once_it_takes_copies_again() {
    let (mut world, remote) = World::with_remote(Speaks::S3).await;
    let (_, office) = world.discord.another_guild("Operators");
    world.signal(Signal::TERM);
    world.ended().await;
    world.set("HELIX_OPERATOR_CHANNEL", office.to_string());
    world.start().await;
    let manager = world.discord.join("manu", MANAGE_GUILD);
    let log = world.discord.another_channel();
    world.told(manager, &format!("!settings log-channel <#{log}>")).await;
    remote.forbid();
    let request = world.slash(&Slash::new("ritual").option("steps", 27).option("size", "512"));
    let failed =
        once_it_says(&world, request, "not archived yet: archiving pauses and goes on by itself <t:").await;
    let told = world.told(world.discord.member(), "!status").await;
    assert!(told.contains("1 waiting; archiving there pauses and goes on by itself <t:"), "{told}");
    for text in [&told, &failed.content] {
        assert!(!text.contains("denies"), "why is for those who can do something about it: {text}");
    }
    let why = ":R>: slow denies access; ";
    for told in [
        world.told(manager, "!status").await,
        world.told_by_slash(manager, &Slash::new("status")).await,
        world.told(manager, "!destinations").await,
        world.told(world.discord.owner(), "!status").await,
    ] {
        assert!(told.contains("1 waiting; paused until <t:") && told.contains(why), "{told}");
    }

    let alarm = "⚠ The destination slow:bucket does not let me in and is paused: slow denies access; ";
    let remedy =
        "It is tried again by itself within hours, or at once with `helix-bot archive retry` where I run.";
    assert!(announced(&world, office, alarm).await.ends_with(remedy));

    remote.release();
    let said = world.told_by_slash(manager, &Slash::new(RETRY)).await;
    let mut lines = said.lines();
    assert_eq!(lines.next(), Some(NOW));
    let waits = lines.next().expect("what goes on waiting");
    assert!(waits.starts_with("Copies for `slow:bucket` go on waiting: it is paused until <t:"), "{waits}");
    world.told(manager, "!status").await;
    assert_eq!(remote.objects(), [], "a server does not end a pause");

    world.operator(&["archive", "retry"]).await;
    let archived = world.archived(request).await;
    assert_eq!(archived.id, failed.id, "the receipt stands in the same message");
    assert_eq!(remote.objects().len(), 1);
    announced(&world, office, "The destination slow:bucket works again; ").await;

    // The server's own log channel hears of it once each, and of nothing else.
    announced(&world, log, "⚠ Archiving at `slow:bucket` pauses: slow denies access; ").await;
    announced(&world, log, "Archiving at `slow:bucket` works again; ").await;
    assert_eq!(world.discord.by_bot(log).len(), 2);

    let again = world.whispered(manager, &Slash::new(RETRY)).await;
    assert!(again.starts_with("This was done a short while ago; it can be done again <t:"), "{again}");
}

/// Puts a folder where the copy of a ritual is to lie, which has it given up.
async fn put_in_the_way(world: &World, remote: &SlowRemote, message: &Message) -> PathBuf {
    let object = world.place(message).await;
    let in_the_way = remote.file(object.strip_prefix("slow:bucket/").expect("a path in the bucket"));
    std::fs::create_dir_all(&in_the_way).expect("a folder");
    in_the_way
}

#[tokio::test]
async fn what_was_given_up_says_how_it_is_tried_again_and_is_archived_then() {
    let (mut world, remote) = World::with_remote(Speaks::WebDav).await;
    let manager = world.discord.join("manu", MANAGE_GUILD);
    let log = world.discord.another_channel();
    world.told(manager, &format!("!settings log-channel <#{log}>")).await;
    remote.silence();
    let request = world.say("!ritual 27 size=512");
    let message = world.answer(request).await;
    let in_the_way = put_in_the_way(&world, &remote, &message).await;
    remote.release();
    let given_up = once_it_says(&world, request, "not archived; ").await;
    let remedy =
        "whoever manages this server reads why with `/status` and can try again with `/archive retry`";
    assert_eq!(status(&given_up), format!("not archived; {remedy}"));

    // Before it is told in the log channel the bot is killed.
    world.kill().await;
    world.start().await;
    let told = announced(&world, log, "⚠ One copy for `slow:bucket` was given up: a folder ").await;
    assert!(told.ends_with("Once that is mended, `/archive retry` tries again."), "{told}");

    let why = world.told(manager, "!status").await;
    assert!(why.contains(": a folder ") && why.contains("move the folder away\n"), "{why}");
    assert!(!world.told(world.discord.member(), "!status").await.contains("folder"));

    std::fs::remove_dir(&in_the_way).expect("moved away");
    let said = world.told(manager, "!archive retry").await;
    assert_eq!(said, ONE);
    let archived = world.archived(request).await;
    assert_eq!(archived.id, message.id);
    assert_eq!(std::fs::read(&in_the_way).expect("the copy"), archived.picture().expect("a picture").bytes);
    announced(&world, log, "Nothing at `slow:bucket` is given up or lost any more: ").await;
    assert_eq!(world.discord.by_bot(log).len(), 2, "once each");
}

#[tokio::test]
async fn a_retry_in_one_server_leaves_what_another_waits_for_alone() {
    let (world, remote) = World::with_remote(Speaks::WebDav).await;
    let (_, elsewhere) = world.discord.another_guild("Elsewhere");
    let owner = world.discord.owner();
    remote.silence();
    let requests = [
        world.say_by(owner, "!ritual 27 size=512"),
        world.discord.say(elsewhere, owner, "!ritual 27 size=512"),
    ];
    let mut in_the_way = Vec::new();
    for request in requests {
        let message = world.answer(request).await;
        in_the_way.push(put_in_the_way(&world, &remote, &message).await);
    }
    remote.release();
    for request in requests {
        once_it_says(&world, request, "not archived; ").await;
    }
    for folder in &in_the_way {
        std::fs::remove_dir(folder).expect("moved away");
    }

    assert_eq!(world.told(owner, "!archive retry").await, ONE);
    world.archived(requests[0]).await;
    let other = world.answer(requests[1]).await;
    assert!(status(&other).starts_with("not archived; "), "{}", other.content);
    assert!(!in_the_way[1].exists(), "nothing was sent for the other server");

    // Nor does the other server have to wait until it may try again itself.
    let retry = world.discord.say(elsewhere, owner, "!archive retry");
    assert_eq!(world.answer(retry).await.content, ONE);
    world.archived(requests[1]).await;
}

#[tokio::test]
async fn who_may_not_manage_the_server_cannot_have_it_tried_again() {
    let world = World::running().await;
    let member = world.discord.member();
    let needed = "You need the permission “Manage Server” for that.";
    assert_eq!(world.told(member, "!archive retry").await, needed);
    assert!(world.slash_by(member, &Slash::new(RETRY)).is_err(), "Discord does not offer it");
    assert_eq!(world.whispered(member, &Slash::new(RETRY).unchecked()).await, needed);
    let said = world.answer(world.say_in_private("!archive retry")).await.content;
    assert_eq!(said, "This works in a server only.");

    // Those refusals did not start the cool-down.
    let owner = world.discord.owner();
    assert_eq!(
        world.told(owner, "!archive").await,
        "That is not how this command is written; `!help archive` shows it."
    );
    assert_eq!(world.told(owner, "!archive retry").await, NOW);
}
