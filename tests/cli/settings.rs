//! Settings as an operator sees them: listed, examined, refused.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::{files_below, ritual, text, world};
use crate::support::command::{finish, helix};
use crate::support::rclone;

#[test]
fn doctor_finds_everything_well_or_says_what_to_do() {
    let world = world();
    let well = finish(helix(world.path()).arg("doctor")).expect_code(0);
    for check in ["rclone", "local reachable", "local writable", "data directory", "disk space", "database"] {
        assert!(well.out().contains(&format!("ok    {check}: ")), "{check}: {}", well.out());
    }
    assert!(well.out().contains("warn  discord token: "), "{}", well.out());
    assert!(well.out().contains("message content intent"), "{}", well.out());
    assert!(files_below(&world.path().join("data/archive")).is_empty(), "the probe is removed");
    assert!(
        !well.said().contains("directory not found"),
        "nothing is amiss, so nothing is complained of: {}",
        well.said()
    );

    let ill = finish(
        helix(world.path())
            .args(["doctor", "--json", "--destinations", "local,nowhere:x"])
            .env("DISCORD_TOKEN", "not-a-token"),
    )
    .expect_code(1)
    .json();
    assert_eq!(ill["ok"], false);
    let verdict = |name: &str| {
        let checks = ill["checks"].as_array().expect("checks");
        let check = checks.iter().find(|check| check["name"] == name);
        check.unwrap_or_else(|| panic!("{name} in {ill}"))["verdict"].clone()
    };
    assert_eq!(verdict("discord token"), "fail");
    assert_eq!(verdict("nowhere:x reachable"), "fail");
    assert_eq!(verdict("local writable"), "ok");
}

#[test]
fn a_bandwidth_limit_that_rclone_does_not_understand_is_told_and_never_ignored() {
    let world = world();
    let doctor = finish(helix(world.path()).arg("doctor").env("HELIX_BWLIMIT", "12q")).expect_code(1);
    assert!(
        doctor.out().contains("FAIL  rclone: HELIX_BWLIMIT is not what rclone understands"),
        "{}",
        doctor.out()
    );
}

#[test]
fn the_settings_are_listed_with_secrets_hidden() {
    let world = world();
    let listed = finish(helix(world.path()).arg("config").envs([
        ("DATABASE_URL", "postgres://u:hunter2@127.0.0.1/x"),
        ("DISCORD_TOKEN", "hunter2"),
        ("MEGA_EMAIL", "a@b.example"),
        ("MEGA_PASS", "hunter2"),
    ]))
    .expect_code(0);
    assert!(listed.out().contains("HELIX_DESTINATIONS     mega:"), "{}", listed.out());
    assert!(!listed.said().contains("hunter2"), "{}", listed.said());
}

/// An rclone configuration with a remote `shelf`, a folder beside it; encrypted with this password.
fn encrypted_configuration(folder: &Path, password: &str) -> PathBuf {
    let file = folder.join("rclone.conf");
    let content = format!("[shelf]\ntype = alias\nremote = {}\n", folder.join("shelf").display());
    fs::write(&file, content).expect("written");
    let encrypted = Command::new(rclone::program())
        .args(["config", "encryption", "set", "--password-command", &format!("echo {password}")])
        .env("RCLONE_CONFIG", &file)
        .stdin(Stdio::null())
        .output()
        .expect("rclone starts");
    assert!(encrypted.status.success(), "{}", String::from_utf8_lossy(&encrypted.stderr));
    assert!(fs::read_to_string(&file).expect("the file").contains("RCLONE_ENCRYPT_V0"));
    file
}

/// Archives a ritual with such a configuration and a way to its password; the copy in the answer, and whether it stands.
fn archive_encrypted(way: (&str, &str), wait: &str, code: i32) -> (Value, bool) {
    let world = world();
    let file = encrypted_configuration(world.path(), "a-password-for-the-file");
    let variables = [("RCLONE_CONFIG", file.to_str().expect("a path")), way];
    let arguments = [wait, "--destinations=shelf:deep"];
    let answer = ritual(world.path(), &arguments, &variables).expect_code(code).json();
    let name = format!("ritual-27-{}.png", text(&answer, "id"));
    let stands = world.path().join("shelf/deep/rituals").join(name).is_file();
    (answer["destinations"][0].clone(), stands)
}

#[test]
fn an_encrypted_configuration_is_opened_by_its_password_or_by_a_command_that_prints_it() {
    for way in [
        ("RCLONE_CONFIG_PASS", "a-password-for-the-file"),
        ("RCLONE_PASSWORD_COMMAND", "echo a-password-for-the-file"),
    ] {
        let (copy, stands) = archive_encrypted(way, "--wait=30", 0);
        assert!(stands, "{copy}");
    }
    for way in [("RCLONE_CONFIG_PASS", "wrong"), ("RCLONE_PASSWORD_COMMAND", "echo wrong")] {
        let (copy, stands) = archive_encrypted(way, "--wait=50", 3);
        assert!(!stands && text(&copy, "reason").contains("RCLONE_CONFIG_PASS"), "{copy}");
    }
}
