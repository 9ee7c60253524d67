//! The command line, as a person or a script uses it. Rituals here are small, so that a test build is quick.

use std::fs;
use std::path::{Path, PathBuf};

use helix_bot::digest::Digest;
use serde_json::Value;
use tempfile::{TempDir, tempdir};

use crate::support::command::{Finished, finish, helix};

const SMALL: [&str; 3] = ["--size=256", "--json", "--seed=7"];

fn world() -> TempDir {
    tempdir().expect("a folder")
}

/// A small ritual of 27 steps, with more arguments and variables.
fn ritual(world: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Finished {
    finish(helix(world).args(["ritual", "27"]).args(SMALL).args(arguments).envs(variables.iter().copied()))
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} in {value}"))
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

#[test]
fn a_ritual_without_any_setting_ends_up_archived_locally_and_verified() {
    let world = world();
    let answer = ritual(world.path(), &[], &[]).expect_code(0).json();
    let names: Vec<_> = answer.as_object().expect("an object").keys().map(String::as_str).collect();
    let mut expected = [
        "id",
        "steps",
        "seed",
        "style",
        "recipe",
        "sha256",
        "file",
        "width",
        "height",
        "bytes",
        "render_ms",
        "encode_ms",
        "destinations",
    ];
    expected.sort_unstable();
    assert_eq!(names, expected);
    assert_eq!((&answer["steps"], &answer["seed"], &answer["width"]), (&27.into(), &7.into(), &256.into()));

    let copy = &answer["destinations"][0];
    assert_eq!(
        (text(copy, "name"), text(copy, "state"), text(copy, "verified_by")),
        ("local", "archived", "sha256")
    );
    let name = format!("ritual-27-{}.png", text(&answer, "id"));
    assert_eq!(text(copy, "remote"), format!("local:rituals/{name}"));

    let archived = world.path().join("data/archive/rituals").join(&name);
    let bytes = fs::read(&archived).expect("the archived file");
    assert_eq!(Digest::of(&bytes).to_string(), text(&answer, "sha256"));
    assert_eq!(answer["bytes"], bytes.len());
    assert_eq!(
        fs::canonicalize(text(&answer, "file")).expect("a path"),
        fs::canonicalize(archived).expect("a path")
    );
    assert_eq!(files_below(&world.path().join("data/archive")).len(), 1, "one object and nothing beside it");
}

#[test]
fn without_json_a_person_reads_where_the_picture_is_its_digest_and_the_receipt() {
    let world = world();
    let finished =
        finish(helix(world.path()).args(["ritual", "--size", "256", "--seed", "lotus"])).expect_code(0);
    let said = finished.out();
    assert!(said.contains("108 steps"), "{said}");
    assert!(said.contains("picture  /"), "{said}");
    assert!(said.contains("sha256   "), "{said}");
    assert!(said.contains("archived and verified by sha256"), "{said}");
}

#[test]
fn the_same_seed_gives_the_same_picture_and_another_seed_another() {
    let world = world();
    let digest = |seed: &str| {
        let out = world.path().join("picture.png");
        let arguments = ["ritual", "27", "--size=256", "--no-archive", "--seed", seed, "--out"];
        finish(helix(world.path()).args(arguments).arg(&out)).expect_code(0);
        Digest::of(&fs::read(out).expect("the picture"))
    };
    assert_eq!(digest("lotus"), digest("lotus"));
    assert_ne!(digest("1"), digest("2"));
}

#[test]
fn steps_style_and_size_may_be_named() {
    let world = world();
    let arguments = ["ritual", "quick", "--style=mandala", "--size=banner", "--no-archive", "--json"];
    let answer = finish(helix(world.path()).args(arguments)).expect_code(0).json();
    assert_eq!((&answer["steps"], &answer["style"]), (&27.into(), &"mandala".into()));
    assert_eq!((&answer["width"], &answer["height"]), (&1500.into(), &500.into()));
    assert_eq!(
        (&answer["recipe"]["style"], &answer["recipe"]["size"]),
        (&"mandala".into(), &"banner".into())
    );
    finish(helix(world.path()).arg("verify").arg(text(&answer, "file"))).expect_code(0);
}

#[test]
fn a_ritual_in_motion_has_a_gif_beside_its_picture_wherever_that_goes() {
    let world = world();
    let out = world.path().join("picture.png");
    let arguments = ["ritual", "5", "--size=256", "--seed=7", "--motion", "--json", "--out"];
    let answer = finish(helix(world.path()).args(arguments).arg(&out)).expect_code(0).json();
    let motion = &answer["motion"];
    assert_eq!(
        (&motion["frames"], &motion["width"], &motion["reduced"]),
        (&5.into(), &256.into(), &false.into())
    );
    let gif = fs::read(out.with_extension("gif")).expect("the GIF beside the picture");
    assert!(gif.starts_with(b"GIF89a"));
    assert_eq!(
        (text(motion, "sha256"), &motion["bytes"]),
        (&*Digest::of(&gif).to_string(), &gif.len().into())
    );
    assert_eq!(Path::new(text(motion, "file")), out.with_extension("gif"));

    let archived = files_below(&world.path().join("data/archive"));
    let named = |ending: &str| {
        let found: Vec<_> =
            archived.iter().filter(|file| file.extension().is_some_and(|e| e == ending)).collect();
        assert_eq!(found.len(), 1, "{archived:?}");
        found[0]
    };
    assert_eq!(archived.len(), 2, "{archived:?}");
    assert_eq!(fs::read(named("gif")).expect("read"), gif);
    assert_eq!(named("png").with_extension("gif"), *named("gif"));

    let person = finish(helix(world.path()).args(["ritual", "3", "--size=256", "--motion", "--no-archive"]));
    let said = person.expect_code(0).out();
    assert!(said.contains("motion   /") && said.contains("3 frames of 256 × 256 pixels"), "{said}");
    assert!(answer.get("motion").is_some());
}

#[test]
fn a_lost_or_damaged_gif_is_made_again_before_it_is_archived() {
    let world = world();
    let nowhere = [("HELIX_RCLONE", "/nonexistent/rclone")];
    let answer = ritual(world.path(), &["--wait=1", "--motion"], &nowhere).expect_code(3).json();
    let spooled = PathBuf::from(text(&answer["motion"], "file"));
    let whole = fs::read(&spooled).expect("the spool file");
    fs::write(&spooled, &whole[..whole.len() / 2]).expect("truncated");
    finish(helix(world.path()).args(["archive", "--wait=60"])).expect_code(0);
    let archived = files_below(&world.path().join("data/archive"));
    let gifs = archived.iter().filter(|file| file.extension().is_some_and(|ending| ending == "gif"));
    assert_eq!(gifs.map(|file| fs::read(file).expect("read")).collect::<Vec<_>>(), [whole]);
}

#[test]
fn an_artifact_proves_itself_and_a_changed_one_does_not() {
    let world = world();
    let out = world.path().join("picture.png");
    let out_text = out.to_str().expect("a path");
    let answer = ritual(world.path(), &["--no-archive", "--out", out_text], &[]).expect_code(0).json();
    assert_eq!(text(&answer, "file"), out_text);

    let verified = finish(helix(world.path()).arg("verify").arg(&out)).expect_code(0);
    assert!(verified.out().starts_with("ok"), "{}", verified.out());

    let mut bytes = fs::read(&out).expect("the picture");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let changed = world.path().join("changed.png");
    fs::write(&changed, bytes).expect("written");
    fs::write(world.path().join("note.txt"), "hello").expect("written");
    let refused =
        finish(helix(world.path()).args(["verify", "changed.png", "note.txt", "nothing.png"])).expect_code(1);
    assert_eq!(refused.out().matches("FAIL").count(), 3, "{}", refused.said());
}

#[test]
fn bad_input_is_answered_with_a_sentence_and_changes_nothing() {
    let cases: [(&[&str], &str); 14] = [
        (&["ritual", "0"], "1 to 1000 steps"),
        (&["ritual", "1001"], "1 to 1000 steps"),
        (&["ritual", "-3"], "1 to 1000 steps"),
        (&["ritual", "1e9"], "1 to 1000 steps"),
        (&["ritual", "abc"], "1 to 1000 steps"),
        (&["ritual", "--seed", ""], "seed is empty"),
        (&["ritual", "--seed", "-5"], "out of range"),
        (&["ritual", "--size", "255"], "256 to 4096"),
        (&["ritual", "--size", "4097"], "256 to 4096"),
        (&["ritual", "--size", "poster"], "banner (1500×500) and phone (1080×2340)"),
        (&["ritual", "--style", "oil"], "The styles are eye"),
        (&["ritual", "--destinations", "mega"], "is not a destination"),
        (&["ritual", "--archive-path", "../{file}"], "climb out"),
        (&["ritual", "--out", "missing/folder/x.png"], "does not exist"),
    ];
    for (arguments, sentence) in cases {
        let world = world();
        let refused = finish(helix(world.path()).args(arguments));
        assert_eq!(refused.code(), 2, "{arguments:?}: {}", refused.said());
        assert!(refused.err().contains(sentence), "{arguments:?}: {}", refused.err());
        assert_eq!(files_below(world.path()), Vec::<PathBuf>::new(), "{arguments:?}");
    }
}

#[test]
fn a_data_directory_that_cannot_be_made_is_named_with_advice() {
    let world = world();
    fs::write(world.path().join("data"), "a file").expect("written");
    let refused = ritual(world.path(), &[], &[]).expect_code(1);
    assert!(refused.err().contains("HELIX_DATA_DIR"), "{}", refused.err());
}

#[test]
fn a_corrupt_database_is_named_and_left_as_it_is() {
    let world = world();
    let file = world.path().join("data").join(helix_bot::store::FILE);
    fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    fs::write(&file, vec![0x5a; 8192]).expect("written");
    let refused = ritual(world.path(), &[], &[]).expect_code(1);
    assert!(refused.err().contains("damaged"), "{}", refused.err());
    assert_eq!(fs::read(&file).expect("read"), vec![0x5a; 8192]);
}

#[test]
fn without_rclone_the_picture_is_kept_and_archived_once_rclone_is_there() {
    let world = world();
    let nowhere = [("HELIX_RCLONE", "/nonexistent/rclone")];
    let answer = ritual(world.path(), &["--wait=2"], &nowhere).expect_code(3).json();
    let copy = &answer["destinations"][0];
    assert_eq!(text(copy, "state"), "retrying", "{copy}");
    assert!(text(copy, "reason").contains("rclone"), "{copy}");
    assert!(Path::new(text(&answer, "file")).is_file());

    let caught_up = finish(helix(world.path()).args(["archive", "--wait=60"])).expect_code(0);
    assert!(caught_up.out().contains("1 archived now"), "{}", caught_up.said());
    assert_eq!(files_below(&world.path().join("data/archive")).len(), 1);
}

#[test]
fn a_truncated_spool_file_is_rendered_again_before_it_is_archived() {
    let world = world();
    let nowhere = [("HELIX_RCLONE", "/nonexistent/rclone")];
    let answer = ritual(world.path(), &["--wait=1"], &nowhere).expect_code(3).json();
    let spooled = PathBuf::from(text(&answer, "file"));
    let whole = fs::read(&spooled).expect("the spool file");
    fs::write(&spooled, &whole[..whole.len() / 2]).expect("truncated");

    finish(helix(world.path()).args(["archive", "--wait=60"])).expect_code(0);
    let archived = files_below(&world.path().join("data/archive"));
    assert_eq!(archived.iter().map(|file| fs::read(file).expect("read")).collect::<Vec<_>>(), [whole]);
}

#[test]
fn a_remote_that_is_not_configured_is_named_and_the_picture_kept() {
    let world = world();
    let answer =
        ritual(world.path(), &["--wait=10", "--destinations=local,nowhere:x"], &[]).expect_code(3).json();
    assert_eq!(text(&answer["destinations"][0], "state"), "archived");
    let reason = text(&answer["destinations"][1], "reason");
    assert!(reason.contains("nowhere"), "{reason}");
}

#[test]
fn without_archiving_the_picture_stays_in_the_spool() {
    let world = world();
    let answer = ritual(world.path(), &["--no-archive"], &[]).expect_code(0).json();
    assert_eq!(answer["destinations"], Value::Array(Vec::new()));
    assert!(Path::new(text(&answer, "file")).is_file());
    assert!(files_below(&world.path().join("data/archive")).is_empty());
}

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
fn run_without_a_token_or_with_one_of_the_wrong_shape_says_where_to_get_it() {
    let world = world();
    let missing = finish(helix(world.path()).arg("run")).expect_code(2);
    assert!(missing.err().contains("Developer Portal"), "{}", missing.err());
    let malformed = finish(helix(world.path()).arg("run").env("DISCORD_TOKEN", "hunter2")).expect_code(2);
    assert!(malformed.err().contains("three parts"), "{}", malformed.err());
    assert!(!malformed.said().contains("hunter2"), "{}", malformed.said());
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
