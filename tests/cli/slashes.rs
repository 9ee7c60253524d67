//! A destination's leading slash means what it means to rclone.

use std::path::Path;

use super::{files_below, ritual, text, world};
use crate::support::command::{finish, helix};
use crate::support::servers::{Access, Sshd};

/// Archives a ritual to an absolute folder of a remote, brings it back, and asserts that it lies just there.
fn assert_goes_to(remote: &str, folder: &Path, variables: &[(&str, &str)]) {
    let world = world();
    let destination = format!("{remote}:{}", folder.display());
    let named = format!("--destinations={destination}");
    let answer = ritual(world.path(), &["--wait=60", &named], variables).expect_code(0).json();
    let name = format!("ritual-27-{}.png", text(&answer, "id"));
    assert_eq!(files_below(folder), [folder.join("rituals").join(&name)], "it and nothing else");
    let copy = &answer["destinations"][0];
    assert_eq!(
        (text(copy, "name"), text(copy, "remote")),
        (&*destination, &*format!("{destination}/rituals/{name}"))
    );
    let run =
        |arguments: &[&str]| finish(helix(world.path()).args(arguments).envs(variables.iter().copied()));
    let listed = run(&["archive", "list", &named]).expect_code(0);
    assert!(listed.out().contains(&format!("{destination}/rituals/{name}")), "{}", listed.out());
    run(&["archive", "pull", text(&answer, "id"), "--from", &destination, "--out", "back.png"])
        .expect_code(0);
    let well = run(&["doctor", &named]).expect_code(0);
    assert!(well.out().contains(&format!("{destination} writable")), "{}", well.out());
}

#[test]
fn on_a_disk_it_is_an_absolute_path() {
    let place = world();
    assert_goes_to("disk", &place.path().join("mnt/x"), &[("RCLONE_CONFIG_DISK_TYPE", "local")]);
}

#[test]
fn on_an_sftp_server_it_is_an_absolute_path() {
    let Some(server) = Sshd::start(Access::FilesOnly) else { return };
    let remote = server.remote("nas");
    let variables: Vec<_> = remote.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let place = world();
    assert_goes_to("nas", &place.path().join("srv"), &variables);
    assert!(files_below(&server.files()).is_empty(), "nothing lies in the login's home");
}

#[test]
fn what_lies_where_the_slash_was_left_out_is_still_found() {
    let (world, place) = (world(), world());
    let disk = [("RCLONE_CONFIG_DISK_TYPE", "local")];
    // As copies are recorded that were made before the slash counted.
    let old = format!("disk:{}", place.path().display()).replace(":/", ":");
    let new = format!("disk:{}", place.path().display());
    let named = format!("--destinations={old}");
    let answer = ritual(world.path(), &["--wait=60", &named], &disk).expect_code(0).json();
    let id = text(&answer, "id");
    assert!(files_below(place.path()).is_empty());

    let named = format!("--destinations={new}");
    let run = |arguments: &[&str]| finish(helix(world.path()).args(arguments).arg(&named).envs(disk));
    let pulled = run(&["archive", "pull", id, "--out", "back.png"]).expect_code(0);
    assert!(pulled.out().contains(&format!("from {old}/rituals/")), "{}", pulled.out());
    run(&["archive", "pull", id, "--from", &old, "--out", "again.png"]).expect_code(0);
    run(&["archive", "backfill", &new, "--wait=60"]).expect_code(0);
    assert_eq!(files_below(place.path()).len(), 1);
}
