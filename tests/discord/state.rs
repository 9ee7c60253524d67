//! Without a volume: the bot's own snapshots of its database, and an empty data directory that goes on from one.

use std::fs;
use std::time::Duration;

use helix_bot::jobs::state::SnapshotName;
use rustix::process::Signal;

use super::world::rituals::id_of;
use super::world::{SlowRemote, World, until};
use crate::support::discord::Id;
use crate::support::rclone::Speaks;

/// A running bot with one ritual that is archived at a remote, and takes snapshots.
async fn with_ritual() -> (World, SlowRemote, String) {
    let (mut world, remote) = World::with_remote(Speaks::S3).await;
    world.signal(Signal::TERM);
    world.ended().await;
    world.unset("HELIX_STATE_BACKUP");
    world.start().await;
    let request = world.say("!ritual 27 size=512");
    world.archived(request).await;
    let id = id_of(&world.answer(request).await);
    (world, remote, id)
}

fn snapshots(remote: &SlowRemote) -> Vec<SnapshotName> {
    let objects = remote.objects().into_iter();
    objects.filter_map(|(path, _)| path.strip_prefix("state/")?.parse().ok()).collect()
}

async fn stop(world: &mut World) {
    world.signal(Signal::TERM);
    assert_eq!(world.ended().await, Some(0), "{}", world.log());
}

fn lose_all(world: &World) {
    fs::remove_dir_all(world.data()).expect("removed");
}

#[tokio::test]
async fn a_bot_that_stops_leaves_a_snapshot_and_one_with_an_empty_data_directory_goes_on_from_it() {
    let (mut world, remote, id) = with_ritual().await;
    stop(&mut world).await;
    let names = snapshots(&remote);
    assert_eq!(names.len(), 1, "{}", world.log());
    assert!(world.log().contains("a snapshot of the database is archived"), "{}", world.log());

    lose_all(&world);
    world.start().await;
    world.logged("the data directory was empty: the bot goes on from a snapshot").await;
    let told = world.told(world.discord.member(), &format!("!ritual-info {id}")).await;
    assert!(told.contains(&id), "the old ritual is known: {told}");
    // Nothing is posted anew, and the old picture is where it was.
    assert_eq!(world.pictures(world.discord.channel()).len(), 1);

    // What is asked for now stands in the next snapshot, beside the first.
    let request = world.say("!ritual 27 size=512");
    world.archived(request).await;
    stop(&mut world).await;
    let after = snapshots(&remote);
    assert_eq!(after.len(), 2, "{}", world.log());
    assert!(after.contains(&names[0]));

    // The latest is damaged: the one before it holds the first ritual.
    let latest = after.iter().max().expect("a snapshot");
    fs::write(remote.file(&format!("state/{latest}")), b"damaged").expect("written");
    tokio::time::sleep(Duration::from_millis(50)).await;
    lose_all(&world);
    world.start().await;
    world.logged("A SNAPSHOT OF THE DATABASE IS PASSED OVER").await;
    let store = world.store().await;
    assert!(store.ritual(id.parse().expect("an id")).await.expect("an answer").is_some());
    assert_eq!(store.overview().await.expect("counts").rituals, 1);
    store.close().await;
}

#[tokio::test]
async fn a_destination_that_is_away_at_the_start_is_waited_for() {
    let (mut world, remote, id) = with_ritual().await;
    stop(&mut world).await;
    lose_all(&world);
    remote.silence();
    world.spawn();
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(!world.data().join(helix_bot::store::FILE).exists(), "nothing is begun");
    remote.release();
    world.logged("the data directory was empty: the bot goes on from a snapshot").await;
    until("the bot to be connected", async || world.discord.look(|state| state.gateway.is_connected())).await;
    let store = world.store().await;
    assert!(store.ritual(id.parse().expect("an id")).await.expect("an answer").is_some());
    store.close().await;
}

#[tokio::test]
async fn a_bot_that_may_not_look_begins_empty_says_so_and_spares_the_earlier_lifes_snapshots() {
    let (mut world, remote, _) = with_ritual().await;
    stop(&mut world).await;
    let names = snapshots(&remote);
    lose_all(&world);
    let secret = "RCLONE_CONFIG_SLOW_SECRET_ACCESS_KEY";
    let right = world.settings().into_iter().find(|(name, _)| name == secret).expect("a login").1;
    world.set(secret, "wrong-but-long-enough-to-be-a-secret-key");
    world.start().await;
    world.logged("THE BOT BEGINS WITH AN EMPTY DATABASE").await;
    let request = world.say("!ritual 27 size=512");
    world.answer(request).await;
    stop(&mut world).await;
    assert!(world.log().contains("A SNAPSHOT OF THE DATABASE WAS NOT ARCHIVED"), "{}", world.log());

    world.set(secret, right);
    world.set("HELIX_STATE_KEEP", "1");
    world.start().await;
    world.archived(request).await;
    stop(&mut world).await;
    assert!(
        world.log().contains("there are snapshots with what this database does not hold"),
        "{}",
        world.log()
    );
    let after = snapshots(&remote);
    assert!(after.contains(&names[0]) && after.len() == 2, "{after:?}");
}

#[tokio::test]
async fn that_no_snapshot_reaches_a_destination_is_told_to_the_operator_once_and_so_is_that_one_does() {
    let (mut world, remote, _) = with_ritual().await;
    let (_, office) = world.discord.another_guild("Operators");
    world.set("HELIX_OPERATOR_CHANNEL", office.to_string());
    stop(&mut world).await;
    let names = snapshots(&remote);
    assert_eq!(names.len(), 1, "{}", world.log());

    // Pictures go through still.
    let (folder, aside) = (remote.file("state"), remote.file("aside"));
    fs::rename(&folder, &aside).expect("moved");
    fs::write(&folder, b"in the way").expect("written");
    world.start().await;
    let request = world.say("!ritual 27 size=512");
    world.archived(request).await;
    // Once it may pass; the second time it is told.
    for _ in 0..2 {
        stop(&mut world).await;
        assert!(world.log().contains("A SNAPSHOT OF THE DATABASE WAS NOT ARCHIVED"), "{}", world.log());
        world.start().await;
    }
    let alarm = told(&world, office, 1).await;
    assert!(alarm.starts_with("⚠ No snapshot of the database reaches slow:bucket; "), "{alarm}");
    let last = format!("The last good one there is of <t:{}:f>. ", names[0].at.seconds());
    assert!(alarm.contains(&last), "{alarm}");
    stop(&mut world).await;

    fs::remove_file(&folder).expect("removed");
    fs::rename(&aside, &folder).expect("moved back");
    world.start().await;
    stop(&mut world).await;
    world.start().await;
    assert_eq!(told(&world, office, 2).await, "Snapshots of the database reach slow:bucket again.");
}

/// The last of what the operator is told, once it is so much.
async fn told(world: &World, office: Id, messages: usize) -> String {
    let said = world.discord.wait_for("the operator's channel", |state| {
        let mut said = state.by_bot(office).map(|it| it.content.clone()).collect::<Vec<_>>();
        assert!(said.len() <= messages, "{said:?}");
        (said.len() == messages).then(|| said.pop()).flatten()
    });
    said.await
}
