//! The files of `docs/deploy/` fit the program: what they set is a setting, what they start is a command, and the time that
//! they give it is enough.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{text, world};
use crate::support::command::{finish, helix};
use crate::support::left_out;

/// Where the unit expects the program.
const INSTALLED: &str = "/usr/local/bin/helix-bot";

fn file(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(root.join(name)).expect(name)
}

/// The values of this key, in order.
fn values<'f>(file: &'f str, key: &str) -> Vec<&'f str> {
    let lines = file.lines().map(str::trim);
    lines.filter_map(|line| line.strip_prefix(key)).map(str::trim).collect()
}

fn unit() -> String {
    file("docs/deploy/helix-bot.service")
}

fn compose() -> String {
    file("docs/deploy/compose.yaml")
}

#[test]
fn the_unit_starts_commands_that_exist_and_sets_what_is_a_setting() {
    let (world, unit) = (world(), unit());
    let started = [values(&unit, "ExecStartPre="), values(&unit, "ExecStart=")].concat();
    let commands: Vec<_> =
        started.iter().map(|line| line.strip_prefix(INSTALLED).expect("the program")).collect();
    assert_eq!(commands, [" config check", " run"]);
    for command in commands {
        finish(helix(world.path()).args(command.split_whitespace()).arg("--help")).expect_code(0);
    }
    let listed = finish(helix(world.path()).args(["config", "--json"])).expect_code(0).json();
    let settings: Vec<_> = listed["settings"].as_array().expect("settings").iter().collect();
    let is_setting = |name: &str| settings.iter().any(|setting: &&Value| text(setting, "name") == name);
    let set = values(&unit, "Environment=");
    assert_eq!(set, ["HELIX_DATA_DIR=%S/helix-bot"]);
    for (name, _) in set.iter().filter_map(|pair| pair.split_once('=')) {
        assert!(is_setting(name), "{name}");
    }
}

#[test]
fn settings_that_are_wrong_do_not_start_the_unit_again() {
    let refused = finish(helix(world().path()).args(["config", "check"]).env("PORT", "x"));
    let unit = unit();
    assert_eq!(values(&unit, "RestartPreventExitStatus="), [refused.code().to_string()]);
    assert_eq!(values(&unit, "Restart="), ["on-failure"]);
}

#[test]
fn whoever_ends_the_program_gives_it_the_same_time() {
    let railway = file("railway.toml");
    let seconds = values(&railway, "drainingSeconds = ")[0];
    assert_eq!(values(&unit(), "TimeoutStopSec="), [format!("{seconds}s")]);
    assert_eq!(values(&compose(), "stop_grace_period:"), [format!("{seconds}s")]);
    assert_eq!(values(&unit(), "KillMode="), ["mixed"], "the bot ends rclone itself");
}

#[test]
fn compose_looks_at_the_bots_health_as_the_image_does_and_keeps_its_home() {
    let (compose, image) = (compose(), file("Dockerfile"));
    assert_eq!(values(&compose, "test:"), ["[CMD, helix-bot, health]"]);
    for (key, option) in
        [("interval:", "--interval="), ("timeout:", "--timeout="), ("start_period:", "--start-period=")]
    {
        let (_, rest) = image.split_once(option).expect(option);
        let due = rest.split_whitespace().next().expect("a time");
        assert_eq!(values(&compose, key), [due], "{key}");
    }
    // The image's user can write there, so a new volume is its own.
    let home = values(&image, "WORKDIR ").pop().expect("a folder");
    assert!(compose.contains(&format!("- home:{home}\n")), "{home}");
    assert_eq!(values(&compose, "read_only:"), ["true"]);
}

#[test]
fn systemd_understands_the_unit_and_finds_it_well_shut() {
    let world = world();
    let unit = unit().replace(INSTALLED, env!("CARGO_BIN_EXE_helix-bot"));
    let place = world.path().join("helix-bot.service");
    fs::write(&place, unit).expect("written");
    let analyze = |arguments: &[&str]| Command::new("systemd-analyze").args(arguments).arg(&place).output();
    let Ok(verified) = analyze(&["verify", "--man=no"]) else {
        left_out("systemd-analyze is not installed");
        return;
    };
    let said = String::from_utf8_lossy(&verified.stderr);
    assert!(verified.status.success() && said.is_empty(), "{said}");
    // In tenths: at most 2.0 of 10.
    let judged = analyze(&["security", "--offline=yes", "--threshold=20", "--no-pager"]).expect("it starts");
    assert!(judged.status.success(), "{}", String::from_utf8_lossy(&judged.stdout));
}
