//! Railway: its own files about the bot, and what the bot says there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

use super::{ritual, world};
use crate::support::command::{finish, helix};
use crate::support::left_out;

const ON_RAILWAY: (&str, &str) = ("RAILWAY_ENVIRONMENT", "production");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder with Railway's SDK and the project's file; `None` where there is no Node or no package to be had.
fn sdk() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("railway");
    fs::create_dir_all(&folder).expect("a folder");
    for name in ["package.json", "package-lock.json", "tsconfig.json", "evaluate.mjs"] {
        fs::copy(root().join("tests/railway").join(name), folder.join(name)).expect("copied");
    }
    let install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    let installed = Command::new("npm").args(install).current_dir(&folder).output();
    if installed.is_ok_and(|output| output.status.success()) {
        return Some(folder);
    }
    left_out("Railway's SDK cannot be installed by npm; .railway/railway.ts is not checked with it");
    None
}

fn type_check(folder: &Path, project: &str) -> Output {
    fs::write(folder.join("railway.ts"), project).expect("written");
    Command::new("node_modules/.bin/tsc").args(["-p", "."]).current_dir(folder).output().expect("tsc starts")
}

/// The project as Railway's SDK understands it.
fn evaluate(folder: &Path) -> Value {
    let evaluated =
        Command::new("node").args(["--import", "tsx", "evaluate.mjs"]).current_dir(folder).output();
    let evaluated = evaluated.expect("node starts");
    assert!(evaluated.status.success(), "{}", String::from_utf8_lossy(&evaluated.stderr));
    serde_json::from_slice(&evaluated.stdout).expect("JSON")
}

/// The keys of `railway.toml`'s section, all of which have values on one line that JSON understands.
fn toml_section(name: &str) -> Vec<(String, Value)> {
    let text = fs::read_to_string(root().join("railway.toml")).expect("railway.toml");
    let section = text.split_once(&format!("[{name}]\n")).expect("the section").1;
    let lines = section.lines().take_while(|line| !line.starts_with('['));
    let pairs = lines.filter_map(|line| line.split_once(" = "));
    pairs.map(|(key, value)| (key.to_owned(), serde_json::from_str(value).expect(value))).collect()
}

#[test]
fn railways_own_sdk_understands_the_project_and_it_says_what_railway_toml_says() {
    let Some(folder) = sdk() else { return };
    let project = fs::read_to_string(root().join(".railway/railway.ts")).expect("the project");
    let checked = type_check(&folder, &project.replace("drainingSeconds: 30", "drainingSeconds: \"30\""));
    assert!(!checked.status.success(), "a text where a number belongs is found");
    let checked = type_check(&folder, &project);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));

    let evaluated = evaluate(&folder);
    let resources = evaluated["resources"].as_array().expect("resources");
    let bot = resources.iter().find(|resource| resource["type"] == "service").expect("a service");
    for part in ["build", "deploy"] {
        for (key, value) in toml_section(part) {
            assert_eq!(bot[part][&key], value, "{part}.{key}");
        }
    }
    assert_eq!(bot["deploy"]["drainingSeconds"], 30);
    assert_eq!(bot["deploy"]["sleepApplication"], false);
    assert_eq!(bot["variables"]["DISCORD_TOKEN"], json!({"type": "preserve"}));
    assert_eq!(bot["variables"]["RAILWAY_RUN_UID"]["value"], "0");
    let mounts = bot["volumeAttachments"].as_object().expect("volumes");
    assert_eq!(mounts.values().map(|mount| &mount["mountPath"]).collect::<Vec<_>>(), ["/data"]);
}

#[test]
fn numbers_in_railway_toml_are_numbers() {
    let deploy = toml_section("deploy");
    for key in ["drainingSeconds", "overlapSeconds", "healthcheckTimeout", "restartPolicyMaxRetries"] {
        let (_, value) = deploy.iter().find(|(known, _)| known == key).expect(key);
        assert!(value.is_u64(), "{key} = {value}");
    }
}

#[test]
fn without_a_volume_doctor_and_log_say_what_the_next_deployment_deletes() {
    let world = world();
    let examined = finish(helix(world.path()).arg("doctor").envs([ON_RAILWAY])).expect_code(0);
    for lost in ["warn  next deployment: ", "no volume", "the database", "all copies in local"] {
        assert!(examined.out().contains(lost), "{lost}: {}", examined.out());
    }
    let performed = ritual(world.path(), &["--no-archive"], &[ON_RAILWAY]).expect_code(0);
    assert!(performed.err().contains("NOT SAFE HERE"), "{}", performed.err());
    let volume = ("RAILWAY_VOLUME_MOUNT_PATH", world.path().to_str().expect("a path"));
    let examined = finish(helix(world.path()).arg("doctor").envs([ON_RAILWAY, volume])).expect_code(0);
    assert!(!examined.said().contains("next deployment"), "{}", examined.said());
}

#[test]
fn a_volume_that_cannot_be_written_is_told_with_the_variable_that_mends_it() {
    let world = world();
    let volume = world.path().join("volume");
    fs::write(&volume, "not a folder that can be written").expect("written");
    let volume = volume.to_str().expect("a path");
    let variables = [ON_RAILWAY, ("RAILWAY_VOLUME_MOUNT_PATH", volume), ("HELIX_DATA_DIR", volume)];
    for arguments in [&["doctor"][..], &["ritual", "27"]] {
        let refused = finish(helix(world.path()).args(arguments).envs(variables)).expect_code(1);
        assert!(refused.said().contains("RAILWAY_RUN_UID=0"), "{}", refused.said());
        assert!(!refused.said().contains("set HELIX_DATA_DIR"), "{}", refused.said());
    }
}
