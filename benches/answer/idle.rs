//! One ritual after the other, then ten at once, with nothing else to do.

use std::time::{Duration, Instant};

use super::bots::{Bot, Peer};
use super::milliseconds;
use super::process::{mebibytes, processor_time};
use super::table::Table;
use super::world::World;

/// A peer that takes seconds for each is asked this often.
const PEER_ROUNDS: u32 = 5;
const AT_ONCE: u32 = 10;

/// How long one waits for a bot.
struct Waits {
    /// Between message and picture, in order.
    pictures: Vec<Duration>,
    /// From the messages to the last of ten pictures.
    at_once: Duration,
    /// Processor time of one picture and all that comes with it.
    processor: Duration,
}

impl Waits {
    fn median(&self) -> Duration {
        self.pictures[self.pictures.len() / 2]
    }
}

pub(super) async fn measure(table: &mut Table, rounds: u32) {
    let world = World::running().await;
    let ours = wait(&world, rounds).await;
    table.at_most("message to picture, median", milliseconds(ours.median()), 150.0, "ms");
    table.tell("the slowest of them", milliseconds(ours.pictures[ours.pictures.len() - 1]), "ms");
    table.at_most("ten at once, the last picture", ours.at_once.as_secs_f64(), 1.2, "s");
    table.at_most("processor time of a ritual, archived", ours.processor.as_secs_f64(), 0.2, "s");
    for (process, name) in world.processes().into_iter().zip(["bot", "rclone"]) {
        table.tell(&format!("memory after them, {name}"), mebibytes(process, "VmRSS"), "MiB");
    }
    drop(world);

    for way in ["numba", "numpy"] {
        let Some(peer) = Peer::start(way).await else { return };
        let theirs = wait(&peer, rounds.min(PEER_ROUNDS)).await;
        compare(table, peer.name(), &ours, &theirs);
    }
}

async fn wait(bot: &impl Bot, rounds: u32) -> Waits {
    // The first only warms up.
    one(bot, 0).await;
    let processes = bot.processes();
    let used = processor_time(&processes);
    let mut pictures = Vec::new();
    for picture in 1..=rounds {
        pictures.push(one(bot, picture).await);
    }
    let processor = processor_time(&processes).saturating_sub(used) / rounds;
    pictures.sort_unstable();
    Waits { pictures, at_once: at_once(bot).await, processor }
}

/// One ritual, and how long its picture takes.
pub(super) async fn one(bot: &impl Bot, picture: u32) -> Duration {
    let asked = Instant::now();
    let request = bot.ask(picture);
    bot.shown(request).await;
    let picture = asked.elapsed();
    bot.settled(request).await;
    picture
}

async fn at_once(bot: &impl Bot) -> Duration {
    let asked = Instant::now();
    let requests: Vec<_> = (1..=AT_ONCE).map(|picture| bot.ask(picture)).collect();
    for request in requests {
        bot.shown(request).await;
    }
    asked.elapsed()
}

fn compare(table: &mut Table, name: &str, ours: &Waits, theirs: &Waits) {
    let bot = format!("discord.py bot with {name}, one plain view");
    table.tell(&format!("{bot}: message to picture, median"), milliseconds(theirs.median()), "ms");
    let ahead = theirs.median().as_secs_f64() / ours.median().as_secs_f64();
    let what = format!("{bot}: its wait, in ours");
    match name {
        "numba" => table.at_least(&what, ahead, 4.0, "times"),
        _ => table.tell(&what, ahead, "times"),
    }
    table.tell(&format!("{bot}: ten at once, the last picture"), theirs.at_once.as_secs_f64(), "s");
    table.tell(&format!("{bot}: processor time of a picture"), theirs.processor.as_secs_f64(), "s");
}
