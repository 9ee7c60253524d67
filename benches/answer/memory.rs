//! What the largest pictures take: the most memory while one is made and posted, and what is left of it. And what bot and
//! rclone take where nothing is done.

use std::time::{Duration, Instant};

use super::bots::Bot as _;
use super::idle::one;
use super::milliseconds;
use super::process::mebibytes;
use super::table::Table;
use super::world::World;

/// After so long the bot is to have given back what it needed.
const LATER: Duration = Duration::from_secs(15);

/// What is drawn from it is among the largest files, as what the pictures take goes with that.
const SEED: &str = "lotus";

/// Rituals before a rest.
const BEFORE: usize = 9;
/// The shortest time after which rclone's daemon is ended; as nothing is done in it, a longer rest is no other.
const IDLE: &str = "1m";
/// In this it is ended.
const REST: Duration = Duration::from_mins(4);

pub(super) async fn measure(table: &mut Table) {
    at_rest(table).await;
    for (kind, arguments) in [("", ""), (", flame", " style=flame"), (", motion", " motion=yes")] {
        let world = World::running().await;
        let bot = world.process().as_raw_nonzero().get();
        let fresh = mebibytes(bot, "VmRSS");
        let asked = Instant::now();
        let request = world.say(&format!("!ritual 108 size=4096 seed={SEED}{arguments}"));
        world.answer(request).await;
        let shown = asked.elapsed().as_secs_f64();
        world.archived(request).await;
        let most = mebibytes(bot, "VmHWM");
        tokio::time::sleep(LATER).await;
        let what = format!("4096 × 4096{kind}");
        if kind.is_empty() {
            table.tell("memory of the bot before its first ritual", fresh, "MiB");
            table.at_most(&format!("{what}: message to picture"), shown, 3.0, "s");
        } else {
            table.tell(&format!("{what}: message to picture"), shown, "s");
        }
        table.at_most(&format!("{what}: most memory of the bot"), most, 128.0, "MiB");
        table.at_most(&format!("{what}: 15 s later"), mebibytes(bot, "VmRSS"), 40.0, "MiB");
        // The rest is pages of the program's file, which the kernel takes back when it needs them.
        table.tell(&format!("{what}: of it anonymous"), mebibytes(bot, "RssAnon"), "MiB");
    }
}

/// What stays after ordinary rituals, and what it costs the first one after the rest.
async fn at_rest(table: &mut Table) {
    let mut world = World::new().await;
    world.set("HELIX_RCLONE_IDLE", IDLE);
    world.start().await;
    let mut pictures = Vec::new();
    for _ in 0..BEFORE {
        pictures.push(one(&world, 1).await);
    }
    pictures.sort_unstable();
    let all = |world: &World| world.processes().into_iter().map(|it| mebibytes(it, "VmRSS")).sum::<f64>();
    table.tell("bot and rclone, right after rituals", all(&world), "MiB");
    let begun = Instant::now();
    while world.processes().len() > 1 {
        assert!(begun.elapsed() < REST, "rclone's daemon is still there");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    tokio::time::sleep(LATER).await;
    table.at_most("bot and rclone, at rest", all(&world), 30.0, "MiB");
    let first = one(&world, 1).await;
    let more = first.saturating_sub(pictures[BEFORE / 2]);
    table.at_most(
        "the first ritual after the rest, beyond the median before it",
        milliseconds(more),
        150.0,
        "ms",
    );
}
