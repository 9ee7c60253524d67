//! What cannot be tested on this machine: said where it happens, and listed by `script/test` at its end.

use std::fs::OpenOptions;
use std::io::Write as _;

/// Names the file that every left-out test is appended to, as `reason<TAB>test`.
const LIST: &str = "HELIX_TEST_LEFT_OUT";

/// Leaves out the test that calls this, or a part of it, because this machine forbids what it needs.
pub(crate) fn left_out(reason: &str) {
    eprintln!("NOT TESTED: {reason}");
    if let Some(list) = std::env::var_os(LIST) {
        // One short write in append mode, so that tests which run at once do not mix their lines.
        let line = format!("{reason}\t{}\n", current_test());
        let written = OpenOptions::new()
            .append(true)
            .create(true)
            .open(list)
            .and_then(|mut list| list.write_all(line.as_bytes()));
        written.expect("the list of what was left out can be written");
    }
}

/// Leaves out the test that calls this because a tool is missing. `script/test` installs every tool, so where `CI` is
/// set the test fails instead.
pub(crate) fn missing_tool(what: &str) {
    assert!(std::env::var_os("CI").is_none(), "{what}");
    left_out(what);
}

/// nextest names the test it runs; `cargo test` names the test's thread after it.
fn current_test() -> String {
    let named = std::env::var("NEXTEST_TEST_NAME").ok();
    named.or_else(|| std::thread::current().name().map(str::to_owned)).unwrap_or_else(|| "unknown".to_owned())
}
