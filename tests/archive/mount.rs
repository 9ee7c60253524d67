//! A destination as a folder.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use helix_bot::digest::Digest;
use rustix::process::{Pid, Signal, kill_process};

use super::World;
use crate::support::command::finish;
use crate::support::rclone::{Server, Speaks};
use crate::support::{left_out, missing_tool};

/// Whether rclone can mount here; if not, that is told.
fn may_mount() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let device = fs::File::open("/dev/fuse").is_ok();
    // rclone takes the older helper as well.
    let helper = std::env::split_paths(&path)
        .any(|folder| ["fusermount3", "fusermount"].iter().any(|name| folder.join(name).is_file()));
    if !device {
        left_out("mounting: this machine lets nobody open /dev/fuse");
    } else if !helper {
        missing_tool("mounting: fusermount3 is not installed; script/test gets it");
    }
    device && helper
}

#[test]
fn a_mounted_destination_shows_the_pictures_until_it_is_ended() {
    if !may_mount() {
        return;
    }
    let server = Server::start(Speaks::S3);
    let world = World::with(&[("cloud", &server)]);
    let ritual = world.ritual("cloud:bucket/deep", "1");
    let mut mounting = world
        .command("cloud:bucket/deep", &["archive", "mount", "mounted"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let picture = world.path("mounted/rituals").join(&ritual.name);
    let deadline = Instant::now() + Duration::from_secs(30);
    while !picture.exists() && mounting.try_wait().expect("asked").is_none() && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(50));
    }
    let read = fs::read(&picture);
    let written = fs::write(world.path("mounted/new.png"), b"x");
    let id = Pid::from_child(&mounting);
    kill_process(id, Signal::INT).expect("told to end");
    let ended = mounting.wait_with_output().expect("it ends");
    let said =
        format!("{}{}", String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert_eq!(Digest::of(&read.unwrap_or_else(|error| panic!("{error}: {said}"))), ritual.digest);
    assert!(written.is_err(), "it is for reading only");
    assert!(ended.status.success(), "{said}");
    assert!(said.contains("unmounted"), "{said}");
    assert_eq!(
        fs::read_dir(world.path("mounted")).expect("the folder").count(),
        0,
        "nothing is mounted any more"
    );
}

#[test]
fn a_machine_without_the_means_to_mount_is_told_what_it_lacks() {
    let world = World::new();
    let mut command = world.command("local", &["archive", "mount", "mounted"]);
    let rclone = crate::support::rclone::program();
    command.env("HELIX_RCLONE", fs::canonicalize(&rclone).unwrap_or(rclone)).env("PATH", "/nonexistent");
    let refused = finish(&mut command).expect_code(1);
    let said = refused.err();
    assert!(said.contains("install the package fuse3") || said.contains("/dev/fuse"), "{said}");
}
