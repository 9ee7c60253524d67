//! Discord in trouble: whatever becomes of a request, there is one message in the end.
//!
//! What failed in passing is tried again after some ten seconds, then twenty, so each of these takes as long. Pictures are
//! the smallest, because a program that is hardly optimised takes seconds for a larger one.

use super::world::{World, answers};
use crate::support::discord::{Endpoint, Fault, Id, Slash};

/// What passes: nothing about the message is wrong.
fn passing() -> [Fault; 5] {
    [
        Fault::RateLimit { retry_after: 0.5, global: false },
        Fault::Status(500),
        Fault::Status(502),
        Fault::DropSocket,
        Fault::SwallowResponse,
    ]
}

async fn assert_each_has_one(world: &World, requests: &[Id]) {
    for request in requests {
        world.archived(*request).await;
        assert_eq!(world.discord.look(|state| answers(state, *request).count()), 1);
    }
    let pictures = world.pictures(world.discord.channel());
    assert_eq!(pictures.len(), requests.len(), "{}", world.discord.account());
    assert!(pictures.iter().all(|message| message.files.len() == 1));
    assert_eq!(world.objects().len(), requests.len());
}

#[tokio::test]
async fn a_message_that_met_trouble_stands_once_in_the_end() {
    let world = World::running().await;
    let faults = passing();
    for fault in &faults {
        world.discord.fault(Endpoint::SEND, fault.clone(), 1);
    }
    let requests: Vec<Id> = faults.iter().map(|_| world.say("!ritual 27 size=512")).collect();
    assert_each_has_one(&world, &requests).await;
}

#[tokio::test]
async fn an_answer_to_a_slash_command_that_met_trouble_stands_once_in_the_end() {
    let world = World::running().await;
    let faults = passing();
    for fault in &faults {
        world.discord.fault(Endpoint::EDIT_ORIGINAL, fault.clone(), 1);
    }
    let ritual = Slash::new("ritual").option("steps", 27).option("size", "512");
    let requests: Vec<Id> = faults.iter().map(|_| world.slash(&ritual)).collect();
    assert_each_has_one(&world, &requests).await;
}

#[tokio::test]
async fn a_receipt_that_met_trouble_is_told_in_the_end() {
    let world = World::running().await;
    let faults = passing();
    for fault in &faults {
        world.discord.fault(Endpoint::EDIT, fault.clone(), 1);
    }
    let requests: Vec<Id> = faults.iter().map(|_| world.say("!ritual 27 size=512")).collect();
    assert_each_has_one(&world, &requests).await;
}

#[tokio::test]
async fn a_request_that_is_never_answered_is_given_up_and_made_again() {
    let world = World::running().await;
    // One is not carried out, the other is.
    world.discord.fault(Endpoint::SEND, Fault::Timeout, 1);
    world.discord.fault(Endpoint::SEND, Fault::HoldResponse, 1);
    let requests = [world.say("!ritual 27 size=512"), world.say("!ritual 27 size=512")];
    // Half a minute of patience, then ten seconds until the next try.
    assert_each_has_one(&world, &requests).await;
}

#[tokio::test]
async fn a_first_answer_that_met_trouble_is_given_again_while_there_is_time() {
    for fault in passing() {
        let world = World::running().await;
        world.discord.fault(Endpoint::CALLBACK, fault.clone(), 1);
        let request = world.slash(&Slash::new("ritual").option("steps", 27).option("size", "512"));
        world.archived(request).await;
        assert_eq!(world.pictures(world.discord.channel()).len(), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_typing_indicator_that_met_trouble_stops_nothing() {
    let world = World::running().await;
    world.discord.fault(Endpoint::TYPING, Fault::Refuse { status: 403, code: 50_013 }, 1);
    world.discord.fault(Endpoint::TYPING, Fault::Timeout, 1);
    let requests = [world.say("!ritual 27 size=512"), world.say("!ritual 27 size=512")];
    assert_each_has_one(&world, &requests).await;
}
