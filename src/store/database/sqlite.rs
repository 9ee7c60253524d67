//! Opening SQLite: the embedded database, which needs nothing but a folder.

use std::path::Path;
use std::time::{Duration, Instant};

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection as _, SqliteConnection};
use tokio::fs;

use super::migrations;
use super::pools::{Pools, WornConnections};
use super::sqlite_file::SqliteFile;
use super::wal::{self, WriteAheadLog};
use crate::private;
use crate::store::error::{Result, StoreError};
use crate::store::trouble::{Trouble, sqlite_code as code};

/// How long a write waits for another process that is writing, such as the command line beside the bot.
pub(super) const BUSY: Duration = Duration::from_secs(5);
/// Between two looks whether it is done.
const BUSY_PAUSE: Duration = Duration::from_millis(20);
/// Readers at the same time, and one that watches what is written. Each is a thread and an open file; answers take less
/// than a millisecond.
const READERS: u32 = 4 + 1;
/// Up to this many bytes the whole file is read through for damage when it is opened, which takes about a tenth
/// of a second. Beyond, damage shows when its place is read.
const CHECKED_WHOLE: u64 = 64 << 20;

/// Opens the file, makes it and its folder where they are missing, and brings its schema up to date.
pub(crate) async fn open(path: &Path) -> Result<Pools> {
    create(path).await?;
    let file = SqliteFile::open(path).await?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY)
        .foreign_keys(true)
        // What is committed survives a power cut: accepted means durable.
        .synchronous(SqliteSynchronous::Full)
        .pragma("journal_size_limit", wal::KEPT.to_string())
        // What is forgotten, such as an interaction's token, is overwritten with zeros.
        .pragma("secure_delete", "ON");
    let worn = WornConnections::default();
    let writer = connect_writer(&options, &worn).await.map_err(|error| explain(error, path))?;
    if let Err(error) = prepare(&writer, path).await {
        writer.close().await;
        return Err(error);
    }
    let readers = renewing(SqlitePoolOptions::new(), &worn)
        .max_connections(READERS)
        .connect_lazy_with(options.pragma("query_only", "ON"));
    Ok(Pools::Sqlite { writer, readers, file, log: WriteAheadLog::of(path), worn })
}

/// A connection on which a transaction could not be ended is closed when it is given back, and so is one that met
/// what may have left it unusable: SQLite ends a transaction itself where the disk is full, and sqlx, which cannot end
/// it once more, would count it as open for ever.
fn renewing(options: SqlitePoolOptions, worn: &WornConnections) -> SqlitePoolOptions {
    let worn = worn.clone();
    // It is tested when it is given back, and nobody else can end it.
    options.test_before_acquire(false).after_release(move |connection, _| {
        let worn = worn.clone();
        Box::pin(async move { Ok(is_sound(connection).await? && !worn.is_one()) })
    })
}

async fn is_sound(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    // The end of a transaction that was dropped may still be in the queue of the connection's thread.
    if connection.is_in_transaction() {
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

/// Connects the only writer of this process, and has the file keep a write-ahead log: readers then never wait for
/// a writer, nor it for them.
///
/// Switching a new file to that log fails at once where another process does the same in that moment: the one
/// case that SQLite's own waiting leaves out.
async fn connect_writer(options: &SqliteConnectOptions, worn: &WornConnections) -> sqlx::Result<SqlitePool> {
    let pool =
        renewing(SqlitePoolOptions::new(), worn).max_connections(1).idle_timeout(None).max_lifetime(None);
    let options = options.clone().journal_mode(SqliteJournalMode::Wal);
    let deadline = Instant::now() + BUSY;
    loop {
        match pool.clone().connect_with(options.clone()).await {
            Err(error) if primary_code(&error) == Some(code::BUSY) && Instant::now() < deadline => {
                tokio::time::sleep(BUSY_PAUSE).await;
            }
            settled => return settled,
        }
    }
}

/// Makes the folder, and the file readable by its owner only: it holds interaction tokens.
async fn create(path: &Path) -> Result<()> {
    let failed = |error: std::io::Error| {
        StoreError::Open(
            format!(
                "the database {} cannot be created ({error}); name a folder that this user may write, with \
                 HELIX_DATA_DIR.",
                path.display()
            ),
            Some(error.into()),
        )
    };
    if let Some(folder) = path.parent() {
        private::make_folder(folder).map_err(failed)?;
    }
    match fs::OpenOptions::new().write(true).create_new(true).mode(private::FILE).open(path).await {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(failed(error)),
        _ => {}
    }
    // SQLite gives the files beside it the same mode; those of an earlier version may be there.
    for end in ["", "-wal", "-shm"] {
        let mut file = path.as_os_str().to_owned();
        file.push(end);
        private::close_to_others(file.as_ref()).map_err(failed)?;
    }
    Ok(())
}

async fn prepare(writer: &SqlitePool, path: &Path) -> Result<()> {
    let failed = |error| explain(error, path);
    if fs::metadata(path).await.map_err(|error| failed(error.into()))?.len() <= CHECKED_WHOLE {
        let verdict: String =
            sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(writer).await.map_err(failed)?;
        if verdict != "ok" {
            return Err(StoreError::Open(damaged(path), Some(sqlx::Error::Protocol(verdict))));
        }
    }
    // One transaction around all steps, with the write lock taken first: sqlx has no migration lock for SQLite,
    // and the command line may start in the same moment as the bot.
    let mut tx = writer.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
    migrations::sqlite()
        .run_direct(None, &mut *tx, false)
        .await
        .map_err(|error| migrations::explain(error, &format!("the database {}", path.display()), failed))?;
    tx.commit().await.map_err(failed)
}

fn primary_code(error: &sqlx::Error) -> Option<u32> {
    let code: u32 = error.as_database_error()?.code()?.parse().ok()?;
    // The other bytes say which variant of it.
    Some(code & 0xff)
}

pub(super) fn explain(error: sqlx::Error, path: &Path) -> StoreError {
    let name = path.display();
    let sentence = match primary_code(&error) {
        Some(code::NOTADB | code::CORRUPT) => damaged(path),
        Some(code::PERM | code::READONLY | code::CANTOPEN) => format!(
            "the database {name} cannot be opened for writing; make its folder and the files beginning with its \
             name writable for this user, or name another folder with HELIX_DATA_DIR."
        ),
        _ if Trouble::of(&error) == Some(Trouble::Full) => {
            format!("the disk of the database {name} is full; make room there.")
        }
        Some(code::BUSY) => {
            format!("another program keeps the database {name} locked; end it, or try again later.")
        }
        _ => format!("the database {name} cannot be opened; the log says why."),
    };
    StoreError::Open(sentence, Some(error))
}

fn damaged(path: &Path) -> String {
    format!(
        "the file {} is damaged or no database of this program. It was not changed: put a backup in its place, \
         or move it away: the bot then goes on from its latest snapshot, and begins with an empty one where there is none.",
        path.display()
    )
}
