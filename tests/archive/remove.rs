//! Copies are removed from real servers, and nothing else is.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use super::World;
use crate::support::faults::{Fault, Faults};
use crate::support::rclone::{Login, Server, Speaks};

const REMOVE: [&str; 2] = ["archive", "remove"];

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

fn list(world: &World, to: &str) -> Value {
    world.run(to, &["archive", "list", "--json"]).expect_code(0).json()
}

/// The same content with one bit turned: as long as before.
fn turn_a_bit(file: &Path) -> Vec<u8> {
    let mut bytes = fs::read(file).expect("a copy");
    bytes[100] ^= 1;
    fs::write(file, &bytes).expect("written");
    bytes
}

#[test]
fn a_copy_is_removed_for_good_from_every_kind_of_destination_and_its_receipt_is_history() {
    let (s3, dav) = (Server::start(Speaks::S3), Server::start(Speaks::WebDav));
    let world = World::with(&[("cloud", &s3), ("nas", &dav)]);
    let to = "local,cloud:bucket,nas:";
    let (ritual, other) = (world.ritual(to, "1"), world.ritual(to, "2"));
    let places = |name: &str| {
        [
            world.path("data/archive/rituals").join(name),
            s3.file(&format!("bucket/rituals/{name}")),
            dav.file(&format!("rituals/{name}")),
        ]
    };
    let removed = world.run(to, &["archive", "remove", &ritual.id]).expect_code(0);
    assert_eq!(removed.out(), "3 removed\n");
    assert!(places(&ritual.name).iter().all(|place| !place.exists()));
    assert!(places(&other.name).iter().all(|place| place.exists()), "nothing beside it");

    let listed = world.run(to, &["archive", "list"]).expect_code(0);
    assert!(listed.out().contains(&format!("  nas:rituals/{}  removed 2", ritual.name)), "{}", listed.said());
    assert!(listed.out().contains("2 rituals, 3 proven copies"), "{}", listed.said());
    let json = list_first(&listed_json(&world, to), &ritual.id);
    assert_eq!(
        (&json["copies"][1]["state"], &json["copies"][1]["verified_by"]),
        (&"removed".into(), &"md5".into())
    );
    let again = world.run(to, &["archive", "remove", &ritual.id]).expect_code(1);
    assert!(again.err().contains("asked for before"), "{}", again.said());

    // It is neither audited, nor sent again by any other way.
    let verified = world.run(to, &["archive", "verify"]).expect_code(0);
    assert!(verified.out().starts_with("3 copies: 3 proven"), "{}", verified.said());
    world.run(to, &["archive", "retry"]).expect_code(0);
    world.run(to, &["archive", "backfill", "cloud:bucket"]);
    assert!(places(&ritual.name).iter().all(|place| !place.exists()));
}

fn listed_json(world: &World, to: &str) -> String {
    world.run(to, &["archive", "list", "--json"]).expect_code(0).out()
}

fn list_first(lines: &str, id: &str) -> Value {
    let rituals = lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    rituals.into_iter().find(|ritual| ritual["id"] == id).expect("the ritual")
}

#[test]
fn what_somebody_put_there_instead_is_left_alone_even_if_it_is_as_long() {
    for (speaks, to) in [(Speaks::S3, "cloud:bucket"), (Speaks::WebDav, "cloud:"), (Speaks::Ftp, "cloud:")] {
        let server = Server::start(speaks);
        let world = World::with(&[("cloud", &server)]);
        let ritual = world.ritual(to, "1");
        let folder = if to == "cloud:bucket" { "bucket/rituals" } else { "rituals" };
        let place = server.file(&format!("{folder}/{}", ritual.name));
        let theirs = turn_a_bit(&place);
        let left = world.run(to, &["archive", "remove", &ritual.id]).expect_code(1);
        assert_eq!(left.out(), "1 left alone, as something else stands there\n");
        assert_eq!(fs::read(&place).expect("theirs"), theirs);
        let copy = &list(&world, to)["copies"][0];
        assert_eq!(copy["state"], "not-removed");
        assert!(copy["reason"].as_str().expect("why").contains("left alone"), "{copy}");

        fs::remove_file(&place).expect("moved away");
        let gone = world.run(to, &["archive", "remove", &ritual.id]).expect_code(0);
        assert_eq!(gone.out(), "1 gone already\n");
    }
}

#[test]
fn both_files_of_a_ritual_in_motion_go_and_adopted_objects_as_well() {
    let server = Server::start(Speaks::WebDav);
    let world = World::with(&[("cloud", &server)]);
    let (moving, _) = world.ritual_in_motion("cloud:");
    let gif = server.file(&format!("rituals/{}", moving.name.replace(".png", ".gif")));
    assert!(gif.exists());
    world.run("cloud:", &["archive", "remove", &moving.id]).expect_code(0);
    assert!(!gif.exists() && !server.file(&format!("rituals/{}", moving.name)).exists());

    fs::create_dir_all(server.file("rituals")).expect("a folder");
    fs::write(server.file("rituals/old.png"), b"an old picture").expect("written");
    world.run("cloud:", &["archive", "import", "cloud:", "--yes"]).expect_code(0);
    let remove = ["archive", "remove", "rituals/old.png", "--adopted", "--from", "cloud:"];
    let removed = world.run("cloud:", &remove).expect_code(0);
    assert_eq!(removed.out(), "1 removed\n");
    assert!(!server.file("rituals/old.png").exists());
    let listed = world.run("cloud:", &["archive", "list"]).expect_code(0);
    assert!(listed.out().contains("adopted  cloud:rituals/old.png  removed 2"), "{}", listed.said());
    world.run("cloud:", &remove).expect_code(1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_in_the_middle_of_a_removal_costs_nothing() {
    let server = Server::start(Speaks::WebDav);
    let proxy = Faults::before(server.address()).await;
    let mut world = World::new();
    world.variables = server.remote_at("cloud", proxy.address(), Login::Right).into_iter().collect();
    let rituals = ["1", "2"].map(|seed| world.ritual("cloud:", seed));
    proxy.set(Fault::Stall(0));
    for ritual in &rituals {
        let before = proxy.stalls();
        let mut command = world.command("cloud:", &["archive", "remove", &ritual.id]);
        let mut running = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs");
        let begun = std::time::Instant::now();
        while proxy.stalls() == before {
            assert!(begun.elapsed().as_secs() < 30, "it looks at the copy");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        running.kill().expect("killed");
        running.wait().expect("ended");
    }
    proxy.set(Fault::None);
    assert_eq!(listed_json(&world, "cloud:").matches("\"removing\"").count(), 2, "it was committed");
    // The next one that removes anything goes on with it.
    let third = world.ritual("cloud:", "3");
    world.run("cloud:", &["archive", "remove", &third.id]).expect_code(0);
    world.run("cloud:", &["archive", "retry"]).expect_code(0);
    let told = listed_json(&world, "cloud:");
    assert_eq!(told.matches("\"removed\":").count(), 3, "{told}");
    for ritual in rituals {
        assert!(!server.file(&format!("rituals/{}", ritual.name)).exists());
    }
}

#[test]
fn a_removal_that_is_written_wrongly_is_refused() {
    let world = World::new();
    let ritual = world.ritual("local", "1");
    for (wrong, says) in [
        (vec!["nonsense"], "is no ritual's id"),
        (vec![&*ritual.id, "--from", "mega:"], "not among HELIX_DESTINATIONS"),
        (vec!["../x", "--adopted", "--from", "local"], "may not climb"),
        (vec!["x.png", "--adopted"], "--from"),
    ] {
        let refused = world.run("local", &[REMOVE.as_slice(), &wrong].concat()).expect_code(2);
        assert!(refused.err().contains(says), "{}", refused.said());
    }
    assert_eq!(list(&world, "local")["copies"][0]["state"], "archived");
}

#[test]
fn what_no_rule_keeps_is_pruned_once_it_was_shown_and_never_everything_unasked() {
    let server = Server::start(Speaks::S3);
    let world = World::with(&[("cloud", &server)]);
    let to = "local,cloud:bucket";
    let rituals = ["1", "2", "3"].map(|seed| world.ritual(to, seed));
    let prune = |more: &[&str]| world.run(to, &[&["archive", "prune"], more].concat());
    let objects = || files_below(&server.file("bucket")).len();

    let nothing = prune(&[]).expect_code(2);
    assert!(nothing.err().contains("say what is to stay"), "{}", nothing.said());
    prune(&["--keep-last", "-1"]).expect_code(2);
    let dry = prune(&["--keep-last", "2"]).expect_code(0);
    for said in [
        format!("goes  local:rituals/{}  ", rituals[0].name),
        format!("goes  cloud:bucket/rituals/{}  ", rituals[0].name),
        "2 copies go (".to_owned(),
        "bytes), 4 stay\nNothing was changed; with --yes".to_owned(),
    ] {
        assert!(dry.out().contains(&said), "{said}: {}", dry.said());
    }
    assert_eq!(objects(), 3);
    let pruned = prune(&["--keep-last", "2", "--yes", "--destination", "cloud:bucket"]).expect_code(0);
    assert!(pruned.out().ends_with("1 removed\n"), "{}", pruned.said());
    assert!(pruned.out().contains("1 copy goes ("), "{}", pruned.said());
    assert_eq!(objects(), 2);
    let one = prune(&["--keep-last", "1", "--destination", "cloud:bucket"]).expect_code(0);
    assert!(one.out().contains("1 copy goes (") && one.out().contains("), 1 stays\n"), "{}", one.said());
    let within = prune(&["--keep-within", "1d", "--yes"]).expect_code(0);
    assert!(within.out().starts_with("0 copies go (0 bytes), 5 stay"), "{}", within.said());

    let all = prune(&["--keep-last", "0", "--yes"]).expect_code(2);
    assert!(all.err().contains("nothing would be left at cloud:bucket, local"), "{}", all.said());
    assert_eq!(objects(), 2);
    let code = all.err().trim_end().rsplit(' ').next().expect("a code").to_owned();
    prune(&["--keep-last", "0", "--yes", "--confirm", "0000000000000000"]).expect_code(2);
    let pruned = prune(&["--keep-last", "0", "--yes", "--confirm", &code]).expect_code(0);
    assert!(pruned.out().ends_with("5 removed\n"), "{}", pruned.said());
    assert_eq!(objects(), 0);
}
