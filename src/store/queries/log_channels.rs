//! Telling servers, in the log channels that they named, that a destination is paused and that it works again.

use uuid::Uuid;

use crate::store::database::{Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::{LogChannel, ServerNews, Timestamp};

/// The oldest alone, so that servers hear of a pause before its end; unless somebody is telling it.
const TAKE: Sql = sql("UPDATE alarms SET servers_held = $2
    WHERE id = (SELECT id FROM alarms WHERE servers_after IS NOT NULL ORDER BY raised, id LIMIT 1)
    AND servers_after IS NOT NULL AND (servers_held IS NULL OR servers_held <= $1)
    RETURNING id, destination, reason, servers_after");
const NEXT: Sql = sql("SELECT channel.guild, channel.value AS channel,
        (SELECT value FROM server_settings AS other
            WHERE other.guild = channel.guild AND other.name = 'language') AS language,
        (SELECT value FROM server_settings AS other
            WHERE other.guild = channel.guild AND other.name = 'destinations') AS destinations
    FROM server_settings AS channel
    WHERE channel.name = 'log-channel' AND channel.guild > $1
    ORDER BY channel.guild LIMIT 1");
const DONE_WITH: Sql = sql("UPDATE alarms SET servers_after = $2, servers_held = $3 WHERE id = $1");

/// Takes what servers are to be told next, and keeps it from others until `until`.
pub(crate) async fn take(
    tx: &mut Transaction,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<ServerNews>> {
    let Some(row) = tx.row(TAKE, &[now.into(), until.into()]).await? else { return Ok(None) };
    Ok(Some(ServerNews {
        alarm: row.parse("id")?,
        destination: row.get("destination")?,
        paused_because: row.get("reason")?,
        after: row.unsigned("servers_after")?,
    }))
}

/// The first server behind `after` that named a log channel.
pub(crate) async fn next(tx: &mut Transaction, after: u64) -> Result<Option<LogChannel>> {
    let Some(row) = tx.row(NEXT, &[after.into()]).await? else { return Ok(None) };
    let (channel, language): (String, Option<String>) = (row.get("channel")?, row.get("language")?);
    Ok(Some(LogChannel {
        guild: row.unsigned("guild")?,
        channel: channel.parse().ok(),
        language: language.and_then(|code| code.parse().ok()).unwrap_or_default(),
        destinations: row.get("destinations")?,
    }))
}

/// All servers up to `after` are done with; all that there are without it. Whoever tells goes on until `until`.
pub(crate) async fn done_with(
    tx: &mut Transaction,
    alarm: Uuid,
    after: Option<u64>,
    until: Option<Timestamp>,
) -> Result<()> {
    tx.execute(DONE_WITH, &[alarm.into(), after.into(), until.into()]).await.map(drop)
}
