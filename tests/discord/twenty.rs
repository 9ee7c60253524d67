//! Twenty rituals at once in one channel, under Discord's limits there: five messages and five edits in five seconds.

use std::time::{Duration, Instant};

use super::world::{World, answers, tells_receipt};
use crate::support::discord::{Endpoint, Id, State};

const TWENTY: usize = 20;
/// Discord's window, and how many requests of a kind it takes in one.
const WINDOW: Duration = Duration::from_secs(5);
const REQUESTS: u32 = 5;

/// The last picture after so long, and every status right so much later, on an idle machine; it is given as much again.
const SHOWN: Duration = Duration::from_secs(22);
const TOLD: Duration = Duration::from_secs(30);

/// When the last request of a kind was carried out.
fn last(state: &State, endpoint: Endpoint) -> Option<Instant> {
    state.asked(endpoint).filter(|it| it.status == Some(200)).map(|it| it.at).max()
}

#[tokio::test]
async fn twenty_rituals_in_one_channel_are_shown_as_fast_as_discord_takes_them() {
    let world = World::running().await;
    world.discord.limit(REQUESTS, WINDOW);
    let begun = Instant::now();
    let asked: Vec<Id> = (0..TWENTY).map(|_| world.say("!ritual 1 size=256")).collect();
    for request in &asked {
        world.answer(*request).await;
    }
    let shown = world.discord.look(|state| last(state, Endpoint::SEND)).expect("pictures") - begun;
    for request in &asked {
        world.archived(*request).await;
    }
    let told = world.discord.look(|state| last(state, Endpoint::EDIT)).map(|at| at - begun);
    let edits = world.discord.count(Endpoint::EDIT);
    let sent = |state: &State| state.asked(Endpoint::SEND).filter(|it| it.status == Some(200)).count();
    let notices = world.discord.look(sent).saturating_sub(TWENTY);
    eprintln!(
        "the last picture after {shown:?}, the last status after {told:?}, {edits} edits, {notices} notices"
    );
    assert!(shown < SHOWN * 2, "{shown:?}");
    assert!(told.is_none_or(|told| told < (SHOWN + TOLD) * 2), "{told:?}");
    assert!(edits <= TWENTY, "several changes of a message make one edit: {edits}");
    for request in &asked {
        assert_eq!(world.discord.look(|state| answers(state, *request).count()), 1);
        assert!(world.discord.look(|state| answers(state, *request).all(tells_receipt)));
    }
}
