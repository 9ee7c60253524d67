//! Many at once, under Discord's limits: five messages and five edits in five seconds into each channel.

use std::time::{Duration, Instant};

use super::bots::Bot as _;
use super::milliseconds;
use super::support::discord::permissions::MANAGE_GUILD;
use super::support::discord::{Endpoint, Id, Slash, State};
use super::table::Table;
use super::world::World;

const REQUESTS: u32 = 5;
const WINDOW: Duration = Duration::from_secs(5);
/// How long somebody waits at most whom others do not hold up, in seconds.
const PASSES: f64 = 2.0;

pub(super) async fn measure(table: &mut Table) {
    behind_another_server(table).await;
    behind_large_ones(table).await;
    twenty_at_once(table).await;
    acknowledged(table).await;
}

async fn limited(mut world: World) -> World {
    world.start().await;
    world.discord.limit(REQUESTS, WINDOW);
    world
}

async fn behind_another_server(table: &mut Table) {
    const RITUALS: u32 = 50;
    let world = World::new().await;
    let (_, elsewhere) = world.discord.another_guild("Elsewhere");
    let world = limited(world).await;
    for picture in 1..=RITUALS {
        world.ask(picture);
    }
    world.accepted(RITUALS.into()).await;
    let asked = Instant::now();
    let request = world.discord.say(elsewhere, world.discord.member(), "!ritual 108");
    world.shown(request).await;
    let what = "fifty of one server, then one of another: its picture";
    table.at_most(what, asked.elapsed().as_secs_f64(), PASSES, "s");
}

async fn behind_large_ones(table: &mut Table) {
    const RITUALS: u64 = 30;
    let world = limited(World::new().await).await;
    let other = world.discord.join("manu", MANAGE_GUILD);
    for _ in 0..RITUALS {
        world.say("!ritual 108 size=4096");
    }
    world.accepted(RITUALS).await;
    let asked = Instant::now();
    world.shown(world.say_by(other, "!ritual 108")).await;
    let what = "a member's thirty of 4096 × 4096, then one of another: its picture";
    table.at_most(what, asked.elapsed().as_secs_f64(), PASSES, "s");
}

async fn twenty_at_once(table: &mut Table) {
    let world = limited(World::new().await).await;
    let begun = Instant::now();
    let asked: Vec<Id> = (1..=20).map(|picture| world.ask(picture)).collect();
    for request in &asked {
        world.shown(*request).await;
    }
    let shown = world.discord.look(|state| last(state, Endpoint::SEND)).expect("pictures");
    for request in &asked {
        world.archived(*request).await;
    }
    let told = world.discord.look(|state| last(state, Endpoint::EDIT)).map_or(shown, |told| told.max(shown));
    let what = "twenty at once in one channel";
    table.at_most(&format!("{what}: the last picture"), (shown - begun).as_secs_f64(), 22.0, "s");
    let what = format!("{what}: until every status is right, from then");
    table.at_most(&what, (told - shown).as_secs_f64(), 30.0, "s");
}

/// When the last request of a kind was carried out.
fn last(state: &State, endpoint: Endpoint) -> Option<Instant> {
    state.asked(endpoint).filter(|it| it.status == Some(200)).map(|it| it.at).max()
}

async fn acknowledged(table: &mut Table) {
    const WAITING: u64 = 100;
    let world = limited(World::new().await).await;
    for _ in 0..WAITING {
        world.say("!ritual 1000");
    }
    world.accepted(WAITING).await;
    let mut took = Vec::new();
    for number in 0..100 {
        let slash = match number % 3 {
            0 => Slash::new("ritual").option("steps", 27).option("size", "512"),
            1 => Slash::new("queue"),
            _ => Slash::new("status"),
        };
        let request = world.slash(&slash);
        let first = |state: &State| state.interactions[&request].callback;
        took.push(world.discord.wait_for("the first answer", first).await.after);
    }
    took.sort_unstable();
    table.tell("a command, a hundred rituals waiting: acknowledged, median", milliseconds(took[50]), "ms");
    let what = "a command, a hundred rituals waiting: acknowledged, 99th of 100";
    table.at_most(what, milliseconds(took[98]), 500.0, "ms");
}
