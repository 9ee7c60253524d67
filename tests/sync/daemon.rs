//! rclone itself: missing, too old, misconfigured, killed, hanging; and what it may know and leave behind.

#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use helix_bot::failure::{Action, Class, Failure};
use helix_bot::sync::rclone::{MegaLogin, Rclone, RcloneOptions, Recycling};
use helix_bot::sync::{CloudSync, Progress};
use rustix::process::{Pid, Signal, kill_process};
use tokio_util::sync::CancellationToken;

use super::world::{World, archive, archive_seen, destination, digest, until};
use crate::support::rclone;

fn signal(process: i32, signal: Signal) {
    kill_process(Pid::from_raw(process).expect("a process id"), signal).expect("it is running");
}

/// Stops it, and waits until the kernel has: its threads may go on for a moment.
fn suspend(process: i32) {
    signal(process, Signal::STOP);
    let deadline = Instant::now() + Duration::from_secs(10);
    let stopped = || {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).expect("it is there");
        stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('T'))
    };
    while !stopped() {
        assert!(Instant::now() < deadline, "it was told to stop and runs");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// How an upload fails in whose middle something is done to the daemon, and which daemon that was.
async fn disturbed(
    world: &World,
    mut options: RcloneOptions,
    disturb: impl Fn(i32) + Send + Sync,
) -> (Rclone, Failure, i32) {
    options.bwlimit = Some("1M".to_owned());
    let rclone = Rclone::new(options);
    rclone.available().await.expect("available");
    let daemon = world.daemon();
    let disturb = |progress: Progress| {
        if progress.sent > 0 {
            disturb(daemon);
        }
    };
    let (file, never) = (world.file(20_000_000), CancellationToken::new());
    let error = archive_seen(&rclone, "local", &file, &disturb, &never).await.expect_err("disturbed");
    assert_eq!(error.class, Class::Transient, "{error}: {:?}", error.cause);
    (rclone, error, daemon)
}

async fn unavailable(options: RcloneOptions) -> Failure {
    let error = Rclone::new(options).available().await.expect_err("unavailable");
    assert_eq!(error.action, Some(Action::Start));
    error
}

/// Waits until a transfer works again. Starts are spaced, so this takes a moment.
async fn works_again(rclone: &Rclone, world: &World) {
    let file = world.file(1000);
    until("rclone to work again", async || archive(rclone, "local", &file).await.is_ok()).await;
    assert_eq!(digest(world.archived()), file.digest);
}

#[tokio::test]
async fn nothing_is_started_before_it_is_needed_and_one_daemon_serves_all_calls() {
    let world = World::new();
    let rclone = world.rclone([]);
    assert_eq!(world.daemons(), Vec::<i32>::new());
    let version = rclone.available().await.expect("available");
    assert!(version.starts_with("rclone v1."), "{version}");
    let daemon = world.daemon();
    archive(&rclone, "local", &world.file(10)).await.expect("archived");
    assert_eq!(world.daemon(), daemon);
}

#[tokio::test]
async fn a_missing_rclone_is_named_with_what_to_do() {
    let world = World::new();
    let mut options = world.options([]);
    options.program = Some("/nonexistent/rclone".into());
    let error = unavailable(options).await;
    assert_eq!(error.class, Class::Offline);
    assert!(
        error.guidance.contains("there is no /nonexistent/rclone; install rclone 1.73.0 or newer"),
        "{error}"
    );
}

#[tokio::test]
async fn a_missing_rclone_that_appears_is_used() {
    let world = World::new();
    let mut options = world.options([]);
    let program = world.path("rclone");
    options.program = Some(program.clone());
    let rclone = Rclone::new(options);
    rclone.available().await.expect_err("missing");
    let found =
        Command::new("sh").args(["-c", "command -v \"$0\""]).arg(rclone::program()).output().expect("sh");
    let found = PathBuf::from(String::from_utf8(found.stdout).expect("text").trim());
    std::os::unix::fs::symlink(found, program).expect("a link");
    works_again(&rclone, &world).await;
}

#[tokio::test]
async fn an_rclone_that_is_too_old_is_refused_by_its_version() {
    let Some(old) = rclone::old_program() else { return };
    let world = World::new();
    let mut options = world.options([]);
    options.program = Some(old);
    let error = unavailable(options).await;
    assert_eq!(error.class, Class::Offline);
    assert!(error.guidance.contains("is too old; install rclone 1.73.0 or newer"), "{error}");
    assert_eq!(world.daemons(), Vec::<i32>::new());
}

#[tokio::test]
async fn a_program_that_is_no_rclone_is_refused() {
    let world = World::new();
    let mut options = world.options([]);
    options.program = Some("true".into());
    let error = unavailable(options).await;
    assert!(error.guidance.contains("does not tell its version"), "{error}");
}

#[tokio::test]
async fn settings_that_rclone_refuses_are_told_in_plain_words() {
    let world = World::new();
    let encrypted = world.path("encrypted.conf");
    std::fs::write(&encrypted, "# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\nAAAA\n")
        .expect("written");
    let encrypted = encrypted.to_string_lossy().into_owned();
    let variable = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut limited = world.options([]);
    limited.bwlimit = Some("12q".to_owned());
    let locked = world
        .options([variable("RCLONE_CONFIG", &encrypted), variable("RCLONE_CONFIG_PASS", "wrong-password")]);
    let timeout = world.options([variable("RCLONE_TIMEOUT", "xyz")]);
    for (options, words) in
        [(limited, "HELIX_BWLIMIT"), (locked, "RCLONE_CONFIG_PASS"), (timeout, "RCLONE_ variables")]
    {
        let error = unavailable(options).await;
        assert_eq!(error.class, Class::Auth, "{error}: {:?}", error.cause);
        assert!(error.guidance.contains(words), "{error}: {:?}", error.cause);
        assert!(!format!("{error:?}").contains("wrong-password"));
    }
}

#[tokio::test]
async fn a_daemon_killed_during_an_upload_fails_it_for_now_and_another_takes_over() {
    let world = World::new();
    let (rclone, error, daemon) = disturbed(&world, world.options([]), |daemon| {
        // A second report may find it dead already.
        let _ = kill_process(Pid::from_raw(daemon).expect("a process id"), Signal::KILL);
    })
    .await;
    assert!(error.guidance.contains("rclone was killed (signal 9)"), "{error}");
    works_again(&rclone, &world).await;
    assert_ne!(world.daemon(), daemon);
}

#[tokio::test]
async fn a_daemon_that_somebody_tells_to_end_is_given_to_nobody_else() {
    let world = World::new();
    let (rclone, _, daemon) = disturbed(&world, world.options([]), |daemon| {
        let _ = kill_process(Pid::from_raw(daemon).expect("a process id"), Signal::TERM);
    })
    .await;
    // It waits for the call under way and is still there, without its socket.
    if let Err(error) = rclone.available().await {
        assert!(error.guidance.contains("is started again in"), "{error}: {:?}", error.cause);
    }
    works_again(&rclone, &world).await;
    assert!(!world.daemons().contains(&daemon));
}

#[tokio::test]
async fn a_daemon_that_hangs_during_an_upload_is_noticed_and_replaced() {
    let world = World::new();
    let mut options = world.options([]);
    options.timeouts.prompt = Duration::from_secs(2);
    let (rclone, error, daemon) = disturbed(&world, options, suspend).await;
    assert!(error.guidance.contains("is replaced"), "{error}");
    works_again(&rclone, &world).await;
    assert_ne!(world.daemon(), daemon);
}

#[tokio::test]
async fn a_daemon_that_hangs_while_a_remote_is_asked_is_noticed_before_the_remote_is_blamed() {
    let world = World::new();
    let mut options = world.options([]);
    options.timeouts.prompt = Duration::from_secs(1);
    let rclone = Rclone::new(options);
    rclone.available().await.expect("available");
    suspend(world.daemon());
    let error = rclone.reach(&destination("local")).await.expect_err("hanging");
    assert_eq!(error.class, Class::Transient);
    assert!(error.guidance.contains("is replaced"), "{error}");
    works_again(&rclone, &world).await;
}

#[tokio::test]
async fn a_daemon_that_dies_again_and_again_is_not_started_again_and_again() {
    let world = World::new();
    let rclone = world.rclone([]);
    for _ in 0..2 {
        until("a daemon", async || rclone.available().await.is_ok()).await;
        signal(world.daemon(), Signal::KILL);
        until("its end", async || world.daemons().is_empty()).await;
    }
    until("the end to be noticed", async || {
        rclone.available().await.is_err_and(|error| error.guidance.contains("is started again in"))
    })
    .await;
    assert_eq!(world.daemons(), Vec::<i32>::new());
}

#[tokio::test]
async fn an_idle_daemon_that_has_grown_is_replaced_and_one_at_work_is_not() {
    let world = World::new();
    let mut options = world.options([]);
    options.bwlimit = Some("1M".to_owned());
    // Any daemon has grown as far as this.
    options.recycling = Recycling { above: 1 << 20, every: Duration::from_millis(50) };
    let rclone = Rclone::new(options);
    let seen = std::sync::Mutex::new(Vec::new());
    let note = |_: Progress| seen.lock().expect("no panic holds it").push(world.daemon());
    let file = world.file(1_500_000);
    archive_seen(&rclone, "local", &file, &note, &CancellationToken::new()).await.expect("archived");
    assert_eq!(digest(world.archived()), file.digest);
    let mut seen = seen.into_inner().expect("no panic held it");
    assert!(seen.len() > 2, "the upload took a while: {seen:?}");
    seen.dedup();
    assert_eq!(seen.len(), 1, "one daemon from its beginning to its end");

    until("the idle daemon to be ended", async || world.daemons().is_empty()).await;
    works_again(&rclone, &world).await;
}

#[tokio::test]
async fn a_daemon_that_has_not_grown_is_kept() {
    let world = World::new();
    let mut options = world.options([]);
    options.recycling = Recycling { every: Duration::from_millis(20), ..Recycling::default() };
    let rclone = Rclone::new(options);
    rclone.available().await.expect("available");
    let daemon = world.daemon();
    let begun = Instant::now();
    until("some looks", async || begun.elapsed() > Duration::from_millis(400)).await;
    assert_eq!(world.daemon(), daemon);
}

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

/// Where the test below tells its owner process to work.
const OWNER_RUN: &str = "HELIX_TEST_OWNER_RUN";

/// Not a test of its own: the process that owns a daemon until it is killed.
#[tokio::test]
#[ignore = "run by the_daemon_dies_with_its_owner_even_if_that_is_killed"]
async fn owner_to_be_killed() {
    let Some(run) = std::env::var_os(OWNER_RUN).map(PathBuf::from) else { return };
    let options = RcloneOptions {
        program: Some(rclone::program()),
        run_parent: Some(run.clone()),
        ..RcloneOptions::new(run.join("archive"))
    };
    let rclone = Rclone::new(options);
    // Started from a thread that is gone by the time of the kill.
    let runtime = tokio::runtime::Handle::current();
    let first = std::thread::spawn(move || {
        runtime.block_on(rclone.available()).expect("available");
        rclone
    });
    let _rclone = tokio::task::spawn_blocking(|| first.join().expect("no panic")).await.expect("no panic");
    writeln!(std::io::stdout(), "owner is ready").expect("the test listens");
    tokio::time::sleep(Duration::from_mins(1)).await;
}

#[tokio::test]
async fn the_daemon_dies_with_its_owner_even_if_that_is_killed() {
    let world = World::new();
    let test = format!("{}::owner_to_be_killed", module_path!().split_once("::").expect("a path").1);
    let mut owner = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", &test, "--ignored", "--nocapture"])
        .env(OWNER_RUN, world.path("run"))
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let said = BufReader::new(owner.stdout.take().expect("a pipe"));
    let ready = tokio::task::spawn_blocking(move || {
        said.lines().map_while(Result::ok).any(|line| line.contains("owner is ready"))
    });
    assert!(ready.await.expect("no panic"), "the owner got ready");
    assert_eq!(world.daemons().len(), 1);
    owner.kill().expect("killed");
    owner.wait().expect("it ended");
    until("the daemon's end", async || world.daemons().is_empty()).await;

    // What it left is swept by the next one.
    let rclone = world.rclone([]);
    rclone.available().await.expect("available");
    assert_eq!(std::fs::read_dir(world.path("run")).expect("the folder").count(), 1);
}
