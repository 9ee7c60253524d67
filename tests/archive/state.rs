//! Snapshots of the database, as an operator takes, lists and restores them.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use helix_bot::digest::Digest;
use helix_bot::jobs::state::SnapshotName;
use helix_bot::store::{Life, Store, Timestamp};
use secrecy::ExposeSecret as _;

use super::World;
use crate::support::postgres::Postgres;
use crate::support::rclone::{Server, Speaks};

/// The snapshots that lie in a folder of a server, the earliest first.
fn snapshots(server: &Server, folder: &str) -> Vec<SnapshotName> {
    let folder = server.file(folder);
    let Ok(entries) = fs::read_dir(&folder) else { return Vec::new() };
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut names: Vec<SnapshotName> = names.map(|name| name.parse().expect("a snapshot")).collect();
    names.sort();
    names
}

fn content(server: &Server, folder: &str, name: &SnapshotName) -> Vec<u8> {
    zstd::decode_all(&*fs::read(server.file(&format!("{folder}/{name}"))).expect("the object")).expect("zstd")
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

impl World {
    /// The ids of the rituals that the database knows.
    fn known(&self, destinations: &str) -> String {
        self.run(destinations, &["archive", "list", "--json"]).expect_code(0).out()
    }

    /// Forgets everything, as a container's disk does.
    fn lose_all(&self) {
        fs::remove_dir_all(self.path("data")).expect("removed");
    }

    fn replaced(&self) -> Vec<PathBuf> {
        let entries =
            fs::read_dir(self.path("data")).expect("listed").map(|entry| entry.expect("an entry").path());
        entries.filter(|path| path.to_string_lossy().contains(".replaced-")).collect()
    }
}

#[tokio::test]
async fn a_snapshot_goes_to_each_destination_and_a_lost_database_is_restored_from_it() {
    let (s3, dav) = (Server::start(Speaks::S3), Server::start(Speaks::WebDav));
    let world = World::with(&[("s3", &s3), ("dav", &dav)]);
    let both = "s3:bucket,dav:kept";
    let empty = world.run(both, &["state", "backup"]).expect_code(0);
    assert!(empty.out().contains("The database is empty"), "{}", empty.said());
    assert!(world.run(both, &["state", "list"]).expect_code(0).out().starts_with("0 snapshots"));

    let first = world.ritual(both, "1");
    let taken = world.run(both, &["state", "backup"]).expect_code(0);
    for said in ["s3:bucket  archived, proven by ", "dav:kept  archived, proven by read-back"] {
        assert!(taken.out().contains(said), "{said}: {}", taken.said());
    }
    let names = snapshots(&s3, "bucket/state");
    assert_eq!(names, snapshots(&dav, "kept/state"));
    assert_eq!(names.len(), 1);
    let listed = world.run(both, &["state", "list"]).expect_code(0);
    let line = format!("{}  ", names[0]);
    assert!(
        listed.out().contains(&line) && listed.out().contains("s3:bucket, dav:kept"),
        "{}",
        listed.said()
    );

    world.lose_all();
    let restored = world.run(both, &["state", "restore"]).expect_code(0);
    assert!(
        restored.out().contains(&format!("restored  {}  from s3:bucket", names[0])),
        "{}",
        restored.said()
    );
    assert!(restored.out().contains("1 rituals"), "{}", restored.said());
    assert!(world.known(both).contains(&first.id), "{}", world.known(both));

    // What came after the snapshot is only given up by whoever says so, and even then it is kept.
    let second = world.ritual(both, "2");
    let refused = world.run(both, &["state", "restore"]).expect_code(1);
    assert!(refused.err().contains("with --yes it is moved aside"), "{}", refused.said());
    assert!(world.known(both).contains(&second.id));
    let replaced = world.run(both, &["state", "restore", "--from", "dav:kept", "--yes"]).expect_code(0);
    assert!(replaced.out().contains("from dav:kept"), "{}", replaced.said());
    let known = world.known(both);
    assert!(known.contains(&first.id) && !known.contains(&second.id), "{known}");
    let aside = world.replaced();
    assert_eq!(aside.len(), 1, "{aside:?}");
    let before = Store::sqlite(&aside[0]).await.expect("a whole database");
    let second = second.id.parse().expect("an id");
    assert!(before.ritual(second).await.expect("an answer").is_some());
    before.close().await;
    let unfinished = fs::read_dir(world.path("data")).expect("listed").filter(|entry| {
        entry.as_ref().expect("an entry").file_name().to_string_lossy().starts_with(".helix-")
    });
    assert_eq!(unfinished.count(), 0);
}

#[tokio::test]
async fn no_byte_of_an_interactions_token_is_in_a_snapshot() {
    let server = Server::start(Speaks::WebDav);
    let world = World::with(&[("cloud", &server)]);
    let ritual = world.ritual("cloud:", "1");
    let token = format!("aW50ZXJhY3Rpb246{}", "7f3a9b".repeat(30));
    {
        use sqlx::Connection as _;
        let mut database = world.database().await;
        // It was long, then another took its place: what is forgotten stays in a page until something else is written.
        for value in [token.repeat(3), token.clone()] {
            sqlx::query("UPDATE rituals SET token = $1, token_until = 9000000000000000")
                .bind(value)
                .execute(&mut database)
                .await
                .expect("written");
        }
        database.close().await.expect("closed");
    }
    world.run("cloud:", &["state", "backup"]).expect_code(0);
    let file = world.path("data").join(helix_bot::store::FILE);
    assert!(holds(&fs::read(file).expect("the database"), &token[..24]), "else the test shows nothing");
    let names = snapshots(&server, "state");
    let plain = content(&server, "state", &names[0]);
    assert!(holds(&plain, &ritual.id), "else the test looks at the wrong bytes");
    for start in (0..token.len() - 24).step_by(12) {
        assert!(!holds(&plain, &token[start..start + 24]), "bytes {start} on of the token are there");
    }
    world.lose_all();
    world.run("cloud:", &["state", "restore"]).expect_code(0);
    assert!(world.known("cloud:").contains(&ritual.id));
}

#[test]
fn a_damaged_snapshot_is_passed_over_and_an_older_one_is_taken() {
    let server = Server::start(Speaks::WebDav);
    let world = World::with(&[("cloud", &server)]);
    let first = world.ritual("cloud:", "1");
    world.run("cloud:", &["state", "backup"]).expect_code(0);
    let second = world.ritual("cloud:", "2");
    world.run("cloud:", &["state", "backup"]).expect_code(0);
    let names = snapshots(&server, "state");
    assert_eq!(names.len(), 2);
    let latest = server.file(&format!("state/{}", names[1]));
    let whole = fs::read(&latest).expect("the object");
    world.lose_all();
    for (damage, bytes) in [("cut", whole[..whole.len() / 2].to_vec()), ("empty", Vec::new())] {
        fs::write(&latest, &bytes).expect("damaged");
        std::thread::sleep(Duration::from_millis(50));
        let restored = world.run("cloud:", &["state", "restore", "--yes"]).expect_code(0);
        assert!(
            restored.err().contains(&format!("{} is passed over: it is damaged", names[1])),
            "{damage}: {}",
            restored.said()
        );
        assert!(restored.out().contains(&format!("restored  {}", names[0])), "{damage}: {}", restored.said());
        let known = world.known("cloud:");
        assert!(known.contains(&first.id) && !known.contains(&second.id), "{known}");
    }
    // Whoever names it is not given another.
    let named = world.run("cloud:", &["state", "restore", &names[1].to_string(), "--yes"]).expect_code(1);
    assert!(named.err().contains("it is damaged"), "{}", named.said());
    fs::write(&latest, &whole).expect("mended");
    std::thread::sleep(Duration::from_millis(50));
    world.run("cloud:", &["state", "restore", "--yes"]).expect_code(0);
    assert!(world.known("cloud:").contains(&second.id));
}

#[tokio::test]
async fn a_snapshot_whose_content_is_no_sound_database_is_passed_over_and_a_newer_programs_is_refused() {
    let server = Server::start(Speaks::WebDav);
    let world = World::with(&[("cloud", &server)]);
    let first = world.ritual("cloud:", "1");
    world.run("cloud:", &["state", "backup"]).expect_code(0);
    let known = snapshots(&server, "state").remove(0);
    let plain = content(&server, "state", &known);
    let put = |millis: i64, plain: &[u8]| {
        let packed = zstd::encode_all(plain, 3).expect("packed");
        let name = SnapshotName::new(Timestamp(known.at.0 + millis), Life::new([9; 4]), Digest::of(&packed));
        fs::write(server.file(&format!("state/{name}")), packed).expect("written");
        name
    };
    let mut torn = plain.clone();
    let middle = torn.len() / 2;
    torn[middle..middle + 4096].fill(0xa5);
    put(1000, &torn);
    put(2000, b"not a database at all, but well packed and well named");
    std::thread::sleep(Duration::from_millis(50));
    world.lose_all();
    let restored = world.run("cloud:", &["state", "restore"]).expect_code(0);
    assert_eq!(restored.err().matches("is passed over: it is damaged").count(), 2, "{}", restored.said());
    assert!(world.known("cloud:").contains(&first.id));

    let newer = world.path("newer.sqlite3");
    fs::write(&newer, &plain).expect("written");
    {
        use sqlx::Connection as _;
        let mut database =
            sqlx::SqliteConnection::connect(newer.to_str().expect("a path")).await.expect("it opens");
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
            VALUES (9999, '', TRUE, x'00', 0)",
        )
        .execute(&mut database)
        .await
        .expect("written");
        database.close().await.expect("closed");
    }
    let newer = put(3000, &fs::read(newer).expect("read"));
    std::thread::sleep(Duration::from_millis(50));
    world.lose_all();
    let refused = world.run("cloud:", &["state", "restore"]).expect_code(1);
    for said in [&*newer.to_string(), "was written by a newer helix-bot", "step 9999"] {
        assert!(refused.err().contains(said), "{said}: {}", refused.said());
    }
    assert!(!world.path("data").join(helix_bot::store::FILE).exists());
}

#[tokio::test]
async fn nothing_is_restored_under_a_program_that_has_the_database_open() {
    let server = Server::start(Speaks::WebDav);
    let world = World::with(&[("cloud", &server)]);
    let first = world.ritual("cloud:", "1");
    world.run("cloud:", &["state", "backup"]).expect_code(0);
    let store = Store::open(None, &world.path("data")).await.expect("the database");
    let refused = world.run("cloud:", &["state", "restore", "--yes"]).expect_code(1);
    assert!(
        refused.err().contains("has the database") && refused.err().contains("end it first"),
        "{}",
        refused.said()
    );
    assert!(store.ritual(first.id.parse().expect("an id")).await.expect("an answer").is_some());
    store.close().await;
    drop(store);
    world.run("cloud:", &["state", "restore", "--yes"]).expect_code(0);
}

#[test]
fn old_snapshots_go_and_those_of_a_life_that_the_database_does_not_hold_stay() {
    let server = Server::start(Speaks::WebDav);
    let mut world = World::with(&[("cloud", &server)]);
    world.variables.push(("HELIX_STATE_KEEP".to_owned(), "2".to_owned()));
    let back_up = |seed: &str| {
        world.ritual("cloud:", seed);
        world.run("cloud:", &["state", "backup"]).expect_code(0)
    };
    for seed in ["1", "2", "3"] {
        back_up(seed);
    }
    let first_life = snapshots(&server, "state");
    assert_eq!(first_life.len(), 2, "{first_life:?}");

    // An empty database that knows nothing of them.
    world.lose_all();
    for seed in ["4", "5", "6"] {
        let said = back_up(seed);
        assert!(
            said.err().contains("there are snapshots with what this database does not hold"),
            "{}",
            said.said()
        );
    }
    let both = snapshots(&server, "state");
    assert_eq!(both.len(), 4, "{both:?}");
    assert!(first_life.iter().all(|name| both.contains(name)));

    // One that went on from the first life's last holds that life up to there.
    let last = first_life[1].to_string();
    world.run("cloud:", &["state", "restore", &last, "--yes"]).expect_code(0);
    for seed in ["7", "8"] {
        back_up(seed);
    }
    let after = snapshots(&server, "state");
    assert!(first_life.iter().all(|name| !after.contains(name)), "{after:?}");
    assert_eq!(after.len(), 4, "two of the second life, which is kept, and two of its own: {after:?}");
}

#[test]
fn a_backup_that_is_killed_leaves_nothing_that_is_taken_for_a_snapshot() {
    let server = Server::start(Speaks::WebDav);
    let world = World::with(&[("cloud", &server)]);
    let first = world.ritual("cloud:", "1");
    world.run("cloud:", &["state", "backup"]).expect_code(0);
    let good = snapshots(&server, "state");
    world.ritual("cloud:", "2");
    for millis in [30, 120, 300, 700] {
        let mut command = world.command("cloud:", &["state", "backup"]);
        command.env("HELIX_BWLIMIT", "2k").stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        std::thread::sleep(Duration::from_millis(millis));
        child.kill().expect("killed");
        assert!(child.wait().expect("ended").code().is_none(), "it was still at it");
    }
    // What was on its way may lie there under the final name, cut short.
    world.lose_all();
    let restored = world.run("cloud:", &["state", "restore"]).expect_code(0);
    assert!(restored.out().contains(&format!("restored  {}", good[0])), "{}", restored.said());
    assert!(world.known("cloud:").contains(&first.id));
}

#[tokio::test]
async fn with_postgresql_the_databases_own_backup_is_named_and_nothing_fails() {
    let Some(postgres) = Postgres::start().await else { return };
    let mut world = World::new();
    let url = postgres.database("state").await;
    world.variables.push(("DATABASE_URL".to_owned(), url.expose_secret().to_owned()));
    world.ritual("local", "1");
    let said = world.run("local", &["state", "backup"]).expect_code(0);
    assert!(said.out().contains("The database is PostgreSQL: no snapshot is taken"), "{}", said.said());
    assert!(!world.path("data/archive/state").exists());
    let refused = world.run("local", &["state", "restore"]).expect_code(1);
    assert!(refused.err().contains("DATABASE_URL names PostgreSQL"), "{}", refused.said());
}
