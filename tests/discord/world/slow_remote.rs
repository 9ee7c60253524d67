//! A remote that can be disturbed.

use std::path::PathBuf;

use super::files::{files_below, until};
use super::process::World;
use crate::support::discord::{Id, Message};
use crate::support::faults::{Fault, Faults};
use crate::support::rclone::{Login, Server, Speaks};

/// A real server behind a proxy that can hold uploads up; the bot's only destination, `slow:bucket`.
pub(crate) struct SlowRemote {
    server: Server,
    proxy: Faults,
}

impl World {
    /// A running world with a remote that can be disturbed as its only destination.
    pub(crate) async fn with_remote(speaks: Speaks) -> (Self, SlowRemote) {
        let mut world = Self::new().await;
        let server = Server::start(speaks);
        let proxy = Faults::before(server.address()).await;
        for (name, value) in server.remote_at("slow", proxy.address(), Login::Right) {
            world.set(&name, value);
        }
        world.set("HELIX_DESTINATIONS", "slow:bucket");
        world.start().await;
        (world, SlowRemote { server, proxy })
    }

    /// The same with a ritual that is posted while its copy is held up: what asked for it, and its message.
    pub(crate) async fn held_up(ask: impl FnOnce(&Self) -> Id) -> (Self, SlowRemote, Id, Message) {
        let (world, remote) = Self::with_remote(Speaks::S3).await;
        remote.stall();
        let request = ask(&world);
        let message = world.answer(request).await;
        (world, remote, request, message)
    }
}

impl SlowRemote {
    /// From now on no connection carries more than questions: a picture stops on its way.
    pub(crate) fn stall(&self) {
        self.proxy.set(Fault::Stall(64 << 10));
    }

    /// From now on not even questions come through.
    pub(crate) fn silence(&self) {
        self.proxy.set(Fault::Stall(0));
    }

    /// From now on nothing may be written.
    pub(crate) fn forbid(&self) {
        self.proxy.set(Fault::Answer("PUT", 403));
    }

    /// Waits until an upload is held up.
    pub(crate) async fn stalled(&self) {
        until("an upload that is held up", async || self.proxy.stalls() > 0).await;
    }

    /// Uploads go through again; those that were held up break off.
    pub(crate) fn release(&self) {
        self.proxy.set(Fault::None);
    }

    /// What a path in the bucket is on the server's disk.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.server.file("bucket").join(path)
    }

    /// Every object with its path in the bucket.
    pub(crate) fn objects(&self) -> Vec<(String, Vec<u8>)> {
        let bucket = self.server.file("bucket");
        let files = files_below(&bucket).into_iter().map(|file| {
            let path = file.strip_prefix(&bucket).expect("below it").to_string_lossy().into_owned();
            (path, std::fs::read(&file).expect("the object"))
        });
        files.collect()
    }
}
