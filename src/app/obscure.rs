//! Passwords in the form that rclone's settings want.

use secrecy::SecretString;

use super::clouds::rclone;
use crate::config::Settings;
use crate::sync::CloudSync as _;

/// The form that `RCLONE_CONFIG_…_PASS` wants. It can be turned back by anybody: it is no encryption.
pub async fn obscure(settings: &Settings, password: &SecretString) -> anyhow::Result<String> {
    let rclone = rclone(settings);
    let obscured = rclone.obscure(password).await;
    rclone.shutdown().await;
    Ok(obscured?)
}
