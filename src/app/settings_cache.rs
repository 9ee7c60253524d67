//! The guilds' settings in memory. Every message of every channel asks for a prefix, so the database must not be asked
//! each time.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Mutex, MutexGuard};

use crate::server::ServerSettings;
use crate::store;

/// How long settings that were read are used before they are read again. A change made through this process counts at
/// once; one made by another process on the same PostgreSQL counts here after this time at the latest.
const FRESH: Duration = Duration::from_mins(1);

/// What is known of guilds' settings.
#[derive(Default)]
pub(super) struct SettingsCache(Mutex<HashMap<u64, Known>>);

#[derive(Clone)]
struct Known {
    settings: Arc<ServerSettings>,
    /// When they were last read, written, or began to be read again.
    since: Instant,
}

impl SettingsCache {
    /// A guild's settings at `now`; `read` asks the database, if that is needed.
    ///
    /// While one caller reads them again, the others go on with the old ones, and so they do if the reading fails.
    pub(super) async fn of(
        &self,
        guild: u64,
        now: Instant,
        read: impl Future<Output = store::Result<ServerSettings>>,
    ) -> store::Result<Arc<ServerSettings>> {
        let known = self.lock().get(&guild).cloned();
        match known {
            Some(known) if now.saturating_duration_since(known.since) < FRESH => Ok(known.settings),
            Some(known) => {
                self.write(guild, Arc::clone(&known.settings), now);
                match read.await {
                    Ok(settings) => Ok(self.was_read(guild, settings, Some(now), now)),
                    Err(error) => {
                        let error = anyhow::Error::from(error);
                        tracing::warn!(
                            guild,
                            error = format!("{error:#}"),
                            "the guild's settings could not be read again"
                        );
                        Ok(known.settings)
                    }
                }
            }
            None => Ok(self.was_read(guild, read.await?, None, now)),
        }
    }

    /// A guild's settings were changed to these.
    pub(super) fn write(&self, guild: u64, settings: Arc<ServerSettings>, now: Instant) {
        self.lock().insert(guild, Known { settings, since: now });
    }

    /// A guild's settings are to be read anew.
    pub(super) fn forget(&self, guild: u64) {
        self.lock().remove(&guild);
    }

    /// Takes what was read, unless the settings were changed while they were being read. `seen` is how old those were
    /// that the reading began with.
    fn was_read(
        &self,
        guild: u64,
        settings: ServerSettings,
        seen: Option<Instant>,
        now: Instant,
    ) -> Arc<ServerSettings> {
        let mut known = self.lock();
        match known.get(&guild) {
            Some(changed) if Some(changed.since) != seen => Arc::clone(&changed.settings),
            _ => {
                let settings = Arc::new(settings);
                known.insert(guild, Known { settings: Arc::clone(&settings), since: now });
                settings
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Known>> {
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

    fn with(prefix: &str) -> ServerSettings {
        let mut settings = ServerSettings::default();
        settings.prefix = Prefix::stored(prefix.to_owned());
        settings
    }

    async fn reading(cache: &SettingsCache, now: Instant, stored: &str) -> String {
        prefix(cache.of(1, now, ready(Ok(with(stored)))).await)
    }

    fn prefix(settings: store::Result<Arc<ServerSettings>>) -> String {
        settings.expect("settings").prefix.to_string()
    }

    fn never() -> impl Future<Output = store::Result<ServerSettings>> {
        std::future::poll_fn(|_| panic!("the database is asked"))
    }

    #[tokio::test]
    async fn a_thousand_messages_cost_one_question_and_the_next_minute_another() {
        let (cache, start) = (SettingsCache::default(), Instant::now());
        assert_eq!(reading(&cache, start, "$").await, "$");
        let just_before = start + FRESH.saturating_sub(Duration::from_millis(1));
        for _ in 0..1000 {
            assert_eq!(prefix(cache.of(1, just_before, never()).await), "$");
        }
        assert_eq!(reading(&cache, start + FRESH, "%").await, "%");
        assert_eq!(prefix(cache.of(1, start + FRESH, never()).await), "%");
        let elsewhere = cache.of(2, start, ready(Ok(with("?")))).await;
        assert_eq!(prefix(elsewhere), "?", "of another guild nothing is known");
        cache.forget(1);
        assert_eq!(reading(&cache, start + FRESH, "&").await, "&");
    }

    #[tokio::test]
    async fn a_change_counts_at_once_even_while_the_old_one_is_being_read() {
        let (cache, now) = (SettingsCache::default(), Instant::now());
        cache.write(1, Arc::new(with("%")), now);
        assert_eq!(prefix(cache.of(1, now, never()).await), "%");
        let later = now + FRESH;
        let slow = async {
            cache.write(1, Arc::new(with("?")), later + Duration::from_millis(1));
            Ok(with("%"))
        };
        assert_eq!(prefix(cache.of(1, later, slow).await), "?");
        assert_eq!(prefix(cache.of(1, later, never()).await), "?");
    }

    #[tokio::test]
    async fn a_database_that_fails_leaves_what_was_known() {
        let (cache, now) = (SettingsCache::default(), Instant::now());
        let failing = || ready(Err(StoreError::StaleLore));
        assert!(cache.of(1, now, failing()).await.is_err(), "nothing is known");
        assert_eq!(reading(&cache, now, "$").await, "$");
        assert_eq!(prefix(cache.of(1, now + FRESH, failing()).await), "$");
        assert_eq!(prefix(cache.of(1, now + FRESH, never()).await), "$");
    }
}
