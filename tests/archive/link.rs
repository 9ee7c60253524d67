//! Links for everybody.

use super::World;
use crate::support::rclone::{Server, Speaks};

#[test]
fn a_link_is_printed_alone_and_its_lifetime_beside_it() {
    let server = Server::start(Speaks::S3);
    let world = World::with(&[("cloud", &server)]);
    let ritual = world.ritual("local,cloud:bucket", "1");
    let made = world.run("local,cloud:bucket", &["archive", "link", &ritual.id]).expect_code(0);
    let out = made.out();
    assert!(out.starts_with("http://127.0.0.1:") && out.lines().count() == 1, "{}", made.said());
    assert!(made.err().contains("for 7days"), "{}", made.said());
    let refused = world.run("local", &["archive", "link", &ritual.id, "--from", "local"]).expect_code(1);
    assert!(refused.err().contains("local makes no links"), "{}", refused.said());
}
