//! The log on a terminal: in colour, unless `NO_COLOR` says otherwise.

use std::fs::File;
use std::io::Read as _;

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use super::world;
use crate::support::command::{finish, helix};

/// What a terminal is sent that is the program's standard error, while it warns.
fn logged(no_color: Option<&str>) -> String {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    grantpt(&terminal).expect("granted");
    unlockpt(&terminal).expect("unlocked");
    let name = ptsname(&terminal, Vec::new()).expect("its name");
    let theirs =
        rustix::fs::open(&name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).expect("its other end");
    let world = world();
    let mut config = helix(world.path());
    config.arg("config").env("HELIX_XYZZY", "1").envs(no_color.map(|value| ("NO_COLOR", value)));
    finish(config.stderr(theirs)).expect_code(0);
    drop(config);
    let mut sent = Vec::new();
    // A terminal whose other end is closed ends with an error; what was sent before is there.
    let _ = File::from(terminal).read_to_end(&mut sent);
    String::from_utf8(sent).expect("text")
}

#[test]
fn the_log_is_in_colour_on_a_terminal_unless_it_is_not_wanted() {
    for wanted in [None, Some("")] {
        let sent = logged(wanted);
        assert!(sent.contains("HELIX_XYZZY is not a setting") && sent.contains("\u{1b}["), "{sent:?}");
    }
    for unwanted in ["1", "0", "no"] {
        let sent = logged(Some(unwanted));
        assert!(sent.contains("HELIX_XYZZY is not a setting") && !sent.contains('\u{1b}'), "{sent:?}");
    }
}
