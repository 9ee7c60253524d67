//! Discord's rate limits: a pause is kept by everything that it concerns, ends when it ends, and counts for nothing.
//!
//! The double takes every request into a pause that it asked for as a broken rule.

use std::time::{Duration, Instant};

use super::world::{World, answers};
use crate::support::discord::{Endpoint, Fault, Id, Slash};

fn slower(seconds: f64) -> Fault {
    Fault::RateLimit { retry_after: seconds, global: false }
}

/// When the messages of a test were sent.
fn sendings(world: &World) -> Vec<Instant> {
    world.discord.look(|state| state.asked(Endpoint::SEND).map(|it| it.at).collect())
}

async fn assert_each_is_answered_once(world: &World, requests: &[Id]) {
    for request in requests {
        world.archived(*request).await;
        assert_eq!(world.discord.look(|state| answers(state, *request).count()), 1);
    }
}

#[tokio::test]
async fn a_pause_is_kept_although_the_copy_is_proven_meanwhile_and_ends_when_it_ends() {
    const PAUSE: Duration = Duration::from_secs(2);
    const REFUSALS: u32 = 4;
    let world = World::running().await;
    world.discord.fault(Endpoint::SEND, slower(PAUSE.as_secs_f64()), REFUSALS as usize);
    let request = world.say("!ritual 1 size=256");
    assert_each_is_answered_once(&world, &[request]).await;
    let sent = sendings(&world);
    assert_eq!(sent.len(), 1 + REFUSALS as usize, "{}", world.discord.account());
    let waited = sent[REFUSALS as usize] - sent[0];
    // As failures they would have been tried again after some 10, 20, 40 and 80 seconds.
    assert!((PAUSE * REFUSALS..PAUSE * REFUSALS * 4).contains(&waited), "{waited:?}");
}

#[tokio::test]
async fn many_rituals_whose_messages_are_refused_do_not_go_on_asking() {
    /// Messages that are on their way at once.
    const POSTS: usize = 4;
    const RITUALS: usize = 10;
    let world = World::running().await;
    world.discord.fault(Endpoint::SEND, slower(5.0), POSTS);
    let requests: Vec<Id> = (0..RITUALS).map(|_| world.say("!ritual 1 size=256")).collect();
    assert_each_is_answered_once(&world, &requests).await;
    let sent = sendings(&world).len();
    assert!(sent <= RITUALS + POSTS, "{sent}: {}", world.discord.account());
}

#[tokio::test]
async fn a_pause_of_one_channel_does_not_hold_up_another() {
    let world = World::running().await;
    world.discord.fault(Endpoint::SEND, slower(20.0), 1);
    let first = world.say("!ritual 1 size=256");
    let refused =
        world.discord.wait_for("a refusal", |state| state.asked(Endpoint::SEND).next().map(|it| it.at)).await;
    // More than are served at once.
    let others: Vec<Id> = (0..6).map(|_| world.say("!ritual 1 size=256")).collect();
    let private = world.say_in_private("!ritual 1 size=256");
    world.archived(private).await;
    assert!(refused.elapsed() < Duration::from_secs(20), "the pause is not over yet");
    assert_eq!(world.pictures(world.discord.channel()).len(), 0);
    assert_each_is_answered_once(&world, &[others, vec![first]].concat()).await;
}

#[tokio::test]
async fn a_pause_of_everything_holds_for_every_job_and_command_but_not_for_slash_commands() {
    const PAUSE: Duration = Duration::from_secs(6);
    let world = World::running().await;
    let global = Fault::RateLimit { retry_after: PAUSE.as_secs_f64(), global: true };
    world.discord.fault(Endpoint::SEND, global, 1);
    let ritual = world.say("!ritual 1 size=256");
    world
        .discord
        .wait_for("a refusal", |state| {
            state.asked(Endpoint::SEND).find(|it| it.status == Some(429)).map(drop)
        })
        .await;
    let private = world.say_in_private("!help");
    world.answer(world.slash(&Slash::new("help"))).await;
    let slash =
        world.discord.look(|state| state.asked(Endpoint::CALLBACK).next().map(|it| it.at)).expect("answered");
    world.answer(private).await;
    assert_each_is_answered_once(&world, &[ritual]).await;
    let sent = sendings(&world);
    // A clock may be a trifle early.
    let end = sent[0] + PAUSE.saturating_sub(Duration::from_millis(20));
    assert!(slash < end, "a slash command need not wait");
    assert!(sent.len() > 2 && sent[1..].iter().all(|at| *at >= end), "{}", world.discord.account());
}

#[tokio::test]
async fn limits_that_discord_tells_are_kept_before_it_has_to_refuse_anything() {
    let world = World::running().await;
    world.discord.limit(5, Duration::from_secs(3));
    let requests: Vec<Id> = (0..12).map(|_| world.say("!ritual 1 size=256")).collect();
    let helps: Vec<Id> = (0..6).map(|_| world.say("!help")).collect();
    assert_each_is_answered_once(&world, &requests).await;
    for help in helps {
        world.answer(help).await;
        assert_eq!(world.discord.look(|state| answers(state, help).count()), 1);
    }
    let refused =
        world.discord.look(|state| state.requests.iter().filter(|it| it.status == Some(429)).count());
    // The limit is unknown until the first answer: what is on its way by then may be too much.
    assert!(refused <= 5, "{}", world.discord.account());
}

#[tokio::test]
async fn behind_a_proxy_that_keeps_the_limits_only_its_refusals_count() {
    let mut world = World::new().await;
    world.set("HELIX_RATE_LIMITS", "proxy");
    world.start().await;
    world.discord.limit(2, Duration::from_secs(2));
    let helps: Vec<Id> = (0..6).map(|_| world.say("!help")).collect();
    let ritual = world.say("!ritual 1 size=256");
    for help in helps {
        world.answer(help).await;
        assert_eq!(world.discord.look(|state| answers(state, help).count()), 1);
    }
    assert_each_is_answered_once(&world, &[ritual]).await;
    let refused = |state: &crate::support::discord::State| {
        state.asked(Endpoint::SEND).filter(|it| it.status == Some(429)).count()
    };
    assert!(world.discord.look(refused) > 0, "the bot does not count itself");
}
