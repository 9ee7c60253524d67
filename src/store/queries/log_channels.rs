//! Telling servers, in the log channels that they named, that a destination is paused and that it works again.

use std::time::Duration;

use uuid::Uuid;

use crate::store::database::{Row, Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::{CommonNews, LogChannel, LogEvent, ServerNews, Timestamp};

/// A pause that is over by the time that it could be told is no news after this. One that lasts always is.
const OLD: Duration = Duration::from_hours(1);

/// The oldest pause that nobody was told in time, and that is over.
const MISSED: Sql = sql("SELECT id, destination, raised FROM alarms
    WHERE servers_after IS NOT NULL AND servers_after = 0 AND servers_held IS NULL AND raised <= $1
        AND reason IS NOT NULL
        AND EXISTS (SELECT 1 FROM alarms AS later WHERE later.destination = alarms.destination
            AND later.raised >= alarms.raised AND later.kind = 'pause' AND later.reason IS NULL
            AND later.id > alarms.id)
    ORDER BY raised, id LIMIT 1");
/// The pause, and its end.
const PASS_OVER: Sql = sql("UPDATE alarms SET servers_after = NULL WHERE id = $1
    OR id = (SELECT id FROM alarms WHERE destination = $2 AND raised >= $3 AND kind = 'pause' AND id > $1
        ORDER BY raised, id LIMIT 1)");
/// The oldest alone, so that servers hear of a pause before its end; unless somebody is telling it.
const TAKE: Sql = sql("UPDATE alarms SET servers_held = $2
    WHERE id = (SELECT id FROM alarms WHERE servers_after IS NOT NULL ORDER BY raised, id LIMIT 1)
    AND servers_after IS NOT NULL AND (servers_held IS NULL OR servers_held <= $1)
    RETURNING id, destination, reason, servers_after");
/// Servers that named a log channel.
macro_rules! channels {
    ($where:literal) => {
        concat!(
            "SELECT channel.guild, channel.value AS channel,
                (SELECT value FROM server_settings AS other
                    WHERE other.guild = channel.guild AND other.name = 'language') AS language,
                (SELECT value FROM server_settings AS other
                    WHERE other.guild = channel.guild AND other.name = 'destinations') AS destinations
            FROM server_settings AS channel
            WHERE channel.name = 'log-channel' AND ",
            $where
        )
    };
}
const NEXT: Sql = sql(channels!("channel.guild > $1 ORDER BY channel.guild LIMIT 1"));
const OF: Sql = sql(channels!("channel.guild = $1"));
const DONE_WITH: Sql = sql("UPDATE alarms SET servers_after = $2, servers_held = $3 WHERE id = $1");

/// Takes what servers are to be told next, and keeps it from others until `until`.
pub(crate) async fn take(
    tx: &mut Transaction,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<CommonNews>> {
    pass_over_old(tx, now).await?;
    let Some(row) = tx.row(TAKE, &[now.into(), until.into()]).await? else { return Ok(None) };
    let reason: Option<String> = row.get("reason")?;
    let news = ServerNews {
        id: row.parse("id")?,
        destination: row.get("destination")?,
        event: reason.map_or(LogEvent::WorksAgain, LogEvent::Paused),
    };
    Ok(Some(CommonNews { news, after: row.unsigned("servers_after")? }))
}

/// While nobody was there to tell it, a destination paused and went on: nobody needs to know that any more.
async fn pass_over_old(tx: &mut Transaction, now: Timestamp) -> Result<()> {
    while let Some(row) = tx.row(MISSED, &[now.before(OLD).into()]).await? {
        let (id, destination): (Uuid, String) = (row.parse("id")?, row.get("destination")?);
        let values = [id.into(), destination.as_str().into(), row.time("raised")?.into()];
        tx.execute(PASS_OVER, &values).await?;
    }
    Ok(())
}

/// The first server behind `after` that named a log channel.
pub(crate) async fn next(tx: &mut Transaction, after: u64) -> Result<Option<LogChannel>> {
    tx.row(NEXT, &[after.into()]).await?.as_ref().map(channel).transpose()
}

/// The log channel that a server named.
pub(crate) async fn of(tx: &mut Transaction, guild: u64) -> Result<Option<LogChannel>> {
    tx.row(OF, &[guild.into()]).await?.as_ref().map(channel).transpose()
}

fn channel(row: &Row) -> Result<LogChannel> {
    let (channel, language): (String, Option<String>) = (row.get("channel")?, row.get("language")?);
    Ok(LogChannel {
        guild: row.unsigned("guild")?,
        channel: channel.parse().ok(),
        language: language.and_then(|code| code.parse().ok()).unwrap_or_default(),
        destinations: row.get("destinations")?,
    })
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
