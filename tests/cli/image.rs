//! The image and what belongs to it: it is built from what there is, tells the program's version, and lists what is linked.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn file(name: &str) -> String {
    fs::read_to_string(root().join(name)).expect(name)
}

#[test]
fn the_image_is_labelled_as_the_program_is_and_holds_no_shell() {
    let image = file("Dockerfile");
    for (label, value) in [
        ("version", env!("CARGO_PKG_VERSION")),
        ("description", env!("CARGO_PKG_DESCRIPTION")),
        ("licenses", env!("CARGO_PKG_LICENSE")),
        ("title", env!("CARGO_PKG_NAME")),
    ] {
        let label = format!("org.opencontainers.image.{label}=\"{value}\"");
        assert!(image.contains(&label), "{label}");
    }
    let (_, last) = image.split_once("\nFROM scratch\n").expect("a last stage from nothing");
    assert!(!last.contains("\nRUN ") && !last.contains("\nFROM "), "{last}");
    // Without a shell only this form works.
    assert!(last.contains("CMD [\"helix-bot\", \"health\"]") && last.contains("\nUSER helix\n"), "{last}");
}

#[test]
fn the_layer_of_dependencies_has_a_stand_in_for_each_program_that_the_manifest_names() {
    let (manifest, image) = (file("Cargo.toml"), file("Dockerfile"));
    let paths = manifest.lines().filter_map(|line| line.strip_prefix("path = \"")?.strip_suffix('"'));
    let mut seen = 0;
    for path in paths {
        assert!(image.contains(path), "cargo needs {path} in the image's first layer");
        seen += 1;
    }
    assert!(seen >= 4, "{seen}");
}

#[test]
fn the_image_is_built_with_the_features_that_its_argument_names_and_by_default_with_none() {
    let image = file("Dockerfile");
    assert!(image.contains("\nARG FEATURES=\"\"\n"));
    let built: Vec<_> = image
        .lines()
        .filter(|line| line.contains("cargo build") || line.contains("RUN script/sbom"))
        .collect();
    assert_eq!(built.len(), 3);
    assert!(built.iter().all(|line| line.contains("--features \"$FEATURES\"")), "{built:?}");
    let bill = |features: &[&str]| {
        let mut script = Command::new(root().join("script/sbom"));
        let made = script.args(features).env("CARGO_NET_OFFLINE", "true").output().expect("it starts");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        String::from_utf8(made.stdout).expect("text")
    };
    let (plain, traced) = (bill(&["--features", ""]), bill(&["--features", "otel"]));
    assert_eq!(plain, bill(&[]));
    assert!(!plain.contains("opentelemetry") && traced.contains("pkg:cargo/opentelemetry_sdk@"));
}

#[test]
fn the_bill_of_materials_lists_what_the_program_is_made_of_as_the_lock_file_has_it() {
    let made = Command::new(root().join("script/sbom"))
        .env("CARGO_NET_OFFLINE", "true")
        .output()
        .expect("it starts");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let bill: Value = serde_json::from_slice(&made.stdout).expect("JSON");
    assert_eq!((&bill["bomFormat"], &bill["specVersion"]), (&"CycloneDX".into(), &"1.5".into()));
    assert_eq!(bill["metadata"]["component"]["version"], env!("CARGO_PKG_VERSION"));
    let lock = file("Cargo.lock");
    let parts = bill["components"].as_array().expect("components");
    for part in parts {
        let text = |key: &str| part[key].as_str().unwrap_or_else(|| panic!("{part} has no {key}"));
        let (name, version) = (text("name"), text("version"));
        assert_eq!(text("purl"), format!("pkg:cargo/{name}@{version}"));
        let locked = format!("name = \"{name}\"\nversion = \"{version}\"\n");
        let (_, rest) = lock.split_once(&locked).unwrap_or_else(|| panic!("{name} {version} is not locked"));
        let checksum = part["hashes"][0]["content"].as_str().expect("a checksum");
        assert!(rest.split("[[package]]").next().is_some_and(|package| package.contains(checksum)), "{name}");
        assert!(part["licenses"][0]["expression"].is_string(), "{name} has no licence");
    }
    let has = |name: &str| parts.iter().any(|part| part["name"] == name);
    assert!(has("serenity") && has("sqlx") && has("libsqlite3-sys"), "what is linked");
    assert!(!has("insta") && !has("pbkdf2"), "neither what tests use nor a feature that is off");
}
