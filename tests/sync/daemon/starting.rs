//! An rclone that is missing, too old, misconfigured, or well.

use std::path::PathBuf;
use std::process::Command;

use helix_bot::failure::Class;
use helix_bot::sync::CloudSync as _;
use helix_bot::sync::rclone::Rclone;

use super::{unavailable, works_again};
use crate::support::rclone;
use crate::sync::world::{World, archive};

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
