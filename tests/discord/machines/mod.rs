//! The bot as several processes: gateways and workers, one after the other and side by side, and killed.

mod fleet;
mod soak;
mod traces;

use std::time::{Duration, Instant};

use fleet::Fleet;
use helix_bot::digest::Digest;

use super::world::{answers, tells_receipt};
use crate::support::discord::{Id, Message, PATIENCE};

/// Discord takes one login in five seconds.
const LOGIN_SPACING: Duration = Duration::from_secs(5);

/// The answer to a request once it tells the receipt, and no other answer beside it.
async fn archived_once(fleet: &Fleet, request: Id) -> Message {
    let message = fleet
        .discord
        .wait_for("a receipt", |state| answers(state, request).find(|it| tells_receipt(it)).cloned())
        .await;
    assert_eq!(fleet.discord.look(|state| answers(state, request).count()), 1);
    message
}

/// What a gateway shows and what a worker archives are the same bytes, though another process made them.
fn assert_same_bytes(fleet: &Fleet, message: &Message) {
    let picture = message.picture().expect("a picture");
    let object = fleet.objects().into_iter().find(|path| path.ends_with(&picture.name)).expect("a copy");
    let object = std::fs::read(object).expect("the copy");
    assert_eq!(Digest::of(&object), Digest::of(&picture.bytes));
}

fn assert_one_owner_of_each_shard(fleet: &Fleet) {
    let identifies = fleet.discord.identifies();
    assert!(identifies.iter().all(|it| !it.beside_another), "{identifies:?}");
    for pair in identifies.windows(2) {
        let apart = pair[1].at.duration_since(pair[0].at);
        assert!(apart >= LOGIN_SPACING, "logins {apart:?} apart: {identifies:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gateways_show_what_workers_made_each_in_its_own_servers() {
    let Some(mut fleet) = Fleet::new().await else { return };
    let channels = fleet.channels_by_shard(1).concat();
    fleet.gateway("first", "0..1/2");
    fleet.gateway("second", "1..2/2");
    fleet.worker("worker");
    fleet.connected(0, 2).await;
    fleet.connected(1, 2).await;
    for channel in channels {
        let request = fleet.discord.say(channel, fleet.discord.owner(), "!ritual 1 size=256");
        assert_same_bytes(&fleet, &archived_once(&fleet, request).await);
    }
    for name in ["first", "second"] {
        assert!(fleet.log(name).contains("accepted"), "{}", fleet.log(name));
        assert!(!fleet.log(name).contains("archived and verified"), "that is a worker's");
    }
    assert!(fleet.log("worker").contains("archived and verified"), "{}", fleet.log("worker"));
    let mut shards: Vec<_> = fleet.discord.identifies().iter().map(|it| it.shard).collect();
    shards.sort_unstable();
    assert_eq!(shards, [(0, 2), (1, 2)]);
    assert_one_owner_of_each_shard(&fleet);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_process_waits_until_the_old_one_gave_its_shards_back_and_nobody_is_answered_twice() {
    let Some(mut fleet) = Fleet::behind_pgbouncer().await else { return };
    fleet.start("old", &[]);
    fleet.connected(0, 1).await;
    fleet.start("new", &[]);
    super::world::until("the new one to wait", async || fleet.log("new").contains("waiting for it to end"))
        .await;
    let (channel, owner) = (fleet.discord.channel(), fleet.discord.owner());
    let before = fleet.discord.say(channel, owner, "!ritual 1 size=256");
    archived_once(&fleet, before).await;
    assert_eq!(fleet.discord.identifies().len(), 1, "the new one keeps away");

    let stopped = Instant::now();
    fleet.stop("old").await;
    fleet.connected(0, 1).await;
    assert!(stopped.elapsed() < Duration::from_secs(15), "it had not to run out: {:?}", stopped.elapsed());
    let after = fleet.discord.say(channel, owner, "!ritual 1 size=256");
    assert_same_bytes(&fleet, &archived_once(&fleet, after).await);
    assert_eq!(fleet.discord.look(|state| answers(state, before).count()), 1);
    assert_one_owner_of_each_shard(&fleet);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_shards_of_a_killed_process_are_another_s_once_they_have_run_out() {
    let Some(mut fleet) = Fleet::new().await else { return };
    fleet.start("old", &[]);
    fleet.connected(0, 1).await;
    fleet.start("new", &[]);
    super::world::until("the new one to wait", async || fleet.log("new").contains("waiting for it to end"))
        .await;
    fleet.kill("old").await;
    let killed = Instant::now();
    fleet.connected(0, 1).await;
    assert!(killed.elapsed() < PATIENCE / 2, "{:?}", killed.elapsed());
    let request = fleet.discord.say(fleet.discord.channel(), fleet.discord.owner(), "!ritual 1 size=256");
    archived_once(&fleet, request).await;
    assert_one_owner_of_each_shard(&fleet);
}
