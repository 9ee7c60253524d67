//! Copies that are asked for later, and files that are gone or damaged by then.

use std::fs;

use helix_bot::digest::Digest;
use sqlx::{Connection as _, Executor as _};

use super::{World, digest};
use crate::support::rclone::{Server, Speaks};

#[test]
fn a_new_destination_is_given_what_is_archived_elsewhere() {
    let server = Server::start(Speaks::WebDav);
    let world = World::with(&[("cloud", &server)]);
    let rituals = ["1", "2"].map(|seed| world.ritual("local", seed));
    let kept = world.run("local", &["ritual", "27", "--size=256", "--no-archive"]);
    kept.expect_code(0);
    world.lose("spool");

    let unlisted = world.run("local", &["archive", "backfill", "cloud:new"]).expect_code(2);
    assert!(unlisted.err().contains("not among HELIX_DESTINATIONS"), "{}", unlisted.said());
    let to = "local,cloud:new";
    let filled = world.run(to, &["archive", "backfill", "cloud:new", "--wait=100"]).expect_code(0);
    assert!(filled.out().contains("2 copies are asked for at cloud:new"), "{}", filled.said());
    assert!(filled.out().contains("2 archived now"), "{}", filled.said());
    for ritual in &rituals {
        assert_eq!(digest(server.file(&format!("new/rituals/{}", ritual.name))), ritual.digest);
    }
    let stored = fs::read_dir(server.file("new/rituals")).expect("the folder").count();
    assert_eq!(stored, 2, "what was not to be archived stays where it is");
    let again = world.run(to, &["archive", "backfill", "cloud:new", "--wait=100"]).expect_code(0);
    assert!(again.out().contains("0 copies are asked for"), "{}", again.said());
}

#[tokio::test]
async fn a_file_that_cannot_be_made_again_is_brought_back_before_it_is_sent_on() {
    let server = Server::start(Speaks::S3);
    let world = World::with(&[("cloud", &server)]);
    let ritual = world.ritual("local", "1");
    // As if an earlier encoder had written the archived file: the same pixels, other bytes.
    let archived = world.path("data/archive/rituals").join(&ritual.name);
    let mut bytes = fs::read(&archived).expect("the copy");
    bytes.extend(b"an earlier encoder");
    fs::write(&archived, &bytes).expect("written");
    let earlier = Digest::of(&bytes).to_string();
    let mut database = world.database().await;
    for table in ["rituals", "receipts"] {
        let sql = format!("UPDATE {table} SET digest = '{earlier}', bytes = {}", bytes.len());
        database.execute(sqlx::AssertSqlSafe(sql)).await.expect("changed");
    }
    // And before MD5 was recorded.
    database.execute("UPDATE rituals SET md5 = NULL").await.expect("changed");
    database.close().await.expect("closed");
    world.lose("spool");

    let to = "local,cloud:bucket";
    world.run(to, &["archive", "backfill", "cloud:bucket", "--wait=100"]).expect_code(0);
    let sent = server.file(&format!("bucket/rituals/{}", ritual.name));
    assert_eq!(digest(sent).to_string(), earlier);
}

#[test]
fn a_copy_of_a_damaged_file_does_not_count_and_the_file_is_made_again() {
    let server = Server::start(Speaks::S3);
    let world = World::with(&[("cloud", &server)]);
    let ritual = world.ritual("local", "1");
    let good = digest(world.path("data/archive/rituals").join(&ritual.name));
    let spooled = world.path("data/spool").join(&ritual.name);
    let mut bytes = fs::read(&spooled).expect("the spooled file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&spooled, bytes).expect("written");

    world.run("local,cloud:bucket", &["archive", "backfill", "cloud:bucket", "--wait=100"]).expect_code(0);
    assert_eq!(digest(server.file(&format!("bucket/rituals/{}", ritual.name))), good);
    assert_eq!(digest(spooled), good);
}
