//! Trying whether a destination can be written.

use std::path::Path;

use crate::failure::{Action, Failure};
use crate::sync::probe::Probe;
use crate::sync::rclone::ops::transfer;
use crate::sync::rclone::ops::verify::{delete, read_back, unproven};
use crate::sync::rclone::rc::session::RemoteSession;
use crate::sync::rclone::rclone_path::RclonePath;

/// Writes a small object, reads it back, compares and removes it. `place_of` says where an object of a name goes.
pub(crate) async fn probe(
    session: &RemoteSession<'_>,
    scratch: &Path,
    place_of: impl FnOnce(&str) -> Result<RclonePath, Failure>,
) -> Result<(), Failure> {
    let probe = Probe::write(scratch).await?;
    let place = place_of(&probe.name)?;
    let time = session.time_for(probe.file.bytes).await?;
    let sent = transfer::upload(session, &place, &probe.file, &|_| {}, time).await;
    let read = match sent {
        Ok(()) => read_back(session, &place, Action::Verify, time).await,
        Err(error) => Err(error),
    };
    // After a failure too: part of it may have been written.
    let removed = delete(session, &place).await;
    match read? {
        Some(hash) if hash == probe.file.digest.to_string() => removed,
        Some(_) => Err(unproven("what was read back differs from what was written")),
        None => Err(unproven("rclone reported a copy, but there is none")),
    }
}
