//! What the operator decided: what is held back, who is refused, and the log of it. Each change is written together with
//! its line in the log.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use uuid::Uuid;

use super::notes;
use crate::store::database::{Row, Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::{Act, Barrier, Block, Decision, Held, Hold, Lane, LaneLength};

const HOLD: Sql = sql("INSERT INTO holds (what, reason, who, since) VALUES ($1, $2, $3, $4)
    ON CONFLICT (what) DO UPDATE SET reason = excluded.reason, who = excluded.who");
const RELEASE: Sql = sql("DELETE FROM holds WHERE what = $1");
const HELD: Sql = sql("SELECT what, reason, who, since FROM holds ORDER BY since, what");
const IS_HELD: Sql = sql("SELECT 1 AS held FROM holds WHERE what = $1");

const DRAIN: Sql = sql("SELECT reason, who, since FROM holds WHERE what = $1");

const BLOCK: Sql = sql("INSERT INTO blocks (id, reason, who, since) VALUES ($1, $2, $3, $4)
    ON CONFLICT (id) DO UPDATE SET reason = excluded.reason, who = excluded.who");
const UNBLOCK: Sql = sql("DELETE FROM blocks WHERE id = $1");
const BLOCKS: Sql = sql("SELECT id, reason, who, since FROM blocks ORDER BY since DESC, id LIMIT $1");
const BLOCK_OF: Sql =
    sql("SELECT id, reason, who, since FROM blocks WHERE id = $1 OR id = $2 ORDER BY id = $1 DESC LIMIT 1");

const LOG: Sql = sql("INSERT INTO operator_log (id, who, done, at) VALUES ($1, $2, $3, $4)");
const ACTS: Sql = sql("SELECT who, done, at FROM operator_log ORDER BY id DESC LIMIT $1");
const FORGET_NOTE: Sql = sql("DELETE FROM notes WHERE key = $1");

/// How many of a line are counted, of those in it, put off, and worked on.
const LENGTH: Sql = sql("SELECT
    (SELECT COUNT(*) FROM (SELECT 1 AS one FROM jobs WHERE kind = $1 AND destination = $2 AND line = $3
        AND turn IS NOT NULL LIMIT $4) AS waiting) AS waiting,
    (SELECT COUNT(*) FROM (SELECT 1 AS one FROM jobs WHERE kind = $1 AND destination = $2 AND line = $3
        AND state = 'ready' AND turn IS NULL AND NOT waits LIMIT $4) AS put_off) AS put_off,
    (SELECT COUNT(*) FROM (SELECT 1 AS one FROM jobs WHERE kind = $1 AND destination = $2 AND line = $3
        AND state = 'leased' LIMIT $4) AS running) AS running");

/// The owners of the jobs at one end of a line. `turn` grows with what an owner has waiting, so the end holds those who
/// wait most, and the beginning one of each.
macro_rules! owners {
    ($order:literal) => {
        concat!(
            "SELECT owner FROM (SELECT owner FROM jobs WHERE kind = $1 AND destination = $2 AND line = $3
            AND turn IS NOT NULL ORDER BY turn ",
            $order,
            ", id ",
            $order,
            " LIMIT $4) AS line_end GROUP BY owner"
        )
    };
}
const FIRST_OWNERS: Sql = sql(owners!("ASC"));
const LAST_OWNERS: Sql = sql(owners!("DESC"));
const WAITING_OF: Sql = sql("SELECT COUNT(*) AS count FROM (SELECT 1 AS one FROM jobs WHERE kind = $1
    AND destination = $2 AND line = $3 AND owner = $4 AND turn IS NOT NULL LIMIT $5) AS own");

/// How many jobs at each end of a line are looked at for their owners.
const ENDS: u64 = 500;

/// Holds something back; it stays so until it is released.
pub(crate) async fn hold(tx: &mut Transaction, held: &Held, done: &str) -> Result<()> {
    let Decision { who, reason, at } = &held.decision;
    let values = [held.what.to_string().into(), reason.as_str().into(), (*who).into(), (*at).into()];
    tx.execute(HOLD, &values).await?;
    log(tx, &Act { who: *who, done: done.to_owned(), at: *at }).await
}

/// Lets something go; false, and nothing written, if it was not held.
pub(crate) async fn release(tx: &mut Transaction, what: &Hold, act: &Act) -> Result<bool> {
    let released = tx.execute(RELEASE, &[what.to_string().into()]).await? > 0;
    if released {
        log(tx, act).await?;
    }
    Ok(released)
}

/// All that is held back. What this version cannot read is a destination that is not configured either.
pub(crate) async fn held(tx: &mut Transaction) -> Result<Vec<Held>> {
    let mut held = Vec::new();
    for row in tx.rows(HELD, &[]).await? {
        if let Some(what) = row.optional("what")?.ok().flatten() {
            held.push(Held { what, decision: decision(&row)? });
        }
    }
    Ok(held)
}

/// Whether a lane's jobs are held back.
pub(crate) async fn is_held(tx: &mut Transaction, lane: &Lane) -> Result<bool> {
    let Some(hold) = Hold::of(lane) else { return Ok(false) };
    Ok(tx.row(IS_HELD, &[hold.to_string().into()]).await?.is_some())
}

/// Refuses a server's or a person's requests.
pub(crate) async fn block(tx: &mut Transaction, block: &Block, done: &str) -> Result<()> {
    let Decision { who, reason, at } = &block.decision;
    let values = [block.id.into(), reason.as_str().into(), (*who).into(), (*at).into()];
    tx.execute(BLOCK, &values).await?;
    log(tx, &Act { who: *who, done: done.to_owned(), at: *at }).await
}

/// Takes a block back; false, and nothing written, if there was none.
pub(crate) async fn unblock(tx: &mut Transaction, id: u64, act: &Act) -> Result<bool> {
    let unblocked = tx.execute(UNBLOCK, &[id.into()]).await? > 0;
    if unblocked {
        log(tx, act).await?;
    }
    Ok(unblocked)
}

/// Who is refused, `most` of them, the latest first.
pub(crate) async fn blocks(tx: &mut Transaction, most: u64) -> Result<Vec<Block>> {
    tx.rows(BLOCKS, &[most.into()]).await?.iter().map(read_block).collect()
}

/// Why a request of this person in this server is not to be accepted, if it is not.
pub(crate) async fn barrier(
    tx: &mut Transaction,
    guild: Option<u64>,
    user: Option<u64>,
) -> Result<Option<Barrier>> {
    if let Some(row) = tx.row(DRAIN, &[Hold::Rituals.to_string().into()]).await? {
        return Ok(Some(Barrier::Drain(decision(&row)?)));
    }
    let Some(row) = tx.row(BLOCK_OF, &[guild.into(), user.into()]).await? else { return Ok(None) };
    let Block { id, decision } = read_block(&row)?;
    Ok(Some(if guild == Some(id) { Barrier::Server(decision) } else { Barrier::Person(decision) }))
}

fn read_block(row: &Row) -> Result<Block> {
    Ok(Block { id: row.unsigned("id")?, decision: decision(row)? })
}

fn decision(row: &Row) -> Result<Decision> {
    Ok(Decision { who: row.unsigned("who")?, reason: row.get("reason")?, at: row.time("since")? })
}

/// Writes a line into the log.
pub(crate) async fn log(tx: &mut Transaction, act: &Act) -> Result<()> {
    let values = [Uuid::now_v7().into(), act.who.into(), act.done.as_str().into(), act.at.into()];
    tx.execute(LOG, &values).await.map(drop)
}

/// The last lines of the log, `most` of them, the latest first.
pub(crate) async fn acts(tx: &mut Transaction, most: u64) -> Result<Vec<Act>> {
    let rows = tx.rows(ACTS, &[most.into()]).await?;
    let act = |row: &Row| Ok(Act { who: row.unsigned("who")?, done: row.get("done")?, at: row.time("at")? });
    rows.iter().map(act).collect()
}

/// Keeps a note, or forgets it, with a line in the log.
pub(crate) async fn set_note(tx: &mut Transaction, key: &str, value: Option<&str>, act: &Act) -> Result<()> {
    match value {
        Some(value) => notes::set_note(tx, key, value).await?,
        None => tx.execute(FORGET_NOTE, &[key.into()]).await.map(drop)?,
    }
    log(tx, act).await
}

/// How a lane stands, each number up to [`LaneLength::MOST`].
pub(crate) async fn length(tx: &mut Transaction, lane: &Lane) -> Result<LaneLength> {
    let mut length = LaneLength::default();
    for line in lane.lines() {
        let values = [lane.kind().into(), lane.into(), line.into(), LaneLength::MOST.into()];
        let Some(row) = tx.row(LENGTH, &values).await? else { continue };
        length.waiting += row.unsigned("waiting")?;
        length.put_off += row.unsigned("put_off")?;
        length.running += row.unsigned("running")?;
    }
    Ok(LaneLength {
        waiting: length.waiting.min(LaneLength::MOST),
        put_off: length.put_off.min(LaneLength::MOST),
        running: length.running.min(LaneLength::MOST),
    })
}

/// Those who have most waiting in a lane, and how much, up to [`LaneLength::MOST`]; `most` of them.
pub(crate) async fn waiting_most(tx: &mut Transaction, lane: &Lane, most: usize) -> Result<Vec<(u64, u64)>> {
    let mut all = BTreeMap::new();
    for line in lane.lines() {
        for statement in [FIRST_OWNERS, LAST_OWNERS] {
            let values = [lane.kind().into(), lane.into(), line.into(), ENDS.into()];
            for row in tx.rows(statement, &values).await? {
                let owner = row.unsigned("owner")?;
                if let Entry::Vacant(unknown) = all.entry((owner, line)) {
                    let values =
                        [lane.kind().into(), lane.into(), line.into(), owner.into(), LaneLength::MOST.into()];
                    let count = tx.row(WAITING_OF, &values).await?;
                    unknown.insert(count.map_or(Ok(0), |row| row.unsigned("count"))?);
                }
            }
        }
    }
    let mut waiting = BTreeMap::<u64, u64>::new();
    for ((owner, _), count) in all {
        *waiting.entry(owner).or_default() += count;
    }
    let mut waiting: Vec<_> = waiting.into_iter().collect();
    waiting.sort_by_key(|(owner, count)| (Reverse(*count), *owner));
    waiting.truncate(most);
    Ok(waiting)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::queries::plan;

    #[tokio::test]
    async fn what_the_operator_is_told_of_the_queue_takes_no_look_at_every_job() {
        let statements =
            [RELEASE, IS_HELD, UNBLOCK, BLOCK_OF, ACTS, LENGTH, FIRST_OWNERS, LAST_OWNERS, WAITING_OF];
        for (step, statement) in plan::steps(&statements).await {
            let scans = step.starts_with("SCAN jobs") && !step.contains("USING");
            assert!(!scans && !step.contains("SCAN blocks"), "{step}: {statement}");
            if step.contains(" jobs ") {
                assert!(step.contains("SEARCH jobs USING"), "{step}: {statement}");
            }
        }
    }
}
