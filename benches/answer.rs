//! How long a member waits, and what the bot occupies while nobody asks: the optimised program against the double.
//!
//! Each round is one ritual of 108 steps at 1024 × 1024 with a picture of its own. The first only warms up.

#![allow(clippy::print_stdout, reason = "a benchmark is there to print")]

use std::fs;
use std::time::{Duration, Instant};

#[allow(dead_code, unused_imports, reason = "the tests use the rest")]
#[path = "../tests/support/mod.rs"]
mod support;
#[allow(dead_code, unused_imports, reason = "the tests use the rest")]
#[path = "../tests/discord/world/mod.rs"]
mod world;

use world::World;

/// Rounds if no number is given: enough for a median, and done within two minutes.
const ROUNDS: usize = 20;

#[tokio::main]
async fn main() {
    let rounds = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(ROUNDS).max(1);
    let world = World::running().await;
    measure(&world).await;
    let (mut pictures, mut receipts) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let (picture, receipt) = measure(&world).await;
        pictures.push(picture);
        receipts.push(receipt);
    }
    println!("answer: {rounds} rituals of 108 steps at 1024 × 1024, one after the other");
    println!("{:24} {:>10} {:>10} {:>10}", "", "median", "fastest", "slowest");
    row("message to picture", &mut pictures);
    row("message to receipt", &mut receipts);

    let daemons = world.daemons();
    let rclone = *daemons.first().expect("the bot's rclone");
    let bot = status(rclone, "PPid").parse().expect("the bot's id");
    println!("{:24} {:>10}", "idle memory, bot", status(bot, "VmRSS"));
    println!("{:24} {:>10}", "idle memory, rclone", status(rclone, "VmRSS"));
}

/// From the message to the picture, and to the receipt.
async fn measure(world: &World) -> (Duration, Duration) {
    let asked = Instant::now();
    let request = world.say("!ritual 108");
    let answer = world.answer(request).await;
    let picture = asked.elapsed();
    assert!(answer.picture().is_some(), "{answer:?}");
    world.archived(request).await;
    (picture, asked.elapsed())
}

fn row(name: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let (fastest, slowest) = (times[0], times[times.len() - 1]);
    let cells = [times[times.len() / 2], fastest, slowest].map(|time| format!("{} ms", time.as_millis()));
    println!("{name:24} {:>10} {:>10} {:>10}", cells[0], cells[1], cells[2]);
}

/// A line of what the kernel tells of a process.
fn status(process: i32, name: &str) -> String {
    let all = fs::read_to_string(format!("/proc/{process}/status")).expect("a running process");
    let line = all.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.expect("the kernel tells it").trim().to_owned()
}
