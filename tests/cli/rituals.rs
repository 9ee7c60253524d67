//! One ritual from end to end.

use std::fs;
use std::path::Path;

use helix_bot::digest::Digest;
use serde_json::Value;

use super::{files_below, ritual, text, world};
use crate::support::command::{finish, helix};

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
fn without_archiving_the_picture_stays_in_the_spool() {
    let world = world();
    let answer = ritual(world.path(), &["--no-archive"], &[]).expect_code(0).json();
    assert_eq!(answer["destinations"], Value::Array(Vec::new()));
    assert!(Path::new(text(&answer, "file")).is_file());
    assert!(files_below(&world.path().join("data/archive")).is_empty());
}

#[test]
fn what_pictures_prove_is_one_json_object_for_scripts() {
    let world = world();
    ritual(world.path(), &["--no-archive", "--out=a.png"], &[]).expect_code(0);
    fs::write(world.path().join("b.png"), "no picture").expect("written");
    let verify = |files: &[&str]| finish(helix(world.path()).args(["verify", "--json"]).args(files));
    let good = verify(&["a.png"]).expect_code(0).json();
    assert_eq!((&good["ok"], &good["files"][0]["ok"]), (&true.into(), &true.into()));
    let all = verify(&["a.png", "b.png"]).expect_code(1).json();
    assert_eq!((&all["ok"], &all["files"][0]), (&false.into(), &good["files"][0]));
    let proven = &good["files"][0];
    for (name, due) in [("steps", 27), ("seed", 7), ("width", 256), ("height", 256)] {
        assert_eq!(proven[name], due, "{name}");
    }
    assert_eq!((text(proven, "file"), text(proven, "pixels_sha256").len()), ("a.png", 64));
    assert_eq!((&proven["recipe"]["steps"], &proven["problem"]), (&27.into(), &Value::Null));
    let failed = &all["files"][1];
    assert_eq!(
        (text(failed, "file"), &failed["ok"], &failed["steps"]),
        ("b.png", &false.into(), &Value::Null)
    );
    assert!(!text(failed, "problem").is_empty());
}
