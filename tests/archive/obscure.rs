//! Passwords as rclone wants them.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};

use super::World;
use crate::support::command::finish;

#[test]
fn an_obscured_password_opens_the_remote_and_is_said_to_be_no_secret_kept() {
    let world = World::new();
    let mut child = world
        .command("local", &["obscure"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    child.stdin.take().expect("a pipe").write_all(b"p\xC3\xA4ss word\n").expect("written");
    let done = child.wait_with_output().expect("it ends");
    assert!(done.status.success());
    let obscured = String::from_utf8(done.stdout).expect("text");
    assert!(!obscured.contains("word"), "{obscured}");
    assert!(String::from_utf8_lossy(&done.stderr).contains("not encrypted"));
    let revealed = Command::new(crate::support::rclone::program())
        .args(["reveal", obscured.trim()])
        .output()
        .expect("rclone runs");
    assert_eq!(String::from_utf8_lossy(&revealed.stdout).trim_end_matches('\n'), "päss word");

    let empty = finish(world.command("local", &["obscure"]).stdin(Stdio::null())).expect_code(1);
    assert!(empty.err().contains("no password was given"), "{}", empty.said());
    world.run("local", &["obscure", "in-the-arguments"]).expect_code(2);
}

/// A shell on a terminal, in which `obscure` is running. The shell stays when it ends, as a person's would: a terminal
/// without its session is reset, and would hide what was left behind.
struct Session {
    terminal: File,
    shell: Child,
}

impl Session {
    fn start(world: &World) -> Self {
        const SHELL: &str = r#"trap : INT; "$@"; echo "ended with $?" >&2; read -r _"#;
        let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&terminal).expect("granted");
        unlockpt(&terminal).expect("unlocked");
        let name = ptsname(&terminal, Vec::new()).expect("its name");
        let theirs =
            rustix::fs::open(&name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).expect("its other end");
        let obscure = world.command("local", &["obscure"]);
        let mut shell = Command::new("setsid");
        shell.args(["--ctty", "sh", "-c", SHELL, "sh"]).arg(obscure.get_program()).args(obscure.get_args());
        shell.env_clear().envs(obscure.get_envs().filter_map(|(name, value)| Some((name, value?))));
        shell.stdin(theirs).stdout(Stdio::piped()).stderr(Stdio::piped());
        let session = Self { terminal: terminal.into(), shell: shell.spawn().expect("the shell starts") };
        let deadline = Instant::now() + Duration::from_secs(20);
        while session.shows_what_is_typed() {
            assert!(Instant::now() < deadline, "it does not ask for the password");
            std::thread::sleep(Duration::from_millis(10));
        }
        session
    }

    fn shows_what_is_typed(&self) -> bool {
        tcgetattr(&self.terminal).expect("asked").local_modes.contains(LocalModes::ECHO)
    }

    /// Types something, and waits until `obscure` has ended: all that it said, and its exit code behind.
    fn type_to_the_end(&mut self, keys: &str) -> String {
        self.terminal.write_all(keys.as_bytes()).expect("typed");
        let mut lines = BufReader::new(self.shell.stderr.as_mut().expect("a pipe")).lines();
        let mut said = String::new();
        while !said.contains("ended with") {
            said.extend([&*lines.next().expect("a line").expect("text"), "\n"]);
        }
        said
    }

    /// Ends the shell; what `obscure` printed, and what the terminal showed meanwhile.
    fn end(mut self) -> (String, String) {
        self.terminal.write_all(b"\n").expect("typed");
        let mut printed = String::new();
        self.shell.stdout.as_mut().expect("a pipe").read_to_string(&mut printed).expect("text");
        self.shell.wait().expect("it ends");
        // The terminal's end is told as an error; what it showed comes before.
        let mut shown = Vec::new();
        let _ = self.terminal.read_to_end(&mut shown);
        (printed, String::from_utf8_lossy(&shown).into_owned())
    }
}

#[test]
fn a_password_that_is_typed_is_not_shown() {
    let world = World::new();
    let mut session = Session::start(&world);
    let said = session.type_to_the_end("lotus in the rain\n");
    assert!(said.contains("ended with 0"), "{said}");
    assert!(session.shows_what_is_typed());
    let (obscured, shown) = session.end();
    assert!(!obscured.trim().is_empty());
    assert!(!shown.contains("lotus") && !said.contains("lotus"), "{shown}{said}");
}

#[test]
fn ctrl_c_at_the_password_leaves_a_terminal_that_shows_what_is_typed() {
    let world = World::new();
    let mut session = Session::start(&world);
    let said = session.type_to_the_end("half a pass\x03");
    assert!(said.contains("interrupted") && said.contains("ended with 1"), "{said}");
    assert!(session.shows_what_is_typed(), "{said}");
    let (obscured, shown) = session.end();
    assert!(obscured.is_empty() && !shown.contains("half"), "{obscured}{shown}");
}
