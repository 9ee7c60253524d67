//! Removing copies: asking for it, whose turn it is, and what came of it.
//!
//! Whoever asks ends the copy's job and moves its receipt here, in one transaction: from then on nobody sends, audits,
//! counts or makes good the copy. The removal itself is claimed with a lease, as a job is, and waits with its destination.

use std::time::Duration;

use uuid::Uuid;

use super::{operator, standing};
use crate::store::database::{Row, Sql, Transaction, Value, sql};
use crate::store::error::{Result, unreadable};
use crate::store::model::{
    BatchCounts, FirstProof, Lane, MotionFile, Receipt, RecordedFile, Removal, RemovalEnd, RemovalLease,
    RemovalState, RemovedCopy, RemovedObject, Rendered, RitualId, Scope, Timestamp,
};
use crate::sync::{Destination, RemotePath};

/// What was sent when its job was ended has a while to notice that and break off.
const BREAKING_OFF: Duration = Duration::from_secs(5);
/// How long a job's lease lasts at most.
const LEASE: Duration = Duration::from_secs(15);

macro_rules! job {
    ($lock:literal) => {
        concat!(
            "SELECT id, lease_until, ended, EXISTS (SELECT 1 FROM receipts WHERE receipts.ritual = $1
                AND receipts.destination = $2) AS stands FROM jobs WHERE ritual = $1 AND kind = 'archive' AND destination = $2",
            $lock
        )
    };
}
/// Its job is locked first of all, as by everybody.
const JOB: Sql = Sql { sqlite: job!(""), postgres: job!(" FOR UPDATE") };
const END_JOB: Sql = sql("UPDATE jobs SET state = 'done', ended = COALESCE(ended, $2), lease_id = NULL,
        lease_until = NULL, again = FALSE, waits = FALSE, turn = NULL, member_turn = NULL, class = NULL, reason = NULL
    WHERE id = $1 AND state <> 'done'");
/// What is to be removed again (it was given up, or something else stood there) keeps what its receipt said.
macro_rules! asked_again {
    () => {
        " ON CONFLICT (destination, path) DO UPDATE SET
            asked = excluded.asked, asked_by = excluded.asked_by, batch = excluded.batch, line = excluded.line,
            state = 'ready', outcome = NULL, lease_id = NULL, lease_until = NULL, run_at = excluded.run_at, attempt = 0, class = NULL, reason = NULL,
            ended = NULL, ritual = excluded.ritual, owner = excluded.owner,
            digest = COALESCE(excluded.digest, removals.digest), bytes = COALESCE(excluded.bytes, removals.bytes),
            md5 = COALESCE(excluded.md5, removals.md5),
            motion_file = COALESCE(excluded.motion_file, removals.motion_file),
            verified_by = COALESCE(excluded.verified_by, removals.verified_by),
            took_ms = COALESCE(excluded.took_ms, removals.took_ms),
            proven = COALESCE(excluded.proven, removals.proven),
            first_verified_by = COALESCE(excluded.first_verified_by, removals.first_verified_by),
            first_proven = COALESCE(excluded.first_proven, removals.first_proven)
        WHERE removals.state = 'dead' OR removals.outcome = 'kept' OR excluded.proven IS NOT NULL
            OR excluded.ritual IS NULL"
    };
}
/// What a lost copy's ritual has now may be another file than the one that was sent.
const ASK: Sql = sql(concat!(
    "INSERT INTO removals (id, ritual, destination, path, owner, digest, bytes, md5, motion_file,
        verified_by, took_ms, proven, first_verified_by, first_proven, asked, asked_by, batch, line, state, run_at)
    SELECT $2, jobs.ritual, jobs.destination, jobs.path, jobs.owner,
        COALESCE(receipts.digest, rituals.digest), COALESCE(receipts.bytes, rituals.bytes),
        CASE WHEN COALESCE(receipts.digest, rituals.digest) = rituals.digest THEN rituals.md5 END,
        rituals.motion_file,
        receipts.verified_by, receipts.took_ms, receipts.proven, receipts.first_verified_by, receipts.first_proven,
        $3, $4, $5, $6, 'ready', $7
    FROM jobs JOIN rituals ON rituals.id = jobs.ritual
    LEFT JOIN receipts ON receipts.ritual = jobs.ritual AND receipts.destination = jobs.destination
    WHERE jobs.id = $1",
    asked_again!()
));
const ASK_ADOPTED: Sql = sql(concat!(
    "INSERT INTO removals (id, destination, path, owner, digest, bytes, asked, asked_by, batch, line, state, run_at)
    SELECT $3, destination, path, 0, digest, bytes, $4, NULL, $5, 0, 'ready', $4 FROM adopted
    WHERE destination = $1 AND path = $2",
    asked_again!()
));
const FORGET_RECEIPT: Sql = sql("DELETE FROM receipts WHERE ritual = $1 AND destination = $2
    RETURNING owner, stored, lost");
const FORGET_ADOPTED: Sql = sql("DELETE FROM adopted WHERE destination = $1 AND path = $2");

const PAUSED: Sql = sql("SELECT 1 AS paused FROM pauses WHERE destination = $1 AND until > $2");
/// The columns of a claimed removal.
macro_rules! claim {
    ($which:literal, $lock:literal) => {
        concat!(
            "UPDATE removals SET state = 'leased', lease_id = $3, lease_until = $4, attempt = attempt + 1
            WHERE id = (SELECT id FROM removals WHERE destination = $1 AND ",
            $which,
            $lock,
            ") RETURNING id, ritual, path, digest, bytes, md5, motion_file, attempt"
        )
    };
}
macro_rules! claims {
    ($which:literal) => {
        Sql { sqlite: claim!($which, ""), postgres: claim!($which, " FOR UPDATE SKIP LOCKED") }
    };
}
const CLAIM_EXPIRED: Sql = claims!("state = 'leased' AND lease_until <= $2 ORDER BY lease_until LIMIT 1");
/// What one person deletes goes before what is pruned.
const CLAIM_FIRST: Sql = claims!("state = 'ready' AND line = 0 AND run_at <= $2 ORDER BY run_at, id LIMIT 1");
const CLAIM_NEXT: Sql = claims!("state = 'ready' AND line = 1 AND run_at <= $2 ORDER BY run_at, id LIMIT 1");
const EXTEND: Sql = sql("UPDATE removals SET lease_until = $3 WHERE id = $1 AND lease_id = $2");
const NEXT_DUE: Sql = sql("SELECT MIN(due) AS due FROM (
        SELECT MIN(run_at) AS due FROM removals WHERE destination = $1 AND line = 0 AND state = 'ready'
        UNION ALL SELECT MIN(run_at) AS due FROM removals WHERE destination = $1 AND line = 1 AND state = 'ready'
        UNION ALL SELECT MIN(lease_until) AS due FROM removals WHERE destination = $1 AND state = 'leased') AS looks");

/// The end of each statement that ends a run. A lease that was lost names no row.
macro_rules! fenced {
    ($set:literal) => {
        concat!(
            "UPDATE removals SET lease_id = NULL, lease_until = NULL, ",
            $set,
            " WHERE id = $1 AND lease_id = $2"
        )
    };
}
const DONE: Sql = sql(fenced!("state = 'done', ended = $3, outcome = $4, class = NULL, reason = $5"));
const RETRY: Sql =
    sql(fenced!("state = 'ready', run_at = $3, class = $4, reason = $5, attempt = attempt - $6"));
const BURY: Sql = sql(fenced!("state = 'dead', ended = $3, class = $4, reason = $5"));
const RELEASE: Sql = sql(fenced!("state = 'ready', attempt = attempt - 1"));

const REVIVE: Sql =
    sql("UPDATE removals SET state = 'ready', run_at = $1, attempt = 0, class = NULL, reason = NULL,
        ended = NULL
    WHERE state <> 'done' AND state = 'dead'");
const REVIVE_OF: Sql =
    sql("UPDATE removals SET state = 'ready', run_at = $1, attempt = 0, class = NULL, reason = NULL,
        ended = NULL
    WHERE state <> 'done' AND state = 'dead' AND owner = $2");
const BATCH: Sql = sql("SELECT state, outcome, COUNT(*) AS count, MAX(reason) AS reason,
        COUNT(CASE WHEN state = 'ready' THEN class END) AS put_off FROM removals
    WHERE batch = $1 GROUP BY state, outcome");
const OBJECTS: Sql = sql("SELECT * FROM removals WHERE ritual IS NULL ORDER BY destination, path");

/// Asks for the removal of a ritual's copy; false if there is none, or it was asked for already. `batch` is what it is
/// asked for together with.
pub(crate) async fn ask(
    tx: &mut Transaction,
    ritual: RitualId,
    destination: &Destination,
    by: Option<u64>,
    batch: Option<&str>,
    now: Timestamp,
) -> Result<bool> {
    let Some(job) = tx.row(JOB, &[ritual.into(), destination.into()]).await? else { return Ok(false) };
    let run_at = now.max(when_nobody_sends(&job)?);
    let id = job.parse::<Uuid>("id")?;
    let line = u64::from(batch.is_some());
    let values =
        [id.into(), Uuid::now_v7().into(), now.into(), by.into(), batch.into(), line.into(), run_at.into()];
    if tx.execute(ASK, &values).await? == 0 {
        return Ok(false);
    }
    tx.execute(END_JOB, &[id.into(), now.into()]).await?;
    if let Some(receipt) = tx.row(FORGET_RECEIPT, &[ritual.into(), destination.into()]).await?
        && receipt.optional_time("lost")?.is_none()
    {
        let (owner, stored) = (receipt.unsigned("owner")?, receipt.unsigned("stored")?);
        standing::change(tx, owner, destination, (-1, -stored.cast_signed())).await?;
    }
    Ok(true)
}

/// Whoever sends the copy of a job that was ended, now or a moment ago, notices that within his lease.
fn when_nobody_sends(job: &Row) -> Result<Timestamp> {
    let stands: bool = job.get("stands")?;
    let until = job.optional_time("lease_until")?;
    let ended = job.optional_time("ended")?.filter(|_| !stands).map(|ended| ended + LEASE);
    Ok(until.max(ended).map_or(Timestamp(0), |until| until + BREAKING_OFF))
}

/// Asks for the removal of an adopted object; false if none is known there.
pub(crate) async fn ask_adopted(
    tx: &mut Transaction,
    destination: &Destination,
    path: &RemotePath,
    batch: Option<&str>,
    now: Timestamp,
) -> Result<bool> {
    let values = [destination.into(), path.into(), Uuid::now_v7().into(), now.into(), batch.into()];
    let asked = tx.execute(ASK_ADOPTED, &values).await? == 1;
    tx.execute(FORGET_ADOPTED, &[destination.into(), path.into()]).await?;
    Ok(asked)
}

/// Takes the next removal at a destination that is due. One that this version cannot read is given up in passing.
pub(crate) async fn claim(
    tx: &mut Transaction,
    destination: &Destination,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Removal>> {
    let is_held = operator::is_held(tx, &Lane::Archive(destination.clone())).await?;
    if is_held || tx.row(PAUSED, &[destination.into(), now.into()]).await?.is_some() {
        return Ok(None);
    }
    for statement in [CLAIM_EXPIRED, CLAIM_FIRST, CLAIM_NEXT] {
        loop {
            let id = Uuid::now_v7();
            let values = [destination.into(), now.into(), id.into(), until.into()];
            let Some(row) = tx.row(statement, &values).await? else { break };
            let lease = RemovalLease { removal: row.parse("id")?, id };
            match removal(lease, destination, &row) {
                Ok(removal) => return Ok(Some(removal)),
                Err(error) => {
                    let reason = format!("what is to be removed cannot be read: {error}");
                    let class = crate::failure::Class::Permanent;
                    finish(tx, &lease, &RemovalEnd::Dead { class, reason }, now).await?;
                }
            }
        }
    }
    Ok(None)
}

fn removal(lease: RemovalLease, destination: &Destination, row: &Row) -> Result<Removal> {
    let path: RemotePath = row.parse("path")?;
    let ritual = row.optional::<Uuid>("ritual")?.map_err(|error| unreadable("ritual", error))?;
    Ok(Removal {
        lease,
        ritual: ritual.map(RitualId),
        destination: destination.clone(),
        files: files(row, &path)?,
        path,
        attempt: u32::try_from(row.unsigned("attempt")?).unwrap_or(u32::MAX),
    })
}

/// What may stand at `path`, and beside it.
fn files(row: &Row, path: &RemotePath) -> Result<Vec<RecordedFile>> {
    let digest = row.optional("digest")?.map_err(|error| unreadable("digest", error))?;
    let (Some(digest), Some(bytes)) = (digest, row.get::<Option<i64>>("bytes")?) else {
        return Ok(Vec::new());
    };
    let md5 = row.optional("md5")?.map_err(|error| unreadable("md5", error))?;
    let motion: Option<String> = row.get("motion_file")?;
    let motion: Option<MotionFile> = motion
        .map(|text| serde_json::from_str(&text))
        .transpose()
        .map_err(|error| unreadable("motion file", error))?;
    let bytes = bytes.cast_unsigned();
    // Only what the files are counts here.
    let rendered = Rendered { pixels: digest, digest, md5, bytes, render_ms: 0, encode_ms: 0, motion };
    Ok(rendered.files(path.as_str()).collect())
}

/// Prolongs a lease; false if it was lost.
pub(crate) async fn extend(tx: &mut Transaction, lease: &RemovalLease, until: Timestamp) -> Result<bool> {
    Ok(tx.execute(EXTEND, &[lease.removal.into(), lease.id.into(), until.into()]).await? == 1)
}

/// When the next removal at a destination is to be looked at.
pub(crate) async fn next_due(tx: &mut Transaction, destination: &Destination) -> Result<Option<Timestamp>> {
    let row = tx.row(NEXT_DUE, &[destination.into()]).await?;
    Ok(row.map(|row| row.optional_time("due")).transpose()?.flatten())
}

/// Ends a run; false, and nothing written, if the lease was lost.
pub(crate) async fn finish(
    tx: &mut Transaction,
    lease: &RemovalLease,
    end: &RemovalEnd,
    now: Timestamp,
) -> Result<bool> {
    let (removal, id): (Value<'_>, Value<'_>) = (lease.removal.into(), lease.id.into());
    let done = |outcome: &'static str, reason: Option<&str>| -> [Value<'static>; 3] {
        [now.into(), outcome.into(), reason.map(str::to_owned).into()]
    };
    let written = match end {
        RemovalEnd::Removed | RemovalEnd::Missing | RemovalEnd::Kept(_) => {
            let [now, outcome, reason] = match end {
                RemovalEnd::Removed => done("removed", None),
                RemovalEnd::Kept(reason) => done("kept", Some(reason)),
                _ => done("missing", None),
            };
            tx.execute(DONE, &[removal, id, now, outcome, reason]).await?
        }
        RemovalEnd::Retry { at, class, reason, counts } => {
            let given_back = u64::from(!counts);
            let values =
                [removal, id, (*at).into(), (*class).into(), reason.as_str().into(), given_back.into()];
            tx.execute(RETRY, &values).await?
        }
        RemovalEnd::Dead { class, reason } => {
            let values = [removal, id, now.into(), (*class).into(), reason.as_str().into()];
            tx.execute(BURY, &values).await?
        }
        RemovalEnd::Released => tx.execute(RELEASE, &[removal, id]).await?,
    };
    Ok(written == 1)
}

/// Has removals in `scope` tried again that were given up.
pub(crate) async fn revive(tx: &mut Transaction, scope: Scope, now: Timestamp) -> Result<u64> {
    match scope.owner() {
        None => tx.execute(REVIVE, &[now.into()]).await,
        Some(owner) => tx.execute(REVIVE_OF, &[now.into(), owner.into()]).await,
    }
}

/// How far the removals are that were asked for together.
pub(crate) async fn batch(tx: &mut Transaction, batch: &str) -> Result<BatchCounts> {
    let mut counts = BatchCounts::default();
    for row in tx.rows(BATCH, &[batch.into()]).await? {
        let (state, outcome): (String, Option<String>) = (row.get("state")?, row.get("outcome")?);
        let count = row.unsigned("count")?;
        match (state.as_str(), outcome.as_deref()) {
            ("done", Some("removed")) => counts.removed += count,
            ("done", Some("kept")) => counts.kept += count,
            ("done", _) => counts.missing += count,
            ("dead", _) => counts.dead += count,
            _ => {
                counts.waiting += count;
                counts.put_off += row.unsigned("put_off")?;
            }
        }
        if state != "done" {
            counts.trouble = row.get::<Option<String>>("reason")?.or(counts.trouble);
        }
    }
    Ok(counts)
}

/// Adopted objects that were removed, or are to be; without those that this version cannot read.
pub(crate) async fn objects(tx: &mut Transaction) -> Result<Vec<RemovedObject>> {
    let mut objects = Vec::new();
    for row in tx.rows(OBJECTS, &[]).await? {
        let (Ok(destination), Ok(path)) = (row.parse("destination"), row.parse("path")) else { continue };
        let copy = removed_copy(&row)?;
        objects.push(RemovedObject { destination, path, copy });
    }
    Ok(objects)
}

/// A removal as a row tells it that has the columns of `removals`.
fn removed_copy(row: &Row) -> Result<RemovedCopy> {
    let proven = row.optional_time("proven")?;
    let receipt = proven.map(|at| {
        Ok::<_, crate::store::StoreError>(Receipt {
            digest: row.parse("digest")?,
            bytes: row.unsigned("bytes")?,
            verified_by: row.parse("verified_by")?,
            took_ms: row.unsigned("took_ms")?,
            at,
            first: FirstProof { at: row.time("first_proven")?, verified_by: row.parse("first_verified_by")? },
        })
    });
    let (state, outcome): (String, Option<String>) = (row.get("state")?, row.get("outcome")?);
    let reason: Option<String> = row.get("reason")?;
    Ok(RemovedCopy {
        asked: row.time("asked")?,
        by: row.get::<Option<i64>>("asked_by")?.map(i64::cast_unsigned),
        state: match (state.as_str(), outcome.as_deref()) {
            ("done", Some("kept")) => RemovalState::Kept(reason.unwrap_or_default()),
            ("done", _) => RemovalState::Gone(row.optional_time("ended")?.unwrap_or(Timestamp(0))),
            ("dead", _) => RemovalState::Dead(reason.unwrap_or_default()),
            _ => RemovalState::Waiting(reason),
        },
        receipt: receipt.transpose()?,
    })
}

const OF_RITUAL: Sql = sql("SELECT * FROM removals WHERE ritual = $1");

/// The removals of a ritual's copies, by their destinations as they are recorded.
pub(crate) async fn of_ritual(tx: &mut Transaction, ritual: RitualId) -> Result<Vec<(String, RemovedCopy)>> {
    let rows = tx.rows(OF_RITUAL, &[ritual.into()]).await?;
    rows.iter().map(|row| Ok((row.get("destination")?, removed_copy(row)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::queries::plan;

    #[tokio::test]
    async fn no_statement_of_a_removal_looks_at_every_row() {
        let statements = [
            JOB,
            END_JOB,
            ASK,
            FORGET_RECEIPT,
            CLAIM_EXPIRED,
            CLAIM_FIRST,
            CLAIM_NEXT,
            EXTEND,
            NEXT_DUE,
            DONE,
            RETRY,
            BURY,
            RELEASE,
            REVIVE_OF,
            BATCH,
            OF_RITUAL,
        ];
        for (step, statement) in plan::steps(&statements).await {
            let scans = step.starts_with("SCAN") && step != "SCAN looks";
            assert!(!scans && !step.contains("TEMP B-TREE"), "{step}: {statement}");
        }
    }
}
