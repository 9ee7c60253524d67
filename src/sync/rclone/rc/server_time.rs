//! What time it is at a server, from the `Date` of any answer of its: for when ours is taken for wrong.

use std::time::{Duration, SystemTime};

use reqwest::header::DATE;
use reqwest::redirect;

/// How long a server may take to say it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where a type is reached whose settings name no address.
pub(super) fn usual_endpoint(of_type: &str) -> Option<&'static str> {
    match of_type {
        "s3" => Some("https://s3.amazonaws.com"),
        "drive" | "google cloud storage" => Some("https://oauth2.googleapis.com"),
        _ => None,
    }
}

/// The time at a server; `None` if it does not say, or cannot be reached without what only rclone knows.
pub(super) async fn ask(endpoint: &str) -> Option<SystemTime> {
    // As rclone reads an address of S3.
    let address =
        if endpoint.starts_with("http") { endpoint.to_owned() } else { format!("https://{endpoint}") };
    let client =
        reqwest::Client::builder().timeout(PATIENCE).redirect(redirect::Policy::none()).build().ok()?;
    let answer = client.get(address).send().await.ok()?;
    httpdate::parse_http_date(answer.headers().get(DATE)?.to_str().ok()?).ok()
}

/// A time as people read it.
pub(super) fn shown(time: SystemTime) -> String {
    humantime::format_rfc3339_seconds(time).to_string()
}
