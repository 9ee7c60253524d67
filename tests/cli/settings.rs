//! Settings as an operator sees them: listed, examined, refused.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

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

#[test]
fn the_settings_are_one_json_object_for_scripts_with_secrets_hidden() {
    let world = world();
    fs::write(world.path().join(".env"), "HELIX_BWLIMIT=1M\n").expect("written");
    let variables = [("DISCORD_TOKEN", "hunter2"), ("RCLONE_CONFIG_S3_SECRET_ACCESS_KEY", "hunter2")];
    let mut config = helix(world.path());
    let listed = finish(config.args(["config", "--json", "--prefix=?"]).envs(variables)).expect_code(0);
    assert!(!listed.said().contains("hunter2"), "{}", listed.said());
    let listed = listed.json();
    let settings = listed["settings"].as_array().expect("settings");
    let setting = |name: &str| {
        settings.iter().find(|setting| setting["name"] == name).unwrap_or_else(|| panic!("no {name}"))
    };
    let due = |name: &str, value: Option<&str>, secret: bool, source: Value| {
        assert_eq!(*setting(name), json!({"name": name, "value": value, "secret": secret, "source": source}));
    };
    due("HELIX_PREFIX", Some("?"), false, json!({"kind": "flag", "flag": "--prefix"}));
    let file = json!({"kind": "file", "variable": "HELIX_BWLIMIT", "file": ".env"});
    due("HELIX_BWLIMIT", Some("1M"), false, file);
    due("HELIX_PRIVATE", Some("on"), false, json!({"kind": "default"}));
    due("PORT", None, false, json!({"kind": "default"}));
    for secret in ["DISCORD_TOKEN", "RCLONE_CONFIG_S3_SECRET_ACCESS_KEY"] {
        due(secret, None, true, json!({"kind": "environment", "variable": secret}));
    }
    due("DATABASE_URL", None, true, json!({"kind": "default"}));
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

/// What these commands say of a login in an address.
fn said_of_a_login(arguments: &[&str]) -> String {
    let world = world();
    let variables = [
        ("DISCORD_TOKEN", "MTAwMDAwMDAwMDAwMDAwMDAw.no-token.of-any-real-application"),
        ("DISCORD_API_URL", "http://somebody:hunter2@127.0.0.1:9/api"),
        ("DATABASE_URL", "postgres://somebody:hunter2@127.0.0.1:9/x"),
        ("RCLONE_CONFIG_DAV_TYPE", "webdav"),
        ("RCLONE_CONFIG_DAV_URL", "http://somebody:hunter2@127.0.0.1:9/dav"),
        ("RCLONE_LOG_LEVEL", "DEBUG"),
        ("RUST_LOG", "trace"),
    ];
    finish(helix(world.path()).args(arguments).envs(variables)).said()
}

#[test]
fn no_login_in_an_address_is_shown_by_any_command() {
    for arguments in [&["config"][..], &["--help"], &["doctor", "--destinations=dav:"], &["run"]] {
        let said = said_of_a_login(arguments);
        assert!(!said.contains("hunter2") && !said.contains("somebody"), "{arguments:?}: {said}");
    }
    assert!(said_of_a_login(&["config"]).contains("http://(hidden)@127.0.0.1:9/api"));
    let wrong = finish(helix(world().path()).args(["config", "--discord-api-url", "ftp://u:hunter2@x"]));
    assert!(!wrong.expect_code(2).said().contains("hunter2"));
}

#[test]
fn a_prefix_is_judged_as_a_servers_is_and_one_letter_will_do() {
    let set = |prefix: &str| finish(helix(world().path()).arg("config").env("HELIX_PREFIX", prefix));
    for good in ["h", "!", "é", "hx!", "?"] {
        assert!(
            set(good).expect_code(0).out().contains(&format!("HELIX_PREFIX           {good}  [")),
            "{good}"
        );
    }
    for bad in [
        "`",
        "a`b",
        "\u{200b}",
        "h\u{200d}",
        "\u{202e}!",
        "\u{2066}",
        "h\u{feff}h",
        "\u{3164}",
        "a b",
        "/",
        "@",
    ] {
        let refused = set(bad).expect_code(2);
        assert!(refused.err().contains("HELIX_PREFIX: "), "{bad:?}: {}", refused.err());
    }
}

#[test]
fn where_copies_lie_has_no_characters_that_cannot_be_seen() {
    for (name, value) in [
        ("HELIX_ARCHIVE_PATH", "rituals\u{202e}/{file}"),
        ("HELIX_ARCHIVE_PATH", "\u{200b}{guild}/{file}"),
        ("HELIX_DESTINATIONS", "local,s3:bucket/\u{2067}x"),
    ] {
        let refused = finish(helix(world().path()).arg("config").env(name, value)).expect_code(2);
        assert!(refused.err().contains("cannot be seen"), "{name}: {}", refused.err());
    }
}

#[test]
fn a_file_with_secrets_that_others_can_open_is_warned_about() {
    let world = world();
    let write = |name: &str, text: &str, mode| {
        let file = world.path().join(name);
        fs::write(&file, text).expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("permissions");
    };
    let config =
        |arguments: &[&str]| finish(helix(world.path()).args(arguments).arg("config")).expect_code(0);
    let warning = |name: &str, mode: &str| {
        format!(
            "other users of this machine may open {name}, which holds secrets (mode {mode}); chmod 600 {name}"
        )
    };
    for (mode, shown) in [(0o644, "0644"), (0o640, "0640"), (0o666, "0666")] {
        write(".env", "DISCORD_TOKEN=x\n", mode);
        let said = config(&[]).err();
        assert_eq!(said.matches(&warning(".env", shown)).count(), 1, "{said}");
    }
    let examined = finish(helix(world.path()).arg("doctor"));
    assert!(
        examined.out().contains(&format!("warn  settings: {}", warning(".env", "0666"))),
        "{}",
        examined.out()
    );
    write(".env", "DISCORD_TOKEN=x\n", 0o600);
    write("other", "RCLONE_CONFIG_S3_SECRET_ACCESS_KEY=x\n", 0o644);
    assert!(!config(&[]).err().contains("other users"));
    assert!(config(&["--env-file=other"]).err().contains(&warning("other", "0644")));
    write(".env", "HELIX_PREFIX=h\n", 0o644);
    assert!(!config(&[]).err().contains("other users"), "nothing secret is in it");

    write(".env", "RCLONE_CONFIG=rclone.conf\n", 0o600);
    write("rclone.conf", "[s3]\ntype = s3\nsecret_access_key = x\n", 0o604);
    assert!(config(&[]).err().contains(&warning("rclone.conf", "0604")));
    write("rclone.conf", "# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\nabc=\n", 0o644);
    assert!(!config(&[]).err().contains("other users"), "it is encrypted");
}
