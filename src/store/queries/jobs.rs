//! The queue: which job is next, who holds it, and when to look again.
//!
//! A job is `ready`, `leased`, `done` or `dead`. Whoever claims it gets a lease with an id of its own; every
//! later write names that id. A lease that ran out is simply claimed again. Which job is next is said in [`turns`].

use uuid::Uuid;

use super::finish::finish;
use super::turns::{self, Look, Seen};
use crate::failure::Class;
use crate::store::database::{Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::{Job, JobId, Lane, Lease, Outcome, RitualId, Scope, Timestamp};
use crate::sync::Destination;

/// One that was only in a line leaves it.
const TAKE: Sql =
    sql("UPDATE jobs SET state = 'leased', lease_id = $2, lease_until = $3, attempt = attempt + 1,
        again = FALSE, turn = NULL, member_turn = NULL
    WHERE id = $1 RETURNING ritual, path, attempt");
const EXTEND: Sql = sql("UPDATE jobs SET lease_until = $3 WHERE id = $1 AND lease_id = $2");
const NEXT_DUE_OF_RITUAL: Sql =
    sql("SELECT MIN(CASE WHEN state = 'ready' THEN run_at ELSE lease_until END) AS due
    FROM jobs WHERE ritual = $4 AND kind = $1 AND destination = $2 AND line = $3 AND NOT waits
    AND state IN ('ready', 'leased')");
/// How many jobs one transaction puts right at most: nobody waits for the database for long, however many they are.
pub(crate) const TOGETHER: u64 = 32;
/// One owner's jobs. Pauses are the operator's: what a destination refused, and whatever waits for one that is paused,
/// stays as it is, or whoever has a server of their own could have the operator's account locked.
macro_rules! of_owner {
    () => {
        " AND owner = $3 AND (class IS NULL OR class <> 'auth')
        AND NOT EXISTS (SELECT 1 FROM pauses WHERE pauses.destination = jobs.destination)"
    };
}
/// Dead jobs get another life.
macro_rules! revive {
    ($scope:expr, $order:literal) => {
        concat!(
            "UPDATE jobs SET state = 'ready', run_at = $1, attempt = 0, class = NULL, reason = NULL, ended = NULL,
                waits = (kind = 'archive' AND EXISTS (SELECT 1 FROM rituals
                    WHERE rituals.id = jobs.ritual AND rituals.pixels IS NULL))
            WHERE id IN (SELECT id FROM jobs WHERE state = 'dead'",
            $scope,
            $order,
            " LIMIT $2)"
        )
    };
}
/// What failed and waits for its next try need not wait any longer.
macro_rules! hasten {
    ($scope:expr) => {
        concat!(
            "UPDATE jobs SET run_at = $1, class = NULL, reason = NULL
            WHERE id IN (SELECT id FROM jobs WHERE state = 'ready' AND class IS NOT NULL",
            $scope,
            " LIMIT $2)"
        )
    };
}
const REVIVE: Sql = sql(revive!("", " ORDER BY ended, id"));
const REVIVE_OF: Sql = sql(revive!(of_owner!(), ""));
const HASTEN: Sql = sql(hasten!(""));
const HASTEN_OF: Sql = sql(hasten!(of_owner!()));
/// Copies that waited because their destination had refused us, not for a fault of their own.
const HASTEN_REFUSED: Sql = sql("UPDATE jobs SET run_at = $2, attempt = 0, class = NULL, reason = NULL
    WHERE id IN (SELECT id FROM jobs WHERE kind = 'archive' AND destination = $1 AND state = 'ready'
        AND class IS NOT NULL AND class = $3 LIMIT $4)");
const LIFT: Sql = sql("DELETE FROM pauses WHERE destination = $1");
const LIFT_ALL: Sql = sql("DELETE FROM pauses");

/// Takes the next due job of a lane: of its first line, and if there is none, of the next. One whose path this version
/// cannot read is given up in passing: it would fail each time, or hold up its lane.
pub(crate) async fn claim(
    tx: &mut Transaction,
    lane: &Lane,
    only: Option<RitualId>,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Job>> {
    for line in lane.lines() {
        let look = Look { lane, line, now };
        loop {
            let seen = turns::look(tx, look).await?;
            if is_held(&seen, lane, only) || seen.paused_until.is_some_and(|until| until > now) {
                return Ok(None);
            }
            let next = match only {
                Some(ritual) => turns::of_ritual(tx, look, ritual).await?,
                None => turns::next(tx, look, &seen).await?,
            };
            let Some(job) = next else { break };
            if let Some(job) = take(tx, lane, job, now, until).await? {
                return Ok(Some(job));
            }
        }
    }
    Ok(None)
}

/// Whether the operator holds a lane back. A picture that he asks for by himself, on the command line, is made all the same.
fn is_held(seen: &Seen, lane: &Lane, only: Option<RitualId>) -> bool {
    seen.is_held && (only.is_none() || lane.destination().is_some())
}

/// Takes a job; none if its path cannot be read.
async fn take(
    tx: &mut Transaction,
    lane: &Lane,
    job: JobId,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Job>> {
    let lease = Lease { job, id: Uuid::now_v7() };
    let row = tx.row(TAKE, &[job.into(), lease.id.into(), until.into()]).await?;
    let row = row.ok_or(sqlx::Error::RowNotFound)?;
    match row.optional("path")? {
        Ok(path) => {
            let (lane, ritual) = (lane.clone(), row.parse("ritual")?);
            let attempt = u32::try_from(row.unsigned("attempt")?).unwrap_or(u32::MAX);
            Ok(Some(Job { lease, lane, ritual, path, attempt }))
        }
        Err(error) => {
            let reason = format!("the archive path is not usable: {error}");
            finish(tx, &lease, &Outcome::Dead { class: Class::Permanent, reason }, now).await?;
            Ok(None)
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
    let (mut due, mut paused) = (None, None);
    for line in lane.lines() {
        // What is due is told with its own time, so no moment is asked for.
        let seen = turns::look(tx, Look { lane, line, now: Timestamp(0) }).await?;
        if is_held(&seen, lane, only) {
            return Ok(None);
        }
        let of_line = match only {
            Some(ritual) => {
                let values = [lane.kind().into(), lane.into(), line.into(), ritual.into()];
                let row = tx.row(NEXT_DUE_OF_RITUAL, &values).await?;
                row.map(|row| row.optional_time("due")).transpose()?.flatten()
            }
            None => seen.due(),
        };
        due = due.into_iter().chain(of_line).min();
        paused = seen.paused_until;
    }
    Ok(due.map(|due| paused.map_or(due, |until| due.max(until))))
}

/// Ends the pause of a destination. False if it was not paused.
pub(crate) async fn lift_pause(tx: &mut Transaction, destination: &Destination) -> Result<bool> {
    Ok(tx.execute(LIFT, &[destination.into()]).await? == 1)
}

/// Ends the waits of some copies that a destination had refused. False once there are none left.
pub(crate) async fn hasten_refused(
    tx: &mut Transaction,
    destination: &Destination,
    now: Timestamp,
) -> Result<bool> {
    let values = [destination.into(), now.into(), Class::Auth.into(), TOGETHER.into()];
    Ok(tx.execute(HASTEN_REFUSED, &values).await? == TOGETHER)
}

/// Gives up to [`TOGETHER`] dead jobs another life: how many.
pub(crate) async fn revive_some(tx: &mut Transaction, scope: Scope, now: Timestamp) -> Result<u64> {
    match scope.owner() {
        None => tx.execute(REVIVE, &[now.into(), TOGETHER.into()]).await,
        Some(owner) => tx.execute(REVIVE_OF, &[now.into(), TOGETHER.into(), owner.into()]).await,
    }
}

/// Ends the waits of some jobs that failed. False once there are none left.
pub(crate) async fn hasten_some(tx: &mut Transaction, scope: Scope, now: Timestamp) -> Result<bool> {
    let hastened = match scope.owner() {
        None => tx.execute(HASTEN, &[now.into(), TOGETHER.into()]).await?,
        Some(owner) => tx.execute(HASTEN_OF, &[now.into(), TOGETHER.into(), owner.into()]).await?,
    };
    Ok(hastened == TOGETHER)
}

/// Ends all pauses.
pub(crate) async fn lift_all(tx: &mut Transaction) -> Result<()> {
    tx.execute(LIFT_ALL, &[]).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::queries::plan;

    #[tokio::test]
    async fn no_statement_of_a_claim_looks_at_every_job() {
        let statements = [TAKE, EXTEND, NEXT_DUE_OF_RITUAL, HASTEN_REFUSED];
        for (step, statement) in plan::steps(&statements).await {
            assert!(!step.starts_with("SCAN") && !step.contains("TEMP B-TREE"), "{step}: {statement}");
        }
    }
}
