//! Adopted objects whose names are odd, and what a restore that fails leaves behind.

use std::fs;
use std::path::{Path, PathBuf};

use helix_bot::digest::Digest;

use super::{World, digest};
use crate::support::rclone::{Server, Speaks};

fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Puts these files where another program would have, adopts them, and gives their folder.
fn adopted(world: &World, server: &Server, files: &[&str]) -> PathBuf {
    let folder = server.file("old/rituals");
    fs::create_dir_all(&folder).expect("made");
    for name in files {
        fs::write(folder.join(name), name.as_bytes()).expect("written");
    }
    let imported = world.run("cloud:old", &["archive", "import", "cloud:old", "--yes"]).expect_code(0);
    assert!(imported.out().contains(&format!("{} objects adopted", files.len())), "{}", imported.said());
    folder
}

#[test]
fn adopted_objects_with_odd_or_very_long_names_come_back_whole_and_leave_nothing_beside_them() {
    let server = Server::start(Speaks::WebDav);
    let world = World::with(&[("cloud", &server)]);
    let long = [244, 250].map(|length| format!("{}.png", "x".repeat(length - 4)));
    let two_bytes = "é".repeat(125);
    let odd = ["two\nlines.png", "\u{1b}[31mred.png", "gnp\u{202e}gpj.png", &long[0], &long[1], &two_bytes];
    adopted(&world, &server, &odd);
    let restored = world.run("cloud:old", &["archive", "restore", "--out", "back"]).expect_code(0);
    assert!(restored.out().starts_with("6 restored to "), "{}", restored.said());
    let back = world.path("back/rituals");
    let names = names(&back);
    let mut contents: Vec<_> = names.iter().map(|name| digest(back.join(name))).collect();
    let mut expected = odd.map(|name| Digest::of(name.as_bytes())).to_vec();
    contents.sort_unstable_by_key(ToString::to_string);
    expected.sort_unstable_by_key(ToString::to_string);
    assert_eq!(contents, expected, "{names:?}");
    // rclone names what cannot stand in a name by its picture, and so do we.
    assert!(names.contains(&"two␊lines.png".to_owned()), "{names:?}");
    let again = world.run("cloud:old", &["archive", "restore", "--out", "back"]).expect_code(0);
    assert!(again.out().contains("6 were there already"), "{}", again.said());
    let listed = world.run("cloud:old", &["archive", "list"]).expect_code(0);
    assert!(
        listed.out().contains("gnp\\u202egpj.png") && !listed.said().contains('\u{202e}'),
        "{}",
        listed.said()
    );
}

#[test]
fn a_restore_that_fails_leaves_no_part_of_a_file() {
    let server = Server::start(Speaks::WebDav);
    let world = World::with(&[("cloud", &server)]);
    let folder = adopted(&world, &server, &["changed.png", "gone.png", "blocked.png", &"y".repeat(250)]);
    fs::write(folder.join("changed.png"), b"other content").expect("changed");
    fs::remove_file(folder.join("gone.png")).expect("removed");
    let back = world.path("back/rituals");
    fs::create_dir_all(back.join("blocked.png")).expect("a folder in the way");
    let failed = world.run("cloud:old", &["archive", "restore", "--out", "back"]).expect_code(1);
    assert!(
        failed.out().contains("1 restored to ") && failed.out().contains("3 failed"),
        "{}",
        failed.said()
    );
    assert_eq!(names(&back), ["blocked.png".to_owned(), "y".repeat(250)]);
    assert_eq!(names(&back.join("blocked.png")), [""; 0]);
}

#[test]
fn a_name_that_this_machine_does_not_take_is_told_and_leaves_nothing() {
    let world = World::new();
    let ritual = world.ritual("local", "1");
    fs::create_dir(world.path("back")).expect("a folder");
    let long = format!("back/{}.png", "x".repeat(300));
    let refused = world.run("local", &["archive", "pull", &ritual.id, "--out", &long]).expect_code(1);
    assert!(refused.err().contains("takes no such name, as it is too long"), "{}", refused.said());
    assert_eq!(names(&world.path("back")), [""; 0]);
}
