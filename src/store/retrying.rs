//! Another try for what was given up or waits, some jobs at a time: a cloud that was away for a week may have left a million.

use super::Store;
use super::error::Result;
use super::model::{Scope, Timestamp};
use super::queries::{jobs, removals};
use crate::sync::Destination;

impl Store {
    /// Has everything in `scope` tried at once that waits after a failure: dead jobs get another life and waits end.
    /// Where that is everything, pauses are lifted; else what a paused destination keeps waiting stays as it is. Returns how
    /// many jobs were dead.
    pub async fn revive(&self, scope: Scope, now: Timestamp) -> Result<u64> {
        let mut revived = self.revive_removals(scope, now).await?;
        loop {
            let some = self.revive_some(scope, now).await?;
            revived += some;
            if some < jobs::TOGETHER {
                break;
            }
        }
        while self.hasten_some(scope, now).await? {}
        if scope.owner().is_none() {
            self.lift_all_pauses().await?;
        }
        Ok(revived)
    }

    /// Ends the pause of a destination that had refused us, and the waits of its copies. False if it was not paused.
    pub async fn lift_pause(&self, destination: &Destination, now: Timestamp) -> Result<bool> {
        while self.hasten_refused(destination, now).await? {}
        writing!(self, jobs::lift_pause, destination)
    }

    async fn revive_some(&self, scope: Scope, now: Timestamp) -> Result<u64> {
        writing!(self, jobs::revive_some, scope, now)
    }

    async fn revive_removals(&self, scope: Scope, now: Timestamp) -> Result<u64> {
        writing!(self, removals::revive, scope, now)
    }

    async fn hasten_some(&self, scope: Scope, now: Timestamp) -> Result<bool> {
        writing!(self, jobs::hasten_some, scope, now)
    }

    async fn hasten_refused(&self, destination: &Destination, now: Timestamp) -> Result<bool> {
        writing!(self, jobs::hasten_refused, destination, now)
    }

    async fn lift_all_pauses(&self) -> Result<()> {
        writing!(self, jobs::lift_all)
    }
}
