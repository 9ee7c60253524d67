//! Who waits sees that the bot is at work, and after some seconds how far it is.

use std::time::{Duration, Instant};

use helix_bot::failure::Class;
use helix_bot::store::{Act, Hold, Lane, Outcome, Timestamp};
use rustix::process::Signal;

use super::world::{World, answers, assert_quiet, says_to_wait, tells_receipt};
use crate::support::discord::{Endpoint, Fault, Id, Message, Slash, State};

/// Discord's flag for a message that notifies nobody.
const SILENT: u64 = 1 << 12;

/// What stands below a request for as long as that waits.
fn notices(state: &State, request: Id) -> impl Iterator<Item = &Message> {
    let is_notice = move |message: &&Message| {
        message.author == state.world.application
            && message.reply_to == Some(request)
            && message.flags & SILENT != 0
    };
    state.messages.values().filter(is_notice)
}

/// The notice below a request, once it says this.
async fn notice(world: &World, request: Id, text: &str) -> Message {
    let says = |state: &State| notices(state, request).find(|it| it.content == text).cloned();
    world.discord.wait_for(text, says).await
}

/// Waits until nothing stands below a request any more but what it is answered.
async fn is_taken_away(world: &World, request: Id) {
    let none = |state: &State| notices(state, request).next().is_none().then_some(());
    world.discord.wait_for("a notice that is taken away", none).await;
}

/// A world in which no picture is made, and a request that waits there.
async fn waiting() -> (World, Id) {
    let world = World::running().await;
    world.hold_rendering().await;
    let request = world.say("!ritual 27 size=512");
    (world, request)
}

#[tokio::test]
async fn the_bot_goes_on_typing_until_the_picture_is_there_and_no_longer() {
    let world = World::running().await;
    world.hold_rendering().await;
    // The bot may not say more there for a moment, so that this is the only sign.
    world.discord.fault(Endpoint::SEND, Fault::Refuse { status: 403, code: 50013 }, 1);
    let channel = world.discord.channel();
    world.say("!ritual 27 size=256");
    let typed = |state: &State| state.typing.iter().filter(|(place, _)| *place == channel).count();
    world.discord.wait_for("typing that goes on", |state| (typed(state) >= 3).then_some(())).await;
    world.told(world.discord.member(), "!cancel all").await;
    let stopped = Instant::now();
    tokio::time::sleep(Duration::from_secs(10)).await;
    let late = Duration::from_secs(2);
    let after =
        world.discord.look(|state| state.typing.iter().filter(|(_, at)| *at > stopped + late).count());
    assert_eq!(after, 0, "nobody waits any more");
}

#[tokio::test]
async fn the_answer_to_a_slash_command_tells_place_and_time_until_the_picture_is_there() {
    let world = World::running().await;
    world.hold_rendering().await;
    let owner = world.discord.owner();
    world.say_by(owner, "!ritual 27 size=256");
    world.accepted(1).await;
    let request = world.slash(&Slash::new("ritual").option("steps", 27).option("size", "512"));
    let says = async |text: &str| {
        let holds = |state: &State| {
            let original = state.interactions[&request].original?;
            (state.messages[&original].content == text).then_some(())
        };
        world.discord.wait_for(text, holds).await;
    };
    says("One ritual goes before yours.").await;
    world.told(owner, "!cancel").await;
    says("Your ritual comes next.").await;
    world.release_rendering().await;
    let message = world.archived(request).await;
    assert!(message.picture().is_some());
    assert!(tells_receipt(&message), "{}", message.content);
    // Nothing was said after the picture.
    let contents: Vec<bool> = message.contents.iter().map(|text| says_to_wait(text)).collect();
    let last_word = contents.iter().rposition(|waiting| *waiting).map_or(0, |place| place + 1);
    assert!(contents[last_word..].iter().all(|waiting| !waiting), "{:?}", message.contents);
    let edits: Vec<Instant> =
        world.discord.look(|state| state.asked(Endpoint::EDIT_ORIGINAL).map(|it| it.at).collect());
    let words = &edits[..last_word.min(edits.len())];
    assert!(words.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_millis(2900)), "{edits:?}");
}

#[tokio::test]
async fn below_a_message_place_and_time_are_told_until_the_picture_is_there() {
    let world = World::running().await;
    world.hold_rendering().await;
    let owner = world.discord.owner();
    world.say_by(owner, "!ritual 27 size=256");
    world.accepted(1).await;
    let request = world.say("!ritual 27 size=512");
    let first = notice(&world, request, "One ritual goes before yours.").await;
    assert_quiet(&first);
    let told = Instant::now();
    world.told(owner, "!cancel").await;
    let changed = notice(&world, request, "Your ritual comes next.").await;
    assert_eq!(changed.id, first.id, "it is edited");
    tokio::time::sleep(Duration::from_secs(10).saturating_sub(told.elapsed())).await;
    let typing = world.discord.look(|state| state.typing.iter().filter(|(_, at)| *at > told).count());
    assert!(typing <= 1, "the notice is the sign, not typing: {typing}");
    world.release_rendering().await;
    let message = world.archived(request).await;
    assert!(message.picture().is_some() && message.id != first.id);
    is_taken_away(&world, request).await;
    assert_eq!(world.discord.look(|state| answers(state, request).count()), 1);
    let edits = world.discord.look(|state| state.asked(Endpoint::EDIT).count());
    assert!(edits <= 4, "nothing is edited that says nothing new: {edits}");
}

#[tokio::test]
async fn a_notice_goes_when_its_ritual_is_cancelled_or_its_message_is_deleted() {
    let (world, request) = waiting().await;
    notice(&world, request, "Your ritual comes next.").await;
    world.told(world.discord.member(), "!cancel").await;
    is_taken_away(&world, request).await;

    let request = world.say("!ritual 27 size=512");
    let shown = notice(&world, request, "Your ritual comes next.").await;
    world.discord.delete(request);
    let gone = |state: &State| (!state.messages.contains_key(&shown.id)).then_some(());
    world.discord.wait_for("a notice that is taken away", gone).await;
}

#[tokio::test]
async fn where_the_picture_cannot_be_made_its_refusal_takes_the_notices_place() {
    let (world, request) = waiting().await;
    notice(&world, request, "Your ritual comes next.").await;
    let (store, now) = (world.store().await, Timestamp::now());
    let act = Act { who: 1, done: "a test is over".to_owned(), at: now };
    assert!(store.release(&Hold::Rendering, &act).await.expect("released"));
    let job = store.claim(&Lane::Render, None, now, now + Duration::from_mins(1)).await;
    let lease = job.expect("answered").expect("the ritual's").lease;
    let fails = Outcome::Dead { class: Class::Permanent, reason: "no light".to_owned() };
    assert!(store.finish(&lease, &fails, now).await.expect("written"));
    store.close().await;
    let answer = world.answer(request).await;
    assert!(answer.picture().is_none(), "{answer:?}");
    is_taken_away(&world, request).await;
}

#[tokio::test]
async fn after_a_kill_no_notice_is_left_and_the_picture_comes_once() {
    let (mut world, request) = waiting().await;
    notice(&world, request, "Your ritual comes next.").await;
    world.kill().await;
    // Of the second it is not known where it stands: the answer to its sending never came.
    world.start().await;
    is_taken_away(&world, request).await;
    world.discord.fault(Endpoint::SEND, Fault::HoldResponse, 1);
    let unsure = world.say("!ritual 54 size=512");
    let stands = notice(&world, unsure, "One ritual goes before yours.").await;
    world.kill().await;
    world.start().await;
    is_taken_away(&world, unsure).await;
    // One that somebody deleted, and the request with it, is no trouble.
    assert!(!world.discord.look(|state| state.messages.contains_key(&stands.id)));
    world.release_rendering().await;
    for asked in [request, unsure] {
        assert!(world.archived(asked).await.picture().is_some());
        assert_eq!(world.discord.look(|state| answers(state, asked).count()), 1);
    }
    assert_eq!(world.pictures(world.discord.channel()).len(), 2);
}

#[tokio::test]
async fn a_notice_that_somebody_deleted_is_not_written_again_and_costs_no_picture() {
    let (mut world, request) = waiting().await;
    let shown = notice(&world, request, "Your ritual comes next.").await;
    world.signal(Signal::TERM);
    world.ended().await;
    world.discord.delete_unheard(shown.id);
    world.start().await;
    world.release_rendering().await;
    assert!(world.archived(request).await.picture().is_some());
    assert_eq!(world.discord.look(|state| notices(state, request).count()), 0);
}

#[tokio::test]
async fn where_pictures_may_need_every_turn_of_a_channel_no_notice_takes_one() {
    let world = World::running().await;
    world.hold_rendering().await;
    world.discord.limit(2, Duration::from_secs(5));
    // The bot learns of the limit.
    world.told(world.discord.member(), "!help").await;
    let asked = [world.say("!ritual 1 size=256"), world.say("!ritual 3 size=256")];
    world.accepted(2).await;
    tokio::time::sleep(Duration::from_secs(12)).await;
    let told = |state: &State| asked.iter().filter(|it| notices(state, **it).next().is_some()).count();
    assert_eq!(world.discord.look(told), 0, "two pictures may come at once");
    world.discord.delete(asked[0]);
    world.discord.wait_for("a notice", |state| (told(state) == 1).then_some(())).await;
}
