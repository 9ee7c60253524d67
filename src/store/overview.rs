//! Counts for status, readiness and metrics.

use super::database::{Row, Session, Sql, sql};
use super::{DestinationCounts, Lane, Overview, Result, RitualId, Timestamp};

const RITUALS: Sql = sql("SELECT COUNT(*) AS count FROM rituals");
const OPEN: Sql = sql("SELECT kind, destination, state = 'dead' AS dead, COUNT(*) AS count,
        COUNT(CASE WHEN state = 'ready' THEN class END) AS put_off FROM jobs
    WHERE state <> 'done' GROUP BY kind, destination, state = 'dead'");
const ARCHIVED: Sql = sql("SELECT destination, COUNT(*) AS count FROM receipts GROUP BY destination");
const PAUSES: Sql = sql("SELECT destination, until, reason FROM pauses");
const OLDEST_UNARCHIVED: Sql = sql("SELECT rituals.id, rituals.accepted FROM jobs
    JOIN rituals ON rituals.id = jobs.ritual
    WHERE jobs.state <> 'done' AND jobs.kind = 'archive'
    ORDER BY rituals.accepted, rituals.id LIMIT 1");
/// An unknown ritual has no jobs, and so no last moment.
const SETTLED: Sql = sql("SELECT MAX(ended) AS settled FROM jobs
    WHERE ritual = $1 HAVING COUNT(CASE WHEN state <> 'done' THEN 1 END) = 0");

/// Counts what there is.
pub(super) async fn overview(session: &mut Session) -> Result<Overview> {
    let mut overview = Overview::default();
    if let Some(row) = session.row(RITUALS, &[]).await? {
        overview.rituals = row.unsigned("count")?;
    }
    for row in session.rows(OPEN, &[]).await? {
        count_open(&mut overview, &row)?;
    }
    for row in session.rows(ARCHIVED, &[]).await? {
        destination(&mut overview, &row)?.archived = row.unsigned("count")?;
    }
    for row in session.rows(PAUSES, &[]).await? {
        destination(&mut overview, &row)?.paused = Some((row.time("until")?, row.get("reason")?));
    }
    if let Some(row) = session.row(OLDEST_UNARCHIVED, &[]).await? {
        overview.oldest_unarchived = Some((row.parse("id")?, row.time("accepted")?));
    }
    Ok(overview)
}

fn count_open(overview: &mut Overview, row: &Row) -> Result<()> {
    let count = row.unsigned("count")?;
    let dead: bool = row.get("dead")?;
    *(if dead { &mut overview.dead } else { &mut overview.waiting }) += count;
    if row.get::<String>("kind")? == Lane::Archive(String::new()).kind() {
        let counts = destination(overview, row)?;
        if dead {
            counts.dead = count;
        } else {
            (counts.waiting, counts.put_off) = (count, row.unsigned("put_off")?);
        }
    }
    Ok(())
}

fn destination<'o>(overview: &'o mut Overview, row: &Row) -> Result<&'o mut DestinationCounts> {
    Ok(overview.destinations.entry(row.get("destination")?).or_default())
}

/// When the last job of a ritual ended, if all have.
pub(super) async fn settled_at(session: &mut Session, id: RitualId) -> Result<Option<Timestamp>> {
    match session.row(SETTLED, &[id.into()]).await? {
        Some(row) => row.optional_time("settled"),
        None => Ok(None),
    }
}
