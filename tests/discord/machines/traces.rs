//! A ritual's trace where several processes have a part in it.

use super::archived_once;
use super::fleet::Fleet;
use crate::discord::world::ritual_of;
use crate::support::collector::Collector;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_gateway_and_a_worker_did_for_a_ritual_is_one_trace() {
    let Some(mut fleet) = Fleet::new().await else { return };
    let collector = Collector::start().await;
    let settings = collector.settings();
    let told = |name| {
        settings.iter().map(|(key, value)| (*key, value.as_str())).chain([("OTEL_SERVICE_NAME", name)])
    };
    let gateway: Vec<_> = told("gateway").chain([("HELIX_ROLE", "gateway")]).collect();
    let worker: Vec<_> = told("worker").chain([("HELIX_ROLE", "worker"), ("DISCORD_TOKEN", "")]).collect();
    fleet.start("gateway", &gateway);
    fleet.start("worker", &worker);
    fleet.connected(0, 1).await;
    let request = fleet.discord.say(fleet.discord.channel(), fleet.discord.owner(), "!ritual 108 size=256");
    let ritual = ritual_of(&archived_once(&fleet, request).await);
    fleet.stop("worker").await;
    fleet.stop("gateway").await;
    let mut lines = collector.trace(&ritual).lines();
    // Where the copy stands first, the message tells it from the beginning; and a gateway that cannot reach the worker's
    // picture makes its own.
    lines.retain(|line| line != "ritual > receipt (gateway)" && !line.starts_with("ritual > post > "));
    assert_eq!(
        lines,
        [
            "ritual (gateway)",
            "ritual > archive (worker)",
            "ritual > post (gateway)",
            "ritual > render (worker)",
            "ritual > render > draw (worker)",
            "ritual > render > encode (worker)",
        ]
    );
}
