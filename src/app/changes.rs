//! A destination that refused us is paused. When its settings have changed since, it is tried at once.

use super::services::App;
use crate::store::Timestamp;
use crate::sync::Destination;

/// What the notes are called that keep the marks.
const NOTE: &str = "settings.";

/// How many random bytes salt a mark.
const SALT: usize = 8;

impl App {
    /// Ends the pauses of destinations whose settings are others than at the last start. MEGA's logins are spaced all
    /// the same. A database that does not play along only costs the pauses.
    pub(super) async fn lift_pauses_after_changes(&self) {
        for destination in &self.settings.destinations {
            match self.has_changed(destination).await {
                Ok(true) => tracing::info!(%destination, "its settings have changed; its pause is over"),
                Ok(false) => {}
                Err(error) => {
                    let error = format!("{error:#}");
                    tracing::warn!(%destination, error, "its settings could not be compared with the last ones");
                }
            }
        }
    }

    /// Whether a pause was ended.
    async fn has_changed(&self, destination: &Destination) -> anyhow::Result<bool> {
        let key = format!("{NOTE}{destination}");
        let known = self.note(&key).await?;
        let known = known.as_deref().and_then(|note| note.split_once(' '));
        if known.is_some_and(|(salt, mark)| mark == self.rclone.fingerprint(destination, salt)) {
            return Ok(false);
        }
        let mut salt = [0; SALT];
        getrandom::fill(&mut salt)?;
        let salt = crate::digest::hex(&salt);
        let mark = self.rclone.fingerprint(destination, &salt);
        self.set_note(&key, &format!("{salt} {mark}")).await?;
        // The first start under this version has nothing to compare with.
        Ok(known.is_some() && self.jobs.store.lift_pause(destination, Timestamp::now()).await?)
    }
}
