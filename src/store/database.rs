//! What the two databases have in common: sessions that run statements. All differences that the rest of the
//! store must know are named here; SQLite understands `$1`, so the statements themselves are shared.

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use sqlx::query::Query;
use sqlx::{Database, Decode, Encode, PgPool, Postgres, Row as _, Sqlite, SqlitePool, Transaction, Type};
use uuid::Uuid;

use super::{JobId, Result, RitualId, StoreError, Timestamp};
use crate::digest::Digest;

/// An open database.
pub(super) enum Pools {
    /// SQLite has one writer at a time. Writers of this process queue for the only connection of `writer`;
    /// other processes are waited for by SQLite's busy timeout. Readers never wait.
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    /// PostgreSQL sorts out writers itself.
    Postgres(PgPool),
}

impl Pools {
    /// A session that sees one moment of the database and is dropped when done.
    pub(super) async fn read(&self) -> Result<Session> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Session::Sqlite(readers.begin().await?),
            Self::Postgres(pool) => {
                Session::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// A session whose writes happen together at [`Session::commit`], or not at all.
    pub(super) async fn write(&self) -> Result<Session> {
        Ok(match self {
            // IMMEDIATE takes the write lock first. A transaction that reads and then writes would fail at once,
            // without waiting, where another process wrote in between.
            Self::Sqlite { writer, .. } => Session::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Session::Postgres(pool.begin().await?),
        })
    }

    /// Closes every connection, once those in use are given back.
    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                // The log's content goes into the database, so that the one file is a whole backup. Where another
                // process still reads it stays in the log, which is as safe.
                if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await {
                    tracing::warn!(%error, "the database's log was not folded in");
                }
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// A transaction. Dropped without a commit it is rolled back.
pub(super) enum Session {
    /// SQLite's.
    Sqlite(Transaction<'static, Sqlite>),
    /// PostgreSQL's. Rows are locked in one order, so that no two sessions wait for each other: the job, other
    /// jobs of its ritual, the ritual, the destination's pause; a new ritual comes before its guild's lore.
    Postgres(Transaction<'static, Postgres>),
}

impl Session {
    /// Runs a statement and counts the rows that it touched.
    pub(super) async fn execute(&mut self, sql: Sql, values: &[Value<'_>]) -> Result<u64> {
        Ok(match self {
            Self::Sqlite(tx) => bound(sql.sqlite, values).execute(&mut **tx).await?.rows_affected(),
            Self::Postgres(tx) => bound(sql.postgres, values).execute(&mut **tx).await?.rows_affected(),
        })
    }

    /// Runs a statement that yields one row or none.
    pub(super) async fn row(&mut self, sql: Sql, values: &[Value<'_>]) -> Result<Option<Row>> {
        Ok(match self {
            Self::Sqlite(tx) => bound(sql.sqlite, values).fetch_optional(&mut **tx).await?.map(Row::Sqlite),
            Self::Postgres(tx) => {
                bound(sql.postgres, values).fetch_optional(&mut **tx).await?.map(Row::Postgres)
            }
        })
    }

    /// Runs a statement that yields any number of rows.
    pub(super) async fn rows(&mut self, sql: Sql, values: &[Value<'_>]) -> Result<Vec<Row>> {
        Ok(match self {
            Self::Sqlite(tx) => {
                let rows = bound(sql.sqlite, values).fetch_all(&mut **tx).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(tx) => {
                let rows = bound(sql.postgres, values).fetch_all(&mut **tx).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// Makes what was written last.
    pub(super) async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// A statement: its text, which nearly always is the same for both databases.
#[derive(Clone, Copy)]
pub(super) struct Sql {
    /// What SQLite is told.
    pub(super) sqlite: &'static str,
    /// What PostgreSQL is told.
    pub(super) postgres: &'static str,
}

/// A statement that both databases understand.
pub(super) const fn sql(text: &'static str) -> Sql {
    Sql { sqlite: text, postgres: text }
}

/// A value given to a statement.
pub(super) enum Value<'a> {
    /// Times, counts and Discord's ids.
    Integer(Option<i64>),
    /// Everything else.
    Text(Option<Cow<'a, str>>),
}

fn bound<'q, D>(sql: &'static str, values: &[Value<'_>]) -> Query<'q, D, D::Arguments>
where
    D: Database,
    Option<i64>: for<'e> Encode<'e, D> + Type<D>,
    for<'e> Option<&'e str>: Encode<'e, D> + Type<D>,
{
    values.iter().fold(sqlx::query(sql), |query, value| match value {
        Value::Integer(number) => query.bind(*number),
        Value::Text(text) => query.bind(text.as_deref()),
    })
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Some(text.into()))
    }
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(text: Option<&'a str>) -> Self {
        Self::Text(text.map(Into::into))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Some(text.into()))
    }
}

impl From<Option<String>> for Value<'_> {
    fn from(text: Option<String>) -> Self {
        Self::Text(text.map(Into::into))
    }
}

impl From<Uuid> for Value<'_> {
    fn from(id: Uuid) -> Self {
        id.to_string().into()
    }
}

impl From<JobId> for Value<'_> {
    fn from(id: JobId) -> Self {
        id.0.into()
    }
}

impl From<RitualId> for Value<'_> {
    fn from(id: RitualId) -> Self {
        id.0.into()
    }
}

impl From<Option<RitualId>> for Value<'_> {
    fn from(id: Option<RitualId>) -> Self {
        id.map(|id| id.to_string()).into()
    }
}

impl From<Digest> for Value<'_> {
    fn from(digest: Digest) -> Self {
        digest.to_string().into()
    }
}

impl From<Timestamp> for Value<'_> {
    fn from(at: Timestamp) -> Self {
        Self::Integer(Some(at.0))
    }
}

impl From<Option<Timestamp>> for Value<'_> {
    fn from(at: Option<Timestamp>) -> Self {
        Self::Integer(at.map(|at| at.0))
    }
}

impl From<u64> for Value<'_> {
    /// Keeps all 64 bits; [`Row::unsigned`] reads them back.
    fn from(number: u64) -> Self {
        Self::Integer(Some(number.cast_signed()))
    }
}

/// A row of an answer.
pub(super) enum Row {
    /// SQLite's.
    Sqlite(sqlx::sqlite::SqliteRow),
    /// PostgreSQL's.
    Postgres(sqlx::postgres::PgRow),
}

impl Row {
    /// A column as its plain type.
    pub(super) fn get<T>(&self, column: &str) -> Result<T>
    where
        T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>,
    {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    /// A whole number without a sign.
    pub(super) fn unsigned(&self, column: &str) -> Result<u64> {
        self.get::<i64>(column).map(i64::cast_unsigned)
    }

    /// A moment.
    pub(super) fn time(&self, column: &str) -> Result<Timestamp> {
        self.get(column).map(Timestamp)
    }

    /// A moment, if there is one.
    pub(super) fn optional_time(&self, column: &str) -> Result<Option<Timestamp>> {
        Ok(self.get::<Option<i64>>(column)?.map(Timestamp))
    }

    /// A text that stands for a value.
    pub(super) fn parse<T>(&self, column: &'static str) -> Result<T>
    where
        T: FromStr<Err: Display>,
    {
        let text: String = self.get(column)?;
        text.parse().map_err(|error| unreadable(column, anyhow::anyhow!("“{text}”: {error}")))
    }

    /// A word that stands for a value.
    pub(super) fn word<T>(&self, column: &'static str, read: impl FnOnce(&str) -> Option<T>) -> Result<T> {
        let word: String = self.get(column)?;
        read(&word).ok_or_else(|| unreadable(column, anyhow::anyhow!("“{word}”")))
    }
}

/// A row holds what this program cannot read.
pub(super) fn unreadable(what: &'static str, cause: impl Into<anyhow::Error>) -> StoreError {
    StoreError::Unreadable { what, cause: Some(cause.into()) }
}
