//! Messages that tell how long a picture takes: noted before they are sent, so that none is left after a kill.

use crate::shard_range::ShardRange;
use crate::store::database::{Row, Sql, Transaction, sql};
use crate::store::error::{Result, unreadable};
use crate::store::model::{Notice, Origin, RitualId};

/// What stands for a message whose id is not known.
const BEING_SENT: u64 = 0;

const NOTE: Sql = sql("UPDATE rituals SET notice = $2 WHERE id = $1");
const FORGET: Sql = sql("UPDATE rituals SET notice = NULL WHERE id = $1 AND notice IS NOT NULL");
const ALL: Sql = sql("SELECT id, origin, notice FROM rituals WHERE notice IS NOT NULL ORDER BY id LIMIT $1");

/// Notes the notice of a ritual; without a message, that it is about to be sent.
pub(crate) async fn note(tx: &mut Transaction, ritual: RitualId, message: Option<u64>) -> Result<()> {
    tx.execute(NOTE, &[ritual.into(), message.unwrap_or(BEING_SENT).into()]).await.map(drop)
}

/// The notice of a ritual is gone.
pub(crate) async fn forget(tx: &mut Transaction, ritual: RitualId) -> Result<()> {
    tx.execute(FORGET, &[ritual.into()]).await.map(drop)
}

/// The notices that stand or may stand in servers of some shards; of `most` rituals.
pub(crate) async fn all(tx: &mut Transaction, shards: ShardRange, most: u64) -> Result<Vec<Notice>> {
    let rows = tx.rows(ALL, &[most.into()]).await?;
    let notices = rows.iter().map(|row| notice(row, shards));
    notices.filter_map(Result::transpose).collect()
}

/// None where no message asked, and so none was answered, or where it is another shard's.
fn notice(row: &Row, shards: ShardRange) -> Result<Option<Notice>> {
    let origin: String = row.get("origin")?;
    let origin: Origin = serde_json::from_str(&origin).map_err(|error| unreadable("origin", error))?;
    let Origin::Message { guild, channel, message: request, .. } = origin else { return Ok(None) };
    if !shards.has(guild.unwrap_or_default()) {
        return Ok(None);
    }
    let message = Some(row.unsigned("notice")?).filter(|message| *message != BEING_SENT);
    Ok(Some(Notice { ritual: RitualId(row.parse("id")?), channel, request, message }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::queries::plan;

    #[tokio::test]
    async fn notices_are_found_without_reading_every_ritual() {
        for (step, statement) in plan::steps(&[NOTE, FORGET, ALL]).await {
            let reads_all = step.starts_with("SCAN") && !step.contains("rituals_notice");
            assert!(!reads_all && !step.contains("TEMP B-TREE"), "{step}: {statement}");
        }
    }
}
