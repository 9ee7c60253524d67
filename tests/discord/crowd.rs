//! Many at once: those who wait do not hold up those who ask.

use std::time::Duration;

use super::world::{World, until};
use crate::support::discord::Slash;

#[tokio::test]
async fn while_a_hundred_rituals_wait_heartbeats_go_on_and_a_command_is_acknowledged_at_once() {
    const CROWD: u64 = 100;
    const BEAT: Duration = Duration::from_secs(2);
    let mut world = World::new().await;
    world.discord.set_heartbeat_interval(BEAT);
    world.start().await;
    for _ in 0..CROWD {
        world.say("!ritual 1000");
    }
    let store = world.store().await;
    until("a hundred accepted rituals", async || store.overview().await.expect("counts").rituals == CROWD)
        .await;
    let waiting = store.overview().await.expect("counts").waiting;
    store.close().await;
    assert!(waiting > 200, "most of three jobs each wait: {waiting}");

    let request = world.slash(&Slash::new("status"));
    let acknowledged =
        world.discord.wait_for("the first answer", |state| state.interactions[&request].callback).await;
    assert!(acknowledged.after < Duration::from_secs(3), "{acknowledged:?}");
    assert!(world.answer(request).await.content.contains("jobs waiting: "));

    let before = world.discord.look(|state| state.gateway.heartbeats());
    world
        .discord
        .wait_for("three more heartbeats", |state| (state.gateway.heartbeats() >= before + 3).then_some(()))
        .await;
    let silence = world.discord.look(|state| state.gateway.longest_silence());
    assert!(silence < BEAT * 2, "{silence:?}");
    assert_eq!(world.discord.identifies().len(), 1, "the connection was never lost");
}
