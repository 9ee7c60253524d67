//! Rituals that are asked for and not shown yet: which they are, and behind how many others. No statement reads more of a
//! queue than [`MOST_WAITING`] rows, however long it is.

use super::turns;
use crate::ritual::Recipe;
use crate::store::database::{Row, Sql, Transaction, sql};
use crate::store::error::{Result, unreadable};
use crate::store::model::{JobId, MOST_WAITING, Origin, RitualId, Standing, Waiting};

/// The message of a ritual that is not shown yet.
macro_rules! unshown {
    () => {
        "post.kind = 'post' AND post.line = 0 AND post.state IN ('ready', 'leased')"
    };
}

/// What is told of a waiting ritual, whose message is the job `post`.
macro_rules! told {
    ($where:expr) => {
        concat!(
            "SELECT rituals.id, rituals.origin, rituals.recipe, rituals.motion,
                render.id AS job, render.state, render.line, render.owner, render.turn, render.member_turn,
                render.run_at, post.state AS shown
            FROM jobs AS post
            JOIN rituals ON rituals.id = post.ritual
            JOIN jobs AS render ON render.ritual = post.ritual AND render.kind = 'render' AND render.destination = ''
            WHERE ",
            unshown!(),
            $where
        )
    };
}

const ONE: Sql = sql(told!(" AND post.ritual = $1 AND post.destination = ''"));
const OF_OWNER: Sql = sql(told!(" AND post.owner = $1 AND post.ritual > $2 ORDER BY post.ritual LIMIT $3"));
const OF_MEMBER: Sql = sql(told!(
    " AND post.owner = $1 AND post.ritual > $2 AND post.member = $4 ORDER BY post.ritual LIMIT $3"
));
const IDS_OF_MEMBER: Sql = sql(concat!(
    "SELECT post.ritual AS id FROM jobs AS post WHERE ",
    unshown!(),
    " AND post.owner = $1 AND post.member = $3 ORDER BY post.ritual LIMIT $2"
));
/// The latest first.
const LAST_OF_MEMBER: Sql =
    sql(told!(" AND post.owner = $1 AND post.member = $2 ORDER BY post.ritual DESC LIMIT 1"));

// In an order that an index has, or PostgreSQL reads the table until it has found as many.
const COUNT_OF_OWNER: Sql = sql(concat!(
    "SELECT COUNT(*) AS count FROM (SELECT 1 AS one FROM jobs AS post WHERE ",
    unshown!(),
    " AND post.owner = $1 ORDER BY post.ritual LIMIT $2) AS looks"
));
const COUNT_OF_MEMBER: Sql = sql(concat!(
    "SELECT COUNT(*) AS count FROM (SELECT 1 AS one FROM jobs AS post WHERE ",
    unshown!(),
    " AND post.owner = $1 AND post.member = $3 ORDER BY post.ritual LIMIT $2) AS looks"
));
/// Of the latest copies that are not done.
const COPIES: Sql = sql("SELECT COUNT(*) AS count FROM (SELECT state, waits FROM jobs
        WHERE owner = $1 AND kind = 'archive' AND state <> 'done' ORDER BY ritual DESC LIMIT $2) AS looks
    WHERE state IN ('ready', 'leased') AND NOT waits");
const BEING_MADE: Sql = sql("SELECT COUNT(*) AS count FROM (SELECT 1 AS one FROM jobs
        WHERE kind = 'render' AND destination = '' AND line = $1 AND state = 'leased'
        ORDER BY lease_until LIMIT $2) AS looks");

/// How many of the latest open copies of an owner are looked at.
const COPIES_LOOKED_AT: u64 = 1000;

/// What an owner has waiting, in the order in which it was asked for, from behind `after` on; with `member`, theirs alone.
pub(crate) async fn waiting(
    tx: &mut Transaction,
    owner: u64,
    member: Option<u64>,
    after: Option<RitualId>,
    most: u64,
) -> Result<Vec<Waiting>> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let mut values = vec![owner.into(), after.into(), most.into()];
    values.extend(member.map(Into::into));
    let rows = tx.rows(if member.is_some() { OF_MEMBER } else { OF_OWNER }, &values).await?;
    let mut waiting = Vec::with_capacity(rows.len());
    for row in rows {
        waiting.push(told(tx, &row).await?);
    }
    Ok(waiting)
}

/// A ritual that waits; none if it is shown, cancelled or unknown.
pub(crate) async fn one(tx: &mut Transaction, id: RitualId) -> Result<Option<Waiting>> {
    let Some(row) = tx.row(ONE, &[id.into()]).await? else { return Ok(None) };
    told(tx, &row).await.map(Some)
}

/// The ids of what somebody has waiting.
pub(super) async fn ids(tx: &mut Transaction, owner: u64, member: u64, most: u64) -> Result<Vec<RitualId>> {
    let rows = tx.rows(IDS_OF_MEMBER, &[owner.into(), most.into(), member.into()]).await?;
    rows.iter().map(|row| row.parse("id").map(RitualId)).collect()
}

/// What somebody asked for last and has waiting.
pub(crate) async fn last(tx: &mut Transaction, owner: u64, member: u64) -> Result<Option<RitualId>> {
    let row = tx.row(LAST_OF_MEMBER, &[owner.into(), member.into()]).await?;
    row.map(|row| row.parse("id").map(RitualId)).transpose()
}

/// How much an owner has waiting, counted up to one more than [`MOST_WAITING`]; with `member`, theirs alone.
pub(crate) async fn count(tx: &mut Transaction, owner: u64, member: Option<u64>) -> Result<u64> {
    let mut values = vec![owner.into(), (MOST_WAITING + 1).into()];
    values.extend(member.map(Into::into));
    counted(tx, if member.is_some() { COUNT_OF_MEMBER } else { COUNT_OF_OWNER }, &values).await
}

/// How many copies of an owner's pictures are on their way, counted up to one more than [`MOST_WAITING`].
pub(crate) async fn copies(tx: &mut Transaction, owner: u64) -> Result<u64> {
    let count = counted(tx, COPIES, &[owner.into(), COPIES_LOOKED_AT.into()]).await?;
    Ok(count.min(MOST_WAITING + 1))
}

async fn counted(
    tx: &mut Transaction,
    sql: Sql,
    values: &[crate::store::database::Value<'_>],
) -> Result<u64> {
    tx.row(sql, values).await?.map_or(Ok(0), |row| row.unsigned("count"))
}

async fn told(tx: &mut Transaction, row: &Row) -> Result<Waiting> {
    let (origin, recipe): (String, String) = (row.get("origin")?, row.get("recipe")?);
    let origin: Origin = serde_json::from_str(&origin).map_err(|error| unreadable("origin", error))?;
    Ok(Waiting {
        id: RitualId(row.parse("id")?),
        user: origin.user().unwrap_or_default(),
        recipe: Recipe::from_json(&recipe).map_err(|error| unreadable("recipe", error))?,
        motion: row.get("motion")?,
        standing: standing(tx, row).await?,
    })
}

async fn standing(tx: &mut Transaction, row: &Row) -> Result<Standing> {
    let state: String = row.get("state")?;
    Ok(match state.as_str() {
        "leased" => Standing::Drawn,
        "ready" => match row.get::<Option<i64>>("turn")? {
            Some(_) => Standing::Behind(behind(tx, row).await?),
            // One whose time has come joins its line with the next look at that.
            None => Standing::PutOff(row.time("run_at")?),
        },
        _ => Standing::Posted,
    })
}

async fn behind(tx: &mut Transaction, row: &Row) -> Result<u64> {
    let place = turns::Place {
        line: row.unsigned("line")?,
        owner: row.unsigned("owner")?,
        member_turn: row.unsigned("member_turn")?,
        job: JobId(row.parse("job")?),
    };
    let ahead = turns::ahead(tx, place, MOST_WAITING + 1).await?;
    let being_made = counted(tx, BEING_MADE, &[place.line.into(), MOST_WAITING.into()]).await?;
    Ok((ahead + being_made).min(MOST_WAITING + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::queries::plan;

    #[tokio::test]
    async fn what_waits_is_found_without_reading_the_queue() {
        let statements = [
            ONE,
            OF_OWNER,
            OF_MEMBER,
            IDS_OF_MEMBER,
            LAST_OF_MEMBER,
            COUNT_OF_OWNER,
            COUNT_OF_MEMBER,
            COPIES,
            BEING_MADE,
        ];
        for (step, statement) in plan::steps(&statements).await {
            let scans = step.starts_with("SCAN") && !step.contains("looks");
            assert!(!scans && !step.contains("TEMP B-TREE"), "{step}: {statement}");
        }
    }
}
