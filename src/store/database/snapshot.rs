//! Copies of SQLite's whole file: written at one moment of the database, and judged before one takes its place.
//!
//! These statements are SQLite's alone and go through the whole file, so they have connections of their own: nobody who
//! works with the database waits for them.

use std::fs::File;
use std::io;
use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use super::migrations;
use super::sqlite_file;
use crate::store::error::{Result, StoreError};
use crate::store::model::{Life, Lineage, Timestamp};

/// The note with the lineage.
pub(crate) const LINEAGE: &str = "state.lineage";
/// Begins the notes with the latest snapshot of each destination.
pub(crate) const LATEST: &str = "state.latest ";
/// Begins the notes with why the last snapshot failed to reach each destination.
pub(crate) const FAILED: &str = "state.failed ";

/// Interaction tokens are secrets, and useless where they would come back.
const FORGET_TOKENS: &str =
    "UPDATE rituals SET token = NULL, token_until = NULL WHERE token IS NOT NULL OR token_until IS NOT NULL";
/// Which snapshots there are changes with each of them; a database in which nothing else has changed is to give the same.
const FORGET_SNAPSHOTS: &str = "DELETE FROM notes WHERE substr(key, 1, length($1)) = $1";
/// Whether there is anything that a person, a server or the operator would miss.
const IS_BLANK: &str = "SELECT NOT (EXISTS (SELECT 1 FROM rituals) OR EXISTS (SELECT 1 FROM server_settings)
    OR EXISTS (SELECT 1 FROM adopted) OR EXISTS (SELECT 1 FROM holds) OR EXISTS (SELECT 1 FROM blocks))";

/// Why a file is no snapshot that can be gone on from.
#[derive(Debug, thiserror::Error)]
pub enum BadSnapshot {
    /// Its content is not what a database's is.
    #[error("it is damaged: {0}")]
    Damaged(String),
    /// Written by a newer program, or by another build.
    #[error("{0}")]
    Foreign(String),
    /// This machine did not play along.
    #[error("it could not be judged: {0}")]
    Unjudged(#[from] sqlx::Error),
}

/// What is known of a snapshot that was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JudgedSnapshot {
    /// Rituals in it.
    pub rituals: u64,
}

/// Writes the database at `from`, as it is at one moment and without interaction tokens or what it knows of snapshots, to
/// the empty file `to`. `draft` is an empty file beside it: what is forgotten in a file still has its bytes there, so what
/// was forgotten in the draft is written anew.
pub(crate) async fn write(from: &Path, draft: &Path, to: &Path) -> Result<()> {
    let options =
        SqliteConnectOptions::new().filename(from).read_only(true).busy_timeout(super::sqlite::BUSY);
    vacuum(&options, draft).await?;
    let mut copy = SqliteConnection::connect_with(&own(draft)).await?;
    sqlx::query(FORGET_TOKENS).execute(&mut copy).await?;
    for beginning in [LATEST, FAILED] {
        sqlx::query(FORGET_SNAPSHOTS).bind(beginning).execute(&mut copy).await?;
    }
    copy.close().await?;
    vacuum(&own(draft), to).await
}

/// Writes what a database holds, and none of what it has forgotten, to an empty file.
async fn vacuum(from: &SqliteConnectOptions, to: &Path) -> Result<()> {
    let to = to.to_str().ok_or_else(|| {
        sqlx::Error::from(io::Error::new(
            io::ErrorKind::InvalidFilename,
            "the path of the data directory is not valid text",
        ))
    })?;
    // It takes as long as the database is large, which nobody has to act upon.
    let quiet = from.clone().disable_statement_logging();
    let mut connection = SqliteConnection::connect_with(&quiet).await?;
    sqlx::query("VACUUM INTO $1").bind(to).execute(&mut connection).await?;
    Ok(connection.close().await?)
}

/// A file that nobody else has open and that may be lost at any moment: nothing beside it, and no waiting for the disk.
fn own(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Memory)
        .synchronous(SqliteSynchronous::Off)
        .pragma("secure_delete", "ON")
}

/// Reads a snapshot through for damage, brings its schema up to date, and begins a new life in it, which goes on from the
/// moment `taken`. The file is changed, and is not the database yet.
pub async fn judge(path: &Path, taken: Timestamp, life: Life) -> Result<JudgedSnapshot, BadSnapshot> {
    let opened = SqliteConnection::connect_with(&own(path)).await;
    let mut connection = opened.map_err(damage)?;
    let judged = judge_open(&mut connection, taken, life).await;
    let closed = connection.close().await;
    let judged = judged?;
    closed?;
    Ok(judged)
}

async fn judge_open(
    connection: &mut SqliteConnection,
    taken: Timestamp,
    life: Life,
) -> Result<JudgedSnapshot, BadSnapshot> {
    let check = sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_one(&mut *connection).await;
    let verdict: String = check.map_err(damage)?;
    if verdict != "ok" {
        return Err(BadSnapshot::Damaged(verdict));
    }
    let ours = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'rituals')";
    if !sqlx::query_scalar::<_, bool>(ours).fetch_one(&mut *connection).await? {
        return Err(BadSnapshot::Damaged("it is no database of this program".to_owned()));
    }
    migrations::sqlite().run_direct(None, &mut *connection, false).await.map_err(foreign)?;
    let rituals: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM rituals").fetch_one(&mut *connection).await?;
    let known: Option<String> = sqlx::query_scalar("SELECT value FROM notes WHERE key = $1")
        .bind(LINEAGE)
        .fetch_optional(&mut *connection)
        .await?;
    let known = known.and_then(|text| serde_json::from_str::<Lineage>(&text).ok());
    let lineage = match known {
        Some(known) => known.restored(taken, life),
        None => Lineage::beginning(life),
    };
    sqlx::query("INSERT INTO notes (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
        .bind(LINEAGE)
        .bind(serde_json::to_string(&lineage).unwrap_or_default())
        .execute(connection)
        .await?;
    Ok(JudgedSnapshot { rituals: rituals.cast_unsigned() })
}

fn damage(error: sqlx::Error) -> BadSnapshot {
    match error.as_database_error() {
        Some(told) => BadSnapshot::Damaged(told.message().to_owned()),
        None => BadSnapshot::Unjudged(error),
    }
}

fn foreign(error: sqlx::migrate::MigrateError) -> BadSnapshot {
    match migrations::explain(error, "it", StoreError::Sql) {
        StoreError::Sql(error) => damage(error),
        explained => BadSnapshot::Foreign(explained.to_string()),
    }
}

/// Whether there is no database at `path`, or one that holds nothing that anybody would miss. One that cannot be read is
/// not blank: whoever opens it says what is wrong.
pub async fn is_blank(path: &Path) -> bool {
    if !path.exists() {
        return true;
    }
    let options = SqliteConnectOptions::new().filename(path).busy_timeout(super::sqlite::BUSY);
    let looked = async {
        let mut connection = SqliteConnection::connect_with(&options).await?;
        let made = "SELECT COUNT(*) FROM sqlite_schema";
        let made: i64 = sqlx::query_scalar(made).fetch_one(&mut connection).await?;
        let blank = made == 0 || sqlx::query_scalar(IS_BLANK).fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok::<bool, sqlx::Error>(blank)
    };
    looked.await.unwrap_or(false)
}

/// That no other process has the database open, and none can open it, as long as this is kept.
#[derive(Debug)]
pub struct SoleAccess(Option<File>);

impl SoleAccess {
    /// None while another process has the database at `path` open.
    pub fn take(path: &Path) -> io::Result<Option<Self>> {
        match sqlite_file::lock_alone(path) {
            Ok(lock) => Ok(lock.map(|lock| Self(Some(lock)))),
            Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                tracing::warn!(%error, "there are no locks in the data directory: see to it that no bot uses it");
                Ok(Some(Self(None)))
            }
            Err(error) => Err(error),
        }
    }

    /// Whether there is a lock at all.
    pub fn is_certain(&self) -> bool {
        self.0.is_some()
    }
}
