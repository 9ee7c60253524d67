//! The command line, as a person or a script uses it. Rituals here are small, so that a test build is quick.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::{TempDir, tempdir};

use crate::support::command::{Finished, finish, helix};

mod colours;
mod commands;
mod config_check;
mod deploy;
mod describing;
mod doctor;
mod documented;
mod env_file;
mod failures;
mod guarantees;
mod home;
mod hostile;
mod image;
mod masks;
mod private;
mod railway;
mod rituals;
mod run;
mod settings;
mod slashes;

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
