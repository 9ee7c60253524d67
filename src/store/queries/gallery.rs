//! Pages of an owner's rituals, the latest first. A page begins at an id and not at a number, since ids sort by time and an
//! index finds them however many there are.

use uuid::Uuid;

use super::rituals;
use crate::store::database::{Row, Sql, Transaction, Value};
use crate::store::error::{Result, StoreError};
use crate::store::model::{AskedIn, GalleryFilter, GalleryPage, PageStart, Ritual, RitualId, RitualView};

/// The least and the greatest id that there can be.
const FIRST: RitualId = RitualId(Uuid::nil());
const LAST: RitualId = RitualId(Uuid::max());

/// An owner's rituals with ids from `$2` to `$3`, narrowed by `$narrow`, in the order `$order`. SQLite is told the index:
/// without statistics it would take a shorter one and read all of an owner's rituals for those of one member.
macro_rules! shown {
    ($index:literal, $narrow:literal, $order:literal) => {
        Sql {
            sqlite: shown!(text concat!("rituals INDEXED BY ", $index), $narrow, $order),
            postgres: shown!(text "rituals", $narrow, $order),
        }
    };
    (text $table:expr, $narrow:literal, $order:literal) => {
        concat!(
            "SELECT * FROM ",
            $table,
            " WHERE owner = $1 AND id >= $2 AND id <= $3",
            $narrow,
            " AND pixels IS NOT NULL AND deleted IS NULL ORDER BY id ",
            $order,
            " LIMIT $4"
        )
    };
}

/// For one way to narrow a gallery: the latest first, and the earliest first.
struct Directions {
    down: Sql,
    up: Sql,
}

macro_rules! directions {
    ($index:literal, $narrow:literal) => {
        Directions { down: shown!($index, $narrow, "DESC"), up: shown!($index, $narrow, "ASC") }
    };
}

const OF_ALL: Directions = directions!("rituals_shown", "");
const OF_MEMBER: Directions = directions!("rituals_shown_by_member", " AND member = $5");
const OF_STYLE: Directions = directions!("rituals_shown_by_style", " AND style = $5");
const OF_BOTH: Directions = directions!("rituals_shown_by_both", " AND member = $5 AND style = $6");

/// Which way a page is read.
#[derive(Clone, Copy)]
enum Way {
    Down,
    Up,
}

/// How many rows are read at once where those of some channels are looked for among all.
const BATCH: u32 = 100;
/// How many such batches are read for one question: what lies behind so many others is not shown.
const BATCHES: usize = 10;

/// What a gallery shows: a way to narrow it, and the channels whose rituals may be told of.
#[derive(Clone, Copy)]
struct Shown<'a> {
    filter: &'a GalleryFilter,
    asked_in: &'a AskedIn,
}

/// One page of a gallery.
pub(crate) async fn page(
    tx: &mut Transaction,
    filter: &GalleryFilter,
    asked_in: &AskedIn,
    start: PageStart,
    most: u32,
) -> Result<GalleryPage> {
    let shown = Shown { filter, asked_in };
    let mut rows = rows_of_page(tx, shown, start, most).await?;
    if rows.is_empty() && matches!(start, PageStart::Before(_)) {
        // What stood there was deleted meanwhile: the last page is shown.
        rows = gather(tx, shown, oldest(filter), LAST, Way::Up, most).await?;
        rows.reverse();
    }
    let mut ids = rows.iter().map(id);
    let (Some(latest), last) = (ids.next().transpose()?, ids.next_back().transpose()?) else {
        return Ok(GalleryPage { rituals: Vec::new(), has_later: false, has_earlier: false });
    };
    let earliest = last.unwrap_or(latest);
    let (later, earlier) = (after(latest), before(earliest));
    Ok(GalleryPage {
        has_later: !gather(tx, shown, later, LAST, Way::Up, 1).await?.is_empty(),
        has_earlier: !gather(tx, shown, oldest(filter), earlier, Way::Down, 1).await?.is_empty(),
        rituals: views(tx, &rows).await?,
    })
}

/// The rows of a page, the latest first. A page that would begin above the latest ritual begins with it.
async fn rows_of_page(
    tx: &mut Transaction,
    shown: Shown<'_>,
    start: PageStart,
    most: u32,
) -> Result<Vec<Row>> {
    let oldest = oldest(shown.filter);
    if let PageStart::After(id) = start {
        let mut rows = gather(tx, shown, oldest.max(after(id)), LAST, Way::Up, most).await?;
        if rows.len() == most as usize {
            rows.reverse();
            return Ok(rows);
        }
    }
    let to = if let PageStart::Before(id) = start { before(id) } else { LAST };
    gather(tx, shown, oldest, to, Way::Down, most).await
}

/// The latest of an owner's rituals whose ids begin with a text.
pub(crate) async fn known(
    tx: &mut Transaction,
    owner: u64,
    asked_in: &AskedIn,
    text: &str,
    most: u32,
) -> Result<Vec<Ritual>> {
    let Some((from, to)) = RitualId::beginning_with(text) else { return Ok(Vec::new()) };
    let filter = &GalleryFilter { owner, member: None, style: None, since: None };
    let rows = gather(tx, Shown { filter, asked_in }, from, to, Way::Down, most).await?;
    let known = rows.iter().map(|row| rituals::ritual(id(row)?, row));
    Ok(known.filter_map(readable).collect())
}

/// As many as `most` of the rows from `from` to `to` that may be told of. Channels stand in no index: a server has few rituals
/// whose channels are closed to others, and where it is otherwise, no more than [`BATCHES`] are looked through.
async fn gather(
    tx: &mut Transaction,
    Shown { filter, asked_in }: Shown<'_>,
    mut from: RitualId,
    mut to: RitualId,
    way: Way,
    most: u32,
) -> Result<Vec<Row>> {
    if *asked_in == AskedIn::Anywhere {
        return select(tx, filter, from, to, way, most).await;
    }
    let mut found = Vec::new();
    for _ in 0..BATCHES {
        let rows = select(tx, filter, from, to, way, BATCH).await?;
        let is_last = rows.len() < BATCH as usize;
        if let Some(last) = rows.last() {
            match way {
                Way::Down => to = before(id(last)?),
                Way::Up => from = after(id(last)?),
            }
        }
        found.extend(
            rows.into_iter()
                .filter(|row| readable(rituals::origin(row)).is_some_and(|origin| asked_in.holds(&origin))),
        );
        if is_last || found.len() >= most as usize {
            break;
        }
    }
    found.truncate(most as usize);
    Ok(found)
}

async fn select(
    tx: &mut Transaction,
    filter: &GalleryFilter,
    from: RitualId,
    to: RitualId,
    way: Way,
    most: u32,
) -> Result<Vec<Row>> {
    let mut values: Vec<Value<'_>> =
        vec![filter.owner.into(), from.into(), to.into(), u64::from(most).into()];
    values.extend(filter.member.map(Value::from));
    values.extend(filter.style.map(|style| style.name().into()));
    let directions = match (filter.member, filter.style) {
        (None, None) => OF_ALL,
        (Some(_), None) => OF_MEMBER,
        (None, Some(_)) => OF_STYLE,
        (Some(_), Some(_)) => OF_BOTH,
    };
    let statement = match way {
        Way::Down => directions.down,
        Way::Up => directions.up,
    };
    tx.rows(statement, &values).await
}

/// What this version can read of the rituals of a page.
async fn views(tx: &mut Transaction, rows: &[Row]) -> Result<Vec<RitualView>> {
    let mut views = Vec::new();
    for row in rows {
        let view = rituals::view(tx, id(row)?).await;
        views.extend(readable(view).flatten());
    }
    Ok(views)
}

/// None for what this version cannot read, which hides nothing else.
fn readable<T>(read: Result<T>) -> Option<T> {
    read.inspect_err(|error: &StoreError| tracing::warn!(%error, "a ritual cannot be read and is left out"))
        .ok()
}

fn id(row: &Row) -> Result<RitualId> {
    Ok(RitualId(row.parse("id")?))
}

fn oldest(filter: &GalleryFilter) -> RitualId {
    filter.since.map_or(FIRST, RitualId::first_at)
}

/// The next id up.
fn after(id: RitualId) -> RitualId {
    RitualId(Uuid::from_u128(id.0.as_u128().saturating_add(1)))
}

/// The next id down.
fn before(id: RitualId) -> RitualId {
    RitualId(Uuid::from_u128(id.0.as_u128().saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::queries::plan;

    #[tokio::test]
    async fn every_page_is_found_in_an_index_that_has_its_order() {
        for (directions, index) in [
            (OF_ALL, "rituals_shown (owner=? AND id>? AND id<?)"),
            (OF_MEMBER, "rituals_shown_by_member (owner=? AND member=? AND id>? AND id<?)"),
            (OF_STYLE, "rituals_shown_by_style (owner=? AND style=? AND id>? AND id<?)"),
            (OF_BOTH, "rituals_shown_by_both (owner=? AND member=? AND style=? AND id>? AND id<?)"),
        ] {
            for (step, _) in plan::steps(&[directions.down, directions.up]).await {
                assert_eq!(step, format!("SEARCH rituals USING INDEX {index}"));
            }
        }
    }
}
