//! Hostile input on the command line: endless files, names that steer a terminal, damaged pictures.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use super::world;
use crate::support::command::{Finished, finish, helix};

/// Forges a line, clears one, and turns the direction of writing.
const FORGED: &str = "x.png: no\nok    forged.png: 27 steps\u{1b}[2K\u{202e}\u{2028}\u{200b}";

/// What steers a terminal or a reader, apart from the ends of our own lines.
fn steers(text: &str) -> bool {
    let marks = ['\u{202e}', '\u{2028}', '\u{200b}', '\u{9b}'];
    text.lines().any(|line| line.contains(|c: char| c.is_control() || marks.contains(&c)))
}

#[track_caller]
fn assert_shown(finished: &Finished, words: &str) {
    let said = finished.said();
    assert!(said.contains(words), "{words}: {said:?}");
    assert!(!steers(&said), "{said:?}");
    assert!(!said.lines().any(|line| line.starts_with("ok    forged")), "{said:?}");
}

/// The program with less memory than an endless file has.
fn in_little_memory(world: &Path, script: &str, arguments: &[&str]) -> Finished {
    let program = helix(world);
    let mut shell = Command::new("sh");
    shell.current_dir(world).env_clear();
    shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.args(["-c", &format!("ulimit -v 1500000; {script}")]).arg(program.get_program()).args(arguments);
    finish(&mut shell)
}

#[test]
fn what_has_no_end_or_is_too_large_is_refused_before_it_is_read() {
    let world = world();
    let endless =
        in_little_memory(world.path(), "exec \"$0\" \"$@\"", &["verify", "/dev/zero"]).expect_code(1);
    assert_shown(&endless, "FAIL  /dev/zero: is larger than any artifact: it has more than 64 MiB");
    let pipe = "head -c 4000000000 /dev/zero | \"$0\" \"$@\"";
    let piped = in_little_memory(world.path(), pipe, &["verify", "/dev/stdin"]).expect_code(1);
    assert_shown(&piped, "FAIL  /dev/stdin: is larger than any artifact");
    let settings =
        in_little_memory(world.path(), "exec \"$0\" \"$@\"", &["--env-file", "/dev/zero", "config"]);
    assert_shown(&settings.expect_code(2), "the file /dev/zero cannot be read: it has more than 1 MiB");
    let password =
        in_little_memory(world.path(), "exec \"$0\" \"$@\" < /dev/zero", &["obscure"]).expect_code(1);
    assert_shown(&password, "longer than any password");
}

#[test]
fn a_picture_that_comes_through_a_pipe_is_proven() {
    let world = world();
    super::ritual(world.path(), &["--no-archive", "--out=a.png"], &[]).expect_code(0);
    let piped =
        in_little_memory(world.path(), "cat a.png | \"$0\" \"$@\"", &["verify", "/dev/stdin"]).expect_code(0);
    assert_shown(&piped, "ok    /dev/stdin: 27 steps, seed 7");
}

#[test]
fn a_damaged_recipe_is_told_as_damaged() {
    let world = world();
    super::ritual(world.path(), &["--no-archive", "--out=a.png"], &[]).expect_code(0);
    let mut picture = fs::read(world.path().join("a.png")).expect("the picture");
    let at = picture.windows(12).position(|found| found == b"helix-ritual").expect("the recipe");
    // The four bytes before the chunk's kind are its length, and its checksum follows its content.
    let length = u32::from_be_bytes(picture[at - 8..at - 4].try_into().expect("four bytes"));
    picture[at + length as usize] ^= 1;
    fs::write(world.path().join("a.png"), picture).expect("written");
    let refused = finish(helix(world.path()).args(["verify", "a.png"])).expect_code(1);
    assert_shown(&refused, "FAIL  a.png: The recipe in this PNG is damaged");
}

#[test]
fn a_files_name_forges_no_line_and_steers_no_terminal() {
    let world = world();
    fs::write(world.path().join(FORGED.replace('/', "")), b"no picture").expect("written");
    let refused = finish(helix(world.path()).args(["verify", FORGED])).expect_code(1);
    assert_shown(
        &refused,
        "FAIL  x.png: no\\nok    forged.png: 27 steps\\u001b[2K\\u202e\\u2028\\u200b: This file",
    );
    assert_eq!(refused.out().lines().count(), 1, "{:?}", refused.out());
}

#[test]
fn settings_arguments_and_programs_forge_no_line_either() {
    let world = world();
    let set = |name: &str, value: &str| finish(helix(world.path()).arg("config").env(name, value));
    assert_shown(&set("HELIX_DATA_DIR", FORGED).expect_code(0), "x.png: no\\nok");
    for name in
        ["HELIX_DESTINATIONS", "PORT", "HELIX_BIND", "HELIX_AUDIT", "HELIX_PREFIX", "HELIX_ARCHIVE_PATH"]
    {
        let refused = set(name, FORGED).expect_code(2);
        assert_shown(&refused, "1 setting cannot be used:");
        assert_eq!(refused.err().lines().count(), 2, "{:?}", refused.err());
    }
    for arguments in [
        &["ritual", "--seed", "1", FORGED][..],
        &["archive", "pull", FORGED],
        &[FORGED],
        &["--env-file", FORGED, "config"],
        &["ritual", "--out", &format!("{FORGED}/x.png")],
    ] {
        let refused = finish(helix(world.path()).args(arguments));
        assert!([1, 2].contains(&refused.code()), "{arguments:?}: {}", refused.said());
        assert_shown(&refused, "\\u202e");
    }
    let script = "#!/bin/sh\nprintf 'x\\nok    forged: \\033[2K\\342\\200\\256\\n'; printf 'e\\033[2K\\r\\n' >&2; exit 7\n";
    let rclone = world.path().join("rclone");
    fs::write(&rclone, script).expect("written");
    fs::set_permissions(&rclone, fs::Permissions::from_mode(0o755)).expect("permissions");
    let examined =
        finish(helix(world.path()).arg("doctor").env("HELIX_RCLONE", &rclone).env("RUST_LOG", "trace"));
    assert_shown(&examined.expect_code(1), "FAIL  rclone: ");
}

#[test]
fn the_text_log_has_one_line_an_event_and_steers_no_terminal() {
    let world = world();
    let shelf = world.path().join("shelf/rituals");
    fs::create_dir_all(&shelf).expect("a folder");
    // A backslash cannot stand in a path that every destination takes, so the log names this file.
    let name = format!("back\\slash {FORGED}").replace('/', "");
    fs::write(shelf.join(name), b"x").expect("written");
    let remote = "shelf:".to_owned() + world.path().join("shelf").to_str().expect("a path");
    let import = |format: &str| {
        let mut command = helix(world.path());
        command.args(["archive", "import", &remote]).env("RCLONE_CONFIG_SHELF_TYPE", "local");
        finish(command.env("HELIX_LOG_FORMAT", format)).expect_code(0)
    };
    let text = import("text");
    assert_shown(&text, "left out: its name is not a usable path");
    assert!(text.err().lines().all(|line| line.contains(" WARN ")), "{:?}", text.err());
    let json = import("json");
    let events = json
        .err()
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect::<Vec<serde_json::Value>>();
    assert!(
        events.iter().any(|event| event["name"].as_str().is_some_and(|name| name.contains("slash"))),
        "{events:?}"
    );
}

#[test]
fn what_is_json_stays_json() {
    let world = world();
    let out = world.path().join(FORGED.replace('/', ""));
    let mut command = helix(world.path());
    command.args(["ritual", "27", "--size=256", "--json", "--no-archive", "--out"]).arg(&out);
    let answer = finish(&mut command).expect_code(0);
    assert!(!steers(&answer.out()), "{:?}", answer.out());
    let file = answer.json()["file"].as_str().map(str::to_owned);
    assert_eq!(file.as_deref().map(OsStr::new), Some(out.as_os_str()));
}
