//! An open database, and the transactions that it begins.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::{PgPool, SqlitePool};

use super::pooler::Sessions;
use super::sqlite_file::SqliteFile;
use super::transaction::Transaction;
use super::wal::WriteAheadLog;
use crate::store::error::Result;

/// Whether a connection met something after which a new one takes its place.
#[derive(Debug, Clone, Default)]
pub(crate) struct WornConnections(Arc<AtomicBool>);

impl WornConnections {
    /// The connection that is given back next is not used again.
    pub(crate) fn one_more(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the connection that is just given back is to be closed.
    pub(crate) fn is_one(&self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
    }
}

/// An open database.
pub(crate) enum Pools {
    /// SQLite has one writer at a time. Writers of this process queue for the only connection of `writer`;
    /// other processes are waited for by SQLite's busy timeout. Readers never wait.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
        file: SqliteFile,
        log: WriteAheadLog,
        worn: WornConnections,
    },
    /// PostgreSQL sorts out writers itself.
    Postgres { pool: PgPool, sessions: Sessions },
}

impl Pools {
    /// A transaction that sees one moment of the database and is dropped when done.
    pub(crate) async fn read(&self) -> Result<Transaction> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Transaction::Sqlite(readers.begin().await?),
            Self::Postgres { pool, sessions } => Transaction::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?,
                *sessions,
            ),
        })
    }

    /// A transaction whose writes happen together at [`Transaction::commit`], or not at all.
    pub(crate) async fn write(&self) -> Result<Transaction> {
        Ok(match self {
            // IMMEDIATE takes the write lock first. A transaction that reads and then writes would fail at once,
            // without waiting, where another process wrote in between.
            Self::Sqlite { writer, .. } => {
                self.must_be_in_place()?;
                Transaction::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?)
            }
            Self::Postgres { pool, sessions } => Transaction::Postgres(pool.begin().await?, *sessions),
        })
    }

    /// Fails where SQLite's file is not the one that was opened any more.
    pub(crate) fn must_be_in_place(&self) -> Result<()> {
        match self {
            Self::Sqlite { file, .. } => file.must_be_in_place(),
            Self::Postgres { .. } => Ok(()),
        }
    }

    /// Notes that something was written.
    pub(crate) async fn written(&self) {
        if let Self::Sqlite { writer, log, .. } = self {
            log.written(writer).await;
        }
    }

    /// Has a new connection take the place of one that met what may have left it unusable. PostgreSQL's tell by
    /// themselves when they are given back.
    pub(crate) fn renew(&self) {
        if let Self::Sqlite { worn, .. } = self {
            worn.one_more();
        }
    }

    /// Whether nobody else has the database open, and none can until [`Pools::share`]. Nobody knows it of PostgreSQL.
    pub(crate) fn is_alone(&self) -> bool {
        matches!(self, Self::Sqlite { file, .. } if file.is_alone())
    }

    /// From now on others may open it as well.
    pub(crate) async fn share(&mut self) -> Result<()> {
        match self {
            Self::Sqlite { file, .. } => file.share().await,
            Self::Postgres { .. } => Ok(()),
        }
    }

    /// Closes every connection, once those in use are given back.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers, .. } => {
                readers.close().await;
                // A checkpoint moves the write-ahead log into the database file, so that this one file is a complete
                // backup. While another process reads, the content stays in the log, which is as safe.
                if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await {
                    tracing::warn!(%error, "the write-ahead log was not moved into the database file");
                }
                writer.close().await;
            }
            Self::Postgres { pool, .. } => pool.close().await,
        }
    }
}
