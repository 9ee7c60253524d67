//! In which servers the bot is. What a server has set that it left is kept for a while, in case it comes back.

use std::collections::HashSet;

use super::services::App;
use crate::store::Timestamp;

/// Discord's ids begin with their time, 22 bits from the end. Shards take turns by that.
const SHARD_BITS: u32 = 22;

impl App {
    /// All servers of a shard, as Discord tells them when it connects. Of those that are missing the bot was removed while it
    /// was not connected; those that are unavailable just now are told as well.
    pub async fn note_servers(&self, there: &HashSet<u64>, shard: u64, shards: u64) {
        let is_there = |guild: u64| (guild >> SHARD_BITS) % shards.max(1) == shard;
        let look = |guild: u64| is_there(guild).then(|| there.contains(&guild));
        match self.jobs.store.note_presence(&look, Timestamp::now()).await {
            Ok(0) => {}
            Ok(left) => tracing::info!(left, "the bot was removed from servers meanwhile"),
            Err(error) => tracing::warn!(%error, "in which servers the bot is could not be noted"),
        }
    }

    /// The bot was removed from a server.
    pub async fn note_leaving(&self, guild: u64) {
        match self.jobs.store.leave_server(guild, Timestamp::now()).await {
            Ok(kept) => tracing::info!(guild, kept, "the bot was removed from a server"),
            Err(error) => tracing::warn!(%error, guild, "that the bot left a server could not be noted"),
        }
    }

    /// The bot is in a server.
    pub async fn note_coming(&self, guild: u64) {
        let store = &self.jobs.store;
        let noted = async {
            Ok::<_, crate::store::StoreError>(store.is_left(guild).await? && store.come_back(guild).await?)
        };
        match noted.await {
            Ok(false) => {}
            Ok(true) => tracing::info!(guild, "the bot is back in a server, whose settings were kept"),
            Err(error) => tracing::warn!(%error, guild, "that the bot is in a server could not be noted"),
        }
    }
}
