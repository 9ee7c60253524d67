//! What the program keeps is for its own user only, whatever the umask is.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use super::{files_below, world};
use crate::support::command::{finish, helix};

/// The same command under a umask that takes nothing away.
fn with_open_umask(command: &Command) -> Command {
    let mut open = Command::new("sh");
    open.args(["-c", "umask 000; exec \"$@\"", "sh"]).arg(command.get_program()).args(command.get_args());
    open.env_clear().current_dir(command.get_current_dir().expect("a folder"));
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            open.env(name, value);
        }
    }
    open
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).permissions().mode()
        & 0o777
}

#[test]
fn all_that_the_program_keeps_is_for_its_user_only_and_a_picture_is_as_the_user_wants_it() {
    let world = world();
    let (data, out) = (world.path().join("data"), world.path().join("mine.png"));
    // As an earlier version had left them.
    fs::create_dir_all(data.join("spool")).expect("folders");
    fs::create_dir_all(data.join("archive")).expect("folders");
    fs::write(data.join("helix.sqlite3"), b"").expect("a file");
    for loose in ["", "spool", "archive", "helix.sqlite3"] {
        fs::set_permissions(data.join(loose), Permissions::from_mode(0o777)).expect("set");
    }
    let mut command = helix(world.path());
    command.args(["ritual", "27", "--size", "256", "--out"]).arg(&out);
    finish(&mut with_open_umask(&command)).expect_code(0);

    for folder in ["", "spool", "archive", "archive/rituals"] {
        assert_eq!(mode(&data.join(folder)), 0o700, "{folder}");
    }
    let files = files_below(&data);
    assert!(files.iter().any(|file| file.starts_with(data.join("spool"))), "{files:?}");
    assert!(files.iter().any(|file| file.starts_with(data.join("archive"))), "{files:?}");
    for file in files {
        assert_eq!(mode(&file) & 0o077, 0, "{}", file.display());
    }
    assert_eq!(mode(&out), 0o666, "the umask decides, and it was open");
}

#[test]
fn a_folder_that_holds_other_things_as_well_stays_as_it_was() {
    let world = world();
    let data = world.path().join("data");
    fs::create_dir(&data).expect("a folder");
    fs::write(data.join("letter.txt"), b"x").expect("a file");
    fs::set_permissions(&data, Permissions::from_mode(0o755)).expect("set");
    finish(helix(world.path()).args(["ritual", "27", "--size", "256"])).expect_code(0);
    assert_eq!(mode(&data), 0o755);
    assert_eq!(mode(&data.join("spool")), 0o700);
}
