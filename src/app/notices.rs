//! What is kept of the messages that tell how long a picture takes.

use std::time::Duration;

use super::services::App;
use crate::shard_range::ShardRange;
use crate::store::{Lane, Notice, RitualId};

/// How many are read: more of them are not looked after.
const MOST: u64 = 1000;

impl App {
    /// Notes the notice of a ritual; without a message, that it is about to be sent.
    pub async fn note_notice(&self, ritual: RitualId, message: Option<u64>) -> anyhow::Result<()> {
        Ok(self.jobs.store.note_notice(ritual, message).await?)
    }

    /// The notice of a ritual is gone.
    pub async fn forget_notice(&self, ritual: RitualId) -> anyhow::Result<()> {
        Ok(self.jobs.store.forget_notice(ritual).await?)
    }

    /// The notices that stand or may stand in servers of some shards.
    pub async fn notices(&self, shards: ShardRange) -> anyhow::Result<Vec<Notice>> {
        Ok(self.jobs.store.notices(shards, MOST).await?)
    }

    /// How many pictures may be made within a time, from what they took lately; none where that is not known.
    pub fn pictures_within(&self, time: Duration) -> Option<u64> {
        let made = |each: Duration| (time.as_secs_f64() / each.as_secs_f64()).ceil() as u64 + 1;
        let small = made(self.jobs.pace.of(&Lane::Render)?);
        // Large ones take seconds.
        Some(small + self.jobs.pace.of(&Lane::LargeRender).map_or(1, made))
    }
}
