//! Deleting a ritual because somebody asked for it. Whoever calls has made sure that they may.

use super::services::App;
use crate::jobs::Work;
use crate::store::{MotionFile, RitualView, Timestamp};

impl App {
    /// Deletes a ritual, with its archived copies if `copies` says so; `by` is who asked for it in Discord. Committed when
    /// this returns; its message and the copies are taken away in the background. What it left in the lore of its server
    /// stays. Returns how many copies are taken away.
    ///
    /// The copies come first: where only that is done when the bot ends, the ritual can be deleted once more.
    pub async fn delete(&self, view: &RitualView, copies: bool, by: Option<u64>) -> anyhow::Result<u64> {
        let id = view.ritual.id;
        let removed = if copies { self.remove_copies(id, None, by).await? } else { 0 };
        self.jobs.store.delete(id, Timestamp::now()).await?;
        tracing::info!(ritual = %id, by, copies = removed, "deleted");
        self.jobs.wake.notify(&[Work::Post]);
        self.forget_files(view).await;
        Ok(removed)
    }

    /// Removes what the spool holds of a ritual. What is left over is swept later.
    async fn forget_files(&self, view: &RitualView) {
        let file = &view.ritual.file;
        for name in [file.clone(), MotionFile::beside(file), crate::jobs::thumbnail_name(view.ritual.id)] {
            match tokio::fs::remove_file(self.jobs.spool.path(&name)).await {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    tracing::warn!(%error, name, "a deleted ritual's file could not be removed from the spool");
                }
                _ => {}
            }
        }
    }
}
