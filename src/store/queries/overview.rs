//! Counts for status, readiness and metrics.

use super::operator;
use super::standing;
use super::tallies::{self, Subject, Tally};
use crate::store::database::{Row, Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::{GivenUp, Hold, JobKind, Lane, Origin, Overview, Queue, RitualId, Timestamp};
use crate::sync::Destination;

/// How many of a queue's first jobs are looked through for one that was not given up.
const FIRST: u64 = 100;
/// The job of a line that is next, as a part of a union.
macro_rules! head_of_line {
    ($line:literal) => {
        concat!(
            " UNION ALL SELECT run_at AS since FROM (SELECT run_at FROM jobs
                WHERE kind = $1 AND destination = $2 AND line = ",
            $line,
            " AND turn IS NOT NULL ORDER BY turn, id LIMIT 1) AS head_",
            $line
        )
    };
}

const PAUSES: Sql = sql("SELECT destination, until, reason FROM pauses");
/// Since when the job of a queue has waited that waits longest: the first by time and the head of each line since they were
/// due; the first that failed since its ritual was accepted, as each try puts it off. Jobs that were given up stand among the
/// first by time as well, so these are looked through no further than `$3`.
const WAITS_SINCE: Sql = sql(concat!(
    "SELECT MIN(since) AS since FROM (
        SELECT run_at AS since FROM (SELECT run_at, state FROM jobs
            WHERE kind = $1 AND destination = $2 AND state <> 'done' ORDER BY run_at, id LIMIT $3) AS first
            WHERE state <> 'dead'
        UNION ALL SELECT accepted AS since FROM rituals WHERE id = (SELECT ritual FROM jobs
            WHERE kind = $1 AND destination = $2 AND state = 'ready' AND class IS NOT NULL ORDER BY id LIMIT 1)",
    head_of_line!("0"),
    head_of_line!("1"),
    ") AS waits"
));
/// The ids of rituals sort by time.
const OLDEST_UNARCHIVED: Sql = sql("SELECT rituals.id, rituals.accepted FROM jobs
    JOIN rituals ON rituals.id = jobs.ritual
    WHERE jobs.kind = 'archive' AND jobs.state <> 'done'
    ORDER BY jobs.ritual LIMIT 1");
/// Why one of the copies failed that wait for their next try: the latest ritual's.
const TROUBLE: Sql = sql("SELECT reason FROM jobs WHERE kind = 'archive' AND destination = $1
    AND state = 'ready' AND class IS NOT NULL ORDER BY id DESC LIMIT 1");
/// The latest first, of those in the subquery `$from`.
macro_rules! given_up {
    ($from:literal) => {
        concat!(
            "SELECT dead.kind, dead.destination, dead.ritual, dead.reason, rituals.origin FROM ",
            $from,
            " AS dead JOIN rituals ON rituals.id = dead.ritual WHERE dead.state = 'dead'
            ORDER BY dead.ended DESC, dead.id DESC LIMIT $1"
        )
    };
}
const GIVEN_UP: Sql = sql(given_up!("jobs"));
const GIVEN_UP_OF: Sql = sql(given_up!("(SELECT * FROM jobs WHERE owner = $2 AND state = 'dead' LIMIT $3)"));
/// One owner's open jobs, as many as are counted: from an index that has all of it.
const OPEN_OF: Sql =
    sql("SELECT open.kind, open.destination, open.state = 'dead' AS dead, COUNT(*) AS count,
        COUNT(CASE WHEN open.state = 'ready' THEN open.class END) AS put_off
    FROM (SELECT kind, destination, state, class FROM jobs WHERE owner = $1 AND state <> 'done' LIMIT $2) AS open
    GROUP BY open.kind, open.destination, open.state = 'dead'");
/// Why one of their copies failed that wait for their next try.
const TROUBLE_OF: Sql =
    sql("SELECT reason FROM jobs WHERE owner = $1 AND kind = 'archive' AND destination = $2
    AND state = 'ready' AND class IS NOT NULL AND state <> 'done' LIMIT 1");
const LOST_OF: Sql = sql("SELECT COUNT(*) AS count FROM (SELECT 1 AS one FROM receipts
    WHERE owner = $1 AND destination = $2 AND lost IS NOT NULL LIMIT $3) AS lost");
const DONE_OF: Sql = sql("SELECT COUNT(*) AS count FROM (SELECT 1 AS one FROM jobs
    WHERE owner = $1 AND kind = $2 AND destination = $3 AND state = 'done' AND class IS NULL LIMIT $4) AS done");
const OLDEST_OF: Sql = sql("SELECT rituals.id, rituals.accepted FROM jobs
    JOIN rituals ON rituals.id = jobs.ritual
    WHERE jobs.owner = $1 AND jobs.kind = 'archive' AND jobs.state <> 'done'
    ORDER BY jobs.ritual LIMIT 1");
/// An unknown ritual has no jobs, and so no last moment.
const SETTLED: Sql = sql("SELECT MAX(ended) AS settled FROM jobs
    WHERE ritual = $1 HAVING COUNT(CASE WHEN state <> 'done' THEN 1 END) = 0");

/// Counts what there is.
pub(crate) async fn overview(tx: &mut Transaction) -> Result<Overview> {
    let mut overview = Overview::default();
    for tally in tallies::all(tx).await? {
        count(&mut overview, tally);
    }
    for (destination, counts) in &mut overview.destinations {
        if counts.put_off > 0 {
            let failed = tx.row(TROUBLE, &[destination.into()]).await?;
            counts.trouble = failed.map(|row| row.get("reason")).transpose()?.flatten();
        }
    }
    for (destination, until, reason) in pauses(tx).await? {
        overview.destinations.entry(destination).or_default().paused = Some((until, reason));
    }
    for held in operator::held(tx).await? {
        if let Hold::Destination(destination) = held.what {
            overview.destinations.entry(destination).or_default().held = Some(held.decision.reason);
        }
    }
    if let Some(row) = tx.row(OLDEST_UNARCHIVED, &[]).await? {
        overview.oldest_unarchived = Some((row.parse("id")?, row.time("accepted")?));
    }
    Ok(overview)
}

/// Since when the job of a queue has waited that waits longest; see [`WAITS_SINCE`]. It may not be due yet.
pub(crate) async fn waits_since(tx: &mut Transaction, queue: &Queue) -> Result<Option<Timestamp>> {
    let destination = queue.destination.as_ref().map(ToString::to_string).unwrap_or_default();
    let row = tx.row(WAITS_SINCE, &[queue.kind.into(), destination.into(), FIRST.into()]).await?;
    row.map_or(Ok(None), |row| row.optional_time("since"))
}

/// Counts what belongs to one owner, each number up to [`Overview::MOST`]. Of destinations those that are `used` or have
/// something open are counted.
pub(crate) async fn overview_of(tx: &mut Transaction, owner: u64, used: &[Destination]) -> Result<Overview> {
    let mut overview = Overview::default();
    let mut rendering = 0;
    for row in tx.rows(OPEN_OF, &[owner.into(), Overview::MOST.into()]).await? {
        if row.parse::<JobKind>("kind")? == JobKind::Render {
            rendering += row.unsigned("count")?;
        }
        count_open(&mut overview, &row)?;
    }
    // Each ritual has one picture.
    let rendered = done_of(tx, owner, &Lane::Render).await?;
    overview.rituals = (rendered + rendering).min(Overview::MOST);
    for destination in used {
        overview.destinations.entry(destination.clone()).or_default();
    }
    for (destination, counts) in &mut overview.destinations {
        (counts.archived, counts.bytes) = standing::of(tx, owner, destination).await?;
        let lost = tx.row(LOST_OF, &[owner.into(), destination.into(), Overview::MOST.into()]).await?;
        counts.lost = lost.map_or(Ok(0), |row| row.unsigned("count"))?;
        if counts.put_off > 0 {
            let failed = tx.row(TROUBLE_OF, &[owner.into(), destination.into()]).await?;
            counts.trouble = failed.map(|row| row.get("reason")).transpose()?.flatten();
        }
    }
    for (destination, until, reason) in pauses(tx).await? {
        if let Some(counts) = overview.destinations.get_mut(&destination) {
            counts.paused = Some((until, reason));
        }
    }
    for held in operator::held(tx).await? {
        if let Hold::Destination(destination) = held.what
            && let Some(counts) = overview.destinations.get_mut(&destination)
        {
            counts.held = Some(held.decision.reason);
        }
    }
    if let Some(row) = tx.row(OLDEST_OF, &[owner.into()]).await? {
        overview.oldest_unarchived = Some((row.parse("id")?, row.time("accepted")?));
    }
    Ok(overview)
}

async fn done_of(tx: &mut Transaction, owner: u64, lane: &Lane) -> Result<u64> {
    let values = [owner.into(), lane.kind().into(), lane.into(), Overview::MOST.into()];
    tx.row(DONE_OF, &values).await?.map_or(Ok(0), |row| row.unsigned("count"))
}

/// The destinations that refused us: until when they are left alone, and why.
pub(crate) async fn pauses(tx: &mut Transaction) -> Result<Vec<(Destination, Timestamp, String)>> {
    let mut pauses = Vec::new();
    for row in tx.rows(PAUSES, &[]).await? {
        if let Some(destination) = row.optional("destination")?.ok().flatten() {
            pauses.push((destination, row.time("until")?, row.get("reason")?));
        }
    }
    Ok(pauses)
}

fn count(overview: &mut Overview, Tally { subject, destination, count }: Tally) {
    count_queue(overview, subject, destination.as_ref(), count);
    match subject {
        Subject::Ritual => overview.rituals += count,
        Subject::Waiting(_) | Subject::PutOff(_) => overview.waiting += count,
        Subject::Dead(kind) => {
            overview.dead += count;
            match kind {
                JobKind::Post => overview.dead_posts += count,
                JobKind::Render => overview.dead_renders += count,
                JobKind::Archive => {}
            }
        }
        Subject::Standing | Subject::Lost => {}
    }
    let Some(destination) = destination else { return };
    let counts = overview.destinations.entry(destination).or_default();
    match subject {
        Subject::Waiting(_) => counts.waiting += count,
        Subject::PutOff(_) => {
            counts.waiting += count;
            counts.put_off += count;
        }
        Subject::Dead(_) => counts.dead += count,
        Subject::Standing => counts.archived += count,
        Subject::Lost => counts.lost += count,
        Subject::Ritual => {}
    }
}

fn count_queue(overview: &mut Overview, subject: Subject, destination: Option<&Destination>, count: u64) {
    let (Subject::Waiting(kind) | Subject::PutOff(kind) | Subject::Dead(kind)) = subject else { return };
    let counts = overview.queues.entry(Queue { kind, destination: destination.cloned() }).or_default();
    match subject {
        Subject::Dead(_) => counts.dead += count,
        Subject::PutOff(_) => {
            counts.waiting += count;
            counts.put_off += count;
        }
        _ => counts.waiting += count,
    }
}

/// Counts an owner's open jobs of one kind and destination, those that were given up apart.
fn count_open(overview: &mut Overview, row: &Row) -> Result<()> {
    let kind = row.parse("kind")?;
    let (all, put_off) = (row.unsigned("count")?, row.unsigned("put_off")?);
    let dead: bool = row.get("dead")?;
    let tallies = if dead {
        vec![(Subject::Dead(kind), all)]
    } else {
        vec![(Subject::Waiting(kind), all - put_off), (Subject::PutOff(kind), put_off)]
    };
    let destination: Option<Destination> = row.optional("destination")?.ok().flatten();
    for (subject, count) in tallies {
        self::count(overview, Tally { subject, destination: destination.clone(), count });
    }
    Ok(())
}

/// Jobs that were given up, `most` of them, the latest first; with `owner`, only theirs.
pub(crate) async fn given_up(tx: &mut Transaction, owner: Option<u64>, most: u32) -> Result<Vec<GivenUp>> {
    let most = u64::from(most);
    let rows = match owner {
        None => tx.rows(GIVEN_UP, &[most.into()]).await?,
        Some(owner) => tx.rows(GIVEN_UP_OF, &[most.into(), owner.into(), Overview::MOST.into()]).await?,
    };
    rows.iter().map(given_up_job).collect()
}

fn given_up_job(row: &Row) -> Result<GivenUp> {
    let origin: String = row.get("origin")?;
    // What this version cannot read was asked for by somebody all the same.
    let origin = serde_json::from_str::<Origin>(&origin).ok();
    Ok(GivenUp {
        kind: row.parse("kind")?,
        destination: row.get("destination")?,
        ritual: RitualId(row.parse("ritual")?),
        user: origin.and_then(|origin| origin.user()),
        reason: row.get::<Option<String>>("reason")?.unwrap_or_default(),
    })
}

/// When the last job of a ritual ended, if all have.
pub(crate) async fn settled_at(tx: &mut Transaction, id: RitualId) -> Result<Option<Timestamp>> {
    match tx.row(SETTLED, &[id.into()]).await? {
        Some(row) => row.optional_time("settled"),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[tokio::test]
    async fn sqlite_reads_no_table_from_end_to_end_to_tell_an_owner_of_their_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::sqlite(&folder.path().join("x")).await.expect("a database");
        let mut tx = store.pools.read().await.expect("a transaction");
        for statement in [OPEN_OF, TROUBLE_OF, LOST_OF, DONE_OF, OLDEST_OF, GIVEN_UP_OF] {
            let plan: &'static str = format!("EXPLAIN QUERY PLAN {}", statement.sqlite).leak();
            let values = [1_u64, 1, 1, 1].map(Into::into);
            let bound = (1..=4).filter(|place| statement.sqlite.contains(&format!("${place}"))).count();
            let rows = tx.rows(sql(plan), &values[..bound]).await.expect("a plan");
            let steps: Vec<String> = rows.iter().map(|row| row.get("detail").expect("a step")).collect();
            assert!(steps.iter().any(|step| step.contains("_by_owner (owner=?")), "{steps:?}");
            let counts = statement.sqlite.contains("COUNT(");
            let covered = steps.iter().any(|step| step.contains("COVERING INDEX"));
            assert!(!counts || covered, "{steps:?}: {}", statement.sqlite);
            for table in ["rituals", "receipts"] {
                assert!(!steps.iter().any(|step| *step == format!("SCAN {table}")), "{steps:?}");
            }
        }
    }
}
