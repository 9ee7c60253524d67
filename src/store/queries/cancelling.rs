//! Cancelling rituals: their jobs are done from then on, whoever works on them writes nothing more, and nobody takes it for
//! a failure. The field and the folklore that a ritual left to its guild stay: what was asked for since was drawn from them.

use super::{limits, queue, turns};
use crate::store::database::{Row, Sql, Transaction, sql};
use crate::store::error::{Result, unreadable};
use crate::store::model::{Cancelled, Canceller, Origin, RitualId, Timestamp};

/// Rows are held in the order in which all transactions take hold of them.
macro_rules! held {
    ($select:expr) => {
        Sql { sqlite: $select, postgres: concat!($select, " FOR UPDATE") }
    };
}

const JOBS: Sql = held!(
    "SELECT kind, state, owner, member, lease_until, attempt FROM jobs WHERE ritual = $1 ORDER BY place"
);
const RITUAL: Sql = sql("SELECT origin, cancelled, posted_message FROM rituals WHERE id = $1");
/// Copies that stand already go on standing.
const END: Sql = sql("UPDATE jobs SET state = 'done', ended = $2, class = 'cancelled', reason = NULL,
        lease_id = NULL, lease_until = NULL, again = FALSE, waits = FALSE, turn = NULL, member_turn = NULL
    WHERE ritual = $1 AND state <> 'done'");
/// Its message runs once more, as an edit does.
const TELL: Sql = sql("UPDATE jobs SET state = 'ready', run_at = $2, line = 1, ended = NULL, class = NULL
    WHERE ritual = $1 AND kind = 'post'");
/// Nobody is shown it any more, as if it had been deleted.
const MARK: Sql = sql("UPDATE rituals SET cancelled = $2, deleted = COALESCE(deleted, $2) WHERE id = $1");
/// What a message asked for, and its edits.
const OF_MESSAGE: Sql = sql("SELECT rituals.id, post.owner FROM rituals
    JOIN jobs AS post ON post.ritual = rituals.id AND post.kind = 'post' AND post.destination = ''
    WHERE rituals.message = $1 AND rituals.message IS NOT NULL ORDER BY rituals.id");

/// Cancels one ritual.
pub(crate) async fn cancel(
    tx: &mut Transaction,
    id: RitualId,
    by: Canceller,
    now: Timestamp,
) -> Result<Cancelled> {
    let jobs = tx.rows(JOBS, &[id.into()]).await?;
    let Some(post) = job(&jobs, "post")? else { return Ok(Cancelled::Unknown) };
    let Some(ritual) = tx.row(RITUAL, &[id.into()]).await? else { return Ok(Cancelled::Unknown) };
    if post.unsigned("owner")? != by.owner() {
        return Ok(Cancelled::Unknown);
    }
    if matches!(by, Canceller::Asker { user, .. } if user != post.unsigned("member")?) {
        return Ok(Cancelled::NotTheirs);
    }
    if ritual.optional_time("cancelled")?.is_some() {
        return Ok(Cancelled::Before);
    }
    let on_its_way = post.optional_time("lease_until")?.is_some_and(|until| until > now);
    if on_its_way || ritual.get::<Option<i64>>("posted_message")?.is_some() {
        return Ok(Cancelled::TooLate);
    }
    tx.execute(END, &[id.into(), now.into()]).await?;
    if is_to_be_told(&ritual, post)? {
        tx.execute(TELL, &[id.into(), now.into()]).await?;
        turns::join(tx, id, now).await?;
    }
    tx.execute(MARK, &[id.into(), now.into()]).await?;
    limits::give_back(tx, id).await?;
    Ok(Cancelled::Now)
}

/// Whether something of it stands in Discord: an answer to an interaction was promised, and a message may have been sent
/// although that was not recorded.
fn is_to_be_told(ritual: &Row, post: &Row) -> Result<bool> {
    let origin: String = ritual.get("origin")?;
    let origin: Origin = serde_json::from_str(&origin).map_err(|error| unreadable("origin", error))?;
    Ok(matches!(origin, Origin::Interaction { .. }) || post.unsigned("attempt")? > 0)
}

fn job<'r>(jobs: &'r [Row], kind: &str) -> Result<Option<&'r Row>> {
    for row in jobs {
        if row.get::<String>("kind")? == kind {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// Cancels what somebody has waiting, `most` at once. Returns how many those were.
pub(crate) async fn cancel_all(
    tx: &mut Transaction,
    owner: u64,
    user: u64,
    most: u64,
    now: Timestamp,
) -> Result<u64> {
    let mut cancelled = 0;
    for id in queue::ids(tx, owner, user, most).await? {
        let by = Canceller::Asker { owner, user };
        cancelled += u64::from(cancel(tx, id, by, now).await? == Cancelled::Now);
    }
    Ok(cancelled)
}

/// Cancels what a message asked for and waits, other than `except`. Returns how many those were.
pub(crate) async fn cancel_of_message(
    tx: &mut Transaction,
    message: u64,
    except: Option<RitualId>,
    now: Timestamp,
) -> Result<u64> {
    let mut cancelled = 0;
    for row in tx.rows(OF_MESSAGE, &[message.into()]).await? {
        let id = RitualId(row.parse("id")?);
        if Some(id) == except {
            continue;
        }
        let owner = row.unsigned("owner")?;
        cancelled += u64::from(cancel(tx, id, Canceller::Moderator { owner }, now).await? == Cancelled::Now);
    }
    Ok(cancelled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::queries::plan;

    #[tokio::test]
    async fn what_is_cancelled_is_found_without_reading_every_job() {
        for (step, statement) in plan::steps(&[JOBS, RITUAL, END, TELL, MARK, OF_MESSAGE]).await {
            assert!(!step.starts_with("SCAN"), "{step}: {statement}");
        }
    }
}
