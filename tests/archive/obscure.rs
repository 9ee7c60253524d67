//! Passwords as rclone wants them.

use std::io::Write as _;
use std::process::{Command, Stdio};

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
