//! `helix-bot commands`.

use serde_json::Value;

use super::world;
use crate::support::command::{finish, helix};

#[test]
fn every_command_is_printed_without_token_or_database() {
    let world = world();
    let run = |arguments: &[&str]| finish(helix(world.path()).arg("commands").args(arguments)).expect_code(0);
    let all = run(&["--json"]).json();
    let named = |all: &Value, name: &str| -> Value {
        let found = all.as_array().expect("a list").iter().find(|command| command["name"] == name);
        found.unwrap_or_else(|| panic!("no {name}")).clone()
    };
    let ritual = named(&all, "ritual");
    assert_eq!((&ritual["slash"], &ritual["prefix"]), (&true.into(), &true.into()));
    assert_eq!(ritual["options"][0]["type"], "integer");
    let retry = named(&named(&all, "archive")["subcommands"], "retry");
    assert_eq!(retry["default_permissions"], serde_json::json!(["Manage Server"]));
    let table = run(&[]);
    assert!(table.out().contains("/!ritual [steps]"), "{}", table.out());
    assert!(table.out().lines().any(|line| line.contains("/!archive retry") && line.contains("managers")));
    assert!(!world.path().join("data").exists(), "nothing is opened");
}
