//! Alarms for the operator, written in the same transaction as their cause, so that none is lost or told twice.

use uuid::Uuid;

use crate::store::database::{Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::{Alarm, Timestamp};
use crate::sync::Destination;

const RAISE: Sql = sql("INSERT INTO alarms (id, destination, reason, raised) VALUES ($1, $2, $3, $4)");
const LAST: Sql =
    sql("SELECT reason FROM alarms WHERE destination = $1 ORDER BY raised DESC, id DESC LIMIT 1");
/// The oldest that no process is telling now. One statement, so that two processes cannot take the same alarm.
macro_rules! take {
    ($lock:literal) => {
        concat!(
            "UPDATE alarms SET held_until = $2 WHERE id = (SELECT id FROM alarms
            WHERE told IS NULL AND (held_until IS NULL OR held_until <= $1) ORDER BY raised, id LIMIT 1",
            $lock,
            ") RETURNING id, destination, reason"
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
    let last = tx.row(LAST, &[destination.into()]).await?;
    let is_paused = match last {
        Some(row) => row.get::<Option<String>>("reason")?.is_some(),
        None => false,
    };
    if is_paused == reason.is_some() {
        return Ok(());
    }
    let values = [Uuid::now_v7().into(), destination.into(), reason.into(), now.into()];
    tx.execute(RAISE, &values).await.map(drop)
}

/// Takes the oldest alarm that was not told. One about a destination that this version cannot read is passed over for
/// good, or it would hold up all others.
pub(crate) async fn take(tx: &mut Transaction, now: Timestamp, until: Timestamp) -> Result<Option<Alarm>> {
    while let Some(row) = tx.row(TAKE, &[now.into(), until.into()]).await? {
        let id = row.parse("id")?;
        match row.parse("destination") {
            Ok(destination) => return Ok(Some(Alarm { id, destination, reason: row.get("reason")? })),
            Err(error) => {
                tracing::warn!(%id, error = ?error, "an alarm cannot be read and is not told");
                told(tx, id, now).await?;
            }
        }
    }
    Ok(None)
}

/// Records that an alarm was told.
pub(crate) async fn told(tx: &mut Transaction, id: Uuid, now: Timestamp) -> Result<()> {
    tx.execute(TOLD, &[id.into(), now.into()]).await.map(drop)
}
