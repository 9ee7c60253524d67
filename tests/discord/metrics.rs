//! What the port tells Prometheus: all of it from the start, moved by what happens, and what `docs/monitoring/` asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::offline::free_port;
use super::world::{World, until};

/// The samples of a page by their names and labels.
type Samples = BTreeMap<String, f64>;

async fn page(port: u16, accept: &str) -> (String, String) {
    let request = reqwest::Client::new().get(format!("http://127.0.0.1:{port}/metrics"));
    let answer = request.header("accept", accept).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let kind = answer.headers()["content-type"].to_str().expect("text").to_owned();
    (kind, answer.text().await.expect("text"))
}

fn samples(page: &str) -> Samples {
    let lines = page.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, value) = line.rsplit_once(' ').expect("a name and a value");
            (name.to_owned(), value.parse().expect("a number"))
        })
        .collect()
}

async fn fresh() -> (World, u16) {
    let port = free_port();
    let mut world = World::new().await;
    world.set("PORT", port.to_string());
    world.start().await;
    (world, port)
}

/// The words in a text that can only be names of metrics.
fn names(text: &str) -> BTreeSet<&str> {
    let words = text.split(|char: char| !(char.is_ascii_alphanumeric() || char == '_'));
    words.filter(|word| word.starts_with("helix_") || word.starts_with("process_")).collect()
}

fn monitoring(file: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/monitoring");
    fs::read_to_string(folder.join(file)).expect("the file")
}

/// The names of families, as their `# TYPE` lines have them.
fn families(page: &str) -> BTreeSet<&str> {
    page.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect()
}

#[tokio::test]
async fn every_family_has_its_samples_before_anything_happened_and_the_dashboard_asks_for_no_other() {
    let (_world, port) = fresh().await;
    let (kind, text) = page(port, "").await;
    assert_eq!(kind, "text/plain; version=0.0.4; charset=utf-8");
    let told = samples(&text);
    let bare: BTreeSet<_> = told.keys().map(|name| name.split('{').next().unwrap_or_default()).collect();
    for family in families(&text) {
        let has_samples = bare.contains(family) || bare.contains(format!("{family}_bucket").as_str());
        assert!(has_samples, "{family} has no sample: a rate would lose what comes first");
    }
    for sample in [
        "helix_rituals_total",
        "helix_job_runs_total{kind=\"render\",destination=\"\",outcome=\"done\",class=\"\"}",
        "helix_job_runs_total{kind=\"archive\",destination=\"local\",outcome=\"retry\",class=\"transient\"}",
        "helix_archived_total{destination=\"local\"}",
        "helix_archived_bytes_total{destination=\"local\"}",
        "helix_archive_duration_seconds_count{destination=\"local\"}",
        "helix_jobs_waiting{kind=\"post\",destination=\"\"}",
        "helix_jobs_oldest_seconds{kind=\"archive\",destination=\"local\"}",
        "helix_destination_paused{destination=\"local\"}",
        "helix_discord_responses_total{status=\"429\"}",
    ] {
        assert_eq!(told.get(sample), Some(&0.0), "{sample}");
    }
    assert!(told["process_resident_memory_bytes"] > 1e6 && told["helix_disk_size_bytes"] > 1e6);

    for file in ["dashboard.json", "alerts.yml", "README.md"] {
        let file_text = monitoring(file);
        for name in names(&file_text) {
            assert!(
                bare.contains(name) || families(&text).contains(name),
                "{file} names {name}, which is not told"
            );
        }
    }
    let readme = monitoring("README.md");
    for family in families(&text) {
        assert!(names(&readme).contains(family), "docs/monitoring/README.md says nothing of {family}");
    }
}

#[tokio::test]
async fn a_ritual_that_is_asked_for_and_archived_moves_the_families() {
    let (world, port) = fresh().await;
    world.archived(world.say("!ritual 27 size=512")).await;
    let moved = [
        "helix_rituals_total",
        "helix_job_runs_total{kind=\"render\",destination=\"\",outcome=\"done\",class=\"\"}",
        "helix_job_runs_total{kind=\"archive\",destination=\"local\",outcome=\"done\",class=\"\"}",
        "helix_render_duration_seconds_count",
        "helix_encode_duration_seconds_count",
        "helix_archive_duration_seconds_count{destination=\"local\"}",
        "helix_archived_total{destination=\"local\"}",
        "helix_archive_copies{destination=\"local\"}",
        "helix_rclone_starts_total",
        "helix_rclone_up",
        "helix_gateway_shard_connected{shard=\"0\"}",
    ];
    until("the families to move", async || {
        let told = samples(&page(port, "").await.1);
        // The second look at the message is counted once its edit is recorded.
        let posted = told["helix_post_duration_seconds_count"];
        moved.iter().all(|sample| told.get(*sample) == Some(&1.0)) && posted >= 1.0
    })
    .await;

    let (kind, open) = page(port, "application/openmetrics-text;version=1.0.0,text/plain;q=0.5").await;
    assert_eq!(kind, "application/openmetrics-text; version=1.0.0; charset=utf-8");
    assert!(open.ends_with("# EOF\n") && open.contains("# TYPE helix_rituals counter\n"), "{open}");
    let told = samples(&open);
    let bytes = fs::metadata(&world.objects()[0]).expect("the copy").len() as f64;
    assert_eq!(told.get("helix_archived_bytes_total{destination=\"local\"}"), Some(&bytes));
    assert_eq!(told.get("helix_rendered_bytes_total"), Some(&bytes));
    assert!(told["helix_render_duration_seconds_sum"] > 0.0);
    assert!(told["helix_rclone_resident_memory_bytes"] > 1e6);
    assert!(told["helix_discord_responses_total{status=\"200\"}"] >= 1.0, "the message was sent");
}

/// Prometheus' own tool, where it is installed.
#[test]
fn promtool_takes_the_alert_rules() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/monitoring/alerts.yml");
    if let Ok(checked) = Command::new("promtool").args(["check", "rules"]).arg(file).output() {
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    }
}

#[test]
fn the_dashboard_is_one_that_grafana_reads() {
    let dashboard: Value = serde_json::from_str(&monitoring("dashboard.json")).expect("JSON");
    let panels = dashboard["panels"].as_array().expect("panels");
    let ids: BTreeSet<_> = panels.iter().map(|panel| panel["id"].as_u64().expect("an id")).collect();
    assert_eq!(ids.len(), panels.len(), "each panel has an id of its own");
    for panel in panels.iter().filter(|panel| panel["type"] != "row") {
        let targets = panel["targets"].as_array().expect("targets");
        assert!(targets.iter().all(|target| target["expr"].is_string()), "{}", panel["title"]);
    }
}
