//! rclone itself: missing, too old, misconfigured, killed, hanging; and what it may know and leave behind.

#![cfg(target_os = "linux")]

use std::time::{Duration, Instant};

use helix_bot::failure::{Action, Class, Failure};
use helix_bot::sync::rclone::{Rclone, RcloneOptions};
use helix_bot::sync::{CloudSync as _, Progress};
use rustix::process::{Pid, Signal, kill_process};
use tokio_util::sync::CancellationToken;

use super::world::{World, archive, archive_seen, digest, until};

mod ending;
mod owner;
mod privacy;
mod starting;

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
