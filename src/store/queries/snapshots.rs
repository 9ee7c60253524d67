//! What became of snapshots of the database at each destination.

use super::{alarms, notes};
use crate::store::database::Transaction;
use crate::store::database::snapshot::{FAILED, LATEST};
use crate::store::error::Result;
use crate::store::model::Timestamp;
use crate::sync::Destination;

/// Keeps the name of the latest that a destination has, and ends the trouble that the operator was told of, if there was
/// any; true then.
pub(crate) async fn archived(
    tx: &mut Transaction,
    destination: &Destination,
    name: &str,
    now: Timestamp,
) -> Result<bool> {
    notes::set_note(tx, &latest(destination), name).await?;
    notes::forget_note(tx, &failure(destination)).await?;
    alarms::raise_snapshot(tx, destination, None, None, now).await
}

/// Has the operator told that none reaches a destination, unless that was told, or this is the first failure of a kind that
/// may pass; true if the operator is to be told.
pub(crate) async fn failed(
    tx: &mut Transaction,
    destination: &Destination,
    (reason, may_pass): (&str, bool),
    now: Timestamp,
) -> Result<bool> {
    let failure = failure(destination);
    let is_first = notes::note(tx, &failure).await?.is_none();
    notes::set_note(tx, &failure, reason).await?;
    if is_first && may_pass {
        return Ok(false);
    }
    let last = notes::note(tx, &latest(destination)).await?;
    alarms::raise_snapshot(tx, destination, Some(reason), last.as_deref(), now).await
}

/// The note with the name of the latest at a destination.
fn latest(destination: &Destination) -> String {
    format!("{LATEST}{destination}")
}

/// The note with why the last one failed to reach a destination.
fn failure(destination: &Destination) -> String {
    format!("{FAILED}{destination}")
}
