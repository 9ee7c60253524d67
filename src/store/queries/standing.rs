//! How many copies of an owner stand at a destination, and how long they are together: kept up in each transaction that
//! changes a receipt, so that telling it takes one look however many there are. The row is locked after jobs and
//! receipts, and before the destination's pause.

use crate::store::database::{Sql, Transaction, sql};
use crate::store::error::Result;
use crate::sync::Destination;

const CHANGE: Sql = sql("INSERT INTO standing (owner, destination, copies, bytes) VALUES ($1, $2, $3, $4)
    ON CONFLICT (owner, destination) DO UPDATE SET
        copies = standing.copies + excluded.copies, bytes = standing.bytes + excluded.bytes");
const OF: Sql = sql("SELECT copies, bytes FROM standing WHERE owner = $1 AND destination = $2");

/// Counts copies in or out, and their bytes.
pub(super) async fn change(
    tx: &mut Transaction,
    owner: u64,
    destination: &Destination,
    (copies, bytes): (i64, i64),
) -> Result<()> {
    if (copies, bytes) == (0, 0) {
        return Ok(());
    }
    let values =
        [owner.into(), destination.into(), copies.cast_unsigned().into(), bytes.cast_unsigned().into()];
    tx.execute(CHANGE, &values).await.map(drop)
}

/// How many copies stand, and how many bytes they have.
pub(super) async fn of(tx: &mut Transaction, owner: u64, destination: &Destination) -> Result<(u64, u64)> {
    let Some(row) = tx.row(OF, &[owner.into(), destination.into()]).await? else { return Ok((0, 0)) };
    Ok((row.unsigned("copies")?, row.unsigned("bytes")?))
}
