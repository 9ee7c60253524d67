//! One trace from a message to its receipt, told to a collector that nobody waits for.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tokio::net::TcpListener;

use super::world::{World, ritual_of};
use crate::support::collector::{Collector, KEY};
use crate::support::faults::{Fault, Faults};
use crate::support::rclone::{Login, Server, Speaks, free_address};

/// What hosts give a program before they kill it.
const GRACE: Duration = Duration::from_secs(10);
/// When Discord's ids begin.
const DISCORD_EPOCH_MS: u64 = 1_420_070_400_000;

#[tokio::test]
async fn one_trace_leads_from_the_message_to_the_receipt_and_shows_what_failed_on_the_way() {
    let (mut world, collector) = (World::new().await, Collector::start().await);
    let server = Server::start(Speaks::S3);
    let cloud = Faults::before(server.address()).await;
    for (name, value) in server.remote_at("cloud", cloud.address(), Login::Right) {
        world.set(&name, value);
    }
    for (name, value) in collector.settings() {
        world.set(name, value);
    }
    world.set("HELIX_DESTINATIONS", "cloud:bucket");
    world.set("RUST_LOG", "debug,helix_bot=trace");
    cloud.set(Fault::Answer("PUT", 503));
    world.start().await;
    let request = world.say("!ritual 108 size=256");
    world.answer(request).await;
    world.logged("failed; trying again later").await;
    cloud.set(Fault::None);
    let ritual = ritual_of(&world.archived(request).await);
    let rclone = world.daemons();
    let environment = std::fs::read(format!("/proc/{}/environ", rclone[0])).expect("its environment");
    assert!(collector.told().is_empty(), "it was to be told at the end");
    world.signal(Signal::TERM);
    assert_eq!(world.ended().await, Some(0), "{}", world.log());

    let trace = collector.trace(&ritual);
    assert_eq!(
        trace.lines(),
        [
            "ritual (helix-bot)",
            "ritual > archive (helix-bot)",
            "ritual > archive (helix-bot, failed: transient)",
            "ritual > post (helix-bot)",
            "ritual > receipt (helix-bot)",
            "ritual > render (helix-bot)",
            "ritual > render > draw (helix-bot)",
            "ritual > render > encode (helix-bot)",
        ]
    );
    let root = trace.named("ritual").next().expect("the root");
    let said_ms = (request >> 22) + DISCORD_EPOCH_MS;
    assert_eq!(Duration::from_nanos(root.start_time_unix_nano).as_millis(), u128::from(said_ms));
    let last = |name| trace.named(name).map(|span| span.end_time_unix_nano).max().expect("a span");
    assert!(last("archive") < last("receipt"), "{trace:?}");
    assert_eq!(trace.named("archive").count(), 2, "each attempt is one: {trace:?}");

    // What others said stands in no span, and the collector's key nowhere else.
    let spans = || trace.0.iter().map(|told| &told.span);
    let told: BTreeSet<_> = spans().flat_map(|span| &span.attributes).map(|it| it.key.as_str()).collect();
    assert_eq!(told, BTreeSet::from(["attempt", "destination", "error.type", "kind", "ritual"]));
    assert!(spans().all(|span| span.events.is_empty()), "{trace:?}");
    assert!(world.log().contains("DEBUG"), "the log tells much");
    assert!(!world.log().contains(KEY) && !String::from_utf8_lossy(&environment).contains(KEY));
}

#[tokio::test]
async fn what_was_not_told_yet_is_told_before_the_bot_begins_anew() {
    let (mut world, collector) = (World::new().await, Collector::start().await);
    let file = world.path(".env");
    let lines = collector.settings().map(|(name, value)| format!("{name}={value}\n")).concat();
    std::fs::write(&file, &lines).expect("written");
    world.start().await;
    let ritual = ritual_of(&world.archived(world.say("!ritual 27 size=256")).await);
    std::fs::write(&file, format!("{lines}HELIX_AUDIT=30d\n")).expect("written");
    let owner = world.discord.owner();
    let said = world.answer(world.discord.say(world.discord.direct(owner), owner, "!operator reload")).await;
    assert!(said.content.starts_with("The settings are right."), "{}", said.content);
    world.discord.wait_for("another login", |state| (state.gateway.identifies.len() > 1).then_some(())).await;
    assert_eq!(collector.trace(&ritual).named("ritual").count(), 1);
}

/// A bot that tells each span at once to whoever listens at an address.
async fn telling(address: SocketAddr) -> World {
    let mut world = World::new().await;
    world.set("OTEL_EXPORTER_OTLP_ENDPOINT", format!("http://{address}"));
    world.set("OTEL_BSP_SCHEDULE_DELAY", "20");
    world.start().await;
    world
}

/// Stops the bot, which must not wait for its collector for as long as an exchange may take; its log.
async fn stopped_soon(mut world: World) -> String {
    let asked = Instant::now();
    world.signal(Signal::TERM);
    assert_eq!(world.ended().await, Some(0), "{}", world.log());
    assert!(asked.elapsed() < GRACE, "{:?}", asked.elapsed());
    world.log()
}

#[tokio::test]
async fn a_collector_that_does_not_answer_holds_up_neither_rituals_nor_the_end() {
    let collector = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let world = telling(collector.local_addr().expect("an address")).await;
    world.archived(world.say("!ritual 27 size=256")).await;
    let exchange = collector.accept().await.expect("it is told of the first");
    world.archived(world.say("!ritual 27 size=256")).await;
    stopped_soon(world).await;
    drop(exchange);
}

#[tokio::test]
async fn a_collector_that_is_away_is_said_once_and_holds_up_nothing() {
    let world = telling(free_address()).await;
    world.archived(world.say("!ritual 27 size=256")).await;
    let said = "the OpenTelemetry collector takes no traces";
    world.logged(said).await;
    world.archived(world.say("!ritual 27 size=256")).await;
    assert_eq!(stopped_soon(world).await.matches(said).count(), 1);
}
