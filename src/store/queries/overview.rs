//! Counts for status, readiness and metrics.

use super::operator;
use super::standing;
use crate::store::database::{Row, Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::{
    DestinationCounts, GivenUp, Hold, JobKind, Lane, Origin, Overview, RitualId, Timestamp,
};
use crate::sync::Destination;

const RITUALS: Sql = sql("SELECT COUNT(*) AS count FROM rituals");
const OPEN: Sql = sql("SELECT kind, destination, state = 'dead' AS dead, COUNT(*) AS count,
        COUNT(CASE WHEN state = 'ready' THEN class END) AS put_off, MAX(reason) AS trouble FROM jobs
    WHERE state <> 'done' GROUP BY kind, destination, state = 'dead'");
const ARCHIVED: Sql =
    sql("SELECT destination, COUNT(*) AS count FROM receipts WHERE lost IS NULL GROUP BY destination");
const LOST: Sql =
    sql("SELECT destination, COUNT(*) AS count FROM receipts WHERE lost IS NOT NULL GROUP BY destination");
const PAUSES: Sql = sql("SELECT destination, until, reason FROM pauses");
const OLDEST_UNARCHIVED: Sql = sql("SELECT rituals.id, rituals.accepted FROM jobs
    JOIN rituals ON rituals.id = jobs.ritual
    WHERE jobs.state <> 'done' AND jobs.kind = 'archive'
    ORDER BY rituals.accepted, rituals.id LIMIT 1");
/// The latest first, of those in the subquery `$from`.
macro_rules! given_up {
    ($from:literal) => {
        concat!(
            "SELECT jobs.kind, jobs.destination, jobs.ritual, jobs.reason, rituals.origin FROM ",
            $from,
            " JOIN rituals ON rituals.id = jobs.ritual WHERE jobs.state = 'dead'
            ORDER BY jobs.ended DESC, jobs.id LIMIT $1"
        )
    };
}
const GIVEN_UP: Sql = sql(given_up!("(SELECT * FROM jobs WHERE state <> 'done' AND state = 'dead') AS jobs"));
const GIVEN_UP_OF: Sql = sql(given_up!(
    "(SELECT * FROM jobs WHERE owner = $2 AND state <> 'done' AND state = 'dead' LIMIT $3) AS jobs"
));
/// One owner's open jobs, as many as are counted. A lost copy has an open job, which makes it good.
const OPEN_OF: Sql =
    sql("SELECT jobs.kind, jobs.destination, jobs.state = 'dead' AS dead, COUNT(*) AS count,
        COUNT(CASE WHEN jobs.state = 'ready' THEN jobs.class END) AS put_off, MAX(jobs.reason) AS trouble,
        COUNT(receipts.ritual) AS lost
    FROM (SELECT * FROM jobs WHERE owner = $1 AND state <> 'done' LIMIT $2) AS jobs
    LEFT JOIN receipts ON receipts.ritual = jobs.ritual AND receipts.destination = jobs.destination
        AND receipts.lost IS NOT NULL
    GROUP BY jobs.kind, jobs.destination, jobs.state = 'dead'");
const DONE_OF: Sql = sql("SELECT COUNT(*) AS count FROM (SELECT 1 AS one FROM jobs
    WHERE owner = $1 AND kind = $2 AND destination = $3 AND state = 'done' AND class IS NULL LIMIT $4) AS done");
/// The ids of rituals sort by time.
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
    if let Some(row) = tx.row(RITUALS, &[]).await? {
        overview.rituals = row.unsigned("count")?;
    }
    for row in tx.rows(OPEN, &[]).await? {
        count_open(&mut overview, &row)?;
    }
    for row in tx.rows(ARCHIVED, &[]).await? {
        if let Some(counts) = counts_of(&mut overview, &row)? {
            counts.archived = row.unsigned("count")?;
        }
    }
    for row in tx.rows(LOST, &[]).await? {
        if let Some(counts) = counts_of(&mut overview, &row)? {
            counts.lost = row.unsigned("count")?;
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

/// Counts what belongs to one owner, each number up to [`Overview::MOST`]. Of destinations those that are `used` or have
/// something open are counted.
pub(crate) async fn overview_of(tx: &mut Transaction, owner: u64, used: &[Destination]) -> Result<Overview> {
    let mut overview = Overview::default();
    let mut rendering = 0;
    for row in tx.rows(OPEN_OF, &[owner.into(), Overview::MOST.into()]).await? {
        count_open(&mut overview, &row)?;
        match row.parse::<JobKind>("kind")? {
            JobKind::Render => rendering += row.unsigned("count")?,
            JobKind::Archive => {
                if let Some(counts) = counts_of(&mut overview, &row)? {
                    counts.lost += row.unsigned("lost")?;
                }
            }
            JobKind::Post => {}
        }
    }
    // Each ritual has one picture.
    let rendered = done_of(tx, owner, &Lane::Render).await?;
    overview.rituals = (rendered + rendering).min(Overview::MOST);
    for destination in used {
        overview.destinations.entry(destination.clone()).or_default();
    }
    for (destination, counts) in &mut overview.destinations {
        (counts.archived, counts.bytes) = standing::of(tx, owner, destination).await?;
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

fn count_open(overview: &mut Overview, row: &Row) -> Result<()> {
    let count = row.unsigned("count")?;
    let dead: bool = row.get("dead")?;
    *(if dead { &mut overview.dead } else { &mut overview.waiting }) += count;
    match row.parse::<JobKind>("kind")? {
        JobKind::Post if dead => overview.dead_posts = count,
        JobKind::Render if dead => overview.dead_renders = count,
        JobKind::Post | JobKind::Render => {}
        JobKind::Archive => match counts_of(overview, row)? {
            Some(counts) if dead => counts.dead = count,
            Some(counts) => {
                (counts.waiting, counts.put_off) = (count, row.unsigned("put_off")?);
                counts.trouble = row.get("trouble")?;
            }
            None => {}
        },
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

/// The counts of a row's destination; none where this version cannot read its name.
fn counts_of<'o>(overview: &'o mut Overview, row: &Row) -> Result<Option<&'o mut DestinationCounts>> {
    let destination = row.optional::<Destination>("destination")?.ok().flatten();
    Ok(destination.map(|destination| overview.destinations.entry(destination).or_default()))
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
        for statement in [OPEN_OF, DONE_OF, OLDEST_OF, GIVEN_UP_OF] {
            let plan: &'static str = format!("EXPLAIN QUERY PLAN {}", statement.sqlite).leak();
            let values = [1_u64, 1, 1, 1].map(Into::into);
            let bound = (1..=4).filter(|place| statement.sqlite.contains(&format!("${place}"))).count();
            let rows = tx.rows(sql(plan), &values[..bound]).await.expect("a plan");
            let steps: Vec<String> = rows.iter().map(|row| row.get("detail").expect("a step")).collect();
            assert!(steps.iter().any(|step| step.contains("_by_owner (owner=?")), "{steps:?}");
            for table in ["rituals", "receipts"] {
                assert!(!steps.iter().any(|step| *step == format!("SCAN {table}")), "{steps:?}");
            }
        }
    }
}
