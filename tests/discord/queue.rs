//! `queue` and `cancel`: what waits is told to those whom it concerns, and can be taken back by them.

use super::world::{World, answers, assert_quiet, ritual_of};
use crate::support::discord::permissions::MANAGE_MESSAGES;
use crate::support::discord::{Endpoint, Fault, Id, Slash, State};

const SHORT: &str = "!ritual 27 size=256";
/// Takes some time to be drawn.
const LONG: &str = "!ritual 1000 size=512";

/// A world in which no picture is made, and a ritual that waits: its request.
async fn held() -> (World, Id) {
    let world = World::running().await;
    world.hold_rendering().await;
    let first = world.say(LONG);
    world.accepted(1).await;
    (world, first)
}

/// The short id of the ritual that the queue's last line of the asker's own names.
fn own_ids(told: &str) -> Vec<String> {
    let own = told.split("**This server**").next().unwrap_or_default();
    let lines = own.lines().filter_map(|line| line.strip_prefix('`')?.split_once('`'));
    lines.filter(|(id, _)| id.len() == 8).map(|(id, _)| id.to_owned()).collect()
}

#[tokio::test]
async fn a_queue_tells_ones_own_and_the_servers_by_message_and_by_slash_command() {
    let (world, _) = held().await;
    let other = world.discord.join("manu", 0);
    world.say_by(other, SHORT);
    world.accepted(2).await;
    let told = world.told(world.discord.member(), "!queue").await;
    assert_eq!(own_ids(&told).len(), 1, "{told}");
    assert!(told.contains("**Yours** (1)") && told.contains("**This server** (2)"), "{told}");
    assert!(told.contains("1000 steps, eye, 512: comes next"), "{told}");
    assert!(told.contains(&format!("<@{other}> 27 steps, eye, 256: waits behind 1")), "{told}");
    let whispered = world.whispered(other, &Slash::new("queue")).await;
    assert!(whispered.contains("**Yours** (1)") && whispered.contains("**This server** (2)"), "{whispered}");
}

#[tokio::test]
async fn an_empty_queue_says_so_and_no_queue_tells_of_another_server() {
    let mut world = World::new().await;
    let (_, elsewhere) = world.discord.another_guild("Elsewhere");
    world.start().await;
    world.hold_rendering().await;
    let member = world.discord.member();
    world.say(LONG);
    world.accepted(1).await;
    for (channel, user) in [(elsewhere, world.discord.owner()), (world.discord.direct(member), member)] {
        let told = world.answer(world.discord.say(channel, user, "!queue")).await;
        let held = "⚠ No pictures are made for now; rituals wait until that goes on";
        assert_eq!(told.content, format!("{held}\nNothing waits here."));
    }
    let own = world.whispered(member, &Slash::new("queue")).await;
    assert!(!own.contains("Nothing waits here."), "{own}");
}

#[tokio::test]
async fn cancel_takes_back_the_last_one_of_ones_own_and_nothing_of_it_is_shown() {
    let (world, long) = held().await;
    let first = world.say(SHORT);
    world.accepted(2).await;
    let last = world.say(SHORT);
    world.accepted(3).await;
    let told = world.told(world.discord.member(), "!cancel").await;
    assert_eq!(told, "Cancelled: 27 steps, eye, 256.");
    world.release_rendering().await;
    world.archived(first).await;
    world.archived(long).await;
    assert_eq!(world.discord.look(|state| answers(state, last).count()), 0);
    assert_eq!(world.pictures(world.discord.channel()).len(), 2);
    let nothing = "You have nothing waiting here.";
    assert_eq!(world.whispered(world.discord.member(), &Slash::new("cancel")).await, nothing);
    assert_eq!(world.told(world.discord.member(), "!cancel all").await, nothing);
    assert_eq!(world.objects().len(), 2, "nothing of it is archived");
}

#[tokio::test]
async fn what_is_being_drawn_can_be_cancelled_and_the_deferred_answer_says_so() {
    let world = World::running().await;
    let request = world.slash(&Slash::new("ritual").option("steps", 1000).option("size", "2048"));
    world.accepted(1).await;
    let told = world.told_by_slash(world.discord.member(), &Slash::new("cancel")).await;
    assert_eq!(told, "Cancelled: 1000 steps, eye, 2048.");
    let cancelled =
        |state: &_| answers(state, request).find(|it| it.content == "This ritual was cancelled.").cloned();
    let answer = world.discord.wait_for("the answer to say so", cancelled).await;
    assert_quiet(&answer);
    // What comes next is not held up, and the cancelled one stays as it is.
    world.archived(world.say(SHORT)).await;
    let answer = world.answer(request).await;
    assert_eq!((answer.content.as_str(), answer.files.len()), ("This ritual was cancelled.", 0));
    assert!(!world.log().contains("ERROR"), "{}", world.log());
}

#[tokio::test]
async fn only_the_asker_and_whoever_keeps_order_cancels_and_never_in_another_server() {
    let mut world = World::new().await;
    let (_, elsewhere) = world.discord.another_guild("Elsewhere");
    world.start().await;
    world.hold_rendering().await;
    let waiting = world.say(SHORT);
    world.accepted(1).await;
    let member = world.discord.member();
    let id = own_ids(&world.told(member, "!queue").await).pop().expect("one's own");
    let (other, keeper) = (world.discord.join("manu", 0), world.discord.join("moda", MANAGE_MESSAGES));

    let refused = world.told(other, &format!("!cancel {id}")).await;
    assert!(refused.starts_with("Somebody else asked for that one."), "{refused}");
    let refused = world.whispered(other, &Slash::new("cancel").option("ritual", id.as_str())).await;
    assert!(refused.starts_with("Somebody else asked for that one."), "{refused}");
    let owner = world.discord.owner();
    for id in [id.as_str(), "0190b6e0-0000-7000-8000-00001234abcd", "xyz", "`"] {
        let answer = world.answer(world.discord.say(elsewhere, owner, &format!("!cancel {id}"))).await;
        assert!(!answer.content.starts_with("Cancelled"), "{}", answer.content);
    }
    let told = world.told(keeper, &format!("!cancel {id}")).await;
    assert!(told.starts_with("Cancelled"), "{told}");
    let again = world.told(member, &format!("!cancel {id}")).await;
    assert!(again.starts_with("No ritual with that id waits here"), "{again}");
    assert_eq!(world.discord.look(|state| answers(state, waiting).count()), 0);
}

#[tokio::test]
async fn cancel_offers_ones_own_and_to_whoever_keeps_order_the_servers() {
    let (world, _) = held().await;
    let (other, keeper) = (world.discord.join("manu", 0), world.discord.join("moda", MANAGE_MESSAGES));
    world.say_by(other, SHORT);
    world.accepted(2).await;
    let offered = async |user: Id, typed: &str| {
        let here = (world.discord.channel(), user);
        let request = world.discord.type_into(here, "cancel", "ritual", typed).expect("it is offered");
        let choices = |state: &State| state.interactions[&request].choices.clone();
        let choices = world.discord.wait_for("choices", choices).await;
        choices.as_array().expect("a list").len()
    };
    assert_eq!(offered(other, "").await, 2, "all of theirs, and the one");
    assert_eq!(offered(keeper, "").await, 3);
    assert_eq!(offered(keeper, "1000 steps").await, 1);
    assert_eq!(offered(world.discord.owner(), "no such thing").await, 0);
}

#[tokio::test]
async fn a_cancel_that_comes_too_late_or_twice_says_so_and_does_no_harm() {
    let world = World::running().await;
    let shown = world.archived(world.say(SHORT)).await;
    let id = ritual_of(&shown);
    for text in [format!("!cancel {id}"), format!("!cancel {id}")] {
        let told = world.told(world.discord.member(), &text).await;
        assert!(told.starts_with("That comes too late"), "{told}");
    }
    world.hold_rendering().await;
    let waiting = world.say(SHORT);
    world.accepted(2).await;
    let store = world.store().await;
    let member = world.discord.member();
    let last = store.last_waiting(world.discord.guild(), member).await.expect("answered").expect("it waits");
    store.close().await;
    let both = [world.say(&format!("!cancel {last}")), world.say(&format!("!cancel {last}"))];
    let mut told = Vec::new();
    for request in both {
        told.push(world.answer(request).await.content);
    }
    told.sort();
    assert!(told[0].starts_with("Cancelled: "), "{told:?}");
    assert_eq!(told[1], "That ritual was cancelled already.");
    assert_eq!(world.discord.look(|state| answers(state, waiting).count()), 0);
}

#[tokio::test]
async fn what_was_cancelled_stays_so_over_a_kill() {
    let mut world = World::running().await;
    world.hold_rendering().await;
    let request = world.slash(&Slash::new("ritual").option("steps", 27).option("size", "512"));
    world.accepted(1).await;
    // The answer cannot be edited before the bot dies.
    world.discord.fault(Endpoint::EDIT_ORIGINAL, Fault::Timeout, 1);
    let told = world.told_by_slash(world.discord.member(), &Slash::new("cancel")).await;
    assert!(told.starts_with("Cancelled"), "{told}");
    world.kill().await;
    world.start().await;
    let cancelled =
        |state: &_| answers(state, request).find(|it| it.content == "This ritual was cancelled.").map(drop);
    world.discord.wait_for("the answer to say so", cancelled).await;
    world.release_rendering().await;
    world.archived(world.say(SHORT)).await;
    assert_eq!(world.pictures(world.discord.channel()).len(), 1);
    assert_eq!(world.objects().len(), 1);
}
