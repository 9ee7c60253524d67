//! The bot's own disk: full for a while, taken away, and used by two bots.

use std::fs;

use super::world::{World, files_below, until};
use crate::support::command::{finish, helix};
use crate::support::disk::SmallDisk;

/// What the log says of a database that cannot be written.
const NOT_WRITTEN: &str = "THE DATABASE CANNOT BE WRITTEN";

#[tokio::test]
async fn a_disk_that_was_full_once_costs_nothing_that_was_accepted_and_stops_nothing_for_good() {
    let mut world = World::new().await;
    fs::create_dir(world.data()).expect("a folder");
    let Some(disk) = SmallDisk::of(8192, &world.data()) else { return };
    world.set("PORT", free_port());
    world.start().await;
    // It takes a while to be drawn, so it is only accepted when the disk is full.
    let before = ["1000", "999", "998"].map(|steps| world.say(&format!("!ritual {steps} size=512")));
    world.accepted(3).await;
    disk.fill();

    let mut refused = Vec::new();
    until("eight refusals", async || {
        let answer = world.answer(world.say("!ritual 27 size=256")).await;
        refused.extend(answer.content.contains("My disk is full").then_some(answer));
        refused.len() == 8
    })
    .await;
    assert!(refused[0].content.contains("ask again later"), "{}", refused[0].content);
    world.logged(NOT_WRITTEN).await;
    // A restart makes no room, so nobody is to start it anew.
    assert_eq!(health(&world).0, 0);
    disk.make_room();

    for ritual in before {
        world.archived(ritual).await;
    }
    let after = world.say("!ritual 27 size=256");
    world.archived(after).await;
    let log = world.log();
    let told = log.matches(NOT_WRITTEN).count();
    assert!((1..=4).contains(&told), "told {told} times:\n{log}");
    assert!(log.contains("the database can be written again"), "{log}");
    until("nothing to wait", async || world.operator(&["archive", "list"]).await.contains("ritual-27")).await;
}

/// Of such a disk large pictures need 16 MiB, any picture 4, and files leave the spool below 32.
const DISK: u32 = 128 << 10;

#[tokio::test]
async fn a_disk_that_runs_low_takes_proven_files_then_large_rituals_then_small_ones() {
    let mut world = World::new().await;
    fs::create_dir(world.data()).expect("a folder");
    let Some(disk) = SmallDisk::of(DISK, &world.data()) else { return };
    let port = free_port();
    world.set("PORT", port.clone());
    world.set("HELIX_SPOOL_MAX", "1G");
    world.start().await;
    world.archived(world.say("!ritual 27 size=512")).await;
    assert_eq!(pictures_in(&world.data().join("spool")), 1);

    disk.leave(10 << 10);
    for large in ["!ritual 27 size=2049", "!ritual 27 size=256 motion=yes"] {
        let refused = world.answer(world.say(large)).await;
        assert!(refused.content.contains("My disk is almost full"), "{}", refused.content);
        assert!(refused.content.contains("Ask for a smaller one"), "{}", refused.content);
    }
    until("the proven picture to leave", async || pictures_in(&world.data().join("spool")) == 0).await;
    world.archived(world.say("!ritual 27 size=512")).await;
    let status = world.answer(world.say("!status")).await.content;
    assert!(status.contains("none in motion for now"), "{status}");
    let (code, disk_now) = ready(&port).await;
    assert_eq!((code, &disk_now["room"], &disk_now["room_for_large"]), (200, &true.into(), &false.into()));

    disk.leave(3 << 10);
    let refused = world.answer(world.say("!ritual 27 size=256")).await;
    assert!(refused.content.contains("My disk is full") && refused.content.contains("ask again later"));
    let (code, disk_now) = ready(&port).await;
    assert_eq!((code, &disk_now["room"]), (503, &false.into()), "{disk_now}");
    let metrics = page(&port, "/metrics").await.1;
    for (rituals, bytes) in [("large", 16 << 20), ("all", 4 << 20)] {
        let floor = format!("helix_disk_floor_bytes{{rituals=\"{rituals}\"}} {bytes}.0\n");
        assert!(metrics.contains(&floor), "{floor}");
    }

    disk.make_room();
    world.say("!ritual 27 size=2049");
    world.unarchived("a large one is accepted", |view| view.ritual.recipe.size.width() == 2049).await;
    world.archived(world.say("!ritual 27 size=256")).await;
}

fn pictures_in(folder: &std::path::Path) -> usize {
    files_below(folder).len()
}

/// The status of `/readyz`, and what it tells of the disk.
async fn ready(port: &str) -> (u16, serde_json::Value) {
    let (code, body) = page(port, "/readyz").await;
    let mut body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    (code, body["disk"].take())
}

async fn page(port: &str, path: &str) -> (u16, String) {
    let answer = reqwest::get(format!("http://127.0.0.1:{port}{path}")).await.expect("answered");
    (answer.status().as_u16(), answer.text().await.expect("read"))
}

#[tokio::test]
async fn a_data_directory_that_is_deleted_under_the_bot_is_told_and_takes_nothing_more() {
    let world = World::running().await;
    fs::remove_dir_all(world.data()).expect("deleted");
    let answer = world.answer(world.say("!ritual 27 size=256")).await;
    assert!(answer.content.contains("cannot write anything down"), "{}", answer.content);
    assert!(answer.content.contains("ask again later"), "{}", answer.content);
    world.logged("was removed or replaced while the bot runs").await;
    assert_eq!(world.log().matches(NOT_WRITTEN).count(), 1, "{}", world.log());
}

#[tokio::test]
async fn a_second_bot_on_the_same_data_directory_is_refused_and_the_command_line_is_not() {
    let mut world = World::running().await;
    let first = world.process().as_raw_pid();
    let mut second = helix(&world.path(""));
    second.arg("run").envs(world.settings());
    let refused = tokio::task::spawn_blocking(move || finish(&mut second)).await.expect("it runs");
    let refused = refused.expect_code(1);
    for words in ["another helix-bot", &first.to_string(), &world.data().display().to_string()] {
        assert!(refused.err().contains(words), "{words}: {}", refused.said());
    }
    world.operator(&["ritual", "27", "--size", "256"]).await;
    let request = world.say("!ritual 27 size=256");
    world.archived(request).await;

    // The lock dies with whoever held it.
    world.kill().await;
    world.start().await;
}

/// A port that was free a moment ago.
fn free_port() -> String {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("an address").port().to_string()
}

/// What the container's health check says: its exit code and its words.
fn health(world: &World) -> (i32, String) {
    let checked = finish(helix(&world.path("")).arg("health").envs(world.settings()));
    (checked.code(), checked.said())
}
