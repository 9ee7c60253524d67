//! Announcements: the servers are written down, then told one after the other, each once.
//!
//! What may have arrived is sent again only under the same nonce, by which Discord recognises it, and only as long as
//! Discord remembers nonces. What became of it after that is not known, and said so.

use std::time::Duration;

use async_trait::async_trait;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::wake::{Wake, Work};
use crate::failure::{Class, Failure};
use crate::store::{
    Act, Announcement, AnnouncementState, Store, StoreError, Telling, TellingTurn, Timestamp,
};

/// Between two servers: Discord takes some fifty requests a second of a bot, and people come first.
const SPACING: Duration = Duration::from_millis(250);
/// How often is looked for one that another process began, and before the next try after trouble.
const LOOK: Duration = Duration::from_secs(10);
/// How long telling one server may take; nobody else tells it meanwhile.
const HOLD: Duration = Duration::from_secs(30);
const TELLING: Duration = Duration::from_secs(20);
/// How long Discord recognises a nonce; it says a few minutes.
const NONCE: Duration = Duration::from_mins(2);
/// Between two tries to tell a server after trouble in passing.
const AGAIN: Duration = Duration::from_secs(5);

/// Tells servers something. Implemented by the Discord room.
#[async_trait]
pub trait Announcer: Send + Sync {
    /// The servers with ids behind `after`, in the order of their ids; none once there are no more.
    async fn servers(&self, after: u64) -> Result<Vec<u64>, Failure>;
    /// The channel where a server's system messages go, if there is one.
    async fn system_channel(&self, guild: u64) -> Result<Option<u64>, Failure>;
    /// Writes the text of the announcement `id` there. Sent again, it stands there once.
    async fn announce(&self, id: Uuid, guild: u64, channel: u64, text: &str) -> Result<Telling, Failure>;
}

/// Tells what is to be announced, until `stop`.
pub async fn serve(store: &Store, wake: &Wake, announcer: &dyn Announcer, stop: &CancellationToken) {
    while !stop.is_cancelled() {
        // Registered before looking, so that no wake-up falls between the look and the wait.
        let woken = wake.notified(Work::Announcement);
        tokio::pin!(woken);
        woken.as_mut().enable();
        let pause = match next(store, announcer).await {
            Ok(Some(pause)) => {
                let _ = stop.run_until_cancelled(sleep(pause)).await;
                continue;
            }
            Ok(None) => LOOK,
            Err(error) => {
                if error.trouble().is_none() {
                    tracing::warn!(%error, "announcements cannot be read");
                }
                LOOK
            }
        };
        let _ = stop.run_until_cancelled(timeout(pause, woken)).await;
    }
}

/// Does the next step, and says how long to wait for the one after it; none if there is nothing to announce.
async fn next(store: &Store, announcer: &dyn Announcer) -> Result<Option<Duration>, StoreError> {
    let Some(announcement) = store.open_announcement().await? else { return Ok(None) };
    if announcement.state == AnnouncementState::Listing {
        return list(store, announcer, &announcement).await.map(Some);
    }
    let (id, now) = (announcement.id, Timestamp::now());
    let Some(turn) = store.take_telling(id, now, now + HOLD).await? else {
        if store.end_announcement(id).await? {
            ended(store, &announcement).await?;
        }
        return Ok(Some(SPACING * 4));
    };
    let told = if turn.begun.is_some_and(|begun| now.since(begun) > NONCE) {
        Ok(Telling::Failed(
            "it is not known whether it arrived: the bot was ended while it was sent".to_owned(),
        ))
    } else {
        let told = timeout(TELLING, tell(store, announcer, &announcement, &turn)).await;
        told.unwrap_or_else(|_| Err(Failure::new(Class::Transient, "Discord did not answer in time")))
    };
    match told {
        Ok(told) => {
            if let Telling::Failed(reason) = &told {
                tracing::info!(guild = turn.guild, reason, "an announcement was not told");
            }
            store.record_telling(id, turn.guild, &told).await?;
        }
        // What met a pause was not sent.
        Err(failure) if failure.class == Class::Paused => {
            let until = Timestamp::now() + failure.retry_after.unwrap_or(AGAIN);
            store.put_off_telling(id, turn.guild, until, turn.begun).await?;
        }
        Err(failure) => {
            tracing::warn!(guild = turn.guild, reason = %failure.guidance, "an announcement met trouble; trying again");
            let begun = turn.begun.or(Some(now));
            store.put_off_telling(id, turn.guild, Timestamp::now() + AGAIN, begun).await?;
        }
    }
    Ok(Some(SPACING))
}

/// Writes down the next of its servers.
async fn list(
    store: &Store,
    announcer: &dyn Announcer,
    announcement: &Announcement,
) -> Result<Duration, StoreError> {
    match announcer.servers(announcement.listed).await {
        Ok(guilds) => {
            store.list_announcement(announcement.id, &guilds).await?;
            Ok(SPACING)
        }
        Err(failure) => {
            tracing::warn!(reason = %failure.guidance, "the servers could not be listed; trying again");
            Ok(failure.retry_after.unwrap_or(AGAIN).max(AGAIN))
        }
    }
}

/// Tells a server in the log channel that it named; where it named none, or that is closed, in its system channel.
async fn tell(
    store: &Store,
    announcer: &dyn Announcer,
    announcement: &Announcement,
    turn: &TellingTurn,
) -> Result<Telling, Failure> {
    let Announcement { id, text, .. } = announcement;
    let log_channel = store.log_channel(turn.guild).await?.and_then(|named| named.channel);
    if let Some(channel) = log_channel {
        let told = announcer.announce(*id, turn.guild, channel, text).await?;
        if matches!(told, Telling::Told(_)) {
            return Ok(told);
        }
    }
    match announcer.system_channel(turn.guild).await? {
        Some(channel) => announcer.announce(*id, turn.guild, channel, text).await,
        None => Ok(Telling::Failed("the server has no channel for it".to_owned())),
    }
}

async fn ended(store: &Store, announcement: &Announcement) -> Result<(), StoreError> {
    let reached = store.reached(announcement.id).await?;
    tracing::info!(told = reached.told, failed = reached.failed, "an announcement is told");
    let done = format!("announcement told in {} servers, {} could not be told", reached.told, reached.failed);
    store.log_act(&Act { who: announcement.who, done, at: Timestamp::now() }).await
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::store::SettingChange;

    /// A channel into which nobody may write.
    const CLOSED: u64 = 99;

    /// Remembers whom it told, and where; has trouble as it is told to.
    #[derive(Default)]
    struct RecordingAnnouncer {
        told: Mutex<Vec<(u64, u64)>>,
        trouble: Mutex<Option<Class>>,
    }

    #[async_trait]
    impl Announcer for RecordingAnnouncer {
        async fn servers(&self, after: u64) -> Result<Vec<u64>, Failure> {
            Ok((after + 1..=3).collect())
        }

        async fn system_channel(&self, guild: u64) -> Result<Option<u64>, Failure> {
            Ok((guild != 2).then_some(guild * 10))
        }

        async fn announce(&self, _: Uuid, guild: u64, channel: u64, _: &str) -> Result<Telling, Failure> {
            if let Some(class) = *self.trouble.lock().expect("no panic") {
                return Err(Failure::new(class, "no"));
            }
            if channel == CLOSED {
                return Ok(Telling::Failed("it is closed".to_owned()));
            }
            self.told.lock().expect("no panic").push((guild, channel));
            Ok(Telling::Told(channel))
        }
    }

    /// A store with an announcement that is confirmed.
    async fn confirmed() -> (tempfile::TempDir, Store, Uuid) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::sqlite(&folder.path().join("x")).await.expect("a database");
        let (id, at) = (Uuid::now_v7(), Timestamp::now());
        let state = AnnouncementState::Asked;
        let announcement = Announcement { id, text: "x".to_owned(), who: 7, at, state, listed: 0 };
        store.ask_announcement(&announcement).await.expect("kept");
        let act = Act { who: 7, done: "announced".to_owned(), at };
        assert!(store.confirm_announcement(id, &act).await.expect("answered"));
        (folder, store, id)
    }

    async fn steps(store: &Store, announcer: &RecordingAnnouncer, most: usize) {
        for _ in 0..most {
            let _ = next(store, announcer).await.expect("the store answers");
        }
    }

    #[tokio::test]
    async fn every_server_is_told_once_and_those_without_a_channel_are_counted() {
        let (_folder, store, id) = confirmed().await;
        let announcer = RecordingAnnouncer::default();
        steps(&store, &announcer, 20).await;
        assert_eq!(*announcer.told.lock().expect("no panic"), [(1, 10), (3, 30)]);
        let reached = store.reached(id).await.expect("answered");
        assert_eq!((reached.told, reached.failed, reached.waiting), (2, 1, 0));
        assert_eq!(store.open_announcement().await.expect("answered"), None);
    }

    #[tokio::test]
    async fn a_log_channel_comes_first_unless_nobody_may_write_there() {
        let (_folder, store, id) = confirmed().await;
        for (guild, channel) in [(1, "11"), (2, "22"), (3, "99")] {
            let change = SettingChange { name: "log-channel", after: Some(channel.to_owned()) };
            store.change_settings(guild, 4, &[change], Timestamp::now()).await.expect("set");
        }
        let announcer = RecordingAnnouncer::default();
        steps(&store, &announcer, 20).await;
        assert_eq!(*announcer.told.lock().expect("no panic"), [(1, 11), (2, 22), (3, 30)]);
        assert_eq!(store.reached(id).await.expect("answered").told, 3);
    }

    #[tokio::test]
    async fn what_may_have_arrived_long_ago_is_not_sent_again() {
        let (_folder, store, id) = confirmed().await;
        let announcer = RecordingAnnouncer::default();
        *announcer.trouble.lock().expect("no panic") = Some(Class::Transient);
        steps(&store, &announcer, 6).await;
        *announcer.trouble.lock().expect("no panic") = None;
        // Discord has forgotten the nonce of the first since; the third met a pause and was not sent.
        let long_ago = Timestamp(Timestamp::now().0 - 180_000);
        store.put_off_telling(id, 1, Timestamp(0), Some(long_ago)).await.expect("written");
        store.put_off_telling(id, 3, Timestamp(0), None).await.expect("written");
        steps(&store, &announcer, 6).await;
        assert_eq!(*announcer.told.lock().expect("no panic"), [(3, 30)]);
        assert_eq!(store.reached(id).await.expect("answered").failed, 2);
    }
}
