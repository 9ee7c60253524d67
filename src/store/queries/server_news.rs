//! What a server is told in its log channel of its own copies: that some were given up, that some were found lost or
//! damaged, and that none is any more.
//!
//! It is written in the transaction that makes it true, one row for all copies of a destination and a kind of reason. What
//! was told is kept, so that it is not said again within the hour, until that is over.

use std::time::Duration;

use uuid::Uuid;

use super::log_channels;
use crate::failure::Class;
use crate::store::database::{Row, Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::{LogEvent, OwnNews, ServerNews, Timestamp};
use crate::sync::Destination;

/// How long copies are gathered that fail together, before they are told.
const GATHERED: Duration = Duration::from_secs(10);
/// How long those that follow are gathered: a place that takes nothing is a message an hour.
const SAID: Duration = Duration::from_hours(1);

/// What there is to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
enum Kind {
    /// Copies were given up, for a kind of reason.
    GivenUp,
    /// Copies that stood were found lost or damaged.
    Lost,
    /// None is given up or lost any more.
    MadeGood,
}

/// One that somebody is about to tell is left alone: its number is read.
const JOIN: Sql = sql("UPDATE server_news SET copies = copies + 1 WHERE id = (SELECT id FROM server_news
    WHERE guild = $1 AND destination = $2 AND kind = $3 AND class = $4
        AND told IS NULL AND (held_until IS NULL OR held_until <= $5) ORDER BY due, id LIMIT 1)
    AND told IS NULL AND (held_until IS NULL OR held_until <= $5)");
const LAST_TOLD: Sql = sql("SELECT MAX(told) AS told FROM server_news
    WHERE guild = $1 AND destination = $2 AND kind = $3 AND class = $4");
const FORGET_OLD: Sql = sql("DELETE FROM server_news
    WHERE guild = $1 AND destination = $2 AND kind = $3 AND class = $4 AND told <= $5");
const RAISE: Sql =
    sql("INSERT INTO server_news (id, guild, destination, kind, class, copies, reason, raised, due)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");

/// The first that is due and that no process is telling now. One statement, so that two cannot take the same.
macro_rules! take {
    ($lock:literal) => {
        concat!(
            "UPDATE server_news SET held_until = $2 WHERE id = (SELECT id FROM server_news
            WHERE told IS NULL AND due <= $1 AND (held_until IS NULL OR held_until <= $1)
            ORDER BY due, id LIMIT 1",
            $lock,
            ") RETURNING id, guild, destination, kind, class, copies, reason, raised"
        )
    };
}
const TAKE: Sql = Sql { sqlite: take!(""), postgres: take!(" FOR UPDATE SKIP LOCKED") };
const TOLD: Sql = sql("UPDATE server_news SET told = $2, held_until = NULL WHERE id = $1");
const DROP: Sql = sql("DELETE FROM server_news WHERE id = $1");

const TOLD_OF: Sql = sql("SELECT 1 AS told FROM server_news
    WHERE guild = $1 AND destination = $2 AND told IS NOT NULL LIMIT 1");
const GIVEN_UP: Sql = sql("SELECT 1 AS found FROM jobs
    WHERE owner = $1 AND destination = $2 AND kind = 'archive' AND state = 'dead' LIMIT 1");
const LOST: Sql =
    sql("SELECT 1 AS found FROM receipts WHERE owner = $1 AND destination = $2 AND lost IS NOT NULL LIMIT 1");
const FORGET_TOLD: Sql =
    sql("DELETE FROM server_news WHERE guild = $1 AND destination = $2 AND told IS NOT NULL");
const FORGET_ALL: Sql = sql("DELETE FROM server_news WHERE guild = $1");

/// A copy was given up.
pub(super) async fn given_up(
    tx: &mut Transaction,
    guild: u64,
    destination: &Destination,
    (class, reason): (Class, &str),
    now: Timestamp,
) -> Result<()> {
    raise(tx, guild, destination, (Kind::GivenUp, class.as_str()), reason, now).await
}

/// A copy that stood was found lost or damaged.
pub(super) async fn lost(
    tx: &mut Transaction,
    guild: u64,
    destination: &Destination,
    reason: &str,
    now: Timestamp,
) -> Result<()> {
    raise(tx, guild, destination, (Kind::Lost, ""), reason, now).await
}

async fn raise(
    tx: &mut Transaction,
    guild: u64,
    destination: &Destination,
    (kind, class): (Kind, &str),
    reason: &str,
    now: Timestamp,
) -> Result<()> {
    if log_channels::of(tx, guild).await?.is_none() {
        return Ok(());
    }
    let word: &'static str = kind.into();
    let key = || [guild.into(), destination.into(), word.into(), class.into()];
    let [of, at, what, why] = key();
    if tx.execute(JOIN, &[of, at, what, why, now.into()]).await? > 0 {
        return Ok(());
    }
    let told = match tx.row(LAST_TOLD, &key()).await? {
        Some(row) => row.optional_time("told")?,
        None => None,
    };
    let due = told.map_or(now, |told| told + SAID).max(now + GATHERED);
    let [of, at, what, why] = key();
    tx.execute(FORGET_OLD, &[of, at, what, why, now.before(SAID).into()]).await?;
    write(tx, guild, destination, (word, class), (1, reason), (now, due)).await
}

async fn write(
    tx: &mut Transaction,
    guild: u64,
    destination: &Destination,
    (kind, class): (&str, &str),
    (copies, reason): (u64, &str),
    (now, due): (Timestamp, Timestamp),
) -> Result<()> {
    let values = [
        Uuid::now_v7().into(),
        guild.into(),
        destination.into(),
        kind.into(),
        class.into(),
        copies.into(),
        reason.into(),
        now.into(),
        due.into(),
    ];
    tx.execute(RAISE, &values).await.map(drop)
}

/// A copy stands. Where a server was told of trouble there, and nothing is given up or lost any more, it is told that as
/// well.
pub(super) async fn stands(
    tx: &mut Transaction,
    guild: u64,
    destination: &Destination,
    now: Timestamp,
) -> Result<()> {
    let key = [guild.into(), destination.into()];
    if tx.row(TOLD_OF, &key).await?.is_none() || lacks(tx, guild, destination).await? {
        return Ok(());
    }
    tx.execute(FORGET_TOLD, &key).await?;
    let kind: &'static str = Kind::MadeGood.into();
    write(tx, guild, destination, (kind, ""), (0, ""), (now, now)).await
}

/// Whether copies of a server were given up there, or are lost.
async fn lacks(tx: &mut Transaction, guild: u64, destination: &Destination) -> Result<bool> {
    let key = [guild.into(), destination.into()];
    Ok(tx.row(GIVEN_UP, &key).await?.is_some() || tx.row(LOST, &key).await?.is_some())
}

/// Takes what a server is to be told next, and keeps it from others until `until`. What is not true any more, or cannot be
/// read, is passed over for good.
pub(crate) async fn take(tx: &mut Transaction, now: Timestamp, until: Timestamp) -> Result<Option<OwnNews>> {
    while let Some(row) = tx.row(TAKE, &[now.into(), until.into()]).await? {
        let id = row.parse("id")?;
        let to = log_channels::of(tx, row.unsigned("guild")?).await?;
        if let (Some(to), Some(event)) = (to, event(tx, &row, now).await?) {
            let news = ServerNews { id, destination: row.get("destination")?, event };
            return Ok(Some(OwnNews { news, to }));
        }
        tx.execute(DROP, &[id.into()]).await?;
    }
    Ok(None)
}

/// What there still is to tell: nothing of copies that were given up and stand by now, and of lost ones only while that
/// is young.
async fn event(tx: &mut Transaction, row: &Row, now: Timestamp) -> Result<Option<LogEvent>> {
    let (copies, reason) = (row.unsigned("copies")?, row.get("reason")?);
    let Ok(destination) = row.parse("destination") else { return Ok(None) };
    let stands = !lacks(tx, row.unsigned("guild")?, &destination).await?;
    let is_old = now.since(row.time("raised")?) > SAID;
    Ok(match row.parse("kind") {
        Ok(Kind::MadeGood) => Some(LogEvent::MadeGood).filter(|_| stands),
        Ok(Kind::GivenUp) => row.parse("class").ok().filter(|_| !stands).map(|class| LogEvent::GivenUp {
            copies,
            class,
            reason,
        }),
        Ok(Kind::Lost) if stands && is_old => None,
        Ok(Kind::Lost) => Some(LogEvent::Lost { copies, reason, made_good: stands }),
        Err(_) => None,
    })
}

/// Records that something was told: kept until the copies stand, or forgotten where they do.
pub(crate) async fn told(tx: &mut Transaction, news: &ServerNews, now: Timestamp) -> Result<()> {
    if news.event.is_an_end() {
        tx.execute(DROP, &[news.id.into()]).await.map(drop)
    } else {
        tx.execute(TOLD, &[news.id.into(), now.into()]).await.map(drop)
    }
}

/// Forgets what a server was to be told.
pub(super) async fn forget(tx: &mut Transaction, guild: u64) -> Result<()> {
    tx.execute(FORGET_ALL, &[guild.into()]).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::queries::plan;

    #[tokio::test]
    async fn what_a_server_is_told_is_found_without_reading_the_queue() {
        let statements =
            [JOIN, LAST_TOLD, FORGET_OLD, TAKE, TOLD, DROP, TOLD_OF, GIVEN_UP, LOST, FORGET_TOLD, FORGET_ALL];
        for (step, statement) in plan::steps(&statements).await {
            let sorts_a_handful = step.contains("TEMP B-TREE") && statement == JOIN.sqlite;
            let reads_all = step.starts_with("SCAN") || step.contains("TEMP B-TREE");
            assert!(!reads_all || sorts_a_handful, "{step}: {statement}");
        }
    }
}
