//! What an operator does with the copies, on the command line and with real servers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use helix_bot::digest::Digest;
use serde_json::Value;
use sqlx::{Connection as _, SqliteConnection};
use tempfile::{TempDir, tempdir};

use crate::support::command::{Finished, finish, helix};
use crate::support::rclone::Server;

mod adopt;
mod backfill;
mod copies;
mod import;
mod link;
mod motion;
mod mount;
mod moving;
mod obscure;
mod odd_names;
mod remove;
mod state;
mod verify;

/// A machine with a bot's data directory, and servers that it may archive to.
struct World {
    dir: TempDir,
    variables: Vec<(String, String)>,
}

impl World {
    fn new() -> Self {
        Self { dir: tempdir().expect("a folder"), variables: Vec::new() }
    }

    fn with(servers: &[(&str, &Server)]) -> Self {
        let mut world = Self::new();
        world.variables.extend(servers.iter().flat_map(|(name, server)| server.remote(name)));
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn command(&self, destinations: &str, arguments: &[&str]) -> Command {
        let mut command = helix(self.dir.path());
        command.env("HELIX_DESTINATIONS", destinations).args(arguments);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    fn run(&self, destinations: &str, arguments: &[&str]) -> Finished {
        finish(&mut self.command(destinations, arguments))
    }

    /// A small ritual, archived: its id, its digest, and the name of its file.
    fn ritual(&self, destinations: &str, seed: &str) -> Ritual {
        self.perform(destinations, &["--seed", seed]).0
    }

    /// The same in motion, and the digest of what moves.
    fn ritual_in_motion(&self, destinations: &str) -> (Ritual, Digest) {
        let (ritual, answer) = self.perform(destinations, &["--motion"]);
        let moving = answer["motion"]["sha256"].as_str().expect("a digest").parse();
        (ritual, moving.expect("a digest"))
    }

    fn perform(&self, destinations: &str, more: &[&str]) -> (Ritual, Value) {
        let arguments = [&["ritual", "27", "--size=256", "--json"], more].concat();
        let answer = self.run(destinations, &arguments).expect_code(0).json();
        let text = |name: &str| answer[name].as_str().expect(name).to_owned();
        let name = format!("ritual-27-{}.png", text("id"));
        (Ritual { id: text("id"), digest: text("sha256").parse().expect("a digest"), name }, answer)
    }

    /// Forgets the local files, as when a container goes.
    fn lose(&self, folder: &str) {
        let _ = fs::remove_dir_all(self.path("data").join(folder));
    }

    async fn database(&self) -> SqliteConnection {
        let file = self.path("data").join(helix_bot::store::FILE);
        SqliteConnection::connect(file.to_str().expect("a path")).await.expect("the database opens")
    }
}

struct Ritual {
    id: String,
    digest: Digest,
    name: String,
}

fn digest(file: impl AsRef<Path>) -> Digest {
    let file = file.as_ref();
    Digest::of(&fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display())))
}
