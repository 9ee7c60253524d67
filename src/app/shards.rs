//! Having shards at Discord's gateway: no two processes on one database have the same at once, so nobody is answered twice,
//! also while one process takes the place of another.
//!
//! Who has shards shows every few seconds that he lives, and gives them back when he ends. Whoever wants them waits for
//! that, or until he has seen no sign of life for [`PATIENCE`], the database answering all the while. No clock is asked that
//! could differ from another machine's. Who could not show for nearly as long that he lives, because the database does not
//! answer, is silent until he can: by then another may have his shards.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::held_shards::Known;
use super::services::App;
use crate::shard_range::ShardRange;
use crate::store::ShardHolder;

/// Who shows no life for so long has lost his shards.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two signs of life.
const SHOW: Duration = Duration::from_secs(3);
/// Between two looks whether shards are free, and between two tries to show life that failed.
const LOOK: Duration = Duration::from_secs(1);
/// Discord takes one login at its gateway in five seconds.
const LOGIN_SPACING: Duration = Duration::from_millis(5_200);

/// Shards that this process has.
pub struct ShardLease {
    /// None where no other process can have any.
    holder: Option<Uuid>,
}

/// What whoever waits for shards has seen of those who have them.
#[derive(Default)]
struct Watched(Vec<(ShardHolder, Instant)>);

impl Watched {
    /// Notes who has them now. One that shows no new sign is as he was.
    fn see(&mut self, holders: &[ShardHolder], now: Instant) {
        let since = |holder: &ShardHolder| {
            self.0.iter().find(|(known, _)| known == holder).map_or(now, |(_, since)| *since)
        };
        self.0 = holders.iter().map(|holder| (*holder, since(holder))).collect();
    }

    /// Those who showed no life for too long.
    fn dead(&self, now: Instant) -> Vec<ShardHolder> {
        let dead = self.0.iter().filter(|(_, since)| now.duration_since(*since) >= PATIENCE);
        dead.map(|(holder, _)| *holder).collect()
    }
}

impl App {
    /// Waits until this process can have these shards, and has them then.
    pub async fn take_shards(&self, range: ShardRange) -> ShardLease {
        if !self.jobs.store.is_shared() {
            self.held.note(Some(Known::ForGood));
            return ShardLease { holder: None };
        }
        let (holder, mut watched, mut told) = (Uuid::now_v7(), Watched::default(), false);
        loop {
            let asked = Instant::now();
            match self.jobs.store.take_shards(holder, range, &watched.dead(asked)).await {
                Ok(holders) if holders.is_empty() => {
                    self.held.note(Some(Known::Since(asked)));
                    tracing::info!(shards = %range, "these shards are this process's now");
                    return ShardLease { holder: Some(holder) };
                }
                Ok(holders) => {
                    watched.see(&holders, Instant::now());
                    if !told {
                        tracing::info!(shards = %range, "another process has these shards; waiting for it to end");
                        told = true;
                    }
                }
                // Whoever cannot show life now is not dead.
                Err(_) => watched = Watched::default(),
            }
            self.gateway.waits();
            sleep(LOOK).await;
        }
    }

    /// Shows that this process lives, until its shards are another's.
    pub async fn keep_shards(&self, lease: &ShardLease) {
        let Some(holder) = lease.holder else { return std::future::pending().await };
        let mut silent = false;
        sleep(SHOW).await;
        loop {
            let asked = Instant::now();
            let shown = self.jobs.store.renew_shards(holder).await;
            match shown {
                Ok(true) => self.held.note(Some(Known::Since(asked))),
                Ok(false) => {
                    self.held.note(None);
                    tracing::warn!(
                        "another process has taken this one's shards, after this one was not heard of for long"
                    );
                    return;
                }
                Err(_) => {}
            }
            if silent == self.has_shards() {
                silent = !silent;
                if silent {
                    tracing::error!(
                        "NOBODY IS ANSWERED: the database does not answer, and another process may have this one's shards by \
                         now; it goes on by itself once the database answers"
                    );
                } else {
                    tracing::info!("the shards are still this process's; it answers again");
                }
            }
            sleep(if shown.is_ok() { SHOW } else { LOOK }).await;
        }
    }

    /// Gives shards back, so that another process need not wait for them.
    pub async fn give_shards_back(&self, lease: ShardLease) {
        self.held.note(None);
        if let Some(holder) = lease.holder
            && let Err(error) = self.jobs.store.give_shards_back(holder).await
        {
            tracing::warn!(%error, "the shards could not be given back; another process waits until they have run out");
        }
    }

    /// Whether no other process can have this one's shards.
    pub fn has_shards(&self) -> bool {
        self.held.surely(Instant::now())
    }

    /// Waits for this process's turn to log in at the gateway: Discord counts the logins of all processes together.
    pub async fn gateway_login_turn(&self) {
        if self.jobs.store.is_shared()
            && let Ok(wait) = self.jobs.store.gateway_login(LOGIN_SPACING).await
        {
            sleep(wait).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_shows_no_life_for_long_is_dead_and_who_does_is_not() {
        let (dead, alive, start) = (Uuid::now_v7(), Uuid::now_v7(), Instant::now());
        let mut watched = Watched::default();
        for second in 0..20 {
            let now = start + Duration::from_secs(second);
            let seen =
                [ShardHolder { holder: dead, beat: 7 }, ShardHolder { holder: alive, beat: second / 3 }];
            watched.see(&seen, now);
            assert_eq!(watched.dead(now), [], "{second}");
        }
        let later = start + PATIENCE;
        assert_eq!(watched.dead(later), [ShardHolder { holder: dead, beat: 7 }]);
    }
}
