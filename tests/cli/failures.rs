//! What a person is told when something is wrong or missing, and what is kept.

use std::fs;
use std::path::{Path, PathBuf};

use super::{files_below, ritual, text, world};
use crate::support::command::{finish, helix};

#[test]
fn a_lost_or_damaged_gif_is_made_again_before_it_is_archived() {
    let world = world();
    let nowhere = [("HELIX_RCLONE", "/nonexistent/rclone")];
    let answer = ritual(world.path(), &["--wait=55", "--motion"], &nowhere).expect_code(3).json();
    let spooled = PathBuf::from(text(&answer["motion"], "file"));
    let whole = fs::read(&spooled).expect("the spool file");
    fs::write(&spooled, &whole[..whole.len() / 2]).expect("truncated");
    finish(helix(world.path()).args(["archive", "--wait=60"])).expect_code(0);
    let archived = files_below(&world.path().join("data/archive"));
    let gifs = archived.iter().filter(|file| file.extension().is_some_and(|ending| ending == "gif"));
    assert_eq!(gifs.map(|file| fs::read(file).expect("read")).collect::<Vec<_>>(), [whole]);
}

#[test]
fn a_truncated_spool_file_is_rendered_again_before_it_is_archived() {
    let world = world();
    let nowhere = [("HELIX_RCLONE", "/nonexistent/rclone")];
    let answer = ritual(world.path(), &["--wait=55"], &nowhere).expect_code(3).json();
    let spooled = PathBuf::from(text(&answer, "file"));
    let whole = fs::read(&spooled).expect("the spool file");
    fs::write(&spooled, &whole[..whole.len() / 2]).expect("truncated");

    finish(helix(world.path()).args(["archive", "--wait=60"])).expect_code(0);
    let archived = files_below(&world.path().join("data/archive"));
    assert_eq!(archived.iter().map(|file| fs::read(file).expect("read")).collect::<Vec<_>>(), [whole]);
}

#[test]
fn bad_input_is_answered_with_a_sentence_and_changes_nothing() {
    let cases: [(&[&str], &str); 14] = [
        (&["ritual", "0"], "1 to 1000 steps"),
        (&["ritual", "1001"], "1 to 1000 steps"),
        (&["ritual", "-3"], "1 to 1000 steps"),
        (&["ritual", "1e9"], "1 to 1000 steps"),
        (&["ritual", "abc"], "1 to 1000 steps"),
        (&["ritual", "--seed", ""], "seed is empty"),
        (&["ritual", "--seed", "-5"], "out of range"),
        (&["ritual", "--size", "255"], "256 to 4096"),
        (&["ritual", "--size", "4097"], "256 to 4096"),
        (&["ritual", "--size", "poster"], "banner (1500×500) and phone (1080×2340)"),
        (&["ritual", "--style", "oil"], "The styles are eye"),
        (&["ritual", "--destinations", "mega"], "is not a destination"),
        (&["ritual", "--archive-path", "../{file}"], "climb out"),
        (&["ritual", "--out", "missing/folder/x.png"], "does not exist"),
    ];
    for (arguments, sentence) in cases {
        let world = world();
        let refused = finish(helix(world.path()).args(arguments));
        assert_eq!(refused.code(), 2, "{arguments:?}: {}", refused.said());
        assert!(refused.err().contains(sentence), "{arguments:?}: {}", refused.err());
        assert_eq!(files_below(world.path()), Vec::<PathBuf>::new(), "{arguments:?}");
    }
}

#[test]
fn a_data_directory_that_cannot_be_made_is_named_with_advice() {
    let world = world();
    fs::write(world.path().join("data"), "a file").expect("written");
    let refused = ritual(world.path(), &[], &[]).expect_code(1);
    assert!(refused.err().contains("HELIX_DATA_DIR"), "{}", refused.err());
}

#[test]
fn a_corrupt_database_is_named_and_left_as_it_is() {
    let world = world();
    let file = world.path().join("data").join(helix_bot::store::FILE);
    fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    fs::write(&file, vec![0x5a; 8192]).expect("written");
    let refused = ritual(world.path(), &[], &[]).expect_code(1);
    assert!(refused.err().contains("damaged"), "{}", refused.err());
    assert_eq!(fs::read(&file).expect("read"), vec![0x5a; 8192]);
}

#[test]
fn without_rclone_the_picture_is_kept_and_archived_once_rclone_is_there() {
    let world = world();
    let nowhere = [("HELIX_RCLONE", "/nonexistent/rclone")];
    let answer = ritual(world.path(), &["--wait=55"], &nowhere).expect_code(3).json();
    let copy = &answer["destinations"][0];
    assert_eq!(text(copy, "state"), "retrying", "{copy}");
    assert!(text(copy, "reason").contains("rclone"), "{copy}");
    assert!(Path::new(text(&answer, "file")).is_file());

    let caught_up = finish(helix(world.path()).args(["archive", "--wait=60"])).expect_code(0);
    assert!(caught_up.out().contains("1 archived now"), "{}", caught_up.said());
    assert_eq!(files_below(&world.path().join("data/archive")).len(), 1);
}

#[test]
fn a_remote_that_is_not_configured_is_named_and_the_picture_kept() {
    let world = world();
    let answer =
        ritual(world.path(), &["--wait=10", "--destinations=local,nowhere:x"], &[]).expect_code(3).json();
    assert_eq!(text(&answer["destinations"][0], "state"), "archived");
    let reason = text(&answer["destinations"][1], "reason");
    assert!(reason.contains("nowhere"), "{reason}");
}
