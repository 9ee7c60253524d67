//! What guilds keep between their rituals.

use crate::ritual::{Age, Chapter, Folklore, Lore, Milestone, Recipe};
use crate::store::database::{Row, Sql, Transaction, sql};
use crate::store::error::{Result, StoreError, unreadable};
use crate::store::model::{GuildLore, NewLore, Timestamp};

const SELECT: Sql = sql("SELECT * FROM lore WHERE guild = $1");
/// Touches no row where the lore has changed since the revision that this one follows from.
const SET: Sql = sql("INSERT INTO lore
        (guild, revision, field, flares, voids, echoes, resonances, changed, rituals, age)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (guild) DO UPDATE SET revision = excluded.revision, field = excluded.field,
        flares = excluded.flares, voids = excluded.voids, echoes = excluded.echoes,
        resonances = excluded.resonances, changed = excluded.changed, rituals = excluded.rituals,
        age = excluded.age
    WHERE lore.revision = excluded.revision - 1");
/// The revision goes on, so that a ritual which is just being accepted notices.
const RESET: Sql =
    sql("UPDATE lore SET revision = revision + 1, field = $2, flares = 0, voids = 0, echoes = 0,
    resonances = 0, rituals = 0, age = 0, changed = $3 WHERE guild = $1");

/// The latest first. What this version cannot read is passed over.
const CHAPTERS: Sql =
    sql("SELECT recipe, turns FROM rituals WHERE guild = $1 AND guild IS NOT NULL AND redraws IS NULL
    ORDER BY id DESC LIMIT $2");

/// A guild's lore.
pub(crate) async fn lore(tx: &mut Transaction, guild: u64) -> Result<GuildLore> {
    match tx.row(SELECT, &[guild.into()]).await? {
        Some(row) => read(&row),
        None => Ok(GuildLore::default()),
    }
}

/// The last rituals of a guild as its chronicle tells them, `most` of them, from the oldest on.
pub(crate) async fn chapters(tx: &mut Transaction, guild: u64, most: u64) -> Result<Vec<Chapter>> {
    let rows = tx.rows(CHAPTERS, &[guild.into(), most.into()]).await?;
    Ok(rows.iter().rev().filter_map(|row| chapter(row).ok()).collect())
}

fn chapter(row: &Row) -> Result<Chapter> {
    let recipe: String = row.get("recipe")?;
    let recipe = Recipe::from_json(&recipe).map_err(|error| unreadable("recipe", error))?;
    Ok(Chapter { start: recipe.field, turns: turns(row)? })
}

/// Sets the lore that a ritual leaves.
pub(crate) async fn set(tx: &mut Transaction, guild: u64, new: &NewLore, now: Timestamp) -> Result<()> {
    let Folklore { rituals, age: Age(age), flares, voids, echoes, resonances } = new.lore.folklore;
    let values = [
        guild.into(),
        (new.follows + 1).into(),
        field_text(&new.lore)?.into(),
        flares.into(),
        voids.into(),
        echoes.into(),
        resonances.into(),
        now.into(),
        rituals.into(),
        age.into(),
    ];
    match tx.execute(SET, &values).await? {
        0 => Err(StoreError::StaleLore),
        _ => Ok(()),
    }
}

/// Forgets a guild's lore; false if there was none.
pub(crate) async fn reset(tx: &mut Transaction, guild: u64, now: Timestamp) -> Result<bool> {
    let field = field_text(&Lore::default())?;
    Ok(tx.execute(RESET, &[guild.into(), field.into(), now.into()]).await? == 1)
}

/// The text in which a ritual's turns are kept.
pub(crate) fn turns_text(turns: &[Milestone]) -> String {
    turns.iter().map(Milestone::to_string).collect::<Vec<_>>().join(" ")
}

/// Reads a ritual's turns back.
pub(crate) fn turns(row: &Row) -> Result<Vec<Milestone>> {
    let text: String = row.get("turns")?;
    let turns = text.split_whitespace().map(|turn| turn.parse().map_err(|error| unreadable("turns", error)));
    turns.collect()
}

fn field_text(lore: &Lore) -> Result<String> {
    serde_json::to_string(&lore.field).map_err(|error| unreadable("field", error))
}

fn read(row: &Row) -> Result<GuildLore> {
    let field: String = row.get("field")?;
    let field = serde_json::from_str(&field).map_err(|error| unreadable("field", error))?;
    let folklore = Folklore {
        rituals: row.unsigned("rituals")?,
        age: Age(row.unsigned("age")?),
        flares: row.unsigned("flares")?,
        voids: row.unsigned("voids")?,
        echoes: row.unsigned("echoes")?,
        resonances: row.unsigned("resonances")?,
    };
    Ok(GuildLore {
        revision: row.unsigned("revision")?,
        lore: Lore { field, folklore },
        changed: Some(row.time("changed")?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::queries::plan;

    #[tokio::test]
    async fn a_chronicle_is_read_without_looking_at_every_ritual() {
        for (step, _) in plan::steps(&[CHAPTERS]).await {
            assert!(step.contains("USING INDEX rituals_of_lore"), "{step}");
        }
    }
}
