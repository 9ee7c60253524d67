//! Carrying all that SQLite's file holds over into an empty PostgreSQL: table by table, in batches, in one transaction.
//! What arrived is read back and compared before it is made to last.

use secrecy::SecretString;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _, SqliteConnection};

use std::path::Path;

use super::pools::Pools;
use super::row_digest::{Cell, TableDigest};
use super::{migrations, postgres, sqlite};
use crate::store::error::{Result, StoreError};

/// All tables, each behind those that it refers to.
const TABLES: [&str; 22] = [
    "rituals",
    "jobs",
    "receipts",
    "pauses",
    "guilds",
    "notes",
    "lore",
    "adopted",
    "alarms",
    "audits",
    "holds",
    "blocks",
    "operator_log",
    "announcements",
    "announced",
    "removals",
    "standing",
    "server_settings",
    "settings_log",
    "settings_drafts",
    "asked",
    "server_news",
];
/// Not carried over: sqlx's own, what triggers keep, and what processes hold while they run.
const KEPT_BY_ITSELF: [&str; 4] = ["_sqlx_migrations", "tallies", "shard_holders", "gateway_logins"];
/// The triggers that count what is added, a row of the tallies for each. What arrives is counted afterwards instead.
const COUNTING: [(&str, &str); 3] =
    [("rituals", "rituals_tallied"), ("jobs", "jobs_tallied"), ("receipts", "receipts_tallied")];
/// Counts all that there is, as the schema's step 23 does.
const COUNT: [&str; 4] = [
    "DELETE FROM tallies",
    "INSERT INTO tallies (subject, destination, state, count) SELECT 'ritual', '', '', COUNT(*) FROM rituals",
    "INSERT INTO tallies (subject, destination, state, count)
        SELECT kind, destination, tallied(jobs) AS state, COUNT(*) FROM jobs WHERE state <> 'done'
        GROUP BY kind, destination, tallied(jobs)",
    "INSERT INTO tallies (subject, destination, state, count)
        SELECT 'copy', destination, CASE WHEN lost IS NULL THEN 'standing' ELSE 'lost' END AS state, COUNT(*)
        FROM receipts GROUP BY destination, lost IS NULL",
];
/// Rows at a time; the longest have some kilobytes.
const BATCH: i64 = 500;

/// A table that was carried over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedTable {
    /// Its name.
    pub name: &'static str,
    /// How many rows it has, there as here.
    pub rows: u64,
    /// The digest of all its rows, in whatever order, there as here.
    pub digest: String,
}

/// How a column's values are to be read and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Integer,
    Text,
    Truth,
}

struct Column {
    name: String,
    kind: Kind,
}

/// Carries the database at `from`, which nobody else has open, over to the one at `to`, which must be empty. All of it
/// arrives or nothing; the file stays as it is, but for its schema, which is brought up to date.
pub async fn carry_over(
    from: &Path,
    to: &SecretString,
    mut seen: impl FnMut(&MovedTable),
) -> Result<Vec<MovedTable>> {
    let options = SqliteConnectOptions::new().filename(from).busy_timeout(sqlite::BUSY);
    let opened = SqliteConnection::connect_with(&options).await;
    let mut source = opened.map_err(|error| sqlite::explain(error, from))?;
    let name = format!("the database {}", from.display());
    let updated = migrations::sqlite().run_direct(None, &mut source, false).await;
    updated.map_err(|error| migrations::explain(error, &name, |error| sqlite::explain(error, from)))?;
    must_know_all_tables(&mut source).await?;
    let target = postgres::open(to).await?;
    let Pools::Postgres { pool, sessions } = &target else { return Err(StoreError::Gone) };
    let carried = async {
        let mut tx = pool.begin().await?;
        postgres::forget_prepared(&mut tx, *sessions).await?;
        take_alone(&mut tx).await?;
        count_each(&mut tx, "DISABLE").await?;
        let mut moved = Vec::new();
        for table in TABLES {
            let one = carry_table(&mut source, &mut tx, table).await?;
            seen(&one);
            moved.push(one);
        }
        count_each(&mut tx, "ENABLE").await?;
        for count in COUNT {
            sqlx::query(count).execute(&mut *tx).await?;
        }
        postgres::forget_prepared(&mut tx, *sessions).await?;
        tx.commit().await?;
        Ok(moved)
    };
    let carried = carried.await;
    target.close().await;
    source.close().await?;
    carried
}

/// A table that a later version adds must not be forgotten.
async fn must_know_all_tables(source: &mut SqliteConnection) -> Result<()> {
    let names =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'";
    let names: Vec<String> = sqlx::query_scalar(names).fetch_all(source).await?;
    let unknown =
        names.iter().find(|name| !TABLES.contains(&&***name) && !KEPT_BY_ITSELF.contains(&&***name));
    match unknown {
        Some(name) => {
            Err(refusal(format!("the database has a table {name} that this version does not carry over")))
        }
        None => Ok(()),
    }
}

/// Keeps everybody else from writing, and fails where anything is there.
async fn take_alone(tx: &mut PgConnection) -> Result<()> {
    for table in TABLES {
        sqlx::query(AssertSqlSafe(format!("LOCK TABLE {table} IN EXCLUSIVE MODE"))).execute(&mut *tx).await?;
        let any = format!("SELECT EXISTS (SELECT 1 FROM {table})");
        if sqlx::query_scalar(AssertSqlSafe(any)).fetch_one(&mut *tx).await? {
            return Err(refusal(format!(
                "the PostgreSQL database is not empty (its table {table} has rows); name one that no bot has used yet. \
                 Nothing was changed"
            )));
        }
    }
    Ok(())
}

/// Has the triggers that count each row do so or not.
async fn count_each(tx: &mut PgConnection, switch: &str) -> Result<()> {
    for (table, trigger) in COUNTING {
        let switched = format!("ALTER TABLE {table} {switch} TRIGGER {trigger}");
        sqlx::query(AssertSqlSafe(switched)).execute(&mut *tx).await?;
    }
    Ok(())
}

async fn carry_table(
    source: &mut SqliteConnection,
    tx: &mut PgConnection,
    table: &'static str,
) -> Result<MovedTable> {
    let columns = columns(tx, table).await?;
    let names = columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ");
    let read = format!("SELECT rowid, {names} FROM {table} WHERE rowid > $1 ORDER BY rowid LIMIT $2");
    let arrays =
        columns.iter().zip(1..).map(|(column, number)| format!("${number}::{}[]", column.kind.postgres()));
    let arrays = arrays.collect::<Vec<_>>().join(", ");
    let write = format!("INSERT INTO {table} ({names}) SELECT * FROM UNNEST({arrays})");
    let (mut after, mut sent) = (i64::MIN, TableDigest::default());
    loop {
        let query = sqlx::query(AssertSqlSafe(read.clone())).bind(after).bind(BATCH);
        let rows = query.fetch_all(&mut *source).await?;
        let Some(last) = rows.last() else { break };
        after = last.try_get(0)?;
        let mut batch: Vec<Vec<Cell>> = columns.iter().map(|_| Vec::with_capacity(rows.len())).collect();
        for row in &rows {
            let cells: Vec<_> =
                columns.iter().zip(1..).map(|(column, place)| column.kind.of_sqlite(row, place)).collect();
            let cells: Vec<Cell> = cells.into_iter().collect::<sqlx::Result<_>>()?;
            sent.add(&cells);
            batch.iter_mut().zip(cells).for_each(|(column, cell)| column.push(cell));
        }
        let mut insert = sqlx::query(AssertSqlSafe(write.clone()));
        for (column, cells) in columns.iter().zip(batch) {
            insert = match column.kind {
                Kind::Integer => insert.bind(cells.into_iter().map(Cell::integer).collect::<Vec<_>>()),
                Kind::Text => insert.bind(cells.into_iter().map(Cell::text).collect::<Vec<_>>()),
                Kind::Truth => insert.bind(cells.into_iter().map(Cell::truth).collect::<Vec<_>>()),
            };
        }
        insert.execute(&mut *tx).await?;
    }
    let arrived = read_back(tx, table, &columns, &names).await?;
    if arrived != sent {
        return Err(refusal(format!(
            "what arrived in PostgreSQL's table {table} is not what was sent ({} rows of {}); nothing was kept there",
            arrived.rows(),
            sent.rows()
        )));
    }
    Ok(MovedTable { name: table, rows: sent.rows(), digest: sent.to_string() })
}

async fn read_back(
    tx: &mut PgConnection,
    table: &str,
    columns: &[Column],
    names: &str,
) -> Result<TableDigest> {
    // A cursor of its own for each table: a statement that was prepared remembers the columns that it gave.
    let declare = format!("DECLARE arrived_{table} NO SCROLL CURSOR FOR SELECT {names} FROM {table}");
    sqlx::query(AssertSqlSafe(declare)).execute(&mut *tx).await?;
    let mut arrived = TableDigest::default();
    loop {
        let fetch = format!("FETCH {BATCH} FROM arrived_{table}");
        let rows = sqlx::query(AssertSqlSafe(fetch)).fetch_all(&mut *tx).await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let cells = columns.iter().zip(0..).map(|(column, place)| column.kind.of_postgres(row, place));
            arrived.add(&cells.collect::<sqlx::Result<Vec<_>>>()?);
        }
    }
    sqlx::query(AssertSqlSafe(format!("CLOSE arrived_{table}"))).execute(&mut *tx).await?;
    Ok(arrived)
}

/// A table's columns as PostgreSQL has them; SQLite has the same, by the schema's steps.
async fn columns(tx: &mut PgConnection, table: &str) -> Result<Vec<Column>> {
    let known = "SELECT column_name::text AS name, data_type::text AS kind FROM information_schema.columns
        WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position";
    let rows = sqlx::query(known).bind(table).fetch_all(tx).await?;
    let column = |row: &PgRow| {
        let (name, kind): (String, String) = (row.try_get("name")?, row.try_get("kind")?);
        let kind = match kind.as_str() {
            "bigint" => Kind::Integer,
            "text" => Kind::Text,
            "boolean" => Kind::Truth,
            other => {
                return Err(refusal(format!(
                    "PostgreSQL's column {table}.{name} is of a kind that is not carried over: {other}"
                )));
            }
        };
        Ok(Column { name, kind })
    };
    rows.iter().map(column).collect()
}

impl Kind {
    fn postgres(self) -> &'static str {
        match self {
            Self::Integer => "bigint",
            Self::Text => "text",
            Self::Truth => "boolean",
        }
    }

    fn of_sqlite(self, row: &sqlx::sqlite::SqliteRow, place: usize) -> sqlx::Result<Cell> {
        Ok(match self {
            Self::Integer => row.try_get::<Option<i64>, _>(place)?.map_or(Cell::Null, Cell::Integer),
            Self::Text => row.try_get::<Option<String>, _>(place)?.map_or(Cell::Null, Cell::Text),
            Self::Truth => {
                row.try_get::<Option<i64>, _>(place)?.map_or(Cell::Null, |value| Cell::Truth(value != 0))
            }
        })
    }

    fn of_postgres(self, row: &PgRow, place: usize) -> sqlx::Result<Cell> {
        Ok(match self {
            Self::Integer => row.try_get::<Option<i64>, _>(place)?.map_or(Cell::Null, Cell::Integer),
            Self::Text => row.try_get::<Option<String>, _>(place)?.map_or(Cell::Null, Cell::Text),
            Self::Truth => row.try_get::<Option<bool>, _>(place)?.map_or(Cell::Null, Cell::Truth),
        })
    }
}

fn refusal(sentence: String) -> StoreError {
    StoreError::Open(sentence, None)
}
