//! What a process that shares its work with others has to have in common with them.

use super::role::Role;
use super::settings::Settings;
use crate::sync::Destination;

/// What is wrong with settings of one process among several.
pub(super) fn problems(settings: &Settings) -> Vec<String> {
    let split = match (settings.role, settings.shards) {
        (Role::All, None) => return Vec::new(),
        (Role::All, Some(shards)) if shards.count() == shards.total() => return Vec::new(),
        (Role::All, Some(shards)) => format!("HELIX_SHARDS: {shards}"),
        (role, _) => format!("HELIX_ROLE: {}", role.name()),
    };
    let mut problems = Vec::new();
    if settings.database_url.is_none() {
        problems.push(format!(
            "{split} needs DATABASE_URL, a PostgreSQL that this process shares with the others; SQLite is for one process"
        ));
    }
    if settings.destinations.iter().any(Destination::is_local) {
        problems.push(format!(
            "{split} cannot have `local` among HELIX_DESTINATIONS, which is a folder of each process's own; name a cloud, \
             or a folder that all processes reach as a remote of its own: RCLONE_CONFIG_SHARED_TYPE=local and \
             HELIX_DESTINATIONS=shared:/the/folder"
        ));
    }
    problems
}
