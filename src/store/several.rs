//! What several processes on one database have to do with each other: whose shards are whose, and waking each other up.

use std::time::Duration;

use uuid::Uuid;

use super::Store;
use super::database::{Pools, Waking};
use super::error::Result;
use super::model::ShardHolder;
use super::queries::shards;
use crate::shard_range::ShardRange;

impl Store {
    /// Whether processes on other machines may work with this database.
    pub fn is_shared(&self) -> bool {
        matches!(self.pools, Pools::Postgres { .. })
    }

    /// Takes shards for `holder`, first from those whom the caller knows to be `dead`. Returns who has some of them; empty
    /// once they are taken.
    pub async fn take_shards(
        &self,
        holder: Uuid,
        range: ShardRange,
        dead: &[ShardHolder],
    ) -> Result<Vec<ShardHolder>> {
        writing!(self, shards::take, holder, range, dead)
    }

    /// Shows that a holder of shards lives; false if others took them.
    pub async fn renew_shards(&self, holder: Uuid) -> Result<bool> {
        writing!(self, shards::renew, holder)
    }

    /// Gives a holder's shards back.
    pub async fn give_shards_back(&self, holder: Uuid) -> Result<()> {
        writing!(self, shards::give_back, holder)
    }

    /// Takes the next turn of all processes to log in at Discord's gateway, and keeps it for `spacing`: how far off it is.
    pub async fn gateway_login(&self, spacing: Duration) -> Result<Duration> {
        let spacing_ms = spacing.as_millis() as u64;
        let wait: Result<u64> = writing!(self, shards::log_in, spacing_ms);
        wait.map(Duration::from_millis)
    }

    /// Tells the other processes what there may be to do. Where they cannot be told, they look by themselves.
    pub async fn wake_others(&self, message: &str) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { .. } => Ok(()),
            Pools::Postgres { .. } => Waking::tell(self.pools.write().await?, message).await,
        }
    }

    /// What hears when other processes tell or write something; none where that cannot be.
    pub async fn hear_others(&self) -> Result<Option<Waking>> {
        match &self.pools {
            Pools::Sqlite { readers, .. } => Waking::watch(readers).await.map(Some),
            Pools::Postgres { pool, sessions } if sessions.last() => Waking::hear(pool).await.map(Some),
            Pools::Postgres { .. } => Ok(None),
        }
    }
}
