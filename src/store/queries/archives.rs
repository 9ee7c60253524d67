//! Pages of rituals with their copies, copies requested later, and objects adopted from other programs.

use uuid::Uuid;

use super::rituals;
use crate::store::database::{Row, Sql, Transaction, sql};
use crate::store::error::{Result, StoreError};
use crate::store::model::{Adopted, RitualId, RitualView, Timestamp};
use crate::sync::{Destination, RemotePath};

const PAGE: Sql = sql("SELECT id FROM rituals WHERE id > $1 ORDER BY id LIMIT $2");
/// Only for a rendered ritual. A copy that was requested before is left as it is, in whatever state.
const ADD: Sql = sql("INSERT INTO jobs (id, ritual, kind, destination, path, place, state, run_at, owner)
    SELECT $1, rituals.id, 'archive', $3, $4,
        (SELECT MAX(jobs.place) + 1 FROM jobs WHERE jobs.ritual = rituals.id), 'ready', $5,
        (SELECT MAX(jobs.owner) FROM jobs WHERE jobs.ritual = rituals.id)
    FROM rituals WHERE rituals.id = $2 AND rituals.pixels IS NOT NULL
    ON CONFLICT (ritual, kind, destination) DO NOTHING");
const ADOPT: Sql = sql("INSERT INTO adopted (destination, path, digest, bytes, adopted)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (destination, path) DO UPDATE
    SET digest = excluded.digest, bytes = excluded.bytes, adopted = excluded.adopted");
const ADOPTED: Sql =
    sql("SELECT destination, path, digest, bytes, adopted FROM adopted ORDER BY destination, path");

/// The rituals after `after` in the order of their ids, which is the order in which they were accepted.
pub(crate) async fn page(
    tx: &mut Transaction,
    after: Option<RitualId>,
    most: u32,
) -> Result<Vec<RitualView>> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let mut page = Vec::new();
    for row in tx.rows(PAGE, &[after.into(), u64::from(most).into()]).await? {
        page.extend(rituals::view(tx, RitualId(row.parse("id")?)).await?);
    }
    Ok(page)
}

/// Asks for one more copy of a ritual.
pub(crate) async fn add_archive(
    tx: &mut Transaction,
    ritual: RitualId,
    destination: &Destination,
    path: &RemotePath,
    now: Timestamp,
) -> Result<bool> {
    let values = [Uuid::now_v7().into(), ritual.into(), destination.into(), path.into(), now.into()];
    Ok(tx.execute(ADD, &values).await? == 1)
}

/// Records an adopted object.
pub(crate) async fn adopt(tx: &mut Transaction, object: &Adopted) -> Result<()> {
    let values = [
        (&object.destination).into(),
        (&object.path).into(),
        object.digest.into(),
        object.bytes.into(),
        object.at.into(),
    ];
    tx.execute(ADOPT, &values).await.map(drop)
}

/// All adopted objects except those that this version cannot read.
pub(crate) async fn adopted(tx: &mut Transaction) -> Result<Vec<Adopted>> {
    let rows = tx.rows(ADOPTED, &[]).await?;
    let objects = rows.iter().filter_map(|row| match object(row) {
        Err(StoreError::Unreadable { what, cause }) => {
            tracing::warn!(what, ?cause, "an adopted object cannot be read and is left out");
            None
        }
        object => Some(object),
    });
    objects.collect()
}

fn object(row: &Row) -> Result<Adopted> {
    Ok(Adopted {
        destination: row.parse("destination")?,
        path: row.parse("path")?,
        digest: row.parse("digest")?,
        bytes: row.unsigned("bytes")?,
        at: row.time("adopted")?,
    })
}
