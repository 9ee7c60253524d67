//! Alarms for the operator, written in the same transaction as their cause, so that none is lost or told twice.

use std::time::Duration;

use uuid::Uuid;

use crate::store::database::{Row, Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::{Alarm, LostCopies, News, NoSnapshot, Timestamp};
use crate::sync::Destination;

/// Lost copies of one destination are told at once, but for those found in the hour after that: they are told
/// together when it is over. A bucket that somebody emptied is a handful of messages, not thousands.
const TOGETHER: Duration = Duration::from_hours(1);

/// What an alarm is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum AlarmKind {
    /// A destination that is paused, or works again.
    Pause,
    /// Copies that are lost.
    Lost,
    /// Lost copies that cannot be made good.
    Unmendable,
    /// Snapshots of the database that do not reach a destination, or do again. `path` is the last good one's name.
    Snapshot,
}

const RAISE: Sql =
    sql("INSERT INTO alarms (id, destination, reason, raised, servers_after) VALUES ($1, $2, $3, $4, 0)");
const LAST: Sql = sql("SELECT reason FROM alarms WHERE destination = $1 AND kind = $2
    ORDER BY raised DESC, id DESC LIMIT 1");
const RAISE_SNAPSHOT: Sql = sql("INSERT INTO alarms (id, destination, reason, raised, kind, path)
    VALUES ($1, $2, $3, $4, $5, $6)");
/// Only one that nobody is telling: whoever tells it has read how many copies it is about.
const JOIN: Sql = sql("UPDATE alarms SET copies = copies + 1 WHERE id = (SELECT id FROM alarms
    WHERE told IS NULL AND destination = $1 AND kind = $2 AND held_until IS NULL ORDER BY raised, id LIMIT 1)
    AND told IS NULL AND held_until IS NULL");
const LAST_TOLD: Sql = sql("SELECT MAX(told) AS told FROM alarms WHERE destination = $1 AND kind = $2");
const RAISE_LOST: Sql = sql("INSERT INTO alarms (id, destination, reason, raised, kind, copies, path, due)
    VALUES ($1, $2, $3, $4, $5, 1, $6, $7)");
/// The oldest that no process is telling now. One statement, so that two processes cannot take the same alarm.
macro_rules! take {
    ($lock:literal) => {
        concat!(
            "UPDATE alarms SET held_until = $2 WHERE id = (SELECT id FROM alarms
            WHERE told IS NULL AND (held_until IS NULL OR held_until <= $1) AND due <= $1
            ORDER BY raised, id LIMIT 1",
            $lock,
            ") RETURNING id, destination, reason, kind, copies, path"
        )
    };
}
const TAKE: Sql = Sql { sqlite: take!(""), postgres: take!(" FOR UPDATE SKIP LOCKED") };
const TOLD: Sql = sql("UPDATE alarms SET told = $2 WHERE id = $1");

/// Raises an alarm that a destination is paused, or, without a reason, that it works again; never the same twice in a
/// row. A pause that merely expired or was lifted by a person has not ended: only a copy that succeeds ends it.
pub(crate) async fn raise(
    tx: &mut Transaction,
    destination: &Destination,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    if is_raised(tx, AlarmKind::Pause, destination).await? == reason.is_some() {
        return Ok(());
    }
    let values = [Uuid::now_v7().into(), destination.into(), reason.into(), now.into()];
    tx.execute(RAISE, &values).await.map(drop)
}

/// Whether the last alarm of this kind tells of trouble, and not of its end.
async fn is_raised(tx: &mut Transaction, kind: AlarmKind, destination: &Destination) -> Result<bool> {
    let kind: &'static str = kind.into();
    match tx.row(LAST, &[destination.into(), kind.into()]).await? {
        Some(row) => Ok(row.get::<Option<String>>("reason")?.is_some()),
        None => Ok(false),
    }
}

/// Raises an alarm that no snapshot of the database reaches a destination since the one named `last`, or, without a
/// reason, that they do again; never the same twice in a row. False if there is nothing new to tell.
pub(crate) async fn raise_snapshot(
    tx: &mut Transaction,
    destination: &Destination,
    reason: Option<&str>,
    last: Option<&str>,
    now: Timestamp,
) -> Result<bool> {
    let kind = AlarmKind::Snapshot;
    if is_raised(tx, kind, destination).await? == reason.is_some() {
        return Ok(false);
    }
    let kind: &'static str = kind.into();
    let values =
        [Uuid::now_v7().into(), destination.into(), reason.into(), now.into(), kind.into(), last.into()];
    tx.execute(RAISE_SNAPSHOT, &values).await?;
    Ok(true)
}

/// Raises an alarm that the copy at `path` is lost, or cannot be made good; or counts it to one that was not told yet.
pub(crate) async fn raise_lost(
    tx: &mut Transaction,
    kind: AlarmKind,
    destination: &Destination,
    path: &str,
    reason: &str,
    now: Timestamp,
) -> Result<()> {
    let kind: &'static str = kind.into();
    if tx.execute(JOIN, &[destination.into(), kind.into()]).await? > 0 {
        return Ok(());
    }
    let told = match tx.row(LAST_TOLD, &[destination.into(), kind.into()]).await? {
        Some(row) => row.optional_time("told")?,
        None => None,
    };
    let due = told.map_or(now, |told| now.max(told + TOGETHER));
    let values = [
        Uuid::now_v7().into(),
        destination.into(),
        reason.into(),
        now.into(),
        kind.into(),
        path.into(),
        due.into(),
    ];
    tx.execute(RAISE_LOST, &values).await.map(drop)
}

/// Takes the oldest alarm that was not told. One about a destination that this version cannot read is passed over for
/// good, or it would hold up all others.
pub(crate) async fn take(tx: &mut Transaction, now: Timestamp, until: Timestamp) -> Result<Option<Alarm>> {
    while let Some(row) = tx.row(TAKE, &[now.into(), until.into()]).await? {
        let id = row.parse("id")?;
        match (row.parse("destination"), row.parse("kind")) {
            (Ok(destination), Ok(kind)) => {
                return Ok(Some(Alarm { id, destination, news: news(kind, &row)? }));
            }
            (Err(error), _) | (_, Err(error)) => {
                tracing::warn!(%id, error = ?error, "an alarm cannot be read and is not told");
                told(tx, id, now).await?;
            }
        }
    }
    Ok(None)
}

fn news(kind: AlarmKind, row: &Row) -> Result<News> {
    let reason: Option<String> = row.get("reason")?;
    let lost = |reason: Option<String>| {
        Ok::<_, crate::store::StoreError>(LostCopies {
            copies: row.unsigned("copies")?,
            path: row.get::<Option<String>>("path")?.unwrap_or_default(),
            reason: reason.unwrap_or_default(),
        })
    };
    Ok(match kind {
        AlarmKind::Pause => reason.map_or(News::WorksAgain, News::Paused),
        AlarmKind::Lost => News::Lost(lost(reason)?),
        AlarmKind::Unmendable => News::Unmendable(lost(reason)?),
        AlarmKind::Snapshot => match reason {
            Some(reason) => News::NoSnapshot(NoSnapshot { reason, last: row.get("path")? }),
            None => News::SnapshotsAgain,
        },
    })
}

/// Records that an alarm was told.
pub(crate) async fn told(tx: &mut Transaction, id: Uuid, now: Timestamp) -> Result<()> {
    tx.execute(TOLD, &[id.into(), now.into()]).await.map(drop)
}
