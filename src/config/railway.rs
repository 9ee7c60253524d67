//! What Railway tells a service of itself, and which defaults follow from it.

use super::texts::Texts;

/// Set in every environment of Railway.
const ENVIRONMENT: &str = "RAILWAY_ENVIRONMENT_NAME";
/// Where a service's volume is mounted, if it has one.
const VOLUME: &str = "RAILWAY_VOLUME_MOUNT_PATH";

/// The volume outlives a deployment, other folders do not.
pub(super) fn data_dir(texts: &Texts<'_>) -> String {
    texts.variable(VOLUME).unwrap_or("./data").to_owned()
}

/// Railway's log explorer understands JSON.
pub(super) fn log_format(texts: &Texts<'_>) -> String {
    let on_railway = texts.variable(ENVIRONMENT).is_some();
    if on_railway { "json" } else { "text" }.to_owned()
}
