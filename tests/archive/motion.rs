//! A ritual in motion has two files: what is done with the picture is done with the one that moves as well.

use std::fs;

use super::{World, digest};
use crate::support::rclone::{Server, Speaks};

/// How long a file of the local archive is.
fn bytes(world: &World, name: &str) -> u64 {
    fs::metadata(world.path("data/archive/rituals").join(name)).expect("the copy").len()
}

#[test]
fn both_files_of_a_ritual_in_motion_are_listed_pulled_and_linked_to() {
    let server = Server::start(Speaks::S3);
    let world = World::with(&[("cloud", &server)]);
    let to = "local,cloud:bucket";
    let (ritual, moving) = world.ritual_in_motion(to);
    let gif = ritual.name.replace(".png", ".gif");
    world.lose("spool");

    let listed = world.run(to, &["archive", "list"]).expect_code(0);
    for said in [
        format!("; in motion {} bytes, sha256 {}\n", bytes(&world, &gif), moving.short()),
        format!("\n  local:rituals/{}  archived, proven by sha256\n", ritual.name),
        format!("\n  local:rituals/{gif}  archived, proven by sha256\n"),
        format!("\n  cloud:bucket/rituals/{gif}  archived, proven by md5\n"),
        "\n1 rituals, 2 proven copies, 0 adopted objects\n".to_owned(),
    ] {
        assert!(listed.out().contains(&said), "{said}: {}", listed.said());
    }
    let json = world.run(to, &["archive", "list", "--json"]).expect_code(0).json();
    assert_eq!(
        (&json["motion"]["file"], &json["motion"]["sha256"]),
        (&gif.as_str().into(), &moving.to_string().into())
    );
    assert_eq!(json["copies"][1]["motion"], format!("cloud:bucket/rituals/{gif}"));

    // The first destination has only the picture left: the second gives what moves.
    fs::remove_file(world.path("data/archive/rituals").join(&gif)).expect("removed");
    let pulled = world.run(to, &["archive", "pull", &ritual.id]).expect_code(0);
    assert_eq!((digest(world.path(&ritual.name)), digest(world.path(&gif))), (ritual.digest, moving));
    assert!(
        pulled.out().contains(&format!("motion   {}\n", world.path(&gif).display())),
        "{}",
        pulled.said()
    );
    assert!(pulled.out().contains(&format!("bytes from cloud:bucket/rituals/{gif}\n")), "{}", pulled.said());
    let elsewhere = ["archive", "pull", &ritual.id, "--from=cloud:bucket", "--out=back.gif"];
    world.run(to, &elsewhere).expect_code(0);
    assert_eq!((digest(world.path("back.gif")), digest(world.path("back.gif.gif"))), (ritual.digest, moving));
    let refused = world.run(to, &["archive", "pull", &ritual.id, "--from=local"]).expect_code(1);
    assert!(
        refused.err().contains(&format!("local:rituals/{gif}: there is no such file")),
        "{}",
        refused.said()
    );

    let link = |more: &[&str]| world.run(to, &[&["archive", "link", &ritual.id], more].concat());
    assert!(link(&[]).expect_code(0).out().contains(&format!("/{}?", ritual.name)));
    assert!(link(&["--motion"]).expect_code(0).out().contains(&format!("/{gif}?")));
    let still = world.ritual(to, "1");
    let none = world.run(to, &["archive", "link", "--motion", &still.id]).expect_code(1);
    assert!(none.err().contains("not asked for in motion"), "{}", none.said());
}

#[test]
fn what_moves_is_restored_and_backfilled_with_its_picture_and_taken_for_nobody_elses() {
    let server = Server::start(Speaks::WebDav);
    let world = World::with(&[("cloud", &server)]);
    let (ritual, moving) = world.ritual_in_motion("local");
    let gif = ritual.name.replace(".png", ".gif");
    world.lose("spool");
    let to = "local,cloud:new";
    world.run(to, &["archive", "backfill", "cloud:new"]).expect_code(0);
    let sent = |name: &str| digest(server.file(&format!("new/rituals/{name}")));
    assert_eq!((sent(&ritual.name), sent(&gif)), (ritual.digest, moving));

    let imported = world.run(to, &["archive", "import", "cloud:new"]).expect_code(0);
    assert!(
        imported.out().contains("2 objects below cloud:new/rituals, 2 of them known"),
        "{}",
        imported.said()
    );

    world.lose("archive");
    let restored = world.run(to, &["archive", "restore"]).expect_code(0);
    assert!(restored.out().starts_with("2 restored to "), "{}", restored.said());
    let local = world.path("data/archive/rituals");
    assert_eq!((digest(local.join(&ritual.name)), digest(local.join(&gif))), (ritual.digest, moving));
    // What stands in its place is compared, and not overwritten.
    fs::write(local.join(&gif), b"mine").expect("written");
    let refused = world.run(to, &["archive", "restore"]).expect_code(1);
    assert!(refused.out().contains(".gif: another content stands there"), "{}", refused.said());
    assert!(refused.out().contains("1 were there already, 1 failed"), "{}", refused.said());
}
