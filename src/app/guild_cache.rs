//! What guilds set for themselves, in memory. Every message of every channel asks for a prefix, so the database must not
//! be asked each time.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use parking_lot::{Mutex, MutexGuard};

use crate::store;

/// How long a setting that was read is used before it is read again. A change made through this process counts at
/// once; one made by another process on the same PostgreSQL counts here after this time at the latest.
const FRESH: Duration = Duration::from_mins(1);

/// What is known of one setting of the guilds.
pub(super) struct GuildCache<T>(Mutex<HashMap<u64, Known<T>>>);

#[derive(Clone)]
struct Known<T> {
    own: Option<T>,
    /// When it was last read, written, or began to be read again.
    since: Instant,
}

impl<T> Default for GuildCache<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> GuildCache<T> {
    /// A guild's own setting at `now`; `read` asks the database, if that is needed.
    ///
    /// While one caller reads it again, the others go on with the old one, and so they do if the reading fails.
    pub(super) async fn of(
        &self,
        guild: u64,
        now: Instant,
        read: impl Future<Output = store::Result<Option<T>>>,
    ) -> store::Result<Option<T>> {
        let known = self.lock().get(&guild).cloned();
        match known {
            Some(known) if now.saturating_duration_since(known.since) < FRESH => Ok(known.own),
            Some(known) => {
                self.write(guild, known.own.clone(), now);
                match read.await {
                    Ok(own) => Ok(self.was_read(guild, own, Some(now), now)),
                    Err(error) => {
                        let error = anyhow::Error::from(error);
                        tracing::warn!(
                            guild,
                            error = format!("{error:#}"),
                            "a setting of the guild could not be read again"
                        );
                        Ok(known.own)
                    }
                }
            }
            None => Ok(self.was_read(guild, read.await?, None, now)),
        }
    }

    /// A guild's setting was changed to this.
    pub(super) fn write(&self, guild: u64, own: Option<T>, now: Instant) {
        self.lock().insert(guild, Known { own, since: now });
    }

    /// Takes what was read, unless it was changed while it was being read. `seen` is how old that was
    /// which the reading began with.
    fn was_read(&self, guild: u64, own: Option<T>, seen: Option<Instant>, now: Instant) -> Option<T> {
        let mut known = self.lock();
        match known.get(&guild) {
            Some(changed) if Some(changed.since) != seen => changed.own.clone(),
            _ => {
                known.insert(guild, Known { own: own.clone(), since: now });
                own
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Known<T>>> {
        // Each change is one insertion, so a panic leaves nothing half done.
        self.0.lock()
    }
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use super::*;
    use crate::prefix::Prefix;
    use crate::store::StoreError;

    fn prefix(text: &str) -> Prefix {
        Prefix::stored(text.to_owned())
    }

    async fn reading(prefixes: &GuildCache<Prefix>, now: Instant, stored: &str) -> Option<Prefix> {
        let read = ready(Ok(Some(prefix(stored))));
        prefixes.of(1, now, read).await.expect("a prefix")
    }

    fn never() -> impl Future<Output = store::Result<Option<Prefix>>> {
        std::future::poll_fn(|_| panic!("the database is asked"))
    }

    #[tokio::test]
    async fn a_thousand_messages_cost_one_question_and_the_next_minute_another() {
        let (prefixes, start) = (GuildCache::default(), Instant::now());
        assert_eq!(reading(&prefixes, start, "$").await, Some(prefix("$")));
        let just_before = start + FRESH.saturating_sub(Duration::from_millis(1));
        for _ in 0..1000 {
            assert_eq!(prefixes.of(1, just_before, never()).await.expect("known"), Some(prefix("$")));
        }
        assert_eq!(reading(&prefixes, start + FRESH, "%").await, Some(prefix("%")));
        assert_eq!(prefixes.of(1, start + FRESH, never()).await.expect("known"), Some(prefix("%")));
    }

    #[tokio::test]
    async fn a_guild_without_a_prefix_of_its_own_is_remembered_as_well() {
        let (prefixes, now) = (GuildCache::default(), Instant::now());
        assert_eq!(prefixes.of(1, now, ready(Ok(None))).await.expect("read"), None);
        assert_eq!(prefixes.of(1, now, never()).await.expect("known"), None);
        assert_eq!(reading(&prefixes, now, "$").await, None, "of another guild nothing is known");
    }

    #[tokio::test]
    async fn a_change_counts_at_once_even_while_the_old_one_is_being_read() {
        let (prefixes, now) = (GuildCache::default(), Instant::now());
        prefixes.write(1, Some(prefix("%")), now);
        assert_eq!(prefixes.of(1, now, never()).await.expect("known"), Some(prefix("%")));
        let later = now + FRESH;
        let slow = async {
            prefixes.write(1, Some(prefix("?")), later + Duration::from_millis(1));
            Ok(Some(prefix("%")))
        };
        assert_eq!(prefixes.of(1, later, slow).await.expect("changed"), Some(prefix("?")));
        assert_eq!(prefixes.of(1, later, never()).await.expect("known"), Some(prefix("?")));
    }

    #[tokio::test]
    async fn a_database_that_fails_leaves_what_was_known() {
        let (prefixes, now) = (GuildCache::default(), Instant::now());
        let failing = || ready(Err(StoreError::StaleLore));
        assert!(prefixes.of(1, now, failing()).await.is_err(), "nothing is known");
        assert_eq!(reading(&prefixes, now, "$").await, Some(prefix("$")));
        assert_eq!(prefixes.of(1, now + FRESH, failing()).await.expect("known"), Some(prefix("$")));
        assert_eq!(prefixes.of(1, now + FRESH, never()).await.expect("known"), Some(prefix("$")));
    }
}
