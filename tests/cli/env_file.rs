//! The file `.env`: which one is read, what a mistake in it is told as, and what arrives.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::world;
use crate::support::command::{Finished, finish, helix};

/// What `config` says where this stands in `.env`.
fn config(text: &str) -> Finished {
    let world = world();
    let file = world.path().join(".env");
    fs::write(&file, text).expect("written");
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).expect("permissions");
    finish(helix(world.path()).arg("config"))
}

fn lists(finished: &Finished, name: &str, value: &str, source: &str) -> bool {
    finished.out().contains(&format!("{name:<22} {value}  [{source}]\n"))
}

#[test]
fn a_parent_folders_file_is_not_read_and_stops_nothing() {
    let world = world();
    fs::write(world.path().join(".env"), "HELIX_PREFIX=?\n").expect("written");
    let inner = world.path().join("inner");
    fs::create_dir(&inner).expect("a folder");
    let listed = finish(helix(&inner).arg("config")).expect_code(0);
    assert!(lists(&listed, "HELIX_PREFIX", "!", "default"), "{}", listed.out());
    fs::write(world.path().join(".env"), "this is no setting\n").expect("written");
    finish(helix(&inner).arg("config")).expect_code(0);
    let refused = finish(helix(&inner).args(["verify", "nothing.png"])).expect_code(1);
    assert!(!refused.err().contains(".env"), "{}", refused.err());
}

#[test]
fn another_file_is_read_where_it_is_named_and_the_environment_counts_before_it() {
    let world = world();
    fs::write(world.path().join(".env"), "HELIX_PREFIX=?\n").expect("written");
    fs::write(world.path().join("other"), "HELIX_PREFIX=%\nHELIX_BWLIMIT=1M\n").expect("written");
    let named = |arguments: &[&str]| finish(helix(world.path()).args(arguments).env("HELIX_BWLIMIT", "2M"));
    let listed = named(&["--env-file", "other", "config"]).expect_code(0);
    assert!(lists(&listed, "HELIX_PREFIX", "%", "file other, HELIX_PREFIX"), "{}", listed.out());
    assert!(lists(&listed, "HELIX_BWLIMIT", "2M", "environment, HELIX_BWLIMIT"), "{}", listed.out());
    let listed = named(&["config", "--env-file=.env", "--prefix", "+"]).expect_code(0);
    assert!(lists(&listed, "HELIX_PREFIX", "+", "flag --prefix"), "{}", listed.out());
    let missing = named(&["config", "--env-file", "nowhere"]).expect_code(2);
    assert!(missing.err().contains("the file nowhere cannot be read"), "{}", missing.err());
}

#[test]
fn a_mistake_is_told_with_file_line_and_what_to_write_and_never_with_a_value() {
    let key = "RCLONE_CONFIG_NAS_KEY_PEM=-----BEGIN\\nhunter2 KEY";
    for (text, said) in [
        (format!("A=1\n\n{key}\n"), [".env, line 3", "RCLONE_CONFIG_NAS_KEY_PEM='…'"]),
        ("MEGA_PASS=hunter2 and more\n".to_owned(), [".env, line 1", "MEGA_PASS='…'"]),
        ("# x\nMEGA_PASS='hunter2\n".to_owned(), [".env, line 2", "is not closed"]),
        ("hunter2\n".to_owned(), [".env, line 1", "NAME=value"]),
    ] {
        let refused = config(&text).expect_code(2);
        for words in said {
            assert!(refused.err().contains(words), "{words}: {}", refused.err());
        }
        assert!(!refused.said().contains("hunter2"), "{}", refused.said());
    }
}

#[test]
fn what_does_not_arrive_as_it_stands_is_warned_about_by_name() {
    let listed = config("MEGA_EMAIL=a@example.org\nMEGA_PASS=hunter2$$w0rd$HOME\n").expect_code(0);
    assert!(listed.err().contains(".env, line 2: the value of MEGA_PASS has a `$`"), "{}", listed.err());
    assert!(!listed.said().contains("hunter2"), "{}", listed.said());
    let json = config("RCLONE_CONFIG_D_TOKEN={\"access_token\":\"hunter2\"}\n").expect_code(0);
    assert!(json.err().contains("RCLONE_CONFIG_D_TOKEN has a quote in it"), "{}", json.err());
    let fine = config("MEGA_EMAIL=a@example.org\nMEGA_PASS='hunter2$$w0rd #$HOME'\n").expect_code(0);
    assert_eq!(fine.err(), "", "{}", fine.err());
}

#[test]
fn of_a_variable_that_stands_twice_the_first_counts_and_both_lines_are_told() {
    let listed = config("HELIX_PREFIX=?\n\nHELIX_PREFIX=%\n").expect_code(0);
    assert!(lists(&listed, "HELIX_PREFIX", "?", "file .env, HELIX_PREFIX"), "{}", listed.out());
    assert!(listed.err().contains(".env, line 3: HELIX_PREFIX stands on line 1 too"), "{}", listed.err());
}

#[test]
fn a_file_that_is_no_text_or_no_file_is_named() {
    let world = world();
    let with =
        |path: &Path| finish(helix(world.path()).arg("config").arg("--env-file").arg(path)).expect_code(2);
    let utf16 = world.path().join("utf16");
    fs::write(&utf16, b"\xff\xfeA\0=\x001\0").expect("written");
    assert!(with(&utf16).err().contains("save it as UTF-8"));
    assert!(with(world.path()).err().contains("cannot be read"));
}

#[test]
fn an_address_whose_password_would_end_early_is_refused_without_showing_any_of_it() {
    let world = world();
    for url in
        ["postgres://helix:pw@secretpart:5432@127.0.0.1:9/x", "postgres://helix:secret/part@127.0.0.1:9/x"]
    {
        let refused = finish(helix(world.path()).arg("doctor").env("DATABASE_URL", url)).expect_code(2);
        assert!(refused.err().contains("percent-encoded"), "{}", refused.err());
        assert!(!refused.said().contains("secret"), "{}", refused.said());
    }
}
