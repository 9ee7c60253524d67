//! The tests' own machinery: what is left out does not pass unseen.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A test that needs the old rclone, which this world does not have.
const NEEDS_A_TOOL: &str = "sync::daemon::starting::an_rclone_that_is_too_old_is_refused_by_its_version";

fn run_without_the_tool(list: &Path, ci: bool) -> Output {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command
        .args(["--exact", NEEDS_A_TOOL, "--nocapture"])
        .env("HELIX_TEST_LEFT_OUT", list)
        .env_remove("HELIX_OLD_RCLONE")
        .env_remove("NEXTEST_TEST_NAME")
        .env_remove("CI");
    if ci {
        command.env("CI", "true");
    }
    command.output().expect("it runs")
}

#[test]
fn a_test_whose_tool_is_missing_is_listed_and_fails_where_changes_are_checked() {
    let home = tempfile::tempdir().expect("a folder");
    let list = home.path().join("left-out");

    let by_hand = run_without_the_tool(&list, false);
    assert!(by_hand.status.success(), "{by_hand:?}");
    assert!(String::from_utf8_lossy(&by_hand.stdout).contains("1 passed"), "{by_hand:?}");
    let listed = fs::read_to_string(&list).expect("the list");
    let (reason, test) = listed.trim_end().split_once('\t').expect("a reason and a test");
    assert!(reason.contains("HELIX_OLD_RCLONE is not set"), "{listed}");
    assert_eq!(test, NEEDS_A_TOOL);

    let checked = run_without_the_tool(&list, true);
    assert!(!checked.status.success(), "{checked:?}");
    assert_eq!(fs::read_to_string(&list).expect("the list"), listed, "what failed was not left out");
}
