//! The program as it is built by default. All other tests have all features.

use std::path::Path;

use tempfile::tempdir;

use crate::support::Double as _;
use crate::support::command::{Finished, finish, helix_with_default_features};
use crate::support::mega::Mega;

const RITUAL: [&str; 5] = ["ritual", "27", "--size", "256", "--json"];

/// Performs a ritual; `None` where the program is not there.
async fn ritual(data: &Path, wait: &str, variables: &[(&str, &str)]) -> Option<Finished> {
    let mut command = helix_with_default_features(data)?;
    command.args(RITUAL).arg(wait).envs(variables.iter().copied());
    Some(tokio::task::spawn_blocking(move || finish(&mut command)).await.expect("no panic"))
}

#[tokio::test]
async fn a_ritual_is_rendered_and_archived() {
    let data = tempdir().expect("a folder");
    let Some(finished) = ritual(data.path(), "--wait=60", &[]).await else { return };
    let answer = finished.expect_code(0).json();
    assert_eq!(answer["destinations"][0]["state"], "archived", "{answer}");
}

#[tokio::test]
async fn without_rclone_mega_waits_for_it_and_is_not_reached_directly() {
    let (data, mega) = (tempdir().expect("a folder"), Mega::start().await);
    let (name, address) = mega.address();
    let (email, password) = Mega::login();
    let variables = [
        (name.as_str(), address.as_str()),
        ("HELIX_RCLONE", "/nonexistent/rclone"),
        ("MEGA_EMAIL", email),
        ("MEGA_PASS", password),
    ];
    let Some(finished) = ritual(data.path(), "--wait=55", &variables).await else { return };
    let answer = finished.expect_code(3).json();
    let copy = &answer["destinations"][0];
    assert_eq!((&copy["name"], &copy["state"]), (&"mega:".into(), &"retrying".into()), "{copy}");
    assert!(copy["reason"].as_str().is_some_and(|reason| reason.contains("install rclone")), "{copy}");
    assert_eq!((mega.logins(), mega.objects()), (0, Vec::new()));
}

#[test]
fn a_collector_that_will_be_told_nothing_is_said_with_what_to_do() {
    let data = tempdir().expect("a folder");
    let Some(mut command) = helix_with_default_features(data.path()) else { return };
    command.args(["config", "check"]).env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318");
    let said = finish(&mut command).expect_code(0).said();
    assert!(said.contains("OTEL_EXPORTER_OTLP_ENDPOINT is of no use in this build"), "{said}");
    assert!(said.contains("--features otel"), "{said}");
}
