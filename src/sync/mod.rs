//! Carrying files to a cloud and proving that they arrived. Knows files, digests and remote paths; no rituals.
//!
//! A copy counts as archived only when its content was compared with ours: by the remote's own hash where that comes
//! from what is stored, by reading it back everywhere else. A success that the other side merely reports is never
//! enough.

mod cloud_sync;
mod destination;
mod entry;
#[cfg(feature = "legacy-mega")]
mod fallback;
mod finding;
#[cfg(feature = "legacy-mega")]
pub mod legacy_mega;
mod local_file;
mod login_throttle;
mod probe;
mod progress;
mod proof;
pub mod rclone;

pub use cloud_sync::CloudSync;
pub use destination::{BadDestination, BadRemotePath, Destination, RemotePath};
pub use entry::{Entry, EntryKind};
#[cfg(feature = "legacy-mega")]
pub use fallback::Fallback;
pub use finding::{Content, Finding};
pub use local_file::LocalFile;
pub use probe::{PROBE, ProbeStep, Probed, probe};
pub use progress::Progress;
pub use proof::{Proof, VerifiedBy};
