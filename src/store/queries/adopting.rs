//! Rituals and copies that were found in an archive: recorded as if they had been made and archived just now, with nothing
//! left to do. What is known already stays as it is.

use uuid::Uuid;

use super::{finish, rituals};
use crate::store::database::{Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::{FoundCopy, FoundRitual, NewRitual, Origin, RitualId, Timestamp};

/// A copy that was asked for is left as it is, in whatever state.
const INSERT_COPY: Sql =
    sql("INSERT INTO jobs (id, ritual, kind, destination, path, place, state, run_at, ended, owner, member)
    SELECT $1, rituals.id, 'archive', $3, $4,
        COALESCE((SELECT MAX(jobs.place) + 1 FROM jobs WHERE jobs.ritual = rituals.id), 1), 'done', $5, $5,
        COALESCE(rituals.owner, 0), rituals.member
    FROM rituals WHERE rituals.id = $2 AND rituals.digest = $6
    ON CONFLICT (ritual, kind, destination) DO NOTHING");

/// Records a ritual; false, and nothing written, if it is known.
pub(crate) async fn ritual(tx: &mut Transaction, found: &FoundRitual) -> Result<bool> {
    let at = found.id.made();
    let new = NewRitual {
        id: found.id,
        origin: Origin::Archive { guild: found.guild },
        recipe: found.recipe.clone(),
        file: found.file.clone(),
        archives: Vec::new(),
        accepted: at,
        motion: found.rendered.motion.is_some(),
        // Nobody knows; what was hidden from view once is better hidden than shown.
        spoiler: true,
        language: crate::language::Language::default(),
        seed_words: None,
        redraws: None,
        limits: None,
        lore: None,
        edited: None,
    };
    if !rituals::insert(tx, &new).await? {
        return Ok(false);
    }
    finish::set_rendered(tx, found.id, &found.rendered).await?;
    copy(tx, found.id, &found.copy).await
}

/// Records a copy of a ritual whose file has the content that is recorded; false, and nothing written, if a copy there is
/// known.
pub(crate) async fn copy(tx: &mut Transaction, ritual: RitualId, found: &FoundCopy) -> Result<bool> {
    let at: Timestamp = found.receipt.at;
    let values = [
        Uuid::now_v7().into(),
        ritual.into(),
        (&found.destination).into(),
        (&found.path).into(),
        at.into(),
        found.receipt.digest.into(),
    ];
    if tx.execute(INSERT_COPY, &values).await? == 0 {
        return Ok(false);
    }
    finish::set_receipt(tx, ritual, &found.destination, &found.receipt).await?;
    Ok(true)
}
