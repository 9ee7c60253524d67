//! Carrying a SQLite installation over to PostgreSQL.

use anyhow::Context as _;
use secrecy::SecretString;

use super::restore::sole_access;
use crate::config::Settings;
use crate::store::{self, MovedTable};

/// Carries the database in the data directory, which nobody may have open, over to an empty PostgreSQL; `seen` is told of
/// each table. The file stays.
pub async fn move_state(
    settings: &Settings,
    to: Option<SecretString>,
    seen: impl FnMut(&MovedTable),
) -> anyhow::Result<Vec<MovedTable>> {
    let to = to.or_else(|| settings.database_url.clone());
    let to =
        to.context("it is not said where the database is to go: set DATABASE_URL, or name it with --to")?;
    let database = std::path::absolute(settings.data_dir.join(store::FILE))?;
    anyhow::ensure!(
        database.is_file(),
        "there is no SQLite database at {}; name its folder with HELIX_DATA_DIR",
        database.display()
    );
    let alone = sole_access(&database)?;
    let moved = store::carry_over(&database, &to, seen).await;
    drop(alone);
    Ok(moved?)
}
