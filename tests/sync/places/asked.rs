//! A destination whose objects only rclone can read: looked at by a process of its own.

use std::any::Any;
use std::process::{Command, Stdio};

use helix_bot::sync::VerifiedBy;

use crate::support::rclone::program;
use crate::sync::suite::{Carrier, Target};
use crate::sync::world::World;

/// A remote, and what serves it.
pub(super) struct Asked {
    pub(super) remote: String,
    pub(super) environment: Vec<(String, String)>,
    pub(super) verified_by: VerifiedBy,
    pub(super) _server: Box<dyn Any + Send + Sync>,
}

impl Asked {
    fn run(&self, arguments: &[&str], input: &[u8]) -> (bool, Vec<u8>) {
        use std::io::Write as _;
        let mut command = Command::new(program());
        command.env("RCLONE_CONFIG", "/dev/null").args(arguments).args(["--retries", "1"]);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("rclone starts");
        child.stdin.take().expect("a pipe").write_all(input).expect("it listens");
        let output = child.wait_with_output().expect("it ends");
        (output.status.success(), output.stdout)
    }

    fn full(&self, path: &str) -> String {
        format!("{}/{path}", self.remote)
    }
}

impl Target for Asked {
    fn remote(&self) -> &str {
        &self.remote
    }

    fn carrier(&self, world: &World) -> Carrier {
        world.rclone(self.environment.clone()).into()
    }

    fn stored(&self, path: &str) -> Option<Vec<u8>> {
        // `cat` of nothing is nothing, and no failure.
        let there = self.objects().iter().any(|object| object == path);
        let (read, content) = self.run(&["cat", &self.full(path)], &[]);
        (there && read).then_some(content)
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        assert!(self.run(&["rcat", &self.full(path)], bytes).0);
    }

    fn objects(&self) -> Vec<String> {
        let (_, listing) = self.run(&["lsf", "--recursive", "--files-only", &self.remote], &[]);
        let mut found: Vec<_> =
            String::from_utf8(listing).expect("text").lines().map(str::to_owned).collect();
        found.sort();
        found
    }

    fn verified_by(&self) -> VerifiedBy {
        self.verified_by
    }
}
