//! An open database, and the transactions that it begins.

use sqlx::{PgPool, SqlitePool};

use super::transaction::Transaction;
use crate::store::error::Result;

/// An open database.
pub(crate) enum Pools {
    /// SQLite has one writer at a time. Writers of this process queue for the only connection of `writer`;
    /// other processes are waited for by SQLite's busy timeout. Readers never wait.
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    /// PostgreSQL sorts out writers itself.
    Postgres(PgPool),
}

impl Pools {
    /// A transaction that sees one moment of the database and is dropped when done.
    pub(crate) async fn read(&self) -> Result<Transaction> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Transaction::Sqlite(readers.begin().await?),
            Self::Postgres(pool) => Transaction::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?,
            ),
        })
    }

    /// A transaction whose writes happen together at [`Transaction::commit`], or not at all.
    pub(crate) async fn write(&self) -> Result<Transaction> {
        Ok(match self {
            // IMMEDIATE takes the write lock first. A transaction that reads and then writes would fail at once,
            // without waiting, where another process wrote in between.
            Self::Sqlite { writer, .. } => Transaction::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Transaction::Postgres(pool.begin().await?),
        })
    }

    /// Closes every connection, once those in use are given back.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                // A checkpoint moves the write-ahead log into the database file, so that this one file is a complete
                // backup. While another process reads, the content stays in the log, which is as safe.
                if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await {
                    tracing::warn!(%error, "the write-ahead log was not moved into the database file");
                }
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}
