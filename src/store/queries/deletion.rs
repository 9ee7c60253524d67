//! Deleting a ritual: nobody is shown it any more, and nothing is done for it but taking its message away.

use super::turns;
use crate::store::database::{Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::{RitualId, Timestamp};

/// Whoever works on one of them has lost its lease, and what comes of it is not wanted.
const END_JOBS: Sql = sql("UPDATE jobs SET state = 'done', ended = $2, lease_id = NULL, lease_until = NULL,
        again = FALSE, waits = FALSE, turn = NULL, member_turn = NULL, class = NULL, reason = NULL
    WHERE ritual = $1 AND kind IN ('render', 'archive') AND state <> 'done'");
/// The message is taken away by the job that wrote it. One that is being written runs once more afterwards.
const CALL_POST: Sql = sql("UPDATE jobs SET again = (state = 'leased'),
        state = CASE WHEN state = 'leased' THEN 'leased' ELSE 'ready' END,
        run_at = $2, attempt = 0, class = NULL, reason = NULL, ended = NULL, waits = FALSE
    WHERE ritual = $1 AND kind = 'post'");
const MARK: Sql = sql("UPDATE rituals SET deleted = $2 WHERE id = $1 AND deleted IS NULL");

/// Deletes a ritual. False if it was deleted before, or never was.
pub(crate) async fn delete(tx: &mut Transaction, id: RitualId, now: Timestamp) -> Result<bool> {
    tx.execute(END_JOBS, &[id.into(), now.into()]).await?;
    tx.execute(CALL_POST, &[id.into(), now.into()]).await?;
    turns::join(tx, id, now).await?;
    Ok(tx.execute(MARK, &[id.into(), now.into()]).await? == 1)
}
