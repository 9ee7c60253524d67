//! Counts for status, readiness and metrics.

use crate::store::database::{Row, Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::{DestinationCounts, JobKind, Overview, RitualId, Timestamp};
use crate::sync::Destination;

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
    for row in tx.rows(PAUSES, &[]).await? {
        if let Some(counts) = counts_of(&mut overview, &row)? {
            counts.paused = Some((row.time("until")?, row.get("reason")?));
        }
    }
    if let Some(row) = tx.row(OLDEST_UNARCHIVED, &[]).await? {
        overview.oldest_unarchived = Some((row.parse("id")?, row.time("accepted")?));
    }
    Ok(overview)
}

fn count_open(overview: &mut Overview, row: &Row) -> Result<()> {
    let count = row.unsigned("count")?;
    let dead: bool = row.get("dead")?;
    *(if dead { &mut overview.dead } else { &mut overview.waiting }) += count;
    if row.parse::<JobKind>("kind")? != JobKind::Archive {
        return Ok(());
    }
    match counts_of(overview, row)? {
        Some(counts) if dead => counts.dead = count,
        Some(counts) => (counts.waiting, counts.put_off) = (count, row.unsigned("put_off")?),
        None => {}
    }
    Ok(())
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
