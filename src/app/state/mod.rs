//! Snapshots of the database: taking one now, listing them, and going on from one, asked for by a person or because the
//! data directory is empty.

mod backup;
mod moving;
mod restore;
mod start;

pub use backup::{BackedUp, StateList, list_snapshots};
pub use moving::move_state;
pub use restore::{RestoreRequest, Restored, restore_snapshot};
pub(super) use start::restore_if_blank;
