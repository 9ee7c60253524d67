//! Counts for status, readiness and metrics.

use crate::store::database::{Row, Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::{DestinationCounts, GivenUp, JobKind, Origin, Overview, RitualId, Timestamp};
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
/// The latest first.
const GIVEN_UP: Sql =
    sql("SELECT jobs.kind, jobs.destination, jobs.ritual, jobs.reason, rituals.origin FROM jobs
    JOIN rituals ON rituals.id = jobs.ritual
    WHERE jobs.state <> 'done' AND jobs.state = 'dead' AND ($1 IS NULL OR rituals.guild = $1)
    ORDER BY jobs.ended DESC, jobs.id LIMIT $2");
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

/// Jobs that were given up, `most` of them, the latest first; with `guild`, only those of its rituals.
pub(crate) async fn given_up(tx: &mut Transaction, guild: Option<u64>, most: u32) -> Result<Vec<GivenUp>> {
    let rows = tx.rows(GIVEN_UP, &[guild.into(), u64::from(most).into()]).await?;
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
