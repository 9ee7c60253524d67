//! `helix-bot config check`: every mistake at once, and what copying left around a value understood or refused by name.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use super::world;
use crate::support::command::{Finished, finish, helix};

/// A token's shape, of no application.
const TOKEN: &str = "MTAwMDAwMDAwMDAwMDAwMDAw.no-token.of-any-real-application";

/// What it says of these variables and of this `.env`.
fn check_with_file(arguments: &[&str], variables: &[(&str, &str)], file: Option<&str>) -> Finished {
    let world = world();
    if let Some(text) = file {
        let path = world.path().join(".env");
        fs::write(&path, text).expect("written");
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("permissions");
    }
    let mut check = helix(world.path());
    check.args(["config", "check"]).args(arguments).env("DISCORD_TOKEN", TOKEN);
    let finished = finish(check.envs(variables.iter().copied()));
    assert!(!world.path().join("data").exists(), "nothing is opened");
    finished
}

fn check(variables: &[(&str, &str)]) -> Finished {
    check_with_file(&[], variables, None)
}

/// The lines that begin with this word.
fn lines(finished: &Finished, word: &str) -> Vec<String> {
    finished.out().lines().filter(|line| line.starts_with(word)).map(str::to_owned).collect()
}

#[test]
fn settings_that_can_be_used_are_said_to_be_so_and_nothing_else() {
    assert_eq!(check(&[]).expect_code(0).said(), "ok    every setting can be used\n");
}

#[test]
fn all_mistakes_of_file_and_environment_are_told_at_once_without_values() {
    let file = "HELIX_PREFIX='a b'\nhunter2\n\nMEGA_PASS=hunter2 and more\nMEGA_EMAIL=a@example.org\n";
    let variables = [("PORT", "99999"), ("HELIX_AUDIT", "soon"), ("DISCORD_TOKEN", "hunter2")];
    let found = check_with_file(&["--private=perhaps"], &variables, Some(file)).expect_code(2);
    let mistakes = lines(&found, "FAIL  ");
    for said in [
        ".env, line 2: it is not of the form NAME=value",
        ".env, line 4: the value of MEGA_PASS cannot be read",
        "HELIX_PREFIX: ",
        "HELIX_PRIVATE: “perhaps” is neither on nor off",
        "HELIX_AUDIT: “soon” is no time; write one such as 90d",
        "PORT: “99999” is not a port from 1 to 65535",
        "DISCORD_TOKEN: a bot token has three parts",
    ] {
        assert_eq!(mistakes.iter().filter(|line| line.contains(said)).count(), 1, "{said}: {}", found.said());
    }
    assert_eq!(mistakes.len(), 7, "{}", found.said());
    assert_eq!(lines(&found, "warn  "), [""; 0], "nothing follows from what could not be read");
    assert!(!found.said().contains("hunter2") && !found.out().contains("ok    "), "{}", found.said());
}

#[test]
fn a_name_that_is_no_setting_is_told_with_the_nearest() {
    for (wrong, said) in [
        ("HELIX_DESTINATION", "is HELIX_DESTINATIONS meant?"),
        ("HELIX_LOGFORMAT", "is HELIX_LOG_FORMAT meant?"),
        ("HELIX_PORT", "is PORT meant?"),
        ("HELIX_XYZZY", "`helix-bot config` lists them"),
    ] {
        let found = check(&[(wrong, "x")]).expect_code(0);
        assert_eq!(lines(&found, "warn  "), [format!("warn  {wrong} is not a setting of helix-bot; {said}")]);
    }
}

#[test]
fn what_copying_left_around_a_value_is_understood() {
    for copied in
        ["h?\r", "h?\n", "h?\r\n", "\u{feff}h?", "\"h?\"", "'h?'", "“h?”", "‘h?’", "\u{feff}\"h?\"\r\n"]
    {
        let world = world();
        let listed =
            finish(helix(world.path()).arg("config").env("HELIX_PREFIX", copied)).expect_code(0).out();
        assert!(listed.contains("HELIX_PREFIX           h?  ["), "{copied:?}: {listed}");
    }
    let file = "\u{feff}HELIX_PREFIX=h?\r\nHELIX_BWLIMIT=“1M”\r\n";
    let found = check_with_file(&[], &[], Some(file)).expect_code(0);
    assert_eq!(
        lines(&found, "warn  "),
        ["warn  HELIX_BWLIMIT has quotes around its value; they were left out"]
    );
}

#[test]
fn what_cannot_be_understood_is_refused_by_name() {
    for (name, value, said) in [
        ("HELIX_DATA_DIR", "\"/srv/helix", "HELIX_DATA_DIR: its value has a quote at one end"),
        ("HELIX_RCLONE", "/usr/bin/rclone”", "HELIX_RCLONE: its value has a quote at one end"),
        ("\u{feff}HELIX_PREFIX", "h", "HELIX_PREFIX: its name begins with a byte order mark"),
        (
            "\u{feff}RCLONE_CONFIG_S3_TYPE",
            "s3",
            "RCLONE_CONFIG_S3_TYPE: its name begins with a byte order mark",
        ),
    ] {
        let found = check(&[(name, value)]).expect_code(2);
        assert_eq!(lines(&found, "FAIL  ").len(), 1, "{}", found.said());
        assert!(found.out().contains(said), "{}", found.said());
    }
    check(&[("HELIX_PREFIX", "h'")]).expect_code(0);
}

#[test]
fn what_is_allowed_but_has_no_effect_is_warned_of() {
    let mega = [("MEGA_EMAIL", "a@example.org"), ("MEGA_PASS", "x"), ("MEGA_REMOTE_DIR", "x")];
    let with = |more: &[(&'static str, &'static str)]| [&mega[..], more].concat();
    for (variables, said) in [
        (vec![("HELIX_BIND", "127.0.0.1")], "HELIX_BIND is of no use without PORT"),
        (
            vec![("DISCORD_BOT_TOKEN", TOKEN)],
            "DISCORD_BOT_TOKEN is not looked at, because DISCORD_TOKEN is set",
        ),
        (
            with(&[("HELIX_DESTINATIONS", "local")]),
            "MEGA_REMOTE_DIR is of no use where HELIX_DESTINATIONS is set",
        ),
        (vec![("MEGA_REMOTE_DIR", "x")], "MEGA_REMOTE_DIR is of no use without MEGA_EMAIL and MEGA_PASS"),
        (
            vec![("HELIX_LIMITS", "quota=50"), ("HELIX_LIMITS_MAX", "quota=20")],
            "HELIX_LIMITS allows more than HELIX_LIMITS_MAX; what holds is cooldown=5s,quota=20",
        ),
        (vec![("RCLONE_CONFIG_PASS", "x")], "RCLONE_CONFIG_PASS is of no use without RCLONE_CONFIG"),
        (
            vec![("HELIX_DESTINATIONS", "local,s3:bucket")],
            "nothing says what the remote s3 of s3:bucket is; set RCLONE_CONFIG_S3_TYPE",
        ),
    ] {
        let found = check(&variables).expect_code(0);
        let warnings = lines(&found, "warn  ");
        assert!(warnings.len() == 1 && warnings[0].contains(said), "{said}: {}", found.said());
    }
    for fine in [
        vec![("HELIX_BIND", "::1"), ("PORT", "8080")],
        mega.to_vec(),
        vec![("HELIX_DESTINATIONS", "s3:bucket"), ("RCLONE_CONFIG_S3_TYPE", "s3")],
        vec![("HELIX_DESTINATIONS", "s3:bucket"), ("RCLONE_CONFIG", "/nowhere/rclone.conf")],
    ] {
        let found = check(&fine).expect_code(0);
        assert_eq!(lines(&found, "warn  "), [""; 0], "{fine:?}");
    }
}

#[test]
fn a_token_that_is_missing_stops_all_but_run_and_is_warned_of() {
    let found = check(&[("DISCORD_TOKEN", "")]).expect_code(0);
    assert!(found.out().starts_with("warn  DISCORD_TOKEN: it is not set"), "{}", found.said());
}

#[test]
fn the_findings_are_one_json_object_for_scripts() {
    let good = check_with_file(&["--json"], &[], None).expect_code(0).json();
    assert_eq!(good, json!({"ok": true, "mistakes": [], "warnings": []}));
    let bad = check_with_file(&["--json"], &[("PORT", "x"), ("HELIX_POTR", "1")], None).expect_code(2).json();
    let said = json!({
        "ok": false,
        "mistakes": ["PORT: “x” is not a port from 1 to 65535"],
        "warnings": ["HELIX_POTR is not a setting of helix-bot; is PORT meant?"],
    });
    assert_eq!(bad, said);
}
