//! Many servers at once under Discord's limits. It takes some minutes and wants an optimised program, so it is run by hand:
//! `script/test --run-ignored all discord::load`.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::world::{World, tells_receipt};
use crate::support::discord::{Id, Slash, State};

const SERVERS: usize = 20;
const RITUALS: usize = 2000;
/// In this time they are asked for.
const ASKED_IN: Duration = Duration::from_mins(1);
/// Discord takes five messages and five edits in five seconds into each channel: one a second, so a hundred in a hundred
/// seconds. Two thousand pictures take two idle cores some minutes; on a machine that does other things as well it may be
/// as long as this until everything is told.
const PATIENCE: Duration = Duration::from_mins(30);
/// What the program may take at its most, in kilobytes.
const MEMORY: u64 = 128_000;

/// The moment that an id names, in milliseconds.
fn moment(id: Id) -> u64 {
    id >> 22
}

/// The bot's answers by what they answer.
fn answered(state: &State) -> BTreeMap<Id, Vec<(Id, bool)>> {
    let mut answered: BTreeMap<Id, Vec<(Id, bool)>> = BTreeMap::new();
    for message in state.messages.values().filter(|it| it.author == state.world.application) {
        if let Some(request) = message.reply_to {
            answered.entry(request).or_default().push((message.id, tells_receipt(message)));
        }
    }
    answered
}

/// The most memory that a process ever had, in kilobytes.
fn most_memory(world: &World) -> u64 {
    let id = world.process().as_raw_nonzero();
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a number");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// Waits until something holds, looking now and then: each look goes through all messages.
async fn until_rarely(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < end, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

fn median(mut waits: Vec<u64>) -> u64 {
    waits.sort_unstable();
    waits[waits.len() / 2]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes, and wants an optimised program"]
async fn two_thousand_rituals_of_twenty_servers_are_shown_once_each_and_fairly() {
    let mut world = World::new().await;
    let mut channels = vec![world.discord.channel()];
    channels.extend((1..SERVERS).map(|number| world.discord.another_guild(&format!("Server {number}")).1));
    world.start().await;
    world.discord.limit(5, Duration::from_secs(5));
    let owner = world.discord.owner();
    let begun = Instant::now();
    let mut asked: BTreeMap<Id, usize> = BTreeMap::new();
    for number in 0..RITUALS {
        let server = number % SERVERS;
        asked.insert(world.discord.say(channels[server], owner, "!ritual 1 size=256"), server);
        let next = begun + ASKED_IN.mul_f64((number + 1) as f64 / RITUALS as f64);
        tokio::time::sleep(next.saturating_duration_since(Instant::now())).await;
    }
    until_rarely("every picture", || world.discord.look(|state| answered(state).len() == RITUALS)).await;
    let shown = begun.elapsed();
    until_rarely("every receipt", || {
        world.discord.look(|state| answered(state).values().flatten().all(|(_, told)| *told))
    })
    .await;
    let told = begun.elapsed();

    let answers = world.discord.look(answered);
    assert!(answers.values().all(|answers| answers.len() == 1), "none is doubled");
    assert!(asked.keys().all(|request| answers.contains_key(request)), "none is lost");
    let mut waits: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
    for (request, server) in &asked {
        waits.entry(*server).or_default().push(moment(answers[request][0].0) - moment(*request));
    }
    let medians: Vec<u64> = waits.into_values().map(median).collect();
    let (least, most) = (medians.iter().min().expect("some"), medians.iter().max().expect("some"));
    let memory = most_memory(&world);
    eprintln!(
        "all shown after {shown:?}, all told after {told:?}; median waits of the servers {least} to {most} ms; at most \
         {memory} kB"
    );
    // A second apart is no unfairness where hardly anybody waits.
    assert!(*most <= least * 2 + 1000, "{medians:?}");
    assert!(memory < MEMORY, "{memory} kB");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures, and wants an optimised program"]
async fn with_a_hundred_waiting_slash_commands_are_acknowledged_within_half_a_second() {
    let world = World::running().await;
    world.hold_rendering().await;
    for _ in 0..100 {
        world.say("!ritual 1 size=256");
    }
    let store = world.store().await;
    let guild = world.discord.guild();
    super::world::until("a hundred that wait", async || {
        store.count_waiting(guild, None).await.expect("answered") >= 100
    })
    .await;
    store.close().await;
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
    let (median, p99) = (took[took.len() / 2], took[took.len() * 99 / 100 - 1]);
    eprintln!("acknowledged after {median:?} at the median, {p99:?} at the 99th of a hundred");
    assert!(p99 < Duration::from_millis(500), "{took:?}");
}
