//! How long members wait and what the bot occupies: the optimised program against the double of Discord, beside bots of
//! the usual kind where `HELIX_PEERS` names the Python that has their libraries.
//!
//! Prints rows of a table, each with the goal that it has. `script/bench` puts them into `docs/benchmarks.md`. A number
//! among the arguments is how many rituals are asked for one after the other; of the words `idle`, `crowd` and `memory`
//! those are measured that are given, or all.

use std::time::Duration;

mod bots;
mod crowd;
mod idle;
mod memory;
mod process;
#[allow(dead_code, unused_imports, reason = "the tests use the rest")]
#[path = "../../tests/support/mod.rs"]
mod support;
mod table;
#[allow(dead_code, unused_imports, reason = "the tests use the rest")]
#[path = "../../tests/discord/world/mod.rs"]
mod world;

use table::Table;

/// Rounds if no number is given: enough for a median, and done within two minutes.
const ROUNDS: u32 = 20;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rounds = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(ROUNDS).max(1);
    let parts = ["idle", "crowd", "memory"];
    let all = !arguments.iter().any(|argument| parts.contains(&argument.as_str()));
    let wanted = |part: &str| all || arguments.iter().any(|argument| argument == part);

    let mut table = Table::begin();
    if wanted("idle") {
        idle::measure(&mut table, rounds).await;
    }
    if wanted("crowd") {
        crowd::measure(&mut table).await;
    }
    if wanted("memory") {
        memory::measure(&mut table).await;
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
