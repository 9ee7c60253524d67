//! Going on from a snapshot because a person asked for it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;

use super::start::new_life;
use crate::app::clouds::Clouds;
use crate::app::data_dir;
use crate::blocking::blocking;
use crate::config::Settings;
use crate::jobs::state::{self, Found, KnownSnapshot, Prepared, SnapshotName, Unusable};
use crate::store::{self, SoleAccess, Timestamp};
use crate::sync::{CloudSync, Destination};

/// How long a destination is waited for that does not answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a person wants.
#[derive(Debug, Clone, Default)]
pub struct RestoreRequest {
    /// This snapshot; else the latest that is sound.
    pub name: Option<SnapshotName>,
    /// From this destination only.
    pub from: Option<Destination>,
    /// A database that holds something may be moved aside.
    pub replace: bool,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The snapshot.
    pub name: SnapshotName,
    /// Which destination gave it.
    pub from: Destination,
    /// Rituals in it.
    pub rituals: u64,
    /// Later ones that were passed over, and why.
    pub passed_over: Vec<(SnapshotName, String)>,
    /// Where the database lies that stood there before.
    pub aside: Option<PathBuf>,
}

/// Puts a snapshot in the place of the database, which nobody may have open.
pub async fn restore_snapshot(settings: &Settings, request: &RestoreRequest) -> anyhow::Result<Restored> {
    anyhow::ensure!(
        settings.database_url.is_none(),
        "DATABASE_URL names PostgreSQL, and snapshots are of SQLite's file; restore PostgreSQL's own backup, or leave \
         DATABASE_URL out"
    );
    data_dir::make(settings).with_context(|| data_dir::advice(settings))?;
    let database = std::path::absolute(settings.data_dir.join(store::FILE))?;
    let alone = sole_access(&database)?;
    anyhow::ensure!(
        request.replace || store::is_blank(&database).await,
        "there is a database at {} already; with --yes it is moved aside, and the snapshot takes its place",
        database.display()
    );
    let clouds = Clouds::new(settings);
    let prepared = prepare(&clouds.carrier, settings, request, &database).await;
    clouds.carrier.shutdown().await;
    let (name, Prepared { file, judged, from }, passed_over) = prepared?;
    let aside = blocking(move || store::put_in_place(file, &database, &alone, Timestamp::now())).await;
    let aside = aside.context("the snapshot could not take the database's place")?;
    Ok(Restored { name, from, rituals: judged.rituals, passed_over, aside })
}

/// Fails in words while a bot, or another command, has the database open.
pub(super) fn sole_access(database: &Path) -> anyhow::Result<SoleAccess> {
    let alone = SoleAccess::take(database).context("the database's lock cannot be taken")?;
    alone.with_context(|| {
        format!(
            "a bot, or another command, has the database {} open; end it first: it would go on writing into the file that \
             is moved aside",
            database.display()
        )
    })
}

type Chosen = (SnapshotName, Prepared, Vec<(SnapshotName, String)>);

async fn prepare(
    sync: &Arc<dyn CloudSync>,
    settings: &Settings,
    request: &RestoreRequest,
    database: &Path,
) -> anyhow::Result<Chosen> {
    let from = request.from.clone().map_or_else(|| settings.destinations.clone(), |from| vec![from]);
    let Found { snapshots, silent } = state::find(sync, &from, PATIENCE).await;
    let silent: Vec<_> = silent.iter().map(|(at, failure)| format!("{at}: {}", failure.guidance)).collect();
    let silent = if silent.is_empty() { String::new() } else { format!(" ({})", silent.join("; ")) };
    let wanted = |known: &KnownSnapshot| request.name.as_ref().is_none_or(|name| known.name == *name);
    let mut passed_over = Vec::new();
    for known in snapshots.into_iter().filter(wanted) {
        match state::prepare(sync.as_ref(), &known, database, new_life()?).await {
            Ok(prepared) => return Ok((known.name, prepared, passed_over)),
            // An older one in its place would lose what the person sees in the list.
            Err(unusable @ (Unusable::Foreign(_) | Unusable::Here(_) | Unusable::NotFetched(_))) => {
                anyhow::bail!("the snapshot {} is not restored: {unusable}{silent}", known.name);
            }
            Err(damaged @ Unusable::Damaged(_)) => passed_over.push((known.name, damaged.to_string())),
        }
    }
    let damaged = passed_over.iter().map(|(name, why)| format!("; {name}: {why}"));
    let damaged: String = damaged.collect();
    match &request.name {
        Some(name) if passed_over.is_empty() => {
            anyhow::bail!("no destination has a snapshot {name}{silent}; `helix-bot state list` lists them")
        }
        _ => anyhow::bail!("no destination has a snapshot that is sound{silent}{damaged}"),
    }
}
