//! Without rclone: everything but the archive works, everybody is told, and it is caught up on.

use std::net::TcpListener;

use helix_bot::store::{Scope, Timestamp};
use rustix::process::Signal;
use serde_json::Value;

use super::world::{World, files_below, status, until};
use crate::support::discord::Slash;

/// A port that was free a moment ago.
pub(super) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    listener.local_addr().expect("an address").port()
}

async fn get(port: u16, path: &str) -> (u16, String) {
    let answer = reqwest::get(format!("http://127.0.0.1:{port}{path}")).await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("text"))
}

#[tokio::test]
async fn without_rclone_the_picture_is_posted_everybody_is_told_and_a_later_start_archives_it() {
    const MISSING: &str = "there is no /nonexistent/rclone";
    let port = free_port();
    let mut world = World::new().await;
    world.set("HELIX_RCLONE", "/nonexistent/rclone");
    world.set("PORT", port.to_string());
    world.start().await;
    world.logged("NOTHING IS BEING ARCHIVED").await;

    let request = world.say("!ritual 27 size=512");
    let channel = world.discord.channel();
    let message = world
        .discord
        .wait_for("the reason in the message", |state| {
            state.by_bot(channel).find(|it| it.content.contains("\n-# not archived yet: ")).cloned()
        })
        .await;
    assert_eq!(message.reply_to, Some(request));
    assert!(message.picture().is_some());
    assert!(!message.content.contains("rclone"), "that is the operator's matter: {}", message.content);
    assert!(status(&message).contains("archiving pauses and goes on by itself <t:"), "{}", message.content);
    let promised = world.place(&message).await;
    assert_eq!(files_below(&world.data().join("spool")).len(), 1, "the picture is kept");
    assert_eq!(world.objects().len(), 0);

    let (member, owner) = (world.discord.member(), world.discord.owner());
    for command in ["status", "destinations show"] {
        let told = world.told_by_slash(member, &Slash::new(command)).await;
        assert!(told.contains("⚠ Archiving pauses now and goes on by itself"), "{told}");
        assert!(told.contains(", 1 waiting"), "{told}");
        assert!(
            !told.contains("nonexistent") && !told.contains("HELIX") && !told.contains("install"),
            "{told}"
        );
        let told = world.told_by_slash(owner, &Slash::new(command)).await;
        assert!(told.contains(&format!("⚠ Nothing is being archived: {MISSING}")), "{told}");
    }
    let told = world.told(member, "!status").await;
    assert!(told.contains("Oldest ritual not archived: "), "{told}");
    let (code, body) = get(port, "/readyz").await;
    let body: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!((code, &body["ready"]), (200, &Value::Bool(true)), "rituals are accepted all the same");
    let reason = body["archiving"]["offline"].as_str().unwrap_or_default();
    assert!(reason.starts_with(MISSING), "{body}");
    assert_eq!(get(port, "/livez").await.0, 200);
    let (_, metrics) = get(port, "/metrics").await;
    assert!(metrics.contains("helix_archive_waiting{destination=\"local\"} 1.0\n"), "{metrics}");

    world.signal(Signal::TERM);
    world.ended().await;
    world.unset("HELIX_RCLONE");
    // What waits is looked at once a minute; the operator need not wait that long, nor does this test.
    let store = world.store().await;
    store.revive(Scope::Everything, Timestamp::now()).await.expect("revived");
    store.close().await;
    world.start().await;
    let archived = world.archived(request).await;
    assert_eq!(archived.id, message.id, "the same message tells it");
    assert_eq!(world.place(&archived).await, promised);
    assert_eq!(world.objects().len(), 1);
    let (_, body) = get(port, "/readyz").await;
    assert!(body.contains("\"by\":\"rclone "), "{body}");
}

#[tokio::test]
async fn the_port_tells_life_readiness_and_counts() {
    let port = free_port();
    let mut world = World::new().await;
    world.set("PORT", port.to_string());
    world.start().await;
    world.archived(world.say("!ritual 27 size=512")).await;
    let (code, body) = get(port, "/readyz").await;
    assert_eq!(code, 200);
    assert!(body.contains("\"database\":true") && body.contains("\"by\":\"rclone "), "{body}");
    let body: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!((&body["spool"], &body["disk"]["room"]), (&Value::Bool(true), &Value::Bool(true)), "{body}");
    let local = serde_json::json!([{"name": "local", "waiting": 0, "dead": 0, "paused": null}]);
    assert_eq!(body["destinations"], local);
    until("the counts", async || {
        let (code, metrics) = get(port, "/metrics").await;
        assert_eq!(code, 200);
        let wanted = ["helix_rituals_total 1\n", "helix_archived_total{destination=\"local\"} 1\n"];
        wanted.iter().all(|line| metrics.contains(line))
    })
    .await;
    assert_eq!(get(port, "/elsewhere").await.0, 404);
}
