//! How a copy stands, in the words that all subcommands have for people. JSON has [`ArchiveState::word`].

use crate::store::{ArchiveState, RemovalState};

/// What is said of a destination that was taken out of the settings while copies wait for it.
pub(super) const UNCONFIGURED: &str = "not configured any more";

/// The state in one word or a few.
pub(super) fn words(state: &ArchiveState) -> &'static str {
    match state {
        ArchiveState::Pending => "waiting",
        ArchiveState::Retrying { .. } => "waiting after a failure",
        ArchiveState::Dead { .. } => "given up",
        ArchiveState::Archived(_) => "archived",
        ArchiveState::Removed(copy) => match copy.state {
            RemovalState::Waiting(_) => "to be removed",
            RemovalState::Gone(_) => "removed",
            RemovalState::Kept(_) | RemovalState::Dead(_) => "not removed",
        },
    }
}
