//! What is put right from time to time: leases of the dead, times from a clock that was wrong, tokens that died.

use std::time::Duration;

use crate::store::database::{Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::{InteractionToken, Lane, Timestamp};
use crate::sync::Destination;

/// The attempt was counted when the job was claimed, so one that takes the process down is bounded.
const FREE_JOBS: Sql = sql("UPDATE jobs SET state = 'ready', lease_id = NULL, lease_until = NULL
    WHERE state = 'leased'");
const FREE_AUDITS: Sql =
    sql("UPDATE audits SET lease_id = NULL, lease_until = NULL WHERE lease_id IS NOT NULL");
const FREE_REMOVALS: Sql = sql("UPDATE removals SET state = 'ready', lease_id = NULL, lease_until = NULL
    WHERE state = 'leased'");
const FREE_ALARMS: Sql =
    sql("UPDATE alarms SET held_until = NULL WHERE told IS NULL AND held_until IS NOT NULL");

const FREE_COMMON_NEWS: Sql =
    sql("UPDATE alarms SET servers_held = NULL WHERE servers_after IS NOT NULL AND servers_held IS NOT NULL");
const FREE_OWN_NEWS: Sql =
    sql("UPDATE server_news SET held_until = NULL WHERE told IS NULL AND held_until IS NOT NULL");
const FREE_TELLINGS: Sql = sql("UPDATE announced SET until = 0 WHERE state = 'waiting' AND until > 0
    AND announcement IN (SELECT id FROM announcements WHERE state IN ('listing', 'sending'))");

/// A lease is some seconds long, and clocks of two machines may differ a little. One that seems to last longer than
/// this was made by a clock that was wrong.
const LONGEST_LEASE: Duration = Duration::from_mins(10);
/// How long alarms of a kind are gathered, at most.
const LONGEST_GATHERING: Duration = Duration::from_hours(2);

const BOUND_JOBS: Sql = sql("UPDATE jobs SET run_at = $3
    WHERE kind = $1 AND destination = $2 AND run_at > $4 AND state <> 'done' AND state IN ('ready', 'leased')");
const BOUND_LEASES: Sql = sql("UPDATE jobs SET lease_until = $1 WHERE state = 'leased' AND lease_until > $2");
const BOUND_PAUSE: Sql = sql("UPDATE pauses SET until = $2 WHERE destination = $1 AND until > $3");
const BOUND_ALARMS: Sql = sql("UPDATE alarms SET due = $1, held_until = NULL
    WHERE told IS NULL AND (due > $2 OR held_until > $2)");
const BOUND_NEWS: Sql = sql("UPDATE server_news SET due = $1, held_until = NULL
    WHERE told IS NULL AND (due > $2 OR held_until > $2)");
const BOUND_REMOVALS: Sql = sql("UPDATE removals SET run_at = $2
    WHERE destination = $1 AND state = 'ready' AND run_at > $3");
const BOUND_REMOVAL_LEASES: Sql = sql("UPDATE removals SET lease_until = $2
    WHERE destination = $1 AND state = 'leased' AND lease_until > $3");
const BOUND_AUDIT: Sql = sql("UPDATE audits SET
        ended = CASE WHEN ended > $2 THEN $2 ELSE ended END,
        not_before = CASE WHEN not_before > $3 THEN $2 ELSE not_before END,
        lease_until = CASE WHEN lease_until > $4 THEN $2 ELSE lease_until END
    WHERE destination = $1 AND (ended > $2 OR not_before > $3 OR lease_until > $4)");
const BOUND_TURNS: Sql =
    sql("UPDATE receipts SET audited = $2 WHERE destination = $1 AND lost IS NULL AND audited > $3");

/// A token whose end lies further away than it can live was received under a clock that was wrong.
const FORGET_TOKENS: Sql = sql("UPDATE rituals SET token = NULL, token_until = NULL WHERE id IN
    (SELECT id FROM rituals WHERE token_until IS NOT NULL AND token_until <= $1 ORDER BY token_until LIMIT $2)");
const FORGET_ODD_TOKENS: Sql = sql("UPDATE rituals SET token = NULL, token_until = NULL WHERE id IN
    (SELECT id FROM rituals WHERE token_until IS NOT NULL AND token_until > $1 LIMIT $2)");

/// Has everything claimed anew that somebody held. Returns how many jobs that were.
pub(crate) async fn free(tx: &mut Transaction) -> Result<u64> {
    let jobs = tx.execute(FREE_JOBS, &[]).await?;
    tx.execute(FREE_AUDITS, &[]).await?;
    tx.execute(FREE_ALARMS, &[]).await?;
    tx.execute(FREE_COMMON_NEWS, &[]).await?;
    tx.execute(FREE_OWN_NEWS, &[]).await?;
    tx.execute(FREE_TELLINGS, &[]).await?;
    tx.execute(FREE_REMOVALS, &[]).await?;
    Ok(jobs)
}

/// Has what waits in a lane for longer than `longest` fall due now. Returns how many jobs that were.
pub(crate) async fn bound_waits(
    tx: &mut Transaction,
    lane: &Lane,
    longest: Duration,
    now: Timestamp,
) -> Result<u64> {
    let values = [lane.kind().into(), lane.into(), now.into(), (now + longest).into()];
    let jobs = tx.execute(BOUND_JOBS, &values).await?;
    let leases = tx.execute(BOUND_LEASES, &[now.into(), (now + LONGEST_LEASE).into()]).await?;
    if let Some(destination) = lane.destination() {
        tx.execute(BOUND_PAUSE, &[destination.into(), now.into(), (now + longest).into()]).await?;
        bound_audits(tx, destination, longest, now).await?;
        let ends = [destination.into(), now.into(), (now + longest).into()];
        tx.execute(BOUND_REMOVALS, &ends).await?;
        let ends = [destination.into(), now.into(), (now + LONGEST_LEASE).into()];
        tx.execute(BOUND_REMOVAL_LEASES, &ends).await?;
    }
    let gathered = [now.into(), (now + LONGEST_GATHERING).into()];
    tx.execute(BOUND_ALARMS, &gathered).await?;
    tx.execute(BOUND_NEWS, &gathered).await?;
    Ok(jobs + leases)
}

/// Nothing is put off for longer than `longest`, and no copy had its turn in the future.
async fn bound_audits(
    tx: &mut Transaction,
    destination: &Destination,
    longest: Duration,
    now: Timestamp,
) -> Result<()> {
    let values = [destination.into(), now.into(), (now + longest).into(), (now + LONGEST_LEASE).into()];
    tx.execute(BOUND_AUDIT, &values).await?;
    tx.execute(BOUND_TURNS, &[destination.into(), now.into(), (now + LONGEST_LEASE).into()]).await.map(drop)
}

/// Forgets up to `most` tokens that died. Returns how many those were.
pub(crate) async fn forget_tokens(tx: &mut Transaction, now: Timestamp, most: u32) -> Result<u64> {
    let most = u64::from(most);
    let died = tx.execute(FORGET_TOKENS, &[now.into(), most.into()]).await?;
    let furthest = now + InteractionToken::LIFETIME + LONGEST_LEASE;
    let odd = tx.execute(FORGET_ODD_TOKENS, &[furthest.into(), most.into()]).await?;
    Ok(died + odd)
}
