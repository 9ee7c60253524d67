//! What the daemon may know, what it tells, and what it leaves behind.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use helix_bot::failure::Class;
use helix_bot::sync::rclone::{MegaLogin, Rclone};
use helix_bot::sync::{CloudSync as _, Progress};
use tokio_util::sync::CancellationToken;

use crate::support::rclone;
use crate::sync::world::{World, archive, archive_seen, destination, until};

/// Takes what is traced.
#[derive(Clone, Default)]
struct Traced(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl Traced {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("no panic holds it")).into_owned()
    }
}

impl std::io::Write for Traced {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic holds it").extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// On one thread, for which alone the subscriber is set.
#[tokio::test(flavor = "current_thread")]
async fn what_rclone_logs_is_traced_at_its_own_level_without_secrets() {
    let traced = Traced::default();
    let writer = traced.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _traced_here = tracing::subscriber::set_default(subscriber);
    let (world, server) = (World::new(), rclone::Server::start(rclone::Speaks::WebDav));
    let mut environment = server.remote("cloud");
    let (secret, variable) = ("not-to-be-shown", "RCLONE_CONFIG_CLOUD_URL");
    for (name, value) in &mut environment {
        if name == variable {
            *value = value.replace("://", &format!("://somebody:{secret}@"));
        }
    }
    // At this level rclone tells which variables it took, with their values.
    environment.push(("RCLONE_LOG_LEVEL".to_owned(), "DEBUG".to_owned()));
    let rclone = world.rclone(environment);
    rclone.set_bwlimit("1M").await.expect("set");
    archive(&rclone, "cloud:", &world.file(10)).await.expect("archived");

    let find = |words: &str| traced.text().lines().find(|line| line.contains(words)).map(str::to_owned);
    until("the lines", async || find("Bandwidth limit").is_some() && find(variable).is_some()).await;
    let (notice, debug) = (find("Bandwidth limit").expect("it"), find(variable).expect("it"));
    assert!(notice.contains(" INFO rclone: "), "{notice}");
    assert!(debug.contains("DEBUG rclone: ") && debug.contains("(hidden)"), "{debug}");
    assert!(!traced.text().contains(secret));
}

#[tokio::test]
async fn after_the_shutdown_nothing_is_left_and_nothing_is_started() {
    let world = World::new();
    let mut options = world.options([]);
    options.bwlimit = Some("1M".to_owned());
    let rclone = Rclone::new(options);
    let moving = tokio::sync::Notify::new();
    let note = |progress: Progress| {
        if progress.sent > 0 {
            moving.notify_one();
        }
    };
    let file = world.file(20_000_000);
    let (never, to) = (CancellationToken::new(), "local");
    let (upload, ()) = tokio::join!(archive_seen(&rclone, to, &file, &note, &never), async {
        moving.notified().await;
        rclone.shutdown().await;
    });
    assert_eq!(upload.expect_err("the program stops").class, Class::Cancelled);
    assert_eq!(world.daemons(), Vec::<i32>::new());
    assert_eq!(std::fs::read_dir(world.path("run")).expect("the folder").count(), 0);
    assert_eq!(rclone.available().await.expect_err("stopped").class, Class::Cancelled);
    assert_eq!(archive(&rclone, "local", &file).await.expect_err("stopped").class, Class::Cancelled);
    assert_eq!(world.daemons(), Vec::<i32>::new());
}

#[tokio::test]
async fn a_daemon_goes_with_its_owner_value() {
    let world = World::new();
    let rclone = world.rclone([]);
    rclone.available().await.expect("available");
    drop(rclone);
    until("the daemon's end", async || world.daemons().is_empty()).await;
}

#[tokio::test]
async fn the_daemon_knows_the_remotes_but_not_our_secrets_and_its_login_is_private() {
    let world = World::new();
    let variable = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut options = world.options([
        variable("DISCORD_TOKEN", "the-discord-token"),
        variable("DATABASE_URL", "postgres://u:p@h/d"),
        variable("RCLONE_CONFIG_DISK_TYPE", "local"),
    ]);
    options.mega =
        Some(MegaLogin { email: "a@example.org".to_owned(), password: "the mega password".into() });
    let rclone = Rclone::new(options);
    rclone.available().await.expect("available");

    let daemon = world.daemon();
    let read = |file: &str| {
        String::from_utf8_lossy(&std::fs::read(format!("/proc/{daemon}/{file}")).expect("readable"))
            .into_owned()
    };
    let environment = read("environ");
    let find = |name: &str| environment.split('\0').find_map(|line| line.strip_prefix(&format!("{name}=")));
    assert_eq!((find("DISCORD_TOKEN"), find("DATABASE_URL")), (None, None));
    assert_eq!(find("RCLONE_CONFIG_DISK_TYPE"), Some("local"));
    assert_eq!(find("RCLONE_CONFIG_MEGA_TYPE"), Some("mega"));
    assert_eq!(find("RCLONE_CONFIG_MEGA_USER"), Some("a@example.org"));
    assert_eq!(find("RCLONE_CONFIG"), Some("/dev/null"));
    let password = find("RCLONE_RC_PASS").expect("a password");
    assert_eq!(password.len(), 32);
    let arguments = read("cmdline");
    assert!(!environment.contains("the mega password") && !arguments.contains(password), "{arguments}");

    let folders: Vec<_> = std::fs::read_dir(world.path("run")).expect("the folder").flatten().collect();
    assert_eq!(folders.len(), 1);
    let mode = |path: PathBuf| std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(folders[0].path()), 0o700);
    assert_eq!(mode(folders[0].path().join("s")) & 0o077, 0);
}

#[tokio::test]
async fn one_file_at_a_time_goes_to_mega_and_several_elsewhere() {
    let world = World::new();
    let variable = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let rclone = world
        .rclone([variable("RCLONE_CONFIG_ATTIC_TYPE", "mega"), variable("RCLONE_CONFIG_CLOUD_TYPE", "s3")]);
    let at_once = |text| rclone.concurrency(&destination(text));
    assert_eq!((at_once("mega:"), at_once("attic:x"), at_once("cloud:b"), at_once("local")), (1, 1, 8, 4));
}
