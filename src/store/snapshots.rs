//! Snapshots of SQLite's file, and going on from one. PostgreSQL has its own backup.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::TempPath;

use super::Store;
use super::database::Pools;
use super::database::snapshot;
use super::error::{Result, unreadable};
use super::model::{Life, Lineage, Timestamp};
use super::placing::beside;
use super::queries::snapshots;
use crate::blocking::blocking;
use crate::sync::Destination;

/// Begins the names of files that are not whole yet; the spool's are cleared away in time.
const UNFINISHED: &str = ".helix-";

impl Store {
    /// Whether snapshots can be taken: SQLite's file is the bot's own, PostgreSQL is its server's.
    pub fn has_snapshots(&self) -> bool {
        matches!(self.pools, Pools::Sqlite { .. })
    }

    /// Whether the database holds nothing that anybody would miss.
    pub async fn is_blank(&self) -> bool {
        match &self.pools {
            Pools::Sqlite { file, .. } => snapshot::is_blank(file.path()).await,
            Pools::Postgres { .. } => false,
        }
    }

    /// A copy of the whole database as it is at one moment, without interaction tokens, in a file in `folder` that goes away
    /// with the answer. Nobody who works with the database waits for it. None on PostgreSQL.
    pub async fn snapshot(&self, folder: &Path) -> Result<Option<TempPath>> {
        let Pools::Sqlite { file, .. } = &self.pools else { return Ok(None) };
        self.pools.must_be_in_place()?;
        let folder = folder.to_owned();
        let made = blocking(move || Ok((unfinished(&folder)?, unfinished(&folder)?))).await;
        let (draft, copy) = made.map_err(sqlx::Error::from)?;
        let written = snapshot::write(file.path(), &draft, &copy).await;
        self.pools.must_be_in_place().and(written)?;
        Ok(Some(copy))
    }

    /// Records that a destination has the snapshot named `name`. True if the operator is to be told: none reached it before.
    pub async fn snapshot_archived(
        &self,
        destination: &Destination,
        name: &str,
        now: Timestamp,
    ) -> Result<bool> {
        writing!(self, snapshots::archived, destination, name, now)
    }

    /// Records that no snapshot reaches a destination, and why. True if the operator is to be told, who is once until one
    /// does; of what may pass not before it is so twice in a row.
    pub async fn snapshot_failed(
        &self,
        destination: &Destination,
        reason: &str,
        may_pass: bool,
        now: Timestamp,
    ) -> Result<bool> {
        writing!(self, snapshots::failed, destination, (reason, may_pass), now)
    }

    /// How long SQLite's file is, with what waits in its log; 0 on PostgreSQL.
    pub async fn bytes(&self) -> Result<u64> {
        let Pools::Sqlite { file, .. } = &self.pools else { return Ok(0) };
        let path = file.path().to_owned();
        let length = |path: &Path| fs::metadata(path).map(|found| found.len());
        let bytes = blocking(move || Ok(length(&path)? + length(&beside(&path, "-wal")).unwrap_or(0))).await;
        Ok(bytes.map_err(sqlx::Error::from)?)
    }

    /// The database's life and those before; `fresh` begins where none is known.
    pub async fn lineage(&self, fresh: Life) -> Result<Lineage> {
        if let Some(known) = self.note(snapshot::LINEAGE).await? {
            return serde_json::from_str(&known).map_err(|error| unreadable("lineage", error));
        }
        let lineage = Lineage::beginning(fresh);
        let text = serde_json::to_string(&lineage).map_err(|error| unreadable("lineage", error))?;
        self.set_note(snapshot::LINEAGE, &text).await?;
        Ok(lineage)
    }
}

fn unfinished(folder: &Path) -> io::Result<TempPath> {
    // The bot's alone, as tempfile makes every file.
    Ok(tempfile::Builder::new().prefix(UNFINISHED).suffix(".tmp").tempfile_in(folder)?.into_temp_path())
}
