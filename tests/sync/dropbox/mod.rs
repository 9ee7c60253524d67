//! Dropbox, through rclone's own client: what only holds there.
//!
//! rclone's own way is to send a file in a session and to make files of several sessions at once; `BATCH_MODE=off`
//! sends each in one request. Both are tried.

mod copies;
mod refusals;

type Scene = super::clouds::Scene<crate::support::dropbox::Rules>;

/// How a remote sends its files.
const BOTH: [&str; 2] = ["sync", "off"];

async fn scene(batch_mode: &str) -> Scene {
    // A batch of one need not wait for more.
    Scene::with(&[("BATCH_MODE", batch_mode), ("BATCH_TIMEOUT", "20ms")]).await
}
