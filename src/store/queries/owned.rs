//! An owner's copies, found by whose they are: what `/archive` shows, proves and prunes of one server.

use uuid::Uuid;

use super::rituals;
use crate::store::database::{Row, Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::{OwnedCopy, OwnedPage, ProvenCopy, RitualId, RitualView, Timestamp};
use crate::sync::Destination;

/// The latest first.
const STANDING: Sql = sql("SELECT receipts.ritual, receipts.destination, receipts.stored, jobs.path
    FROM receipts JOIN jobs ON jobs.ritual = receipts.ritual AND jobs.kind = 'archive'
        AND jobs.destination = receipts.destination
    WHERE receipts.owner = $1 AND receipts.lost IS NULL
    AND (receipts.ritual, receipts.destination) < ($2, $3)
    ORDER BY receipts.ritual DESC, receipts.destination DESC LIMIT $4");
/// Rituals with a copy that is still to be made, or made good.
const UNDER_WAY: Sql = sql("SELECT DISTINCT ritual FROM jobs
    WHERE owner = $1 AND kind = 'archive' AND state <> 'done' AND ritual > $2 ORDER BY ritual LIMIT $3");
/// The next rituals before or after one, by any of the three ways in which a copy is known. Each looks into an index of its
/// own.
macro_rules! beside {
    ($from:literal, $only:literal, $where:literal, $order:literal) => {
        concat!(
            "SELECT DISTINCT ritual FROM ",
            $from,
            " WHERE owner = $1 AND ritual ",
            $where,
            " $2",
            $only,
            " ORDER BY ritual ",
            $order,
            " LIMIT $3"
        )
    };
}
macro_rules! pages {
    ($where:literal, $order:literal) => {
        [
            sql(beside!("receipts", "", $where, $order)),
            sql(beside!("jobs", " AND kind = 'archive' AND state <> 'done'", $where, $order)),
            sql(beside!("removals", " AND ritual IS NOT NULL", $where, $order)),
        ]
    };
}
const OLDER: [Sql; 3] = pages!("<", "DESC");
const NEWER: [Sql; 3] = pages!(">", "ASC");
const REMOVING: Sql = sql("SELECT COUNT(*) AS count FROM (SELECT 1 AS one FROM removals
    WHERE owner = $1 AND destination = $2 AND state <> 'done' AND state <> 'dead' LIMIT $3) AS removing");
const OLDEST_PROOFS: Sql = sql("SELECT ritual, digest, proven FROM receipts
    WHERE owner = $1 AND destination = $2 AND lost IS NULL ORDER BY proven, ritual LIMIT $3");
const LAST_PROOF: Sql =
    sql("SELECT MAX(proven) AS proven FROM receipts WHERE owner = $1 AND destination = $2 AND lost IS NULL");

/// Later than every id.
const END: &str = "~";

/// Up to `most` of an owner's copies that stand, the latest rituals first, beginning after `after`.
pub(crate) async fn standing(
    tx: &mut Transaction,
    owner: u64,
    after: Option<&(RitualId, Destination)>,
    most: u32,
) -> Result<Vec<OwnedCopy>> {
    let (ritual, destination) = match after {
        Some((ritual, destination)) => (ritual.to_string(), destination.to_string()),
        None => (END.to_owned(), String::new()),
    };
    let values = [owner.into(), ritual.into(), destination.into(), u64::from(most).into()];
    let rows = tx.rows(STANDING, &values).await?;
    rows.iter().map(owned).collect()
}

fn owned(row: &Row) -> Result<OwnedCopy> {
    Ok(OwnedCopy {
        ritual: RitualId(row.parse("ritual")?),
        destination: row.parse("destination")?,
        path: row.parse("path")?,
        bytes: row.unsigned("stored")?,
    })
}

/// Up to `most` of an owner's rituals of which a copy is on its way, waits or was given up, after `after`.
pub(crate) async fn under_way(
    tx: &mut Transaction,
    owner: u64,
    after: Option<RitualId>,
    most: u32,
) -> Result<Vec<RitualId>> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    ids(&tx.rows(UNDER_WAY, &[owner.into(), after.into(), u64::from(most).into()]).await?)
}

fn ids(rows: &[Row]) -> Result<Vec<RitualId>> {
    rows.iter().map(|row| row.parse::<Uuid>("ritual").map(RitualId)).collect()
}

/// Up to `most` of an owner's rituals with copies that stand on a page, the latest first.
pub(crate) async fn page(
    tx: &mut Transaction,
    owner: u64,
    page: OwnedPage,
    most: u32,
) -> Result<Vec<RitualView>> {
    let (statements, beside) = match page {
        OwnedPage::Latest => (OLDER, END.to_owned()),
        OwnedPage::Before(id) => (OLDER, id.to_string()),
        OwnedPage::After(id) => (NEWER, id.to_string()),
    };
    let mut found = Vec::new();
    for statement in statements {
        let values = [owner.into(), beside.as_str().into(), u64::from(most).into()];
        found.extend(ids(&tx.rows(statement, &values).await?)?);
    }
    found.sort();
    found.dedup();
    if !matches!(page, OwnedPage::After(_)) {
        found.reverse();
    }
    found.truncate(most as usize);
    found.sort_by(|one, other| other.cmp(one));
    let mut page = Vec::new();
    for id in found {
        page.extend(rituals::view(tx, id).await?);
    }
    Ok(page)
}

/// How many of an owner's copies at a destination are to be removed, counted up to `most`.
pub(crate) async fn removing(
    tx: &mut Transaction,
    owner: u64,
    destination: &Destination,
    most: u64,
) -> Result<u64> {
    let row = tx.row(REMOVING, &[owner.into(), destination.into(), most.into()]).await?;
    row.map_or(Ok(0), |row| row.unsigned("count"))
}

/// Up to `most` of an owner's copies at a destination, those first that were not proven for the longest time.
pub(crate) async fn oldest_proofs(
    tx: &mut Transaction,
    owner: u64,
    destination: &Destination,
    most: u32,
) -> Result<Vec<ProvenCopy>> {
    let rows = tx.rows(OLDEST_PROOFS, &[owner.into(), destination.into(), u64::from(most).into()]).await?;
    let copy = |row: &Row| {
        Ok(ProvenCopy {
            ritual: RitualId(row.parse("ritual")?),
            destination: destination.clone(),
            digest: row.parse("digest")?,
            proven: row.time("proven")?,
        })
    };
    rows.iter().map(copy).collect()
}

/// When an owner's copy at a destination was proven last.
pub(crate) async fn last_proof(
    tx: &mut Transaction,
    owner: u64,
    destination: &Destination,
) -> Result<Option<Timestamp>> {
    let row = tx.row(LAST_PROOF, &[owner.into(), destination.into()]).await?;
    Ok(row.map(|row| row.optional_time("proven")).transpose()?.flatten())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::queries::plan;

    #[tokio::test]
    async fn an_owners_copies_are_found_without_a_look_at_what_others_have() {
        let mut statements = vec![STANDING, UNDER_WAY, OLDEST_PROOFS, LAST_PROOF, REMOVING];
        statements.extend(OLDER);
        statements.extend(NEWER);
        for (step, statement) in plan::steps(&statements).await {
            let scans = step.starts_with("SCAN") && step != "SCAN removing";
            assert!(!scans && !step.contains("TEMP B-TREE"), "{step}: {statement}");
        }
    }
}
