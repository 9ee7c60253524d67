//! The service, before it reaches Discord.

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;

use super::{files_below, world};
use crate::support::command::{finish, helix};

/// Shaped like a token, made up.
const TOKEN: &str = "MTAwMDAwMDAwMDAwMDAwMDAw.no-token.of-any-real-application";

#[test]
fn run_without_a_token_or_with_one_of_the_wrong_shape_says_where_to_get_it() {
    let world = world();
    let missing = finish(helix(world.path()).arg("run")).expect_code(2);
    assert!(missing.err().contains("Developer Portal"), "{}", missing.err());
    let malformed = finish(helix(world.path()).arg("run").env("DISCORD_TOKEN", "hunter2")).expect_code(2);
    assert!(malformed.err().contains("three parts"), "{}", malformed.err());
    assert!(!malformed.said().contains("hunter2"), "{}", malformed.said());
}

#[test]
fn run_on_a_port_that_is_taken_is_refused_before_anything_is_opened_or_started() {
    let world = world();
    let taken = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let variables = [("DISCORD_TOKEN", TOKEN), ("DISCORD_API_URL", "http://127.0.0.1:9"), ("PORT", &port)];
    let refused = finish(helix(world.path()).arg("run").envs(variables)).expect_code(1);
    assert!(refused.err().contains(&format!("PORT: the port {port} cannot be used")), "{}", refused.said());
    assert_eq!(files_below(world.path()), Vec::<PathBuf>::new(), "{}", refused.said());
}
