//! Rituals one after the other with their copies, copies asked for later, and objects that were taken over.

use uuid::Uuid;

use super::database::{Row, Session, Sql, sql};
use super::{Adopted, Result, RitualId, RitualView, Timestamp, rituals};

const PAGE: Sql = sql("SELECT id FROM rituals WHERE id > $1 ORDER BY id LIMIT $2");
/// Without a picture there is nothing to send. One that is asked for already, however it stands, is left alone.
const ADD: Sql = sql("INSERT INTO jobs (id, ritual, kind, destination, path, place, state, run_at)
    SELECT $1, rituals.id, 'archive', $3, $4,
        (SELECT MAX(jobs.place) + 1 FROM jobs WHERE jobs.ritual = rituals.id), 'ready', $5
    FROM rituals WHERE rituals.id = $2 AND rituals.pixels IS NOT NULL
    ON CONFLICT (ritual, kind, destination) DO NOTHING");
const ADOPT: Sql = sql("INSERT INTO adopted (destination, path, digest, bytes, adopted)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (destination, path) DO UPDATE
    SET digest = excluded.digest, bytes = excluded.bytes, adopted = excluded.adopted");
const ADOPTED: Sql =
    sql("SELECT destination, path, digest, bytes, adopted FROM adopted ORDER BY destination, path");

/// The rituals after `after` in the order of their ids, which is the order in which they were accepted.
pub(super) async fn page(
    session: &mut Session,
    after: Option<RitualId>,
    most: u32,
) -> Result<Vec<RitualView>> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let mut page = Vec::new();
    for row in session.rows(PAGE, &[after.into(), u64::from(most).into()]).await? {
        page.extend(rituals::view(session, RitualId(row.parse("id")?)).await?);
    }
    Ok(page)
}

/// Asks for one more copy of a ritual.
pub(super) async fn add_archive(
    session: &mut Session,
    ritual: RitualId,
    destination: &str,
    path: &str,
    now: Timestamp,
) -> Result<bool> {
    let values = [Uuid::now_v7().into(), ritual.into(), destination.into(), path.into(), now.into()];
    Ok(session.execute(ADD, &values).await? == 1)
}

/// Remembers an object that was taken over.
pub(super) async fn adopt(session: &mut Session, object: &Adopted) -> Result<()> {
    let values = [
        object.destination.as_str().into(),
        object.path.as_str().into(),
        object.digest.into(),
        object.bytes.into(),
        object.at.into(),
    ];
    session.execute(ADOPT, &values).await.map(drop)
}

/// All objects that were taken over.
pub(super) async fn adopted(session: &mut Session) -> Result<Vec<Adopted>> {
    session.rows(ADOPTED, &[]).await?.iter().map(object).collect()
}

fn object(row: &Row) -> Result<Adopted> {
    Ok(Adopted {
        destination: row.get("destination")?,
        path: row.get("path")?,
        digest: row.parse("digest")?,
        bytes: row.unsigned("bytes")?,
        at: row.time("adopted")?,
    })
}
