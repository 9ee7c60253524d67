//! Proving again: whose turn it is, and what came of it.
//!
//! Each destination's copies stand in a queue, the one that waited longest in front. Whoever audits a destination holds
//! its lease, so that several processes on one database do not prove the same copy, and keep the pace together. What is
//! found is recorded only while the receipt still says what it said when the look began.

use std::time::Duration;

use uuid::Uuid;

use super::alarms::{self, AlarmKind};
use super::finish::rearm_post;
use super::{server_news, standing};
use crate::store::database::{Row, Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::{AuditLease, AuditTurn, Lane, Proofs, ProvenCopy, RitualId, Timestamp};
use crate::sync::{Destination, VerifiedBy};

const FIRST: Sql = sql("SELECT ritual, digest, proven FROM receipts
    WHERE destination = $1 AND lost IS NULL AND audited <= $2 ORDER BY audited, ritual LIMIT 1");
const BEGIN: Sql = sql("INSERT INTO audits (destination, ended, turns, not_before) VALUES ($1, 0, 0, 0)
    ON CONFLICT DO NOTHING");
const CLAIM: Sql = sql("UPDATE audits SET lease_id = $3, lease_until = $4
    WHERE destination = $1 AND not_before <= $2 AND ended + turns * $5 <= $2
    AND (lease_until IS NULL OR lease_until <= $2)
    AND NOT EXISTS (SELECT 1 FROM pauses WHERE pauses.destination = audits.destination AND pauses.until > $2)
    AND NOT EXISTS (SELECT 1 FROM holds WHERE holds.what = audits.destination)");
const EXTEND: Sql = sql("UPDATE audits SET lease_until = $3 WHERE destination = $1 AND lease_id = $2");
const END: Sql = sql("UPDATE audits SET lease_id = NULL, lease_until = NULL, ended = $3, turns = $4,
        not_before = $5
    WHERE destination = $1 AND lease_id = $2");

const PROVEN: Sql = sql("UPDATE receipts SET proven = $5, audited = $5, verified_by = $6
    WHERE ritual = $1 AND destination = $2 AND digest = $3 AND proven = $4 AND lost IS NULL");
const PASSED_OVER: Sql = sql("UPDATE receipts SET audited = $5
    WHERE ritual = $1 AND destination = $2 AND digest = $3 AND proven = $4 AND lost IS NULL");
const LOST: Sql = sql("UPDATE receipts SET lost = $5, audited = $5
    WHERE ritual = $1 AND destination = $2 AND digest = $3 AND proven = $4 AND lost IS NULL
    RETURNING owner, stored");
/// The copy is carried once more, by the job that had carried it. It has a reason and no class: it did not fail, and
/// waits for its turn like one that was never tried.
const REARM: Sql =
    sql("UPDATE jobs SET state = 'ready', run_at = $5, attempt = 0, class = NULL, reason = $6,
        ended = NULL
    WHERE ritual = $1 AND kind = 'archive' AND destination = $2 AND state = 'done'
    AND EXISTS (SELECT 1 FROM receipts WHERE receipts.ritual = $1 AND receipts.destination = $2
        AND receipts.digest = $3 AND receipts.proven = $4 AND receipts.lost IS NULL)
    RETURNING path");

const OLDEST: Sql = sql("SELECT MIN(proven) AS proven FROM receipts WHERE destination = $1 AND lost IS NULL");
const OVERDUE: Sql = sql("SELECT COUNT(*) AS count FROM (SELECT 1 FROM receipts
    WHERE destination = $1 AND lost IS NULL AND proven < $2 LIMIT $3) AS overdue");
const PAGE: Sql = sql("SELECT ritual, digest, proven FROM receipts
    WHERE destination = $1 AND lost IS NULL AND (proven, ritual) > ($2, $3) AND proven < $4
    ORDER BY proven, ritual LIMIT $5");
const BUSY: Sql = sql("SELECT 1 AS busy FROM jobs WHERE kind = $1 AND destination = $2 AND run_at <= $3
    AND state <> 'done' AND state IN ('ready', 'leased')
    AND NOT EXISTS (SELECT 1 FROM pauses WHERE pauses.destination = $2 AND pauses.until > $3) LIMIT 1");

/// Takes the turn of the copy that waited longest, if the destination's pace allows it now.
pub(crate) async fn claim(
    tx: &mut Transaction,
    destination: &Destination,
    spacing: Duration,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<AuditTurn>> {
    let Some(copy) = first(tx, destination, spacing, now).await? else { return Ok(None) };
    tx.execute(BEGIN, &[destination.into()]).await?;
    let id = Uuid::now_v7();
    let values = [destination.into(), now.into(), id.into(), until.into(), millis(spacing).into()];
    if tx.execute(CLAIM, &values).await? == 0 {
        return Ok(None);
    }
    Ok(Some(AuditTurn { lease: AuditLease { destination: destination.clone(), id }, copy }))
}

/// The copy that waited longest, if it waited for `spacing` at least.
async fn first(
    tx: &mut Transaction,
    destination: &Destination,
    spacing: Duration,
    now: Timestamp,
) -> Result<Option<ProvenCopy>> {
    let row = tx.row(FIRST, &[destination.into(), now.before(spacing).into()]).await?;
    row.map(|row| copy(destination, &row)).transpose()
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Prolongs a lease and gives the turn of the next copy at its destination.
pub(crate) async fn next(
    tx: &mut Transaction,
    lease: &AuditLease,
    spacing: Duration,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<AuditTurn>> {
    if !extend(tx, lease, until).await? {
        return Ok(None);
    }
    let copy = first(tx, &lease.destination, spacing, now).await?;
    Ok(copy.map(|copy| AuditTurn { lease: lease.clone(), copy }))
}

/// Prolongs a lease; false if it was lost.
pub(crate) async fn extend(tx: &mut Transaction, lease: &AuditLease, until: Timestamp) -> Result<bool> {
    let values = [(&lease.destination).into(), lease.id.into(), until.into()];
    Ok(tx.execute(EXTEND, &values).await? == 1)
}

/// Ends a round; false if the lease was lost, and then whoever has it sets the pace.
pub(crate) async fn end(
    tx: &mut Transaction,
    lease: &AuditLease,
    turns: u32,
    now: Timestamp,
    not_before: Timestamp,
) -> Result<bool> {
    let values = [
        (&lease.destination).into(),
        lease.id.into(),
        now.into(),
        u64::from(turns).into(),
        not_before.into(),
    ];
    Ok(tx.execute(END, &values).await? == 1)
}

/// Records that a copy was proven again; false, and nothing written, if its receipt changed meanwhile.
pub(crate) async fn proven(
    tx: &mut Transaction,
    copy: &ProvenCopy,
    verified_by: VerifiedBy,
    now: Timestamp,
) -> Result<bool> {
    let [ritual, destination, digest, proven] = key(copy);
    let values = [ritual, destination, digest, proven, now.into(), verified_by.as_str().into()];
    Ok(tx.execute(PROVEN, &values).await? == 1)
}

/// Sends a copy that could not be looked at to the end of the queue, so that it does not hold up the others.
pub(crate) async fn passed_over(tx: &mut Transaction, copy: &ProvenCopy, now: Timestamp) -> Result<bool> {
    let [ritual, destination, digest, proven] = key(copy);
    Ok(tx.execute(PASSED_OVER, &[ritual, destination, digest, proven, now.into()]).await? == 1)
}

/// Records that a copy is lost, has it made good, and raises the alarm; false, and nothing written, if its receipt
/// changed meanwhile. Rows are locked in the order of all transactions: jobs first.
pub(crate) async fn lost(
    tx: &mut Transaction,
    copy: &ProvenCopy,
    reason: &str,
    now: Timestamp,
) -> Result<bool> {
    let [ritual, destination, digest, proven] = key(copy);
    let values = [ritual, destination, digest, proven, now.into(), reason.into()];
    let Some(row) = tx.row(REARM, &values).await? else { return Ok(false) };
    rearm_post(tx, copy.ritual, now).await?;
    let [ritual, destination, digest, proven] = key(copy);
    if let Some(gone) = tx.row(LOST, &[ritual, destination, digest, proven, now.into()]).await? {
        let (owner, stored) = (gone.unsigned("owner")?, gone.unsigned("stored")?);
        standing::change(tx, owner, &copy.destination, (-1, -stored.cast_signed())).await?;
        server_news::lost(tx, owner, &copy.destination, reason, now).await?;
    }
    let path = row.get::<Option<String>>("path")?.unwrap_or_default();
    alarms::raise_lost(tx, AlarmKind::Lost, &copy.destination, &path, reason, now).await?;
    Ok(true)
}

/// How old the proofs of a destination's copies are; none where no copy stands.
pub(crate) async fn proofs(
    tx: &mut Transaction,
    destination: &Destination,
    due_before: Timestamp,
) -> Result<Option<Proofs>> {
    let Some(row) = tx.row(OLDEST, &[destination.into()]).await? else { return Ok(None) };
    let Some(oldest) = row.optional_time("proven")? else { return Ok(None) };
    let row = tx.row(OVERDUE, &[destination.into(), due_before.into(), Proofs::MOST.into()]).await?;
    Ok(Some(Proofs { oldest, overdue: row.map_or(Ok(0), |row| row.unsigned("count"))? }))
}

/// Up to `most` copies that stand at a destination and were proven before `before`, the oldest proofs first, beginning
/// after `after`.
pub(crate) async fn page(
    tx: &mut Transaction,
    destination: &Destination,
    after: Option<(Timestamp, RitualId)>,
    before: Timestamp,
    most: u32,
) -> Result<Vec<ProvenCopy>> {
    let (proven, ritual) = match after {
        Some((proven, ritual)) => (proven, ritual.to_string()),
        None => (Timestamp(i64::MIN), String::new()),
    };
    let values = [destination.into(), proven.into(), ritual.into(), before.into(), u64::from(most).into()];
    let rows = tx.rows(PAGE, &values).await?;
    rows.iter().map(|row| copy(destination, row)).collect()
}

/// Whether a job of one of these lanes is running or due. Those of a paused destination wait for that.
pub(crate) async fn busy(tx: &mut Transaction, lanes: &[Lane], now: Timestamp) -> Result<bool> {
    for lane in lanes {
        if tx.row(BUSY, &[lane.kind().into(), lane.into(), now.into()]).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What names a copy together with what its receipt last said.
fn key(copy: &ProvenCopy) -> [crate::store::database::Value<'static>; 4] {
    [copy.ritual.into(), (&copy.destination).into(), copy.digest.into(), copy.proven.into()]
}

fn copy(destination: &Destination, row: &Row) -> Result<ProvenCopy> {
    Ok(ProvenCopy {
        ritual: RitualId(row.parse("ritual")?),
        destination: destination.clone(),
        digest: row.parse("digest")?,
        proven: row.time("proven")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::queries::plan;

    #[tokio::test]
    async fn no_statement_of_an_audit_looks_at_every_row() {
        let statements =
            [FIRST, CLAIM, EXTEND, END, PROVEN, PASSED_OVER, LOST, REARM, OLDEST, OVERDUE, PAGE, BUSY];
        for (step, statement) in plan::steps(&statements).await {
            // A subquery's own rows, of which there are as many as were asked for, are no table.
            let scans = step.starts_with("SCAN") && step != "SCAN overdue";
            assert!(!scans && !step.contains("TEMP B-TREE"), "{step}: {statement}");
        }
    }
}
