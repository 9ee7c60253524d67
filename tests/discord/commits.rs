//! Nobody is told anything before it is committed: what was acknowledged has been accepted.

use std::time::Duration;

use helix_bot::store::{FILE, Origin};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, SqliteConnection};

use super::world::{World, answers, until};
use crate::support::discord::{Endpoint, Fault, Slash};

fn ritual() -> Slash {
    Slash::new("ritual").option("steps", 1).option("size", "512")
}

/// Another process that writes into the bot's database, and keeps others from doing so until it is told to end.
async fn other_writer(world: &World) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(world.data().join(FILE));
    let mut connection = options.connect().await.expect("the bot's database");
    sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await.expect("the lock");
    connection
}

async fn let_go(mut connection: SqliteConnection) {
    sqlx::query("ROLLBACK").execute(&mut connection).await.expect("the end");
}

#[tokio::test]
async fn a_slash_command_that_was_acknowledged_survives_a_kill_in_the_same_moment() {
    let mut world = World::running().await;
    // Whoever waits for Discord's word here has not accepted anything yet if he accepts afterwards.
    world.discord.fault(Endpoint::CALLBACK, Fault::HoldResponse, 1);
    let request = world.slash(&ritual());
    world.discord.wait_for("the first answer", |state| state.interactions[&request].callback).await;
    world.kill().await;
    let is_it = |origin: &Origin| matches!(origin, Origin::Interaction { interaction, .. } if *interaction == request);
    world.unarchived("what was acknowledged", |view| is_it(&view.ritual.origin)).await;

    world.start().await;
    let message = world.archived(request).await;
    assert_eq!(world.pictures(message.channel).len(), 1);
}

#[tokio::test]
async fn a_database_that_is_slow_does_not_keep_a_slash_command_waiting_and_nothing_is_lost() {
    let world = World::running().await;
    let writer = other_writer(&world).await;
    let by_message = world.say("!ritual 1 size=256");
    let request = world.slash(&ritual());
    let acknowledged =
        world.discord.wait_for("the first answer", |state| state.interactions[&request].callback).await;
    assert!(acknowledged.deferred && acknowledged.after < Duration::from_secs(3), "{acknowledged:?}");
    world.discord.look(|state| assert_eq!(state.typing, [], "nobody types before the message is accepted"));
    let_go(writer).await;
    for request in [request, by_message] {
        world.archived(request).await;
        assert_eq!(world.discord.look(|state| answers(state, request).count()), 1);
    }
    world.discord.look(|state| assert_eq!(state.typing.len(), 1));
}

#[tokio::test]
async fn a_change_is_told_once_it_is_made() {
    let world = World::running().await;
    let owner = world.discord.owner();
    let writer = other_writer(&world).await;
    let prefix = world.say_by(owner, "!prefix ?");
    let slash = Slash::new("destinations set").option("names", "local");
    let destinations = world.slash_by(owner, &slash).expect("it is sent");
    world.discord.wait_for("the first answer", |state| state.interactions[&destinations].callback).await;
    for request in [prefix, destinations] {
        assert_eq!(world.discord.look(|state| answers(state, request).count()), 0);
    }
    let_go(writer).await;
    assert!(world.answer(prefix).await.content.starts_with("Commands here now begin with `?`"));
    assert!(world.answer(destinations).await.content.starts_with("From now on this server's rituals go to"));
    // A quick one is answered at once, without asking for patience.
    let request = world.slash_by(owner, &Slash::new("prefix").option("new", "!")).expect("it is sent");
    world.answer(request).await;
    let callback = world.discord.interaction(request).callback.expect("a first answer");
    assert!(!callback.deferred);
    until("the change", async || world.discord.count(Endpoint::CALLBACK) == 2).await;
}

#[tokio::test]
async fn an_answer_that_is_ready_before_its_acknowledgement_waits_for_it() {
    let world = World::running().await;
    // Two tries fail, and meanwhile the picture is made.
    world.discord.fault(Endpoint::CALLBACK, Fault::Status(502), 3);
    let request = world.slash(&ritual());
    world.archived(request).await;
    assert_eq!(world.discord.look(|state| answers(state, request).count()), 1);
    assert_eq!(world.discord.count(Endpoint::SEND), 0, "the channel is not needed");
}
