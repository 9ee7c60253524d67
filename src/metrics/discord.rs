//! What is counted of Discord: its answers, the waits that its rate limits ask for, and how the shards are.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

/// The statuses that every bot meets. Others get a sample with their first answer.
const USUAL: [&str; 11] = ["200", "201", "204", "400", "401", "403", "404", "429", "500", "502", "503"];
/// The shortest bucket for waits, in seconds. Each is twice the one before; a call itself waits a second at most.
const SHORTEST_WAIT: f64 = 0.015_625;
/// Up to 1 s.
const WAIT_BUCKETS: u16 = 7;

type ByStatus = [(&'static str, String); 1];
type ByShard = [(&'static str, u32); 1];

/// How a shard is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShardSeen {
    /// Its number, from 0.
    pub shard: u32,
    /// Whether it is connected.
    pub connected: bool,
    /// How long the last heartbeat took to be answered, once one was.
    pub latency: Option<Duration>,
}

/// What is counted of Discord. Clones share it.
#[derive(Debug, Clone)]
pub struct DiscordMetrics {
    responses: Family<ByStatus, Counter>,
    waits: Histogram,
    pauses: Counter,
    connected: Family<ByShard, Gauge>,
    latency: Family<ByShard, Gauge<f64, AtomicU64>>,
}

impl Default for DiscordMetrics {
    /// For whoever counts without being asked.
    fn default() -> Self {
        Self {
            responses: Family::default(),
            waits: Histogram::new(exponential_buckets(SHORTEST_WAIT, 2.0, WAIT_BUCKETS)),
            pauses: Counter::default(),
            connected: Family::default(),
            latency: Family::default(),
        }
    }
}

impl DiscordMetrics {
    pub(super) fn new(registry: &mut Registry) -> Self {
        let metrics = Self::default();
        for status in USUAL.into_iter().chain(["none"]) {
            drop(metrics.responses.get_or_create(&[("status", status.to_owned())]));
        }
        // There is one shard at least, and Discord says how many there are to be.
        metrics.saw(&ShardSeen { shard: 0, connected: false, latency: None });
        metrics.register(registry);
        metrics
    }

    fn register(&self, registry: &mut Registry) {
        registry.register(
            "helix_discord_responses",
            "Answers of Discord's REST by status; none where it was not reached, or its answer broke off or took too long",
            self.responses.clone(),
        );
        registry.register(
            "helix_discord_rate_limit_wait_seconds",
            "Waits for a rate limit before a request was sent",
            self.waits.clone(),
        );
        registry.register(
            "helix_discord_rate_limit_pauses",
            "Requests that were not sent, because the wait for their rate limit is too long for one call",
            self.pauses.clone(),
        );
        registry.register(
            "helix_gateway_shard_connected",
            "1 while a shard is connected to Discord's gateway",
            self.connected.clone(),
        );
        registry.register(
            "helix_gateway_latency_seconds",
            "Time until the last heartbeat was answered; NaN before the first and while it is not connected",
            self.latency.clone(),
        );
    }

    /// Discord answered with a status, or not at all.
    pub fn responded(&self, status: Option<u16>) {
        let status = status.map_or_else(|| "none".to_owned(), |status| status.to_string());
        self.responses.get_or_create(&[("status", status)]).inc();
    }

    /// A request waited for its rate limit.
    pub fn waited(&self, time: Duration) {
        self.waits.observe(time.as_secs_f64());
    }

    /// A request was not sent, because its rate limit asks for a longer wait.
    pub fn paused(&self) {
        self.pauses.inc();
    }

    /// A shard was looked at.
    pub fn saw(&self, seen: &ShardSeen) {
        let shard = [("shard", seen.shard)];
        self.connected.get_or_create(&shard).set(i64::from(seen.connected));
        let latency = seen.latency.filter(|_| seen.connected);
        self.latency.get_or_create(&shard).set(latency.map_or(f64::NAN, |time| time.as_secs_f64()));
    }
}
