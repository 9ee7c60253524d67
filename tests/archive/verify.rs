//! Archived copies are looked at again, and lost ones made good.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use helix_bot::digest::Digest;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use sqlx::{Connection as _, Executor as _, Row as _};

use super::{Ritual, World, digest};
use crate::support::command::{Finished, finish};
use crate::support::faults::{Fault, Faults};
use crate::support::rclone::{Login, Server, Speaks};

impl World {
    fn local(&self, ritual: &Ritual) -> PathBuf {
        self.path("data/archive/rituals").join(&ritual.name)
    }

    fn verify(&self, destinations: &str, more: &[&str]) -> Finished {
        self.run(destinations, &[&["archive", "verify", "--wait=100"], more].concat())
    }

    /// How many alarms of a kind there are.
    async fn alarms(&self, kind: &str) -> i64 {
        let mut database = self.database().await;
        let row = sqlx::query("SELECT COUNT(*) FROM alarms WHERE kind = $1").bind(kind);
        let count = row.fetch_one(&mut database).await.expect("counted").get(0);
        database.close().await.expect("closed");
        count
    }

    async fn change(&self, statements: &[&str]) {
        let mut database = self.database().await;
        for statement in statements {
            database.execute(sqlx::AssertSqlSafe((*statement).to_owned())).await.expect("changed");
        }
        database.close().await.expect("closed");
    }
}

/// The lines of JSON, the last of them the summary.
fn lines(finished: &Finished) -> (Vec<Value>, Value) {
    let out = finished.out();
    let mut lines: Vec<Value> =
        out.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    let mut summary = lines.pop().expect("a summary");
    (lines, summary["summary"].take())
}

#[track_caller]
fn says(finished: &Finished, line: &str) {
    assert!(finished.out().lines().any(|said| said == line), "{line}: {}", finished.said());
}

#[tokio::test]
async fn a_copy_that_was_deleted_or_overwritten_is_found_told_once_and_made_good() {
    let server = Server::start(Speaks::WebDav);
    let world = World::with(&[("cloud", &server)]);
    let to = "local,cloud:";
    let [deleted, overwritten] = ["1", "2"].map(|seed| world.ritual(to, seed));
    says(&world.verify(to, &[]).expect_code(0), "4 copies: 4 proven, 0 missing, 0 damaged, 0 not looked at");

    let there = server.file(&format!("rituals/{}", deleted.name));
    fs::remove_file(&there).expect("removed");
    fs::write(world.local(&overwritten), b"a person's own picture").expect("written");
    let found = world.verify(to, &[]).expect_code(1);
    let at = format!("local:rituals/{}", overwritten.name);
    says(
        &found,
        &format!("damaged   {at}: what lies there is not what was archived; it was damaged or overwritten"),
    );
    says(&found, &format!("made good {at}"));
    let at = format!("cloud:rituals/{}", deleted.name);
    says(&found, &format!("missing   {at}: the archived copy is gone from there"));
    says(&found, &format!("made good {at}"));
    says(&found, "4 copies: 2 proven, 1 missing, 1 damaged (2 of them made good), 0 not looked at");
    assert_eq!((digest(there), digest(world.local(&overwritten))), (deleted.digest, overwritten.digest));
    assert_eq!(world.alarms("lost").await, 2, "one for each destination");

    world.verify(to, &[]).expect_code(0);
    assert_eq!((world.alarms("lost").await, world.alarms("unmendable").await), (2, 0), "told once");
}

#[test]
fn a_proof_is_renewed_and_the_first_one_kept() {
    let world = World::new();
    world.ritual("local", "1");
    let copy = || {
        let listed = world.run("local", &["archive", "list", "--json"]).expect_code(0).json();
        listed["copies"][0].clone()
    };
    let before = copy();
    assert_eq!(
        (&before["first_proven"], &before["first_verified_by"]),
        (&before["proven"], &"sha256".into())
    );
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        world.verify("local", &[]).expect_code(0);
        let after = copy();
        assert_eq!(after["first_proven"], before["first_proven"]);
        if after["proven"] != before["proven"] {
            break;
        }
        assert!(Instant::now() < deadline, "the last proof stays {after}");
    }
}

#[test]
fn a_damaged_copy_whose_spool_is_gone_is_rendered_again_and_a_moving_one_as_well() {
    let world = World::new();
    let ritual = world.ritual("local", "1");
    let (moving, gif_digest) = world.ritual_in_motion("local");
    let gif = world.local(&moving).with_extension("gif");
    world.lose("spool");
    let mut bytes = fs::read(world.local(&ritual)).expect("the copy");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(world.local(&ritual), bytes).expect("written");
    fs::remove_file(&gif).expect("removed");

    let found = world.verify("local", &[]).expect_code(1);
    says(&found, "2 copies: 0 proven, 1 missing, 1 damaged (2 of them made good), 0 not looked at");
    assert_eq!((digest(world.local(&ritual)), digest(gif)), (ritual.digest, gif_digest));
}

/// As if an earlier encoder had written the archived file, and, with `pixels`, an earlier version had drawn it.
async fn of_an_earlier_build(world: &World, ritual: &Ritual, pixels: bool) -> Vec<u8> {
    let mut bytes = fs::read(world.local(ritual)).expect("the copy");
    bytes.extend(b"an earlier encoder");
    let earlier = Digest::of(&bytes);
    for table in ["rituals", "receipts"] {
        world.change(&[&format!("UPDATE {table} SET digest = '{earlier}', bytes = {}", bytes.len())]).await;
    }
    world.change(&["UPDATE rituals SET md5 = NULL"]).await;
    if pixels {
        world.change(&[&format!("UPDATE rituals SET pixels = '{earlier}'")]).await;
    }
    fs::write(world.local(ritual), &bytes).expect("written");
    world.lose("spool");
    bytes
}

#[tokio::test]
async fn what_cannot_be_rendered_again_comes_from_another_destination() {
    let server = Server::start(Speaks::WebDav);
    let world = World::with(&[("cloud", &server)]);
    let to = "local,cloud:";
    let ritual = world.ritual(to, "1");
    let bytes = of_an_earlier_build(&world, &ritual, true).await;
    fs::write(server.file(&format!("rituals/{}", ritual.name)), &bytes).expect("written");
    fs::remove_file(world.local(&ritual)).expect("removed");
    let found = world.verify(to, &[]).expect_code(1);
    says(&found, &format!("made good local:rituals/{}", ritual.name));
    assert_eq!(fs::read(world.local(&ritual)).expect("the copy"), bytes);
}

#[tokio::test]
async fn what_cannot_be_made_good_is_said_plainly_and_not_tried_for_ever() {
    let world = World::new();
    let ritual = world.ritual("local", "1");
    of_an_earlier_build(&world, &ritual, true).await;
    fs::remove_file(world.local(&ritual)).expect("removed");
    let found = world.verify("local", &[]).expect_code(1);
    let place = format!("local:rituals/{}", ritual.name);
    let reason = "the original file is lost here, and no archive that holds it is configured";
    says(&found, &format!("CANNOT be made good {place}: {reason}"));
    says(&found, "1 lost copies are not made good; `helix-bot archive list` tells why");
    let again = world.verify("local", &[]).expect_code(1);
    says(&again, "0 copies: 0 proven, 0 missing, 0 damaged, 0 not looked at");
    says(&world.run("local", &["archive", "list"]), &format!("  {place}  given up: {reason}"));
    assert_eq!((world.alarms("lost").await, world.alarms("unmendable").await), (1, 1));
    assert!(!world.local(&ritual).exists(), "another picture never takes its place");
}

#[tokio::test]
async fn a_file_of_an_earlier_encoder_whose_last_copy_is_lost_is_replaced_by_one_of_the_same_pixels() {
    let world = World::new();
    let ritual = world.ritual("local", "1");
    of_an_earlier_build(&world, &ritual, false).await;
    fs::remove_file(world.local(&ritual)).expect("removed");
    says(&world.verify("local", &[]).expect_code(1), &format!("made good local:rituals/{}", ritual.name));
    assert_eq!(digest(world.local(&ritual)), ritual.digest);
    world.verify("local", &[]).expect_code(0);
}

#[tokio::test]
async fn a_destination_that_does_not_answer_has_lost_nothing() {
    let server = Server::start(Speaks::WebDav);
    let world = World::with(&[("cloud", &server)]);
    let to = "local,cloud:";
    world.ritual(to, "1");
    drop(server);
    let found = world.verify(to, &[]).expect_code(3);
    assert!(found.out().contains("cloud: does not answer: "), "{}", found.said());
    says(&found, "2 copies: 1 proven, 0 missing, 0 damaged, 1 not looked at");
    let json = world.verify(to, &["--json"]).expect_code(3);
    let (_, summary) = lines(&json);
    assert_eq!((&summary["missing"], &summary["not_seen"]), (&0.into(), &1.into()), "{}", json.said());
    assert_eq!(world.alarms("lost").await, 0);
    let listed = world.run(to, &["archive", "list"]).expect_code(0);
    assert!(listed.out().contains("1 rituals, 2 proven copies"), "{}", listed.said());
}

#[test]
fn a_selection_is_looked_at_and_a_look_alone_changes_nothing() {
    let server = Server::start(Speaks::WebDav);
    let world = World::with(&[("cloud", &server)]);
    let to = "local,cloud:";
    let rituals = ["1", "2", "3"].map(|seed| world.ritual(to, seed));
    fs::remove_file(world.local(&rituals[1])).expect("removed");

    let elsewhere = world.verify(to, &["--destination=cloud:", "--json"]).expect_code(0);
    let (looked, summary) = lines(&elsewhere);
    assert!(looked.iter().all(|line| line["remote"].as_str().is_some_and(|at| at.starts_with("cloud:"))));
    assert_eq!((looked.len(), &summary["copies"], &summary["proven"]), (3, &3.into(), &3.into()));
    assert_eq!((&looked[0]["result"], &looked[0]["verified_by"]), (&"proven".into(), &"read-back".into()));

    let look = world.verify(to, &["--destination=local", "--check-only", "--json"]).expect_code(1);
    let (looked, summary) = lines(&look);
    assert_eq!((&summary["missing"], &summary["made_good"]), (&1.into(), &0.into()));
    let missing: Vec<_> = looked.iter().filter(|line| line["result"] == "missing").collect();
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0]["ritual"], rituals[1].id);
    assert!(!world.local(&rituals[1]).exists());

    let older = world.verify(to, &["--older-than=1h"]).expect_code(0);
    says(&older, "0 copies: 0 proven, 0 missing, 0 damaged, 0 not looked at");
    let sampled = world.verify(to, &["--destination=cloud:", "--sample=50%", "--since=1h", "--json"]);
    assert_eq!(lines(&sampled.expect_code(0)).0.len(), 2);

    let mended = world.verify(to, &["--json"]).expect_code(1);
    let (looked, summary) = lines(&mended);
    assert_eq!((&summary["made_good"], &summary["still_lost"]), (&1.into(), &0.into()));
    assert!(looked.iter().any(|line| line["now"] == "archived"), "{}", mended.said());
    assert_eq!(digest(world.local(&rituals[1])), rituals[1].digest);
}

#[test]
fn what_makes_no_sense_is_refused_in_words() {
    let world = World::new();
    for (arguments, said) in [
        (["--since", "2999-01-01"], "lies in the future"),
        (["--since", "yesterday"], "write 2026-01-31"),
        (["--older-than", "old"], "write one such as 30d"),
        (["--sample", "0%"], "more than 0% and at most 100%"),
        (["--sample", "101%"], "more than 0% and at most 100%"),
        (["--destination", "mega:"], "mega: is not among HELIX_DESTINATIONS (local)"),
        (["--destination", "mega"], "is not a destination"),
    ] {
        let refused = world.run("local", &[&["archive", "verify"], &arguments[..]].concat()).expect_code(2);
        assert!(refused.err().contains(said), "{said}: {}", refused.said());
    }
    let mut command = world.command("local", &["config"]);
    let refused = finish(command.env("HELIX_AUDIT", "90"));
    assert!(refused.expect_code(2).err().contains("HELIX_AUDIT: “90” is no time; write one such as 90d"));
}

#[tokio::test]
async fn two_at_once_find_a_loss_once() {
    let world = World::new();
    let rituals = ["1", "2", "3"].map(|seed| world.ritual("local", seed));
    fs::remove_file(world.local(&rituals[0])).expect("removed");
    let started = [(); 2].map(|()| {
        let mut command = world.command("local", &["archive", "verify", "--wait=100"]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts")
    });
    let codes = started.map(|mut child| child.wait().expect("it ends").code());
    assert!(codes.contains(&Some(1)), "{codes:?}");
    assert_eq!(world.alarms("lost").await, 1);
    assert_eq!(digest(world.local(&rituals[0])), rituals[0].digest);
    world.verify("local", &[]).expect_code(0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interrupted_look_ends_at_once_and_says_how_it_goes_on() {
    let server = Server::start(Speaks::WebDav);
    let proxy = Faults::before(server.address()).await;
    let mut world = World::new();
    world.variables = server.remote_at("slow", proxy.address(), Login::Right);
    let to = "local,slow:";
    world.ritual(to, "1");
    proxy.set(Fault::Stall(0));
    let mut command = world.command(to, &["archive", "verify"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let deadline = Instant::now() + Duration::from_secs(30);
    while proxy.stalls() == 0 {
        assert!(Instant::now() < deadline, "nothing was asked");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let begun = Instant::now();
    let id = Pid::from_raw(i32::try_from(child.id()).expect("an id")).expect("an id");
    kill_process(id, Signal::INT).expect("it is running");
    let ended = tokio::task::spawn_blocking(move || child.wait_with_output().expect("it ends"));
    let ended = Finished::from(ended.await.expect("waited for")).expect_code(3);
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    says(&ended, "2 copies: 1 proven, 0 missing, 0 damaged, 1 not looked at");
    assert!(ended.err().contains("interrupted; the same command with `--older-than "), "{}", ended.said());
}
