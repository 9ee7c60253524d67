//! Every block of settings in the docs, put into a file or into a shell as it stands, is what rclone is given.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::world;
use crate::support::command::{finish, helix};

/// Stands in rclone's place and notes what it was given.
const RECORDER: &str = r#"#!/bin/sh
here=$(dirname "$0")
env -0 > "$here/given"
case "$1" in
    version) echo "rclone v1.75.0" ;;
    obscure) cat > "$here/password"; echo obscured ;;
    *) exit 1 ;;
esac
"#;

/// A block and where it stands.
struct Block {
    place: String,
    lines: Vec<String>,
}

/// All blocks of the docs.
fn blocks() -> Vec<Block> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs =
        fs::read_dir(root.join("docs")).expect("the docs").map(|entry| entry.expect("an entry").path());
    let pages = docs.filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    let mut blocks = Vec::new();
    for page in pages.chain([root.join("README.md")]) {
        let text = fs::read_to_string(&page).expect("a page");
        // Within fences is every second part.
        for (number, part) in text.split("```").enumerate().filter(|(number, _)| number % 2 == 1) {
            let lines: Vec<_> = part.lines().skip(1).map(|line| line.trim().to_owned()).collect();
            let lines: Vec<_> = lines.into_iter().filter(|line| !line.is_empty()).collect();
            if !lines.is_empty() && lines.iter().all(|line| setting(line).is_some()) {
                blocks.push(Block { place: format!("{}, fence {}", page.display(), number / 2 + 1), lines });
            }
        }
    }
    blocks.push(example(&root.join(".env.example")));
    blocks
}

/// The example with all of its settings.
fn example(path: &Path) -> Block {
    let text = fs::read_to_string(path).expect("the example");
    let lines = text.lines().map(|line| line.strip_prefix('#').unwrap_or(line));
    let lines = lines.filter(|line| setting(line).is_some()).map(str::to_owned).collect();
    Block { place: path.display().to_string(), lines }
}

/// Name and text of a line `NAME=text`.
fn setting(line: &str) -> Option<(&str, &str)> {
    let (name, text) = line.split_once('=')?;
    let valid = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    (name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(valid)).then_some((name, text))
}

/// What a reader takes the text for.
fn meant(text: &str) -> String {
    let quoted = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    if let Some(inner) = quoted('\'') {
        assert!(!inner.contains('\''), "{text}");
        return inner.to_owned();
    }
    if let Some(inner) = quoted('"') {
        return inner.replace("\\\"", "\"").replace("\\$", "$").replace("\\\\", "\\");
    }
    let plain = |c: char| c.is_alphanumeric() || "_-.,:/+%@=…".contains(c);
    assert!(text.chars().all(plain), "{text} belongs into single quotes");
    text.to_owned()
}

/// What the program was given, by name: rclone's variables, a password, and what `config` lists.
fn given(world: &Path) -> BTreeMap<String, String> {
    let environment =
        String::from_utf8(fs::read(world.join("given")).expect("rclone was started")).expect("text");
    let pairs = environment.split('\0').filter_map(|pair| pair.split_once('='));
    let mut given: BTreeMap<_, _> = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    if let Ok(password) = fs::read_to_string(world.join("password")) {
        given.insert("MEGA_PASS".to_owned(), password);
    }
    given
}

/// How a block reaches the program.
#[derive(Debug, Clone, Copy)]
enum Way {
    File,
    Shell,
}

/// The program in a world where the block stands.
fn program(world: &Path, way: Way, argument: &str) -> Command {
    let mut program = helix(world);
    if let Way::Shell = way {
        let mut shell = Command::new("sh");
        let kept: Vec<_> = program
            .get_envs()
            .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
            .collect();
        shell.env_clear().envs(kept).current_dir(world);
        shell.args(["-c", "set -a; . ./block; exec \"$0\" \"$@\""]).arg(program.get_program());
        program = shell;
    }
    program.arg(argument).env("HELIX_RCLONE", world.join("rclone"));
    program
}

/// A folder with the recorder in it.
fn recording_world() -> TempDir {
    let world = world();
    let recorder = world.path().join("rclone");
    fs::write(&recorder, RECORDER).expect("written");
    fs::set_permissions(&recorder, fs::Permissions::from_mode(0o755)).expect("permissions");
    world
}

fn assert_arrives(block: &Block, way: Way) {
    let world = recording_world();
    let file = match way {
        Way::File => ".env",
        Way::Shell => "block",
    };
    fs::write(world.path().join(file), block.lines.join("\n") + "\n").expect("written");
    let place = format!("{}, {way:?}", block.place);
    let listed = finish(&mut program(world.path(), way, "config")).expect_code(0);
    assert!(!listed.err().contains("as it stands"), "{place}: {}", listed.err());
    finish(&mut program(world.path(), way, "doctor")).expect_code(1);
    let given = given(world.path());
    for (name, text) in block.lines.iter().filter_map(|line| setting(line)) {
        let meant = meant(text);
        if name.starts_with("RCLONE_") || name == "MEGA_PASS" {
            assert_eq!(given.get(name), Some(&meant), "{place}: {name}");
        } else if !meant.is_empty() {
            let line = format!("{name:<22} {meant}  [");
            assert!(listed.out().contains(&line), "{place}: {name} in {}", listed.out());
        }
    }
}

#[test]
fn every_block_of_the_docs_arrives_byte_for_byte_from_a_file_and_from_a_shell() {
    let blocks = blocks();
    assert!(blocks.len() >= 16, "only {} blocks were found", blocks.len());
    for block in &blocks {
        assert_arrives(block, Way::File);
        assert_arrives(block, Way::Shell);
    }
}

#[test]
fn what_copying_left_around_a_value_does_not_reach_rclone() {
    let world = recording_world();
    let variables = [
        ("RCLONE_CONFIG_S3_TYPE", "s3\r\n", "s3"),
        ("RCLONE_CONFIG_S3_REGION", "\"eu-central-1\"", "eu-central-1"),
        ("RCLONE_CONFIG_S3_SECRET_ACCESS_KEY", "'hunter2'", "hunter2"),
        ("RCLONE_CONFIG_U_UPSTREAMS", "\"s3:a b\"", "\"s3:a b\""),
    ];
    let mut doctor = program(world.path(), Way::File, "doctor");
    let examined = finish(doctor.envs(variables.map(|(name, text, _)| (name, text)))).expect_code(1);
    let given = given(world.path());
    for (name, _, meant) in variables {
        assert_eq!(given.get(name).map(String::as_str), Some(meant), "{name}");
    }
    let told = "RCLONE_CONFIG_S3_SECRET_ACCESS_KEY has quotes around its value; they were left out";
    assert!(examined.out().contains(told), "{}", examined.said());
    assert!(!examined.said().contains("hunter2"), "{}", examined.said());
}
