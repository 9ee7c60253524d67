//! An empty data directory goes on from the latest snapshot that is sound.
//!
//! Where no destination can be asked for a minute, the bot begins with an empty database all the same, and says so: members
//! are served, and nothing is lost by it. Snapshots are never written over, and the empty database's life is another one,
//! so none of the earlier life's is ever removed for its sake.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;

use crate::blocking::blocking;
use crate::config::Settings;
use crate::failure::for_operators;
use crate::jobs::state::{self, Found, Prepared, Unusable};
use crate::store::{self, Life, SoleAccess, Timestamp};
use crate::sync::CloudSync;

/// How long destinations are waited for that do not answer.
const PATIENCE: Duration = Duration::from_mins(1);

/// A new life, of which nobody knows.
pub(super) fn new_life() -> anyhow::Result<Life> {
    let mut random = [0; 4];
    getrandom::fill(&mut random).context("the system gives no random numbers")?;
    Ok(Life::new(random))
}

/// Puts the latest snapshot that is sound in the place of a database that is missing or blank. Without any, nothing is done.
/// Fails where the latest was written by a newer program: an older one in its place would lose what lies between them.
pub(crate) async fn restore_if_blank(settings: &Settings, sync: &Arc<dyn CloudSync>) -> anyhow::Result<()> {
    if settings.state_backup.is_none() || settings.database_url.is_some() {
        return Ok(());
    }
    let database = std::path::absolute(settings.data_dir.join(store::FILE))?;
    if !store::is_blank(&database).await {
        return Ok(());
    }
    let Found { snapshots, silent } = state::find(sync, &settings.destinations, PATIENCE).await;
    for (destination, failure) in &silent {
        let reason = for_operators(&failure.reason());
        tracing::warn!(%destination, reason, "the destination was not asked for snapshots of the database");
    }
    let found = snapshots.len();
    for known in snapshots {
        let name = known.name.to_string();
        match state::prepare(sync.as_ref(), &known, &database, new_life()?).await {
            Ok(prepared) => return put_in_place(prepared, &database, &name).await,
            Err(Unusable::Foreign(why)) => anyhow::bail!(
                "the data directory is empty, and the latest snapshot of the database, {name}, cannot be gone on from: \
                 {why} To go on from an older one, use `helix-bot state restore NAME`; to begin with an empty database, \
                 set HELIX_STATE_BACKUP=off"
            ),
            Err(Unusable::Here(why)) => anyhow::bail!(
                "the data directory is empty, and the latest snapshot of the database, {name}, could not be brought here: \
                 {why}"
            ),
            Err(unusable) => {
                tracing::error!(name, reason = %unusable, "A SNAPSHOT OF THE DATABASE IS PASSED OVER, the next older is taken");
            }
        }
    }
    if !silent.is_empty() || found > 0 {
        tracing::error!(
            found,
            unasked = silent.len(),
            "THE BOT BEGINS WITH AN EMPTY DATABASE, as no snapshot that was found can be used, or not every destination could \
             be asked for one. What snapshots there are, is kept; to go on from one, stop the bot and use `helix-bot state \
             restore`"
        );
    }
    Ok(())
}

async fn put_in_place(prepared: Prepared, database: &Path, name: &str) -> anyhow::Result<()> {
    let Prepared { file, judged, from } = prepared;
    let database = database.to_owned();
    let placed = blocking(move || {
        let Some(alone) = SoleAccess::take(&database)? else { return Ok(false) };
        store::put_in_place(file, &database, &alone, Timestamp::now()).map(|_| true)
    });
    let placed = placed.await.context("the snapshot of the database could not be put in its place")?;
    anyhow::ensure!(
        placed,
        "another command has the empty database open, in whose place a snapshot is to be put; end it and start again"
    );
    let rituals = judged.rituals;
    tracing::warn!(name, %from, rituals, "the data directory was empty: the bot goes on from a snapshot of the database");
    Ok(())
}
