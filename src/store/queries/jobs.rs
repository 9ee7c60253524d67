//! The queue: which job is next, who holds it, and when to look again.
//!
//! A job is `ready`, `leased`, `done` or `dead`. Whoever claims it gets a lease with an id of its own; every
//! later write names that id. A lease that ran out is simply claimed again.

use uuid::Uuid;

use super::finish::finish;
use crate::failure::Class;
use crate::store::database::{Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::{Job, JobId, Lane, Lease, Outcome, RitualId, Scope, Timestamp};
use crate::sync::Destination;

/// The jobs of a lane that are not waiting for their picture. `$1` and `$2` are the lane, `$3` narrows it to one
/// ritual. Both databases have an index for `state <> 'done'`, and see that it applies when it is written out.
macro_rules! open_jobs {
    () => {
        " FROM jobs JOIN rituals ON rituals.id = jobs.ritual
        WHERE jobs.kind = $1 AND jobs.destination = $2 AND ($3 IS NULL OR jobs.ritual = $3)
        AND jobs.state <> 'done' AND jobs.state IN ('ready', 'leased')
        AND (jobs.kind = 'render' OR rituals.pixels IS NOT NULL
            OR (jobs.kind = 'post' AND EXISTS (SELECT 1 FROM jobs AS render WHERE render.ritual = jobs.ritual
                AND render.kind = 'render' AND render.state = 'dead')))"
    };
}

/// One statement, so that two workers cannot take the same job.
macro_rules! claim {
    ($lock:literal) => {
        concat!(
            "UPDATE jobs SET state = 'leased', lease_id = $6, lease_until = $5, attempt = attempt + 1, again = FALSE
            WHERE id = (SELECT jobs.id",
            open_jobs!(),
            " AND (CASE WHEN jobs.state = 'ready' THEN jobs.run_at ELSE jobs.lease_until END) <= $4
            AND NOT EXISTS (SELECT 1 FROM pauses
                WHERE pauses.destination = jobs.destination AND pauses.until > $4)
            ORDER BY jobs.run_at, jobs.id LIMIT 1",
            $lock,
            ") RETURNING id, ritual, path, attempt"
        )
    };
}

/// SQLite serialises its writers. In PostgreSQL a row that another worker has locked is skipped.
const CLAIM: Sql = Sql { sqlite: claim!(""), postgres: claim!(" FOR UPDATE OF jobs SKIP LOCKED") };
const EXTEND: Sql = sql("UPDATE jobs SET lease_until = $3 WHERE id = $1 AND lease_id = $2");
const NEXT_DUE: Sql = sql(concat!(
    "SELECT MIN(CASE WHEN jobs.state = 'ready' THEN jobs.run_at ELSE jobs.lease_until END) AS due,
    (SELECT pauses.until FROM pauses WHERE pauses.destination = $2) AS paused_until",
    open_jobs!()
));
/// Dead jobs get another life.
macro_rules! revive {
    () => {
        "UPDATE jobs SET state = 'ready', run_at = $1, attempt = 0, class = NULL, reason = NULL, ended = NULL
        WHERE state <> 'done' AND state = 'dead'"
    };
}
/// What failed and waits for its next try need not wait any longer.
macro_rules! hasten {
    () => {
        "UPDATE jobs SET run_at = $1, class = NULL, reason = NULL
        WHERE state <> 'done' AND state = 'ready' AND class IS NOT NULL"
    };
}
/// One owner's jobs. Pauses are the operator's: what a destination refused, and whatever waits for one that is paused,
/// stays as it is, or whoever has a server of their own could have the operator's account locked.
macro_rules! of_owner {
    () => {
        " AND owner = $2 AND (class IS NULL OR class <> 'auth')
        AND NOT EXISTS (SELECT 1 FROM pauses WHERE pauses.destination = jobs.destination)"
    };
}
const REVIVE: Sql = sql(revive!());
const REVIVE_OF: Sql = sql(concat!(revive!(), of_owner!()));
const HASTEN: Sql = sql(hasten!());
const HASTEN_OF: Sql = sql(concat!(hasten!(), of_owner!()));
/// Copies that waited because their destination had refused us, not for a fault of their own.
const HASTEN_REFUSED: Sql = sql("UPDATE jobs SET run_at = $2, attempt = 0, class = NULL, reason = NULL
    WHERE state <> 'done' AND state = 'ready' AND kind = 'archive' AND destination = $1 AND class = $3");
const LIFT: Sql = sql("DELETE FROM pauses WHERE destination = $1");
const LIFT_ALL: Sql = sql("DELETE FROM pauses");

/// Takes the next due job of a lane. One whose path this version cannot read is given up in passing: it would fail each
/// time, or hold up its lane.
pub(crate) async fn claim(
    tx: &mut Transaction,
    lane: &Lane,
    only: Option<RitualId>,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Job>> {
    loop {
        let id = Uuid::now_v7();
        let values = [lane.kind().into(), lane.into(), only.into(), now.into(), until.into(), id.into()];
        let Some(row) = tx.row(CLAIM, &values).await? else { return Ok(None) };
        let lease = Lease { job: JobId(row.parse("id")?), id };
        match row.optional("path")? {
            Ok(path) => {
                let (lane, ritual) = (lane.clone(), row.parse("ritual")?);
                let attempt = u32::try_from(row.unsigned("attempt")?).unwrap_or(u32::MAX);
                return Ok(Some(Job { lease, lane, ritual, path, attempt }));
            }
            Err(error) => {
                let reason = format!("the archive path is not usable: {error}");
                finish(tx, &lease, &Outcome::Dead { class: Class::Permanent, reason }, now).await?;
            }
        }
    }
}

/// Prolongs a lease.
pub(crate) async fn extend(tx: &mut Transaction, lease: &Lease, until: Timestamp) -> Result<bool> {
    let extended = tx.execute(EXTEND, &[lease.job.into(), lease.id.into(), until.into()]).await?;
    Ok(extended == 1)
}

/// When the next job of a lane falls due.
pub(crate) async fn next_due(
    tx: &mut Transaction,
    lane: &Lane,
    only: Option<RitualId>,
) -> Result<Option<Timestamp>> {
    let row = tx.row(NEXT_DUE, &[lane.kind().into(), lane.into(), only.into()]).await?;
    let Some(row) = row else { return Ok(None) };
    let paused = row.optional_time("paused_until")?;
    Ok(row.optional_time("due")?.map(|due| paused.map_or(due, |until| due.max(until))))
}

/// Ends the pause of a destination, and the waits of the copies that it had refused. False if it was not paused.
pub(crate) async fn lift_pause(
    tx: &mut Transaction,
    destination: &Destination,
    now: Timestamp,
) -> Result<bool> {
    tx.execute(HASTEN_REFUSED, &[destination.into(), now.into(), Class::Auth.into()]).await?;
    Ok(tx.execute(LIFT, &[destination.into()]).await? == 1)
}

/// Gives dead jobs another life and ends waits. Pauses concern everybody, so no single owner lifts them.
pub(crate) async fn revive(tx: &mut Transaction, scope: Scope, now: Timestamp) -> Result<u64> {
    if let Some(owner) = scope.owner() {
        let values = [now.into(), owner.into()];
        let revived = tx.execute(REVIVE_OF, &values).await?;
        tx.execute(HASTEN_OF, &values).await?;
        return Ok(revived);
    }
    let revived = tx.execute(REVIVE, &[now.into()]).await?;
    tx.execute(HASTEN, &[now.into()]).await?;
    tx.execute(LIFT_ALL, &[]).await?;
    Ok(revived)
}
