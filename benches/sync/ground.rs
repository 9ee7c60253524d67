//! Where the contenders archive to.

use std::ffi::OsStr;
use std::process::{Command, Stdio};
use std::time::Duration;

use tokio::runtime::Runtime;

use super::latency::DelayedLink;
use super::support::Double as _;
use super::support::mega::Mega;
use super::support::rclone::{Login, Server, Speaks, program, settings};
use super::support::s3::S3;

/// The remote's name in all contenders' settings.
const REMOTE: &str = "cloud";

/// A cloud, and what contenders have to know of it.
pub(super) struct Ground {
    pub(super) name: &'static str,
    cloud: Cloud,
    /// The folder below the remote that exists: S3's bucket.
    top: &'static str,
    /// What makes rclone know it. Made once: a password is obscured by a run of rclone.
    pub(super) variables: Vec<(String, String)>,
    /// What makes the bot archive there without rclone.
    pub(super) legacy: Option<Vec<(String, String)>>,
    _link: Option<DelayedLink>,
}

enum Cloud {
    Served(Server),
    S3(S3),
    Mega(Mega),
}

impl Ground {
    /// One of rclone's servers, near or behind a line.
    pub(super) fn served(name: &'static str, speaks: Speaks, round_trip: Option<Duration>) -> Self {
        let server = Server::remembering(speaks, "5m");
        let link = round_trip.map(|time| DelayedLink::before(server.address(), time));
        let address = link.as_ref().map_or(server.address(), DelayedLink::address);
        let variables = server.remote_at(REMOTE, address, Login::Right);
        let top = if speaks == Speaks::S3 { "bucket/" } else { "" };
        Self { name, cloud: Cloud::Served(server), top, variables, legacy: None, _link: link }
    }

    /// The double of S3, running in `runtime`, near or behind a line; with KMS, so that no hash counts, or without.
    pub(super) fn s3(name: &'static str, kms: bool, round_trip: Option<Duration>, runtime: &Runtime) -> Self {
        let s3 = runtime.block_on(S3::start());
        let mut link = None;
        let mut variables = s3.remote_through(REMOTE, |address| match round_trip {
            Some(time) => link.insert(DelayedLink::before(address, time)).address(),
            None => address,
        });
        if kms {
            // By option: rclone by itself takes good copies for damaged where the bucket encrypts by itself.
            variables.extend(settings(REMOTE, vec![("SERVER_SIDE_ENCRYPTION", "aws:kms".to_owned())]));
        }
        Self { name, cloud: Cloud::S3(s3), top: "bucket/", variables, legacy: None, _link: link }
    }

    /// The double of MEGA, running in `runtime`.
    pub(super) fn mega(name: &'static str, runtime: &Runtime) -> Self {
        let mega = runtime.block_on(Mega::start());
        let (email, password) = Mega::login();
        let legacy = [("HELIX_RCLONE", "/nonexistent"), ("MEGA_EMAIL", email), ("MEGA_PASS", password)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let legacy = legacy.into_iter().chain([mega.address()]).collect();
        let variables = mega.environment(REMOTE);
        Self { name, cloud: Cloud::Mega(mega), top: "", variables, legacy: Some(legacy), _link: None }
    }

    /// A contender's own folder.
    pub(super) fn folder(&self, contender: &str) -> String {
        format!("{}{contender}", self.top)
    }

    /// What stands at a path.
    pub(super) fn stored(&self, path: &str) -> Option<Vec<u8>> {
        match &self.cloud {
            Cloud::Served(server) => std::fs::read(server.file(path)).ok(),
            Cloud::S3(s3) => s3.stored(path),
            Cloud::Mega(mega) => mega.stored(path),
        }
    }

    /// Runs rclone by itself.
    pub(super) fn rclone<'a>(&self, arguments: impl IntoIterator<Item = &'a OsStr>) {
        let done = Command::new(program())
            .args(arguments)
            .env("RCLONE_CONFIG", "/dev/null")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .output()
            .expect("rclone starts");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
}

/// A path as rclone and the bot's settings want it.
pub(super) fn remote(path: &str) -> String {
    format!("{REMOTE}:{path}")
}
