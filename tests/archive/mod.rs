//! What an operator does with the copies, on the command line and with real servers.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use helix_bot::digest::Digest;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use sqlx::{Connection as _, Executor as _, SqliteConnection};
use tempfile::{TempDir, tempdir};

use crate::support::command::{Finished, finish, helix};
use crate::support::rclone::{Login, Server, Speaks};

mod motion;

/// A machine with a bot's data directory, and servers that it may archive to.
struct World {
    dir: TempDir,
    variables: Vec<(String, String)>,
}

impl World {
    fn new() -> Self {
        Self { dir: tempdir().expect("a folder"), variables: Vec::new() }
    }

    fn with(servers: &[(&str, &Server)]) -> Self {
        let mut world = Self::new();
        world.variables.extend(servers.iter().flat_map(|(name, server)| server.remote(name)));
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn command(&self, destinations: &str, arguments: &[&str]) -> Command {
        let mut command = helix(self.dir.path());
        command.env("HELIX_DESTINATIONS", destinations).args(arguments);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    fn run(&self, destinations: &str, arguments: &[&str]) -> Finished {
        finish(&mut self.command(destinations, arguments))
    }

    /// A small ritual, archived: its id, its digest, and the name of its file.
    fn ritual(&self, destinations: &str, seed: &str) -> Ritual {
        self.perform(destinations, &["--seed", seed]).0
    }

    /// The same in motion, and the digest of what moves.
    fn ritual_in_motion(&self, destinations: &str) -> (Ritual, Digest) {
        let (ritual, answer) = self.perform(destinations, &["--motion"]);
        let moving = answer["motion"]["sha256"].as_str().expect("a digest").parse();
        (ritual, moving.expect("a digest"))
    }

    fn perform(&self, destinations: &str, more: &[&str]) -> (Ritual, Value) {
        let arguments = [&["ritual", "27", "--size=256", "--json"], more].concat();
        let answer = self.run(destinations, &arguments).expect_code(0).json();
        let text = |name: &str| answer[name].as_str().expect(name).to_owned();
        let name = format!("ritual-27-{}.png", text("id"));
        (Ritual { id: text("id"), digest: text("sha256").parse().expect("a digest"), name }, answer)
    }

    /// Forgets the local files, as when a container goes.
    fn lose(&self, folder: &str) {
        let _ = fs::remove_dir_all(self.path("data").join(folder));
    }

    async fn database(&self) -> SqliteConnection {
        let file = self.path("data").join(helix_bot::store::FILE);
        SqliteConnection::connect(file.to_str().expect("a path")).await.expect("the database opens")
    }
}

struct Ritual {
    id: String,
    digest: Digest,
    name: String,
}

fn digest(file: impl AsRef<Path>) -> Digest {
    let file = file.as_ref();
    Digest::of(&fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display())))
}

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

#[test]
fn what_another_program_uploaded_is_listed_then_adopted_and_restored() {
    let server = Server::start(Speaks::WebDav);
    let world = World::with(&[("cloud", &server)]);
    let old = |path: &str, content: &[u8]| {
        let file = server.file(&format!("SamsaraHelix_Core/rituals/{path}"));
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, content).expect("written");
    };
    old("ritual_1234.png", b"a picture of old");
    old("42/ritual_5678.png", b"another");
    old("it's.png/upload.png", b"inside a folder");
    let core = "cloud:SamsaraHelix_Core";
    let own = world.ritual(core, "1");

    let listed = world.run(core, &["archive", "import", core]).expect_code(0);
    for said in [
        "found    cloud:SamsaraHelix_Core/rituals/ritual_1234.png  16 bytes",
        "found    cloud:SamsaraHelix_Core/rituals/42/ritual_5678.png  7 bytes",
        "nested   cloud:SamsaraHelix_Core/rituals/it's.png/upload.png  is inside a folder",
        "rclone rmdir 'cloud:SamsaraHelix_Core/rituals/it'\\''s.png'",
        "3 objects below cloud:SamsaraHelix_Core/rituals, 1 of them known already, 1 pictures inside folders",
        "Nothing was changed",
    ] {
        assert!(listed.out().contains(said), "{said}: {}", listed.said());
    }
    assert!(!listed.out().contains(&format!("found    {core}/rituals/{}", own.name)), "{}", listed.out());
    let nothing = world.run(core, &["archive", "list"]).expect_code(0);
    assert!(nothing.out().contains("0 adopted objects"), "{}", nothing.said());

    world.run(core, &["archive", "import", core, "--yes"]).expect_code(0);
    let adopted = world.run(core, &["archive", "list"]).expect_code(0);
    let line = format!(
        "adopted  {core}/rituals/ritual_1234.png  16 bytes, sha256 {}",
        Digest::of(b"a picture of old").short()
    );
    assert!(adopted.out().contains(&line), "{line}: {}", adopted.said());
    assert!(adopted.out().contains("2 adopted objects"), "{}", adopted.said());
    let again = world.run(core, &["archive", "import", core, "--yes"]).expect_code(0);
    assert!(
        again.out().contains("3 objects below") && again.out().contains("3 of them known"),
        "{}",
        again.said()
    );

    let restored = world.run(core, &["archive", "restore", "--out", "back"]).expect_code(0);
    assert!(restored.out().starts_with("3 restored"), "{}", restored.said());
    assert_eq!(digest(world.path("back/rituals/42/ritual_5678.png")), Digest::of(b"another"));
}

#[test]
fn the_commands_that_import_prints_do_move_the_picture_out_of_its_folder() {
    let server = Server::start(Speaks::WebDav);
    let world = World::with(&[("cloud", &server)]);
    let folder = server.file("rituals/it's.png");
    fs::create_dir_all(&folder).expect("made");
    fs::write(folder.join("upload.png"), b"inside a folder").expect("written");
    let listed = world.run("cloud:", &["archive", "import", "cloud:"]).expect_code(0);
    let out = listed.out();
    let commands: Vec<_> = out.lines().filter_map(|line| line.strip_prefix("           rclone ")).collect();
    assert_eq!(commands.len(), 3, "{out}");
    for command in commands {
        let line = format!("\"$RCLONE\" {command}");
        let done = Command::new("sh")
            .args(["-c", &line])
            .env("RCLONE", crate::support::rclone::program())
            .env("RCLONE_CONFIG", "/dev/null")
            .envs(world.variables.iter().map(|(name, value)| (name, value)))
            .output()
            .expect("a shell");
        assert!(done.status.success(), "{line}: {}", String::from_utf8_lossy(&done.stderr));
    }
    assert_eq!(digest(folder), Digest::of(b"inside a folder"));
}

#[test]
fn a_link_is_printed_alone_and_its_lifetime_beside_it() {
    let server = Server::start(Speaks::S3);
    let world = World::with(&[("cloud", &server)]);
    let ritual = world.ritual("local,cloud:bucket", "1");
    let made = world.run("local,cloud:bucket", &["archive", "link", &ritual.id]).expect_code(0);
    let out = made.out();
    assert!(out.starts_with("http://127.0.0.1:") && out.lines().count() == 1, "{}", made.said());
    assert!(made.err().contains("for 7days"), "{}", made.said());
    let refused = world.run("local", &["archive", "link", &ritual.id, "--from", "local"]).expect_code(1);
    assert!(refused.err().contains("local makes no links"), "{}", refused.said());
}

#[test]
fn an_obscured_password_opens_the_remote_and_is_said_to_be_no_secret_kept() {
    let world = World::new();
    let mut child = world
        .command("local", &["obscure"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    child.stdin.take().expect("a pipe").write_all(b"p\xC3\xA4ss word\n").expect("written");
    let done = child.wait_with_output().expect("it ends");
    assert!(done.status.success());
    let obscured = String::from_utf8(done.stdout).expect("text");
    assert!(!obscured.contains("word"), "{obscured}");
    assert!(String::from_utf8_lossy(&done.stderr).contains("not encrypted"));
    let revealed = Command::new(crate::support::rclone::program())
        .args(["reveal", obscured.trim()])
        .output()
        .expect("rclone runs");
    assert_eq!(String::from_utf8_lossy(&revealed.stdout).trim_end_matches('\n'), "päss word");

    let empty = finish(world.command("local", &["obscure"]).stdin(Stdio::null())).expect_code(1);
    assert!(empty.err().contains("no password was given"), "{}", empty.said());
    world.run("local", &["obscure", "in-the-arguments"]).expect_code(2);
}

#[test]
fn a_mounted_destination_shows_the_pictures_until_it_is_ended() {
    if fs::File::open("/dev/fuse").is_err() {
        eprintln!("left out: this machine lets nobody mount (/dev/fuse)");
        return;
    }
    let server = Server::start(Speaks::S3);
    let world = World::with(&[("cloud", &server)]);
    let ritual = world.ritual("cloud:bucket/deep", "1");
    let mut mounting = world
        .command("cloud:bucket/deep", &["archive", "mount", "mounted"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let picture = world.path("mounted/rituals").join(&ritual.name);
    let deadline = Instant::now() + Duration::from_secs(30);
    while !picture.exists() && mounting.try_wait().expect("asked").is_none() && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(50));
    }
    let read = fs::read(&picture);
    let written = fs::write(world.path("mounted/new.png"), b"x");
    let id = Pid::from_child(&mounting);
    kill_process(id, Signal::INT).expect("told to end");
    let ended = mounting.wait_with_output().expect("it ends");
    let said =
        format!("{}{}", String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert_eq!(Digest::of(&read.unwrap_or_else(|error| panic!("{error}: {said}"))), ritual.digest);
    assert!(written.is_err(), "it is for reading only");
    assert!(ended.status.success(), "{said}");
    assert!(said.contains("unmounted"), "{said}");
    assert_eq!(
        fs::read_dir(world.path("mounted")).expect("the folder").count(),
        0,
        "nothing is mounted any more"
    );
}

#[test]
fn a_machine_without_the_means_to_mount_is_told_what_it_lacks() {
    let world = World::new();
    let mut command = world.command("local", &["archive", "mount", "mounted"]);
    let rclone = crate::support::rclone::program();
    command.env("HELIX_RCLONE", fs::canonicalize(&rclone).unwrap_or(rclone)).env("PATH", "/nonexistent");
    let refused = finish(&mut command).expect_code(1);
    let said = refused.err();
    assert!(said.contains("install the package fuse3") || said.contains("/dev/fuse"), "{said}");
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
