//! Announcements, as the operator writes and confirms them.

use uuid::Uuid;

use super::services::App;
use crate::jobs::Work;
use crate::store::{Act, Announcement, AnnouncementState, Reached, Timestamp};

impl App {
    /// Keeps a text to all servers that is to be confirmed.
    pub async fn ask_announcement(&self, text: &str, who: u64) -> anyhow::Result<Uuid> {
        let announcement = Announcement {
            id: Uuid::now_v7(),
            text: text.to_owned(),
            who,
            at: Timestamp::now(),
            state: AnnouncementState::Asked,
            listed: 0,
        };
        self.jobs.store.ask_announcement(&announcement).await?;
        Ok(announcement.id)
    }

    /// Begins to tell it; false where that was confirmed before, none where there is no such text.
    pub async fn confirm_announcement(&self, id: Uuid, who: u64) -> anyhow::Result<Option<bool>> {
        let store = &self.jobs.store;
        let Some(announcement) = store.announcement(id).await? else { return Ok(None) };
        let begin: String = announcement.text.chars().take(60).collect();
        let act = Act { who, done: format!("announced: {begin}"), at: Timestamp::now() };
        let begun = store.confirm_announcement(id, &act).await?;
        self.jobs.wake.notify(&[Work::Announcement]);
        Ok(Some(begun))
    }

    /// The last announcement that was confirmed, and whom it has reached.
    pub async fn latest_announcement(&self) -> anyhow::Result<Option<(Announcement, Reached)>> {
        let Some(latest) = self.jobs.store.latest_announcement().await? else { return Ok(None) };
        let reached = self.jobs.store.reached(latest.id).await?;
        Ok(Some((latest, reached)))
    }
}
