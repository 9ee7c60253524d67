//! What is archived is listed and brought back.

use std::fs;
use std::time::{Duration, Instant};

use helix_bot::digest::Digest;
use serde_json::Value;

use super::{Ritual, World, digest};
use crate::support::rclone::{Login, Server, Speaks};

#[test]
fn the_list_shows_every_copy_with_its_receipt() {
    let server = Server::start(Speaks::S3);
    let world = World::with(&[("cloud", &server)]);
    let ritual = world.ritual("local,cloud:bucket/x", "1");
    let listed = world.run("local", &["archive", "list"]).expect_code(0);
    for line in [
        format!("  local:rituals/{}  archived, proven by sha256", ritual.name),
        format!("  cloud:bucket/x/rituals/{}  archived, proven by md5", ritual.name),
        "1 rituals, 2 proven copies, 0 adopted objects".to_owned(),
    ] {
        assert!(listed.out().lines().any(|said| said == line), "{line}: {}", listed.said());
    }
    let json = world.run("local", &["archive", "list", "--json"]).expect_code(0).json();
    assert_eq!(json["id"], ritual.id);
    assert_eq!(json["sha256"], ritual.digest.to_string());
    assert_eq!(json["copies"][1]["state"], "archived");
}

#[test]
fn a_picture_is_pulled_from_whichever_destination_gives_it() {
    let server = Server::start(Speaks::WebDav);
    let world = World::with(&[("cloud", &server)]);
    let ritual = world.ritual("local,cloud:", "1");
    world.lose("spool");
    let pull = |more: &[&str]| {
        let arguments = [&["archive", "pull", &ritual.id, "--out", "back.png"], more].concat();
        world.run("local,cloud:", &arguments)
    };
    let pulled = pull(&[]).expect_code(0);
    assert!(pulled.out().contains("bytes from local:rituals/"), "{}", pulled.said());
    assert_eq!(digest(world.path("back.png")), ritual.digest);

    // The first destination has a damaged copy: the second gives it.
    fs::write(world.path("data/archive/rituals").join(&ritual.name), b"damaged").expect("damaged");
    fs::remove_file(world.path("back.png")).expect("removed");
    let pulled = pull(&[]).expect_code(0);
    assert!(pulled.out().contains("bytes from cloud:rituals/"), "{}", pulled.said());
    assert_eq!(digest(world.path("back.png")), ritual.digest);

    let refused = pull(&["--from", "local"]).expect_code(1);
    assert!(refused.err().contains("is not the file that was archived"), "{}", refused.said());
    assert_eq!(digest(world.path("back.png")), ritual.digest, "what stood there is as it was");
}

#[test]
fn a_pull_of_what_is_not_archived_is_refused_in_words() {
    let world = World::new();
    let ritual = world.ritual("local", "1");
    let unknown =
        world.run("local", &["archive", "pull", "018f0000-0000-7000-8000-000000000000"]).expect_code(1);
    assert!(unknown.err().contains("archive list"), "{}", unknown.said());
    let elsewhere = world.run("local", &["archive", "pull", &ritual.id, "--from", "mega:"]).expect_code(1);
    assert!(elsewhere.err().contains("no proven copy"), "{}", elsewhere.said());
    world.run("local", &["archive", "pull", "nonsense"]).expect_code(2);
}

#[test]
fn everything_that_is_missing_is_restored_and_what_is_there_is_passed_over() {
    let server = Server::start(Speaks::S3);
    let world = World::with(&[("cloud", &server)]);
    let to = "local,cloud:bucket";
    let rituals = ["1", "2", "3"].map(|seed| world.ritual(to, seed));
    let local = |ritual: &Ritual| world.path("data/archive/rituals").join(&ritual.name);
    world.lose("spool");
    fs::remove_file(local(&rituals[0])).expect("removed");
    fs::remove_file(local(&rituals[2])).expect("removed");

    let restored = world.run(to, &["archive", "restore"]).expect_code(0);
    assert!(restored.out().starts_with("2 restored to "), "{}", restored.said());
    assert!(restored.out().contains("1 were there already, 0 failed"), "{}", restored.said());
    for ritual in &rituals {
        assert_eq!(digest(local(ritual)), ritual.digest);
    }

    let elsewhere = world.run(to, &["archive", "restore", "--out", "back"]).expect_code(0);
    assert!(elsewhere.out().starts_with("3 restored to "), "{}", elsewhere.said());
    let again = world.run(to, &["archive", "restore", "--out", "back"]).expect_code(0);
    assert!(again.out().contains("3 were there already"), "{}", again.said());
    assert_eq!(digest(world.path("back/rituals").join(&rituals[1].name)), rituals[1].digest);

    // Another content is never overwritten.
    fs::write(world.path("back/rituals").join(&rituals[1].name), b"mine").expect("written");
    let refused = world.run(to, &["archive", "restore", "--out", "back"]).expect_code(1);
    assert!(refused.out().contains("another content stands there"), "{}", refused.said());
    assert_eq!(digest(world.path("back/rituals").join(&rituals[1].name)), Digest::of(b"mine"));
}

#[test]
fn a_refused_login_is_not_taken_for_a_missing_copy() {
    let server = Server::start(Speaks::WebDav);
    let mut world = World::with(&[("cloud", &server)]);
    let ritual = world.ritual("cloud:", "1");
    world.variables = server.remote_at("cloud", server.address(), Login::Wrong);
    let refused = world.run("cloud:", &["archive", "pull", &ritual.id]).expect_code(1);
    assert!(refused.err().contains("login") || refused.err().contains("refuse"), "{}", refused.said());
    let _: Value = world.run("cloud:", &["archive", "list", "--json"]).expect_code(0).json();
}

#[test]
fn copies_for_a_destination_that_was_taken_out_are_told_and_wait_until_it_is_back() {
    let mut world = World::new();
    let both = "local,cloud:bucket";
    // The remote has no settings yet, so its copy waits.
    let performed =
        world.run(both, &["ritual", "27", "--size=256", "--wait=0", "--json"]).expect_code(3).json();
    let name = format!("ritual-27-{}.png", performed["id"].as_str().expect("an id"));

    let begun = Instant::now();
    let retried = world.run("local", &["archive", "retry", "--wait=90"]).expect_code(3);
    assert!(begun.elapsed() < Duration::from_mins(1), "nobody works on it, so nobody waits for it");
    let counts = "cloud:bucket: 0 archived, 1 waiting, 0 given up; not configured any more";
    assert!(retried.out().lines().any(|line| line == counts), "{}", retried.said());
    let listed = world.run("local", &["archive", "list"]).expect_code(0);
    let line = format!("  cloud:bucket/rituals/{name}  waiting, not configured any more");
    assert!(listed.out().lines().any(|said| said == line), "{}", listed.said());
    let json = world.run("local", &["archive", "list", "--json"]).expect_code(0).json();
    assert_eq!(
        (&json["copies"][1]["state"], &json["copies"][1]["unconfigured"]),
        (&"pending".into(), &true.into())
    );
    assert_eq!(json["copies"][0].get("unconfigured"), None);

    let server = Server::start(Speaks::S3);
    world.variables.extend(server.remote("cloud"));
    let retried = world.run(both, &["archive", "retry", "--wait=100"]).expect_code(0);
    assert!(retried.out().contains("1 archived now"), "{}", retried.said());
    assert!(server.file(&format!("bucket/rituals/{name}")).exists());
}
