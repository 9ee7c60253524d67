//! The schema's steps, compiled into the program. A step that was released never changes; a new one is added.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

use crate::store::error::StoreError;

/// SQLite's steps.
pub(super) fn sqlite() -> Migrator {
    migrator([
        include_str!("../../../migrations/sqlite/0001_rituals_and_jobs.sql"),
        include_str!("../../../migrations/sqlite/0002_lore.sql"),
        include_str!("../../../migrations/sqlite/0003_archives.sql"),
        include_str!("../../../migrations/sqlite/0004_motion.sql"),
        include_str!("../../../migrations/sqlite/0005_md5.sql"),
        include_str!("../../../migrations/sqlite/0006_guild.sql"),
        include_str!("../../../migrations/sqlite/0007_audits.sql"),
        include_str!("../../../migrations/sqlite/0008_ages.sql"),
        include_str!("../../../migrations/sqlite/0009_upkeep.sql"),
        include_str!("../../../migrations/sqlite/0010_owners.sql"),
        include_str!("../../../migrations/sqlite/0011_turns.sql"),
        include_str!("../../../migrations/sqlite/0012_chronicle.sql"),
        include_str!("../../../migrations/sqlite/0013_gallery.sql"),
        include_str!("../../../migrations/sqlite/0014_queue.sql"),
        include_str!("../../../migrations/sqlite/0015_operator.sql"),
        include_str!("../../../migrations/sqlite/0016_language.sql"),
        include_str!("../../../migrations/sqlite/0017_removals.sql"),
        include_str!("../../../migrations/sqlite/0018_redrawn.sql"),
        include_str!("../../../migrations/sqlite/0019_server_settings.sql"),
        include_str!("../../../migrations/sqlite/0020_log_channels.sql"),
        include_str!("../../../migrations/sqlite/0021_spoiler.sql"),
        include_str!("../../../migrations/sqlite/0022_notices.sql"),
        include_str!("../../../migrations/sqlite/0023_tallies.sql"),
        include_str!("../../../migrations/sqlite/0024_counted_by_owner.sql"),
        include_str!("../../../migrations/sqlite/0025_shards.sql"),
    ])
}

/// PostgreSQL's steps.
pub(super) fn postgres() -> Migrator {
    migrator([
        include_str!("../../../migrations/postgres/0001_rituals_and_jobs.sql"),
        include_str!("../../../migrations/postgres/0002_lore.sql"),
        include_str!("../../../migrations/postgres/0003_archives.sql"),
        include_str!("../../../migrations/postgres/0004_motion.sql"),
        include_str!("../../../migrations/postgres/0005_md5.sql"),
        include_str!("../../../migrations/postgres/0006_guild.sql"),
        include_str!("../../../migrations/postgres/0007_audits.sql"),
        include_str!("../../../migrations/postgres/0008_ages.sql"),
        include_str!("../../../migrations/postgres/0009_upkeep.sql"),
        include_str!("../../../migrations/postgres/0010_owners.sql"),
        include_str!("../../../migrations/postgres/0011_turns.sql"),
        include_str!("../../../migrations/postgres/0012_chronicle.sql"),
        include_str!("../../../migrations/postgres/0013_gallery.sql"),
        include_str!("../../../migrations/postgres/0014_queue.sql"),
        include_str!("../../../migrations/postgres/0015_operator.sql"),
        include_str!("../../../migrations/postgres/0016_language.sql"),
        include_str!("../../../migrations/postgres/0017_removals.sql"),
        include_str!("../../../migrations/postgres/0018_redrawn.sql"),
        include_str!("../../../migrations/postgres/0019_server_settings.sql"),
        include_str!("../../../migrations/postgres/0020_log_channels.sql"),
        include_str!("../../../migrations/postgres/0021_spoiler.sql"),
        include_str!("../../../migrations/postgres/0022_notices.sql"),
        include_str!("../../../migrations/postgres/0023_tallies.sql"),
        include_str!("../../../migrations/postgres/0024_counted_by_owner.sql"),
        include_str!("../../../migrations/postgres/0025_shards.sql"),
    ])
}

/// Numbers the steps from 1 in the order given.
fn migrator<const N: usize>(steps: [&'static str; N]) -> Migrator {
    let migration = |(version, sql): (i64, &'static str)| {
        Migration::new(version, "".into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations((1..).zip(steps).map(migration).collect())
}

/// Says what to do about a schema that cannot be brought up to date. `database` names it; `statement` explains
/// a failure that is not about versions.
pub(super) fn explain(
    error: MigrateError,
    database: &str,
    statement: impl FnOnce(sqlx::Error) -> StoreError,
) -> StoreError {
    let sentence = match error {
        MigrateError::Execute(cause) | MigrateError::ExecuteMigration(cause, _) => return statement(cause),
        MigrateError::VersionMissing(step) => format!(
            "{database} was written by a newer helix-bot (its schema has step {step}, which this version does not \
             know); start that version or a later one. Nothing was changed."
        ),
        MigrateError::VersionMismatch(step) => format!(
            "{database} has another schema than this helix-bot expects (step {step} differs); start the build that \
             wrote it, or give this one a database of its own. Nothing was changed."
        ),
        _ => format!("{database} cannot be brought up to this version's schema; the log says why."),
    };
    StoreError::Open(sentence, Some(error.into()))
}
