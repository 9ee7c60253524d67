//! The bot proves what it archived again while it has nothing else to do.

use std::fs;
use std::time::Duration;

use helix_bot::store::Timestamp;
use rustix::process::Signal;
use sqlx::{Connection as _, Executor as _, SqliteConnection};

use super::world::{World, until};
use crate::support::discord::Id;

/// What stands in the bot's database as if so many days had passed since.
async fn age(world: &World, days: u64) {
    let file = world.data().join(helix_bot::store::FILE);
    let mut database =
        SqliteConnection::connect(file.to_str().expect("a path")).await.expect("the database opens");
    let past = days * 86_400_000;
    for aged in [
        format!("UPDATE receipts SET proven = proven - {past}, audited = audited - {past}"),
        format!("UPDATE audits SET ended = ended - {past}"),
    ] {
        database.execute(sqlx::AssertSqlSafe(aged)).await.expect("changed");
    }
    database.close().await.expect("closed");
}

/// How often the bot said something that begins so in a channel.
fn times(world: &World, channel: Id, words: &str) -> usize {
    world.discord.by_bot(channel).iter().filter(|it| it.content.starts_with(words)).count()
}

/// What the bot's owner is told of everything, in private.
async fn told_to_the_operator(world: &World) -> String {
    let owner = world.discord.owner();
    world.answer(world.discord.say(world.discord.direct(owner), owner, "!status")).await.content
}

#[tokio::test]
async fn a_lost_copy_is_noticed_told_once_and_made_good() {
    let mut world = World::running().await;
    let (_, office) = world.discord.another_guild("Operators");
    let log = world.discord.another_channel();
    world.told(world.discord.owner(), &format!("!settings log-channel <#{log}>")).await;
    let request = world.say("!ritual 27");
    let message = world.archived(request).await;
    let place = world.place(&message).await;
    let object = place.strip_prefix("local:").expect("a path").to_owned();
    let picture = world.object(&object);
    world.signal(Signal::TERM);
    world.ended().await;

    age(&world, 100).await;
    let file = world.data().join("archive").join(&object);
    fs::remove_file(&file).expect("removed");
    fs::remove_dir_all(world.data().join("spool")).expect("removed");
    world.set("HELIX_OPERATOR_CHANNEL", office.to_string());
    world.start().await;
    let alarm = format!("⚠ The copy {object} is lost at local, which had been archived and verified: ");
    until("the copy to be made good", async || fs::read(&file).is_ok_and(|bytes| bytes == picture)).await;
    until("the alarm", async || times(&world, office, &alarm) > 0).await;
    let mended = world.archived(request).await;
    assert_eq!(mended.id, message.id, "the message says how it stands");

    // It is proven again in its turn, and nothing more is said.
    world.signal(Signal::TERM);
    world.ended().await;
    age(&world, 100).await;
    world.start().await;
    world.logged("a copy was proven again").await;
    assert_eq!(times(&world, office, "⚠"), 1);
    // The server hears of it in its log channel, without the path.
    let lost = "⚠ One copy that stood at `local` was found lost or damaged: ";
    until("the log channel", async || times(&world, log, lost) > 0).await;
    assert!(world.discord.by_bot(log).iter().all(|said| !said.content.contains(&object)));
    assert_eq!(times(&world, log, "⚠"), 1);
    let told = told_to_the_operator(&world).await;
    assert!(told.contains("reachable; 1 archived; oldest proof <t:"), "{told}");
    assert!(!told.contains("overdue"), "{told}");
}

#[tokio::test]
async fn without_audits_the_age_of_the_oldest_proof_is_told_all_the_same() {
    let mut world = World::new().await;
    world.set("HELIX_AUDIT", "off");
    world.start().await;
    world.archived(world.say("!ritual 27")).await;
    age(&world, 1000).await;
    let told = told_to_the_operator(&world).await;
    let (_, oldest) = told.split_once("oldest proof <t:").expect("the oldest proof");
    let seconds: i64 = oldest.split_once(':').and_then(|(at, _)| at.parse().ok()).expect("a time");
    let age = Timestamp::now().since(Timestamp(seconds * 1000));
    assert!(age > Duration::from_hours(999 * 24), "{told}");
    assert!(!told.contains("overdue"), "{told}");
}
