//! Fetching a snapshot and making it ready to take the database's place.

use std::path::Path;

use tempfile::TempPath;
use tokio_util::sync::CancellationToken;

use super::find::KnownSnapshot;
use super::pack;
use crate::blocking::blocking;
use crate::durable::PendingFile;
use crate::failure::Failure;
use crate::store::{BadSnapshot, JudgedSnapshot, Life, judge_snapshot};
use crate::sync::{CloudSync, Destination};

/// A snapshot that was fetched and is sound.
pub struct Prepared {
    /// The file, whole and on this disk, under another name than the database's.
    pub file: PendingFile,
    /// What is known of it.
    pub judged: JudgedSnapshot,
    /// Which destination gave it.
    pub from: Destination,
}

/// Why a snapshot is not gone on from.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// No destination gave it: what each said.
    #[error("no destination gave it: {0}")]
    NotFetched(String),
    /// Every copy of it is damaged.
    #[error("it is damaged: {0}")]
    Damaged(String),
    /// Another program wrote it.
    #[error("{0}")]
    Foreign(String),
    /// This machine did not play along.
    #[error("this machine did not take it: {0}")]
    Here(String),
}

/// Fetches a snapshot from the first destination that gives it whole, reads it through for damage, and brings its schema up
/// to date, beside `database`.
pub async fn prepare(
    sync: &dyn CloudSync,
    known: &KnownSnapshot,
    database: &Path,
    life: Life,
) -> Result<Prepared, Unusable> {
    let (mut refusals, mut damage) = (Vec::new(), None);
    for from in &known.at {
        match fetched(sync, known, from, database).await {
            Ok(packed) => match judged(known, &packed, database, life.clone()).await {
                Ok((file, judged)) => return Ok(Prepared { file, judged, from: from.clone() }),
                Err(Unusable::Damaged(why)) => damage = Some(format!("{from}: {why}")),
                Err(other) => return Err(other),
            },
            Err(Fetched::Failed(failure)) => refusals.push(format!("{from}: {}", failure.guidance)),
            Err(Fetched::Damaged) => {
                damage = Some(format!("{from}: it has another digest than its name says"));
            }
            Err(Fetched::Here(error)) => return Err(Unusable::Here(error.to_string())),
        }
    }
    // Where one copy is damaged and another was not given, that other may be sound.
    match damage {
        Some(why) if refusals.is_empty() => Err(Unusable::Damaged(why)),
        damage => {
            refusals.extend(damage);
            Err(Unusable::NotFetched(refusals.join("; ")))
        }
    }
}

/// Why a copy did not arrive.
enum Fetched {
    Failed(Failure),
    Damaged,
    Here(std::io::Error),
}

async fn fetched(
    sync: &dyn CloudSync,
    known: &KnownSnapshot,
    from: &Destination,
    database: &Path,
) -> Result<TempPath, Fetched> {
    let folder = database.parent().unwrap_or(Path::new(".")).to_owned();
    let arriving = blocking(move || {
        let file = tempfile::Builder::new().prefix(".helix-").suffix(".tmp").tempfile_in(folder)?;
        Ok(file.into_temp_path())
    });
    let arriving = arriving.await.map_err(Fetched::Here)?;
    let path = known.name.path().map_err(|error| Fetched::Here(std::io::Error::other(error)))?;
    let never = CancellationToken::new();
    let file = sync.fetch(from, &path, &arriving, None, &|_| {}, &never).await.map_err(Fetched::Failed)?;
    if known.name.fits(file.digest) { Ok(arriving) } else { Err(Fetched::Damaged) }
}

/// Unpacks and judges what was fetched.
async fn judged(
    known: &KnownSnapshot,
    packed: &Path,
    database: &Path,
    life: Life,
) -> Result<(PendingFile, JudgedSnapshot), Unusable> {
    let (packed, database) = (packed.to_owned(), database.to_owned());
    let unpacked = blocking(move || {
        let file = PendingFile::private_beside(&database)?;
        pack::unpack(&packed, file.path())?;
        Ok(file)
    });
    let file = unpacked.await.map_err(|error| match error.kind() {
        std::io::ErrorKind::StorageFull => Unusable::Here("its disk is full".to_owned()),
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::NotFound => {
            Unusable::Here(error.to_string())
        }
        _ => Unusable::Damaged(error.to_string()),
    })?;
    match judge_snapshot(file.path(), known.name.at, life).await {
        Ok(judged) => Ok((file, judged)),
        Err(BadSnapshot::Damaged(why)) => Err(Unusable::Damaged(why)),
        Err(BadSnapshot::Foreign(why)) => Err(Unusable::Foreign(why)),
        Err(BadSnapshot::Unjudged(error)) => Err(Unusable::Here(error.to_string())),
    }
}
