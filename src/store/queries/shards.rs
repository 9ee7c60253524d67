//! Who has which shards at Discord's gateway, and when the next of all processes may log in there.

use uuid::Uuid;

use crate::shard_range::ShardRange;
use crate::store::database::{Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::ShardHolder;

/// Two that take shards at once would not see each other. SQLite's writers come one after the other anyway.
const ONE_AFTER_THE_OTHER: Sql =
    Sql { sqlite: "SELECT 1", postgres: "SELECT pg_advisory_xact_lock(7521160838)" };
/// Those who have shards of a range. Where the bot is divided into another number of shards, all of them have some.
const HOLDERS: Sql = sql("SELECT holder, beat FROM shard_holders
    WHERE total <> $3 OR (first_shard < $2 AND end_shard > $1) ORDER BY holder");
const REMOVE: Sql = sql("DELETE FROM shard_holders WHERE holder = $1 AND beat = $2");
const TAKE: Sql = sql("INSERT INTO shard_holders (holder, first_shard, end_shard, total, beat)
    VALUES ($1, $2, $3, $4, 0)");
const RENEW: Sql = sql("UPDATE shard_holders SET beat = beat + 1 WHERE holder = $1");
const GIVE_BACK: Sql = sql("DELETE FROM shard_holders WHERE holder = $1");

/// By the database's own clock: those of several machines may differ.
const LOG_IN: Sql = Sql {
    sqlite:
        "INSERT INTO gateway_logins (id, free_at) VALUES (1, CAST(unixepoch('subsec') * 1000 AS INTEGER) + $1)
        ON CONFLICT (id) DO UPDATE SET
            free_at = MAX(free_at, CAST(unixepoch('subsec') * 1000 AS INTEGER)) + $1
        RETURNING free_at - $1 - CAST(unixepoch('subsec') * 1000 AS INTEGER) AS wait",
    postgres: "INSERT INTO gateway_logins (id, free_at)
        VALUES (1, CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) + $1)
        ON CONFLICT (id) DO UPDATE SET free_at = GREATEST(gateway_logins.free_at,
            CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)) + $1
        RETURNING free_at - $1 - CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS wait",
};

/// Takes shards, first from those holders whom the caller knows to be `dead`. Returns who has some of them; empty once
/// they are taken.
pub(crate) async fn take(
    tx: &mut Transaction,
    holder: Uuid,
    range: ShardRange,
    dead: &[ShardHolder],
) -> Result<Vec<ShardHolder>> {
    tx.row(ONE_AFTER_THE_OTHER, &[]).await?;
    for ShardHolder { holder, beat } in dead {
        tx.execute(REMOVE, &[(*holder).into(), (*beat).into()]).await?;
    }
    let [first, end, total] = [range.first(), range.end(), range.total()].map(u64::from);
    let rows = tx.rows(HOLDERS, &[first.into(), end.into(), total.into()]).await?;
    let holders = rows
        .iter()
        .map(|row| Ok(ShardHolder { holder: row.parse("holder")?, beat: row.unsigned("beat")? }))
        .collect::<Result<Vec<_>>>()?;
    if holders.is_empty() {
        tx.execute(TAKE, &[holder.into(), first.into(), end.into(), total.into()]).await?;
    }
    Ok(holders)
}

/// Shows that a holder lives; false if others took its shards.
pub(crate) async fn renew(tx: &mut Transaction, holder: Uuid) -> Result<bool> {
    Ok(tx.execute(RENEW, &[holder.into()]).await? == 1)
}

/// Gives a holder's shards back.
pub(crate) async fn give_back(tx: &mut Transaction, holder: Uuid) -> Result<()> {
    tx.execute(GIVE_BACK, &[holder.into()]).await.map(drop)
}

/// Takes the next turn to log in, and keeps it for `spacing_ms`: in how many milliseconds that is.
pub(crate) async fn log_in(tx: &mut Transaction, spacing_ms: u64) -> Result<u64> {
    let row = tx.row(LOG_IN, &[spacing_ms.into()]).await?.ok_or(sqlx::Error::RowNotFound)?;
    let wait: i64 = row.get("wait")?;
    Ok(u64::try_from(wait).unwrap_or_default())
}
