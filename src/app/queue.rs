//! What waits, how long it may still take, and cancelling it.

use std::time::Duration;

use super::services::App;
use crate::jobs::Work;
use crate::store::{Cancelled, Canceller, Lane, MOST_WAITING, RitualId, Standing, Timestamp, Waiting};

/// Rituals on one page of a queue.
pub const QUEUE_PAGE: u64 = 10;
/// How many of somebody's own are told beside it.
pub const QUEUE_OWN: u64 = 5;
/// How many are cancelled in one transaction.
const CANCELLED_AT_ONCE: u64 = 50;

/// What one owner has waiting, a server or somebody in private.
#[derive(Debug, Clone)]
pub struct Queue {
    /// Of whoever asks: the first of theirs, in the order in which they asked.
    pub own: Vec<Waiting>,
    /// How many of theirs there are, up to one more than [`MOST_WAITING`].
    pub own_count: u64,
    /// One page of all, in the order in which they were asked for.
    pub page: Vec<Waiting>,
    /// How many there are, up to one more than [`MOST_WAITING`].
    pub count: u64,
    /// How many copies are on their way, up to one more than [`MOST_WAITING`].
    pub copies: u64,
}

impl App {
    /// What `owner` has waiting: what `user` asked for, and page number `page` of all, counted from 0.
    pub async fn queue(&self, owner: u64, user: u64, page: u64) -> anyhow::Result<Queue> {
        let store = &self.jobs.store;
        let looked_at = store.waiting(owner, None, None, ((page + 1) * QUEUE_PAGE).min(MOST_WAITING)).await?;
        Ok(Queue {
            own: store.waiting(owner, Some(user), None, QUEUE_OWN).await?,
            own_count: store.count_waiting(owner, Some(user)).await?,
            page: looked_at.into_iter().skip((page * QUEUE_PAGE) as usize).collect(),
            count: store.count_waiting(owner, None).await?,
            copies: store.copies_on_their_way(owner).await?,
        })
    }

    /// What `owner` has waiting, up to [`MOST_WAITING`]; with `user`, what they asked for alone.
    pub async fn waiting(&self, owner: u64, user: Option<u64>) -> anyhow::Result<Vec<Waiting>> {
        Ok(self.jobs.store.waiting(owner, user, None, MOST_WAITING).await?)
    }

    /// How far a ritual is that is not shown yet; none if it is shown, cancelled or unknown.
    pub async fn standing(&self, id: RitualId) -> anyhow::Result<Option<Waiting>> {
        Ok(self.jobs.store.standing(id).await?)
    }

    /// How long a ritual may still wait for its picture, from what pictures of its kind took lately and if nobody asks for
    /// more meanwhile; none where that is not known.
    pub fn estimate(&self, waiting: &Waiting) -> Option<Duration> {
        let lane = if waiting.is_large() { Lane::LargeRender } else { Lane::Render };
        let each = self.jobs.pace.of(&lane)?;
        match waiting.standing {
            Standing::Behind(ahead @ 0..=MOST_WAITING) => Some(each * (ahead as u32 + 1)),
            Standing::Drawn => Some(each),
            Standing::Behind(_) | Standing::PutOff(_) | Standing::Posted => None,
        }
    }

    /// What a person asked for last and has waiting.
    pub async fn last_waiting(&self, owner: u64, user: u64) -> anyhow::Result<Option<RitualId>> {
        Ok(self.jobs.store.last_waiting(owner, user).await?)
    }

    /// Cancels a ritual that is not shown yet.
    pub async fn cancel(&self, id: RitualId, by: Canceller) -> anyhow::Result<Cancelled> {
        let cancelled = self.jobs.store.cancel(id, by, Timestamp::now()).await?;
        if cancelled == Cancelled::Now {
            tracing::info!(ritual = %id, "cancelled");
            self.jobs.wake.notify(&[Work::Post]);
        }
        Ok(cancelled)
    }

    /// Cancels all that a person has waiting; returns how many rituals those were.
    pub async fn cancel_all(&self, owner: u64, user: u64) -> anyhow::Result<u64> {
        let mut all = 0;
        loop {
            let now = Timestamp::now();
            let cancelled = self.jobs.store.cancel_all(owner, user, CANCELLED_AT_ONCE, now).await?;
            all += cancelled;
            self.jobs.wake.notify(&[Work::Post]);
            // What is just being posted stays, so that fewer may be cancelled than there are.
            if cancelled == 0 {
                return Ok(all);
            }
        }
    }

    /// Cancels what a message asked for and waits, other than `except`; returns how many rituals those were.
    pub async fn cancel_of_message(&self, message: u64, except: Option<RitualId>) -> anyhow::Result<u64> {
        let cancelled = self.jobs.store.cancel_of_message(message, except, Timestamp::now()).await?;
        if cancelled > 0 {
            tracing::info!(
                rituals = cancelled,
                "cancelled, since the message that asked was deleted or edited"
            );
            self.jobs.wake.notify(&[Work::Post]);
        }
        Ok(cancelled)
    }
}
